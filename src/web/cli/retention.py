"""``assisteu retention``: what is past its period, and erasing it."""

from datetime import UTC, datetime, time

import click

from domain import clock, retention
from domain.evidence import Sweep
from domain.periods import PARIS
from domain.settings import current_settings
from jobs.rights import erase_account
from web.cli.group import as_json, assisteu, found_wrong, with_database


@assisteu.group(name="retention")
def retention_group() -> None:
    """Storage limitation (GDPR, article 5(1)(e))."""


@retention_group.command()
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), help="By the end of this day in Paris; now."
)
@click.option("--json", "json_wanted", is_flag=True, help="For machines.")
@with_database
async def preview(on: datetime | None, json_wanted: bool) -> None:  # noqa: FBT001
    """Tell what would be erased, per activity: counts and oldest date. Erases nothing."""
    at = _end_of_day(on) if on else clock.now()
    forecasts = [
        {
            "activity": each.activity.slug,
            "table": each.table_name,
            "rows": each.rows,
            "oldest": each.oldest.isoformat() if each.oldest else None,
            "with_account": each.with_account,
        }
        for each in await retention.preview(on=at)
    ]
    if json_wanted:
        as_json(forecasts)
        return
    for each in forecasts:
        since = f"oldest {str(each['oldest'])[:10]}" if each["oldest"] else ""
        line = f"{each['activity']:24} {each['table']:20} {each['rows']:>9} {since}"
        click.echo(line.rstrip())


@retention_group.command()
@click.option("--at", help="An instant (ISO 8601); a future one needs the embedded database.")
@click.option("--json", "json_wanted", is_flag=True, help="For machines.")
@with_database
async def run(at: str | None, json_wanted: bool) -> None:  # noqa: FBT001
    """Erase what is past its period; print the evidence."""
    now = _instant(at) if at else clock.now()
    sweeps = await retention.sweep(now=now, erase_account=erase_account)
    if json_wanted:
        as_json([_evidence(each) for each in sweeps])
    for each in () if json_wanted else sweeps:
        erased = f"{each.rows_erased:>9} erased {each.rows_emptied:>9} emptied"
        failed = f"  failed: {each.failure}" if each.failure else ""
        click.echo(f"{each.activity:24} {each.table_name:20} {erased}{failed}")
    if any(each.failure for each in sweeps):
        found_wrong()


def _evidence(each: Sweep) -> dict[str, object]:
    return {
        "activity": each.activity,
        "table": each.table_name,
        "swept_at": each.swept_at.isoformat(),
        "cut_off": each.cut_off.isoformat(),
        "rows_erased": each.rows_erased,
        "rows_emptied": each.rows_emptied,
        "duration_ms": each.duration_ms,
        "failure": each.failure,
    }


def _end_of_day(day: datetime) -> datetime:
    return datetime.combine(day.date(), time.max, tzinfo=PARIS).astimezone(UTC)


def _instant(words: str) -> datetime:
    """Read an instant; without an offset it is UTC.

    Raises:
        click.BadParameter: It is none, or a future one outside the embedded set-up.
    """
    try:
        read = datetime.fromisoformat(words)
    except ValueError:
        raise click.BadParameter(f"{words!r} is no instant.", param_hint="--at") from None
    at = (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    if at > clock.now() and not current_settings().embedded:
        raise click.BadParameter("a future instant would erase too early.", param_hint="--at")
    return at
