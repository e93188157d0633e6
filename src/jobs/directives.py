"""Directives for after death: the notice to the account, and their execution."""

from datetime import datetime
from uuid import UUID

from domain import database, directives, rights
from domain.directives import REPORTED_BY_NAMES, TRUSTED, NamedPerson, ReportedBy
from domain.errors import NotFound
from domain.periods import after
from domain.register import DIRECTIVES
from domain.register.controller import AUTHORITY, CONTROLLER
from domain.register.words import period_in_words
from domain.rights import CarriedOut
from domain.text import Text
from jobs.mail import link_to, write_mail

_WHO = {"controller": CONTROLLER, "authority": AUTHORITY}
_REPORTED = Text("On nous a signalé un décès", "A death was reported to us")
_NAMED = Text("Vous êtes désigné personne de confiance", "You are named as a trusted person")


async def tell_reported(report_id: UUID, now: datetime) -> None:
    """Write to the account's own address that a death was reported, before anything happens.

    Not once the report is called off, nor to an account that is gone.
    """
    report = await directives.find_report(report_id)
    if report.closed_at is not None:
        return
    try:
        person = await rights.subject_of_account(report.account)
    except NotFound:
        return
    async with database.transaction():
        await write_mail(
            "death_reported",
            about=report_id,
            account_id=person.account_id,
            address=person.email,
            lang=person.language,
            subject=_REPORTED,
            now=now,
            context={
                **_WHO,
                "reported_by": REPORTED_BY_NAMES[ReportedBy(report.reported_by)],
                "not_before": after(now, directives.NOTICE),
                "link": link_to(person.language, "/sign-in"),
            },
        )
        await directives.note_notified(report_id, now=now)


async def carry_out(report_id: UUID, now: datetime) -> None:
    """Carry out what was directed after a death, and inform the trusted person of it."""

    async def inform(done: CarriedOut) -> None:
        await _inform(done, now)

    await rights.carry_out_directives(report_id, now=now, inform=inform)


async def _inform(done: CarriedOut, now: datetime) -> None:
    """Inform the trusted person: what we have of them, from whom, why, until when (art. 14)."""
    standing = done.standing
    if standing is None:
        return
    trusted = standing.trusted
    if trusted is not None:
        await write_mail(
            "trusted_person",
            about=done.report.id,
            account_id=None,
            address=trusted.email,
            lang=done.person.language,
            subject=_NAMED,
            now=now,
            context={
                **_WHO,
                "trusted": trusted,
                "email": done.person.email,
                "choices": standing.choices,
                "fates": directives.FATE_NAMES,
                "parts": directives.PART_NAMES,
                "kept_for": period_in_words(DIRECTIVES.holdings[0].retention),
                "link": link_to(done.person.language, "/rights"),
            },
        )
    told = {TRUSTED, *(part for part, one in standing.choices.items() if one.recipient)}
    await NamedPerson.update({NamedPerson.informed_at: now}).where(
        NamedPerson.directive == standing.id, NamedPerson.part.is_in(sorted(told))
    )


HANDLERS = {directives.TELL_REPORTED: tell_reported, rights.CARRY_OUT: carry_out}
