"""Breaches: the officers are told before the 72 hours end, and people what happened to them."""

from datetime import datetime
from uuid import UUID, uuid5

from domain import accounts, breaches, database
from domain.breaches import A_DAY_LEFT, OVERDUE, SEND_NOTICE, BreachNotice, Clock, Reader
from domain.errors import NotFound
from domain.register.controller import AUTHORITY, CONTROLLER
from domain.text import Text
from jobs.mail import language_in, link_to, write_mail

_SUBJECTS = {
    Clock.SOON: Text(
        "Violation de données : moins de 24 heures pour notifier la CNIL",
        "Data breach: less than 24 hours left to notify the CNIL",
    ),
    Clock.OVERDUE: Text(
        "Violation de données : le délai de 72 heures est dépassé",
        "Data breach: the 72 hours are over",
    ),
}
_NOTICE = Text("Une violation de vos données personnelles", "A breach of your personal data")


async def warn_of_a_day_left(breach_id: UUID, now: datetime) -> None:
    """Tell each officer that less than 24 hours are left, unless the clock stands otherwise."""
    await _warn(breach_id, Clock.SOON, now)


async def warn_overdue(breach_id: UUID, now: datetime) -> None:
    """Tell each officer that the 72 hours are over, and nobody notified the CNIL."""
    await _warn(breach_id, Clock.OVERDUE, now)


async def _warn(breach_id: UUID, stage: Clock, now: datetime) -> None:
    """Write to each officer once a stage; where the start was corrected, once more.

    The mail says nothing of what happened: the console does, behind a second factor.
    """
    try:
        breach = await breaches.find(breach_id)
    except NotFound:
        return
    # At its very end the clock is not late yet; the duty is due then, and sees what it says.
    overdue = breaches.is_running(breach) and now >= breaches.due_at(breach.aware_at)
    clock = Clock.OVERDUE if overdue else breaches.clock_of(breach, now=now)
    if clock is not stage:
        return
    for officer in await accounts.officers():
        lang = language_in(officer.language)
        await write_mail(
            "breach_clock",
            about=uuid5(officer.id, f"{breach.id} {stage} {breach.aware_at.isoformat()}"),
            account_id=officer.id,
            address=officer.email,
            lang=lang,
            subject=_SUBJECTS[stage],
            now=now,
            context={
                "due_at": breaches.due_at(breach.aware_at),
                "is_over": stage is Clock.OVERDUE,
                "link": link_to(lang, f"/console/breaches/{breach.id}"),
            },
        )


async def send_notice(notice_id: UUID, now: datetime) -> None:
    """Write the mails of a notice, batch by batch: killed anywhere, it goes on from there."""
    while await _send_batch(notice_id, now):
        pass


async def _send_batch(notice_id: UUID, now: datetime) -> bool:
    """Write the next mails; tell whether more may follow."""
    async with database.transaction():
        try:
            notice = await breaches.locked_notice(notice_id)
        except NotFound:
            return False
        if notice.confirmed_at is None or notice.finished_at is not None:
            return False
        readers = await breaches.next_readers(notice)
        if not readers:
            await breaches.finish_notice(notice_id, now=now)
            return False
        for reader in readers:
            await _write_to(reader, notice, now)
        await breaches.note_written(
            notice_id, last=readers[-1].account_id, written=len(readers)
        )
    return True


async def _write_to(reader: Reader, notice: BreachNotice, now: datetime) -> None:
    """Write a notice to one holder: its id follows from both, so that each gets it once."""
    lang = language_in(reader.language)
    await write_mail(
        "breach_notice",
        about=uuid5(notice.id, reader.account_id.hex),
        account_id=reader.account_id,
        address=reader.email,
        lang=lang,
        subject=_NOTICE,
        now=now,
        may_wait=True,
        context={
            "told": breaches.words_of(notice, lang),
            "controller": CONTROLLER,
            "authority": AUTHORITY,
        },
    )


HANDLERS = {
    A_DAY_LEFT: warn_of_a_day_left,
    OVERDUE: warn_overdue,
    SEND_NOTICE: send_notice,
}
