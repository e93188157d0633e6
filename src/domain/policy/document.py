"""The privacy policy as a document: what its pages show, read off the register (P-POL-1)."""

from dataclasses import dataclass
from datetime import date, timedelta

from domain.periods import Period
from domain.policy.announced import ANNOUNCED, Announced
from domain.policy.gaps import Gap, gaps
from domain.policy.security import MEASURES
from domain.policy.version import PUBLISHED_ON, UPDATED_ON
from domain.register import (
    COOKIES,
    REGISTER,
    Cookie,
    DataProcessor,
    ProcessingActivity,
    Section,
    recipients_in_use,
)
from domain.register.bases import BASIS_NAMES, rights_on
from domain.register.controller import (
    AUTHORITY,
    CONTROLLER,
    DataController,
    SupervisoryAuthority,
)
from domain.register.words import period_in_words
from domain.retention import GRACE
from domain.roles import ROLE_NAMES, Role
from domain.text import Text

_YOURSELF = Text("vous-même", "yourself")
_NOBODY = Text("personne", "nobody")
_TO_ANSWER = Period(months=1)
"""GDPR art. 12(3); how it is counted: ``requests.answer_due_on``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetInWords:
    """One processing activity as its person reads it."""

    slug: str
    name: Text
    purpose: Text
    data_subjects: Text
    data: tuple[Text, ...]
    bases: tuple[Text, ...]
    periods: tuple[Text, ...]
    seen_by: tuple[Text, ...]
    recipients: tuple[str, ...]
    rights: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientInWords:
    """One processor, and what reaches it today."""

    processor: DataProcessor
    activities: tuple[Text, ...]
    """The activities whose data it receives; empty: it receives nothing yet."""
    everything: bool
    """Whether it receives the data of every activity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CookieInWords:
    """One line of the table of cookies."""

    cookie: Cookie
    lifetime: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyPolicy:
    """Everything that the pages of the policy show."""

    updated_on: date
    published_on: date
    controller: DataController
    authority: SupervisoryAuthority
    visitors: tuple[SheetInWords, ...]
    accounts: tuple[SheetInWords, ...]
    marketing: tuple[SheetInWords, ...]
    rights: tuple[SheetInWords, ...]
    operations: tuple[SheetInWords, ...]
    sheets: tuple[SheetInWords, ...]
    """All of them, in the order of the register."""
    announced: tuple[Announced, ...]
    recipients: tuple[RecipientInWords, ...]
    cookies: tuple[CookieInWords, ...]
    cookies_need_consent: bool
    measures: tuple[Text, ...]
    gone_within: Text
    """How soon after the end of its period a datum is gone."""
    to_answer: Text
    """How long we have to answer a request."""
    gaps: tuple[Gap, ...]


def privacy_policy(*, htmx_from_cdn: bool) -> PrivacyPolicy:
    """Return the policy of this installation."""
    return PrivacyPolicy(
        updated_on=UPDATED_ON,
        published_on=PUBLISHED_ON,
        controller=CONTROLLER,
        authority=AUTHORITY,
        visitors=_sheets(Section.VISITORS),
        accounts=_sheets(Section.ACCOUNTS),
        marketing=_sheets(Section.MARKETING),
        rights=_sheets(Section.RIGHTS),
        operations=_sheets(Section.OPERATIONS),
        sheets=tuple(sheet_in_words(sheet) for sheet in REGISTER),
        announced=ANNOUNCED,
        recipients=_recipients(htmx_from_cdn=htmx_from_cdn),
        cookies=cookies_in_words(),
        cookies_need_consent=any(cookie.needs_consent for cookie in COOKIES),
        measures=MEASURES,
        gone_within=Period(hours=GRACE // timedelta(hours=1)).in_words(),
        to_answer=_TO_ANSWER.in_words(),
        gaps=gaps(htmx_from_cdn=htmx_from_cdn),
    )


def cookies_in_words() -> tuple[CookieInWords, ...]:
    """Return the table of cookies: what sets them is what it prints (P-COO-3)."""
    return tuple(CookieInWords(cookie=cookie, lifetime=_lifetime(cookie)) for cookie in COOKIES)


def sheet_in_words(activity: ProcessingActivity) -> SheetInWords:
    """Return a sheet in the words of its person."""
    data = [datum.label for holding in activity.holdings for datum in holding.data]
    periods = [period_in_words(holding.retention) for holding in activity.holdings]
    return SheetInWords(
        slug=activity.slug,
        name=activity.name,
        purpose=activity.purpose,
        data_subjects=activity.data_subjects,
        data=tuple(dict.fromkeys(data)),
        bases=tuple(BASIS_NAMES[basis] for basis in activity.legal_bases),
        periods=tuple(dict.fromkeys(periods)),
        seen_by=tuple(_seen_by(role) for role in activity.access) or (_NOBODY,),
        recipients=tuple(recipient.name for recipient in activity.recipients),
        rights=tuple(rights_on(activity)),
    )


def _seen_by(role: Role) -> Text:
    return _YOURSELF if role is Role.HOLDER else ROLE_NAMES[role]


def _sheets(section: Section) -> tuple[SheetInWords, ...]:
    return tuple(sheet_in_words(sheet) for sheet in REGISTER if sheet.section is section)


def _recipients(*, htmx_from_cdn: bool) -> tuple[RecipientInWords, ...]:
    return tuple(
        RecipientInWords(
            processor=processor,
            activities=tuple(s.name for s in REGISTER if processor in s.recipients),
            everything=all(processor in s.recipients for s in REGISTER),
        )
        for processor in recipients_in_use(htmx_from_cdn=htmx_from_cdn)
    )


def _lifetime(cookie: Cookie) -> Text:
    if cookie.lifetime is None:
        return Text("jusqu’à la fermeture du navigateur", "until the browser is closed")
    words = cookie.lifetime.in_words()
    return Text(f"{words.fr} à compter du dépôt", f"{words.en} from the deposit")
