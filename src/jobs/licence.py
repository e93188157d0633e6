"""The licence: the night's reading of sightings, and the mails about a case (P-ACC-6)."""

import logging
from datetime import datetime
from uuid import UUID

from domain import licence
from domain.accounts import Account
from domain.errors import NotFound
from domain.licence import SharingCase, cases
from domain.register import SHARING_DETECTION
from domain.register.controller import AUTHORITY, CONTROLLER
from domain.text import Text
from jobs.mail import language_in, link_to, write_mail

log = logging.getLogger("jobs.licence")

_WHO = {"controller": CONTROLLER, "authority": AUTHORITY}
_PAGE = "/account/licence"


async def read_sightings(now: datetime) -> None:
    """Read what was seen since the last night, and open the cases that are due."""
    # Numbers load slowly, and no other job needs them.
    from domain.licence.reading import read_sightings as read

    night = await read(now=now)
    facts = {
        "accounts": night.accounts,
        "made_anew": night.made_anew,
        "cases": night.cases,
    }
    log.info("sightings read", extra={"facts": facts})


async def tell_asked(case_id: UUID, now: datetime) -> None:
    """Tell the holder of a case: facts and purpose, and that nothing is decided."""
    case = await _still_there(case_id)
    if case is None or case.decided_at is not None:
        return
    subject = Text(
        "Une question sur l’usage de votre licence", "A question about the use of your licence"
    )
    await _write("sharing_asked", case, subject, now, until=cases.heard_at(case))


async def tell_decided(case_id: UUID, now: datetime) -> None:
    """Tell the holder the outcome, its grounds, and how to contest it.

    A case that was dismissed before its holder knew of it is theirs to read on their page; no
    mail alarms them.
    """
    case = await _still_there(case_id)
    if case is None or case.decision is None:
        return
    if case.asked_at is not None or case.explained_at is not None:
        subject = Text(
            "Usage de votre licence : notre réponse", "Use of your licence: our answer"
        )
        await _write("sharing_decided", case, subject, now)
    await cases.forget_if_nothing_is_held(case_id)


async def tell_reviewed(case_id: UUID, now: datetime) -> None:
    """Tell the holder the outcome of the review that they asked for, and its grounds."""
    case = await _still_there(case_id)
    if case is None or case.review is None:
        return
    subject = Text("Votre contestation a été réexaminée", "Your contest has been reviewed")
    await _write("sharing_reviewed", case, subject, now)
    await cases.forget_if_nothing_is_held(case_id)


async def tell_weighed(objection_id: UUID, now: datetime) -> None:
    """Tell a holder what became of their objection, and why."""
    try:
        objection = await licence.find_objection(objection_id)
    except NotFound:
        return
    account = await Account.objects().where(Account.id == objection.account).first()
    if account is None or account.closed_at is not None or objection.decision is None:
        return
    lang = language_in(account.language)
    await write_mail(
        "objection_weighed",
        about=objection.id,
        account_id=account.id,
        address=account.email,
        lang=lang,
        subject=Text("Réponse à votre opposition", "Answer to your objection"),
        now=now,
        context={**_WHO, "objection": objection, "link": link_to(lang, _PAGE)},
    )


async def forget_sightings(account_id: UUID, _now: datetime) -> None:
    """Erase what was noted of somebody whose objection was accepted."""
    await licence.forget_sightings(account_id)


async def _write(
    template: str, case: SharingCase, subject: Text, now: datetime, **facts: object
) -> None:
    """Write a mail about a case: to the holder's present address, or the last one known."""
    account = await Account.objects().where(Account.id == case.account).first()
    lang = language_in(account.language if account else case.language)
    await write_mail(
        template,
        about=case.id,
        account_id=account.id if account else None,
        address=account.email if account else case.email,
        lang=lang,
        subject=subject,
        now=now,
        context={
            **_WHO,
            "case": case,
            "purpose": SHARING_DETECTION.purpose,
            "has_account": account is not None and account.closed_at is None,
            "link": link_to(lang, _PAGE),
            **facts,
        },
    )


async def _still_there(case_id: UUID) -> SharingCase | None:
    """Return the case, or None when it has ended meanwhile."""
    try:
        return await cases.find(case_id)
    except NotFound:
        return None


HANDLERS = {
    cases.TELL_ASKED: tell_asked,
    cases.TELL_DECIDED: tell_decided,
    cases.TELL_REVIEWED: tell_reviewed,
    licence.TELL_WEIGHED: tell_weighed,
    licence.FORGET: forget_sightings,
}
