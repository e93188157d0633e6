"""What the words of a campaign may name, and whom it addresses."""

import re
from datetime import datetime
from uuid import UUID, uuid5

from domain.campaigns.tables import Campaign
from domain.errors import DomainError
from domain.periods import Period, cut_off
from domain.prospects import Filter, Prospect
from domain.text import Language

PLACES = ("first_name", "last_name")
"""What a text may name of its reader: ``{first_name}``."""
_PLACE = re.compile(r"\{([^{}\n]{0,40})\}")


class UnknownPlace(DomainError):
    """The text names something of its reader that we do not put there."""

    def __init__(self, name: str) -> None:
        """Keep what was named."""
        super().__init__(name)
        self.name = name


def check_places(text: str) -> None:
    """Refuse a text that names what is none of :data:`PLACES`.

    Raises:
        UnknownPlace: With the name.
    """
    for name in _PLACE.findall(text):
        if name not in PLACES:
            raise UnknownPlace(name)


def filled(text: str, prospect: Prospect) -> str:
    """Return a text with its reader's names in their places; nothing in them is read again."""
    return _PLACE.sub(lambda found: str(getattr(prospect, found.group(1))), text)


SUBJECT_LENGTH = 200
"""Characters of a subject, once its reader's names stand in it."""


def subject_for(text: str, prospect: Prospect) -> str:
    """Return a subject with its reader's names, cut where they make it too long."""
    return filled(text, prospect)[:SUBJECT_LENGTH]


def trial_of(campaign_id: UUID, account_id: UUID) -> UUID:
    """Return what the trial of a campaign by one member of staff goes by.

    It follows from both, so that who tries what needs no list.
    """
    return uuid5(campaign_id, f"trial {account_id}")


def words_in(campaign: Campaign, lang: Language) -> tuple[str, str]:
    """Return subject and text in a language."""
    if lang == "fr":
        return campaign.subject_fr, campaign.text_fr
    return campaign.subject_en, campaign.text_en


def addressed_by(campaign: Campaign, *, now: datetime) -> Filter:
    """Return whom a campaign addresses; who said no or is restricted is left out anyway.

    Months count back from the yes, once somebody said it; until then from ``now``.
    """
    at = campaign.confirmed_at or now
    return Filter(
        source=campaign.source,
        language=campaign.language,
        informed=campaign.informed,
        contact_before=_months_before(at, campaign.older_months),
        contact_since=_months_before(at, campaign.newer_months),
        open_only=True,
    )


def _months_before(at: datetime, months: int | None) -> datetime | None:
    return cut_off(Period(months=months), at) if months else None
