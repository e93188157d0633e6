"""``assisteu audit``: verifying the trail of looks, and handing it over."""

import sys
from pathlib import Path

import click

from domain import audit, clock
from domain.register import TRAIL_KEPT_FOR
from domain.settings import current_settings
from web.cli.group import as_json, assisteu, found_wrong, with_database
from web.csv_export import csv_lines
from web.trail_export import TRAIL_COLUMNS, trail_rows


@assisteu.group(name="audit")
def audit_group() -> None:
    """The trail of looks of staff at people (P-SEC-3)."""


@audit_group.command()
@click.option(
    "--anew",
    is_flag=True,
    help="Set the former anchors aside first: after a backup was restored.",
)
@click.option("--json", "json_wanted", is_flag=True, help="For machines.")
@with_database
async def verify(anew: bool, json_wanted: bool) -> None:  # noqa: FBT001
    """Verify the trail against itself and its anchors. Exit 1 when it is not whole."""
    found = await audit.verify(
        file=current_settings().audit_anchors,
        kept_for=TRAIL_KEPT_FOR,
        now=clock.now(),
        anew=anew,
    )
    if json_wanted:
        as_json(_plain(found))
    else:
        click.echo(audit.result_in_words(found).en)
    if found.fault is not None:
        found_wrong()


def _plain(found: audit.AuditVerification) -> dict[str, object]:
    return {
        "whole": found.fault is None,
        "verified_at": found.verified_at.isoformat(),
        "entries": found.entries,
        "first_number": found.first_number,
        "last_number": found.last_number,
        "last_hash": found.last_hash,
        "anchors": found.anchors,
        "fault": found.fault,
        "fault_number": found.fault_number,
        "began_anew": found.began_anew,
    }


@audit_group.command()
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file.")
@with_database
async def export(out: Path | None) -> None:
    """Print the whole trail as CSV, hashes included, so that anybody can verify it."""
    target = sys.stdout.buffer if out is None else out.open("wb")
    async for line in csv_lines(TRAIL_COLUMNS, trail_rows(audit.TrailFilter())):
        target.write(line)
    target.flush()
    if out is not None:
        target.close()
