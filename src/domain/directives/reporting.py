"""A death that is reported: entered, told to the account's own address, or called off."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain import database, duties
from domain.acting import by_itself
from domain.directives.queries import open_report
from domain.directives.rules import ReportedBy
from domain.directives.tables import DeathReport
from domain.errors import DomainError, NotFound
from domain.text import Language

TELL_REPORTED = "tell-death-reported"
"""Mail duty: the notice to the account's own address, before anything happens."""


class ReportClosed(DomainError):
    """The report was executed or called off before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What is known of a death: who says so, and on which day the proof of it was seen."""

    by: ReportedBy
    name: str
    email: str
    language: Language
    proof_seen_on: date


@by_itself
async def report_death(
    reported: Reported, *, report_id: UUID, account_id: UUID, entered_by: UUID, now: datetime
) -> UUID:
    """Enter a death that was reported; return the report, or the one that is open already.

    Nothing else changes yet: the holder can sign in, and is written to first. The proof was
    looked at and is not kept (art. 5(1)(c)).

    Raises:
        NotFound: There is no holder's account of this id.
    """
    async with database.transaction():
        account = await database.fetch_row(
            "select id from account where id = $1 and role = 'holder' for no key update",
            account_id,
        )
        if account is None:
            raise NotFound
        known = await open_report(account_id)
        if known is not None:
            return UUID(str(known.id))
        await database.execute(
            "insert into death_report (id, account, reported_by, reporter_name,"
            " reporter_email, language, proof_seen_on, entered_by, entered_at)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (id) do nothing",
            report_id,
            account_id,
            reported.by,
            reported.name,
            reported.email,
            reported.language,
            reported.proof_seen_on,
            entered_by,
            now,
        )
        await duties.assign(kind=TELL_REPORTED, subject=report_id, now=now)
    return report_id


@by_itself
async def call_off(report_id: UUID, *, now: datetime) -> None:
    """Give a report up: its person is alive, or it is not theirs.

    Raises:
        NotFound: There is no such report.
        ReportClosed: It was executed or called off before.
    """
    async with database.transaction():
        report = await hold_report(report_id)
        report.called_off_at = report.closed_at = now
        await report.save([DeathReport.called_off_at, DeathReport.closed_at])


async def note_notified(report_id: UUID, *, now: datetime) -> None:
    """Note when the notice was written; the first time counts."""
    await database.execute(
        "update death_report set notified_at = $2 where id = $1 and notified_at is null",
        report_id,
        now,
    )


async def hold_report(report_id: UUID) -> DeathReport:
    """Hold a report that is still open.

    Raises:
        NotFound: There is no such report.
        ReportClosed: It was executed or called off before.
    """
    report = (
        await DeathReport.objects()
        .where(DeathReport.id == report_id)
        .lock_rows("UPDATE")
        .first()
    )
    if report is None:
        raise NotFound
    if report.closed_at is not None:
        raise ReportClosed
    return report
