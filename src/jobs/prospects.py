"""Prospects: what art. 14 wants told, and what HubSpot must be given or forget."""

import logging
from datetime import datetime
from uuid import UUID, uuid5

from domain import (
    campaigns,
    database,
    links,
    processors,
    prospect_imports,
    prospects,
    suppression,
)
from domain.accounts import Account
from domain.campaigns import SEND_CAMPAIGN, TRY_CAMPAIGN, Campaign
from domain.errors import NotFound
from domain.forgetting import FORGET
from domain.prospect_imports import READ_LIST, REMOVE_LIST, TAKE_LIST
from domain.prospects import INFORM, SYNCHRONISE, Prospect
from domain.register import PROSPECTING
from domain.register.controller import AUTHORITY, CONTROLLER
from domain.register.words import period_in_words
from domain.text import LANGUAGES, Language, Text
from jobs.mail import language_in, link_to, write_mail

log = logging.getLogger("jobs.prospects")

_SUBJECT = Text(
    "Comment assistEU a eu votre adresse, et vos droits",
    "How assistEU came by your address, and your rights",
)


async def inform(prospect_id: UUID, now: datetime) -> None:
    """Tell a prospect from where we have their data and what they may do (art. 14).

    They count as informed once the mail was handed over (:func:`domain.processors.deliver`).
    Not whom a mail informed before, who is gone, or whose data are restricted: who lifts the
    restriction assigns the duty again.
    """
    try:
        prospect = await prospects.find(prospect_id)
    except NotFound:
        return
    if prospect.informed_at is not None or prospect.restricted_at is not None:
        return
    lang = language_in(prospect.language)
    await write_mail(
        "prospect_information",
        about=prospect.id,
        account_id=None,
        address=prospect.email,
        lang=lang,
        subject=_SUBJECT,
        now=now,
        activity=PROSPECTING.slug,
        one_click=unsubscribe_link(prospect, lang),
        context=information(prospect, lang),
    )


def information(prospect: Prospect, lang: Language) -> dict[str, object]:
    """Return what art. 14(1) and (2) want told, for the mail that tells it."""
    return {
        "prospect": prospect,
        "source": prospects.SOURCE_NAMES[prospects.Source(prospect.source)],
        "sheet": PROSPECTING,
        "period": period_in_words(PROSPECTING.holdings[0].retention),
        "unsubscribe": unsubscribe_link(prospect, lang),
        "answer": link_to(lang, f"/answer/{links.sign(prospects.ANSWER, prospect.id)}"),
        "controller": CONTROLLER,
        "authority": AUTHORITY,
    }


def unsubscribe_link(prospect: Prospect, lang: Language) -> str:
    """Return where a prospect objects, with one press and without signing in."""
    return link_to(lang, f"/unsubscribe/{links.sign(prospects.UNSUBSCRIBE, prospect.id)}")


async def synchronise(_the_list: UUID, now: datetime) -> None:
    """Give HubSpot what changed of the prospects."""
    if refused := await processors.synchronise(now=now):
        log.warning("contacts refused", extra={"facts": {"contacts": refused}})


async def forget(forgetting_id: UUID, now: datetime) -> None:
    """Have a processor forget somebody."""
    await processors.forget(forgetting_id, now=now)


async def send_campaign(campaign_id: UUID, now: datetime) -> None:
    """Write the mails of a campaign, batch by batch: killed anywhere, it goes on from there."""
    while await _send_batch(campaign_id, now):
        pass


async def _send_batch(campaign_id: UUID, now: datetime) -> bool:
    """Write the next mails; tell whether more may follow.

    Each mail's id follows from both campaign and prospect: written twice, it is one.
    """
    async with database.transaction():
        campaign = await campaigns.locked(campaign_id)
        if campaign.confirmed_at is None or campaign.finished_at is not None:
            return False
        readers = await campaigns.next_batch(campaign, now=now)
        if not readers:
            await campaigns.finish(campaign_id, now=now)
            return False
        no = await suppression.suppressed([one.email for one in readers])
        written = [one for one in readers if one.email not in no]
        for prospect in written:
            await write_to(prospect, campaign, now=now)
        await campaigns.note_batch(
            campaign_id,
            last=readers[-1].id,
            written=len(written),
            passed_over=len(readers) - len(written),
        )
    return True


async def write_to(prospect: Prospect, campaign: Campaign, *, now: datetime) -> None:
    """Write a campaign's mail to one prospect, with what art. 14 wants told if nobody did."""
    lang = language_in(prospect.language)
    subject, text = campaigns.words_in(campaign, lang)
    await write_mail(
        "campaign",
        about=uuid5(campaign.id, prospect.id.hex),
        account_id=None,
        address=prospect.email,
        lang=lang,
        subject=_same_in_both(campaigns.subject_for(subject, prospect)),
        now=now,
        activity=PROSPECTING.slug,
        one_click=unsubscribe_link(prospect, lang),
        campaign_id=campaign.id,
        context=information(prospect, lang)
        | {
            "words": campaigns.filled(text, prospect),
            "informs": prospect.informed_at is None,
            "is_trial": False,
        },
    )


def _same_in_both(words: str) -> Text:
    return Text(words, words)


async def try_campaign(trial_id: UUID, now: datetime) -> None:
    """Write a campaign's mail to the member of staff who tries it, in each of its languages."""
    found = await campaigns.trial(trial_id)
    if found is None:
        return
    campaign, account = found
    for lang in LANGUAGES:
        if campaign.language in (None, lang):
            await _write_trial(campaign, account, lang, now=now)


async def _write_trial(
    campaign: Campaign, account: Account, lang: Language, *, now: datetime
) -> None:
    """Write one mail of a trial, as to a prospect who was not informed before.

    The same words tried again within an hour are one mail: a duty that is performed twice
    writes no second one.
    """
    subject, text = campaigns.words_in(campaign, lang)
    reader = _as_a_prospect(account, campaign, lang, now=now)
    nowhere = {
        "unsubscribe": link_to(lang, f"/unsubscribe/{prospects.TRIAL}"),
        "answer": link_to(lang, f"/answer/{prospects.TRIAL}"),
    }
    marked = {"fr": "[Essai] ", "en": "[Trial] "}[lang] + subject
    await write_mail(
        "campaign",
        about=uuid5(campaign.id, f"trial {account.id} {lang} {subject} {text} {now:%Y%m%d%H}"),
        account_id=account.id,
        address=account.email,
        lang=lang,
        subject=_same_in_both(campaigns.subject_for(marked, reader)),
        now=now,
        one_click=nowhere["unsubscribe"],
        context=information(reader, lang)
        | nowhere
        | {"words": campaigns.filled(text, reader), "informs": True, "is_trial": True},
    )


def _as_a_prospect(
    account: Account, campaign: Campaign, lang: Language, *, now: datetime
) -> Prospect:
    return Prospect(
        id=account.id,
        email=account.email,
        first_name=account.first_name,
        last_name=account.last_name,
        language=lang,
        source=campaign.source or prospects.Source.MET,
        source_name="",
        collected_at=now,
    )


async def read_list(import_id: UUID, now: datetime) -> None:
    """Read a list of prospects, and say what would become of each row."""
    await prospect_imports.read_list(import_id, now=now)


async def take_list(import_id: UUID, now: datetime) -> None:
    """Take the rows of a list that somebody said yes to."""
    await prospect_imports.take_list(import_id, now=now)


async def remove_list(import_id: UUID, _now: datetime) -> None:
    """Remove the file and the rows of a list that somebody said no to."""
    await prospect_imports.remove_list(import_id)


HANDLERS = {
    INFORM: inform,
    SYNCHRONISE: synchronise,
    FORGET: forget,
    READ_LIST: read_list,
    TAKE_LIST: take_list,
    REMOVE_LIST: remove_list,
    SEND_CAMPAIGN: send_campaign,
    TRY_CAMPAIGN: try_campaign,
}
