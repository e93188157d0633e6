"""Acting upon a death: the account is closed, and what was directed is carried out (P-RIG-7).

Art. 85 of loi 78-17: the directives bind us; without any, heirs may have the account closed
and obtain what settles the estate. No period is lengthened: what is kept goes when it would.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain import accounts, database, directives, duties, evidence, requests
from domain.acting import by_itself
from domain.directives import DeathReport, Fate, Part, Person, ReportedBy, Standing
from domain.errors import DomainError, NotFound
from domain.evidence import Cause
from domain.requests import Correspondent
from domain.rights.people import DataSubject, subject_of_account
from domain.rights.plan import draw_plan
from domain.text import Language

CARRY_OUT = "carry-out-directives"
"""Duty: hands over, erases and informs, once the officer confirmed."""

OF_THE_ESTATE = (Part.ACCOUNT,)
"""What heirs receive who were left no directives: what tells that there was a contract."""


class ReasonNeeded(DomainError):
    """The week after the notice is not over, or the account was visited since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOut:
    """What was done after a death, while whom it concerns can still be told."""

    report: DeathReport
    person: DataSubject
    standing: Standing | None
    receiving: tuple[Person, ...]
    """Who is written to by the request that hands them a copy."""


Inform = Callable[[CarriedOut], Awaitable[None]]
"""Informs the trusted person, by a mail of the same transaction (art. 14)."""


@by_itself
async def execute_after_death(
    report_id: UUID,
    *,
    executed_by: UUID,
    early_reason: str | None,
    hands_copy: bool,
    now: datetime,
) -> None:
    """Close the account of somebody who died, and order that the directives be carried out.

    From the commit on nobody signs in to it. ``hands_copy`` counts for heirs who were left no
    directives: they obtain what settles the estate (art. 85, II).

    Raises:
        NotFound: There is no such report.
        ReportClosed: It was executed or called off before.
        ReasonNeeded: It is too soon, or the account was visited, and no reason is given.
    """
    async with database.transaction():
        report = await directives.hold_report(report_id)
        account = await database.fetch_row(
            "select last_visit_at, closed_at from account where id = $1 for no key update",
            report.account,
        )
        visited = account["last_visit_at"] if account else None
        early = directives.needs_reason(
            notified_at=report.notified_at, last_visit_at=visited, now=now
        )
        if early and not early_reason:
            raise ReasonNeeded
        if account is not None and account["closed_at"] is None:
            await accounts.close_account(report.account, now=now)
        report.executed_at = report.closed_at = now
        report.executed_by, report.early_reason = executed_by, early_reason if early else None
        standing = await directives.standing_of(report.account)
        is_heir = report.reported_by == ReportedBy.HEIR
        report.hands_copy = hands_copy and is_heir and standing is None
        await report.save(
            [
                DeathReport.executed_at,
                DeathReport.closed_at,
                DeathReport.executed_by,
                DeathReport.early_reason,
                DeathReport.hands_copy,
            ]
        )
        await duties.assign(kind=CARRY_OUT, subject=report_id, now=now)


async def carry_out_directives(report_id: UUID, *, now: datetime, inform: Inform) -> None:
    """Hand over, inform and erase as was directed; done already, or not executed: nothing.

    All in one transaction. What is handed over is made by a worker of its own; the erasure
    of the account is the one that every erasure is (:func:`domain.rights.carry_out`).
    """
    async with database.transaction():
        report = (
            await DeathReport.objects()
            .where(DeathReport.id == report_id, DeathReport.executed_at.is_not_null())
            .where(DeathReport.carried_out_at.is_null())
            .lock_rows("UPDATE")
            .first()
        )
        if report is None:
            return
        report.carried_out_at, report.outcome, report.rows_erased = now, "erased", 0
        if await accounts.Account.exists().where(accounts.Account.id == report.account):
            await _carry_out(report, now=now, inform=inform)
        await report.save(
            [DeathReport.carried_out_at, DeathReport.outcome, DeathReport.rows_erased]
        )


async def _carry_out(report: DeathReport, *, now: datetime, inform: Inform) -> None:
    standing = await directives.standing_of(report.account)
    person = await subject_of_account(report.account)
    given = _given(report, standing)
    for recipient, parts in given.items():
        await _hand_over(report, recipient, parts, person, by=report.executed_by, now=now)
    await inform(
        CarriedOut(report=report, person=person, standing=standing, receiving=tuple(given))
    )
    report.outcome = "erased" if standing is not None and standing.erases_all else "kept"
    if report.outcome == "erased":
        await evidence.order_erasure(subject=report.account, cause=Cause.DEATH, now=now)
    elif standing is not None:
        erased = [part for part, one in standing.choices.items() if one.fate is Fate.ERASE]
        report.rows_erased = await _erase_parts(person, erased, now=now)


async def receiving_of(report: DeathReport) -> tuple[Person, ...]:
    """Return to whom a copy can be handed again: while what was directed is still kept."""
    if report.carried_out_at is None or report.outcome != "kept":
        return ()
    return tuple(_given(report, await directives.standing_of(report.account)))


@by_itself
async def hand_over_again(report_id: UUID, *, decided_by: UUID, now: datetime) -> None:
    """Have the copies made once more for who missed theirs: its hours are few.

    Who still has one under way gets no second one.

    Raises:
        NotFound: There is no such report, nobody to receive, or the account is gone.
    """
    async with database.transaction():
        report = await directives.find_report(report_id)
        person = await subject_of_account(report.account)
        if not await receiving_of(report):
            raise NotFound
        standing = await directives.standing_of(report.account)
        for recipient, parts in _given(report, standing).items():
            await database.execute(
                "select pg_advisory_xact_lock(hashtextextended($1, 7))", recipient.email
            )
            under_way = await requests.open_request(
                account_id=None, email=recipient.email, right=requests.Right.AFTER_DEATH
            )
            if under_way is None:
                await _hand_over(report, recipient, parts, person, by=decided_by, now=now)


def _given(report: DeathReport, standing: Standing | None) -> dict[Person, list[Part]]:
    """Return who receives which parts: as was directed, or heirs what settles the estate."""
    given: dict[Person, list[Part]] = {}
    if standing is None and report.hands_copy:
        heir = Person(name=report.reporter_name, email=report.reporter_email)
        given[heir] = list(OF_THE_ESTATE)
    for part, choice in standing.choices.items() if standing is not None else ():
        if choice.recipient is not None:
            same = next((one for one in given if one.email == choice.recipient.email), None)
            given.setdefault(same or choice.recipient, []).append(part)
    return given


async def _hand_over(  # noqa: PLR0913 - whose, to whom, what, how, by whom, when
    report: DeathReport,
    to: Person,
    parts: list[Part],
    deceased: DataSubject,
    *,
    by: UUID,
    now: datetime,
) -> None:
    first_name, _, last_name = to.name.partition(" ")
    await requests.hand_over_after_death(
        Correspondent(
            email=to.email, first_name=first_name[:100], last_name=last_name[:100] or "—"
        ),
        deceased=report.account,
        parts=parts,
        language=_language_of(to, report, deceased),
        decided_by=by,
        now=now,
    )


def _language_of(to: Person, report: DeathReport, deceased: DataSubject) -> Language:
    """Return in which language to write: who reported said it; of others we know no other."""
    if to.email != report.reporter_email:
        return deceased.language
    return "fr" if report.language == "fr" else "en"


async def _erase_parts(person: DataSubject, parts: list[Part], *, now: datetime) -> int:
    """Erase what goes alone; count the rows. What a legal hold keeps stays, as in any plan."""
    slugs = directives.sheets_of(parts)
    plan = await draw_plan(person, now=now)
    count = 0
    for item in plan.items:
        if item.activity.slug in slugs and not item.stays and item.which is not None:
            count += await database.execute(
                f'delete from "{item.table_name}" where {item.which.sql}',
                *item.which.arguments,
            )
    return count
