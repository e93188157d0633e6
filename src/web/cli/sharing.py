"""``assisteu sharing``: the detector on a file, and the states it keeps of accounts."""

import csv
import os
from collections.abc import Hashable, Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import perf_counter

import click

from web.cli.group import as_json, assisteu, found_wrong, refuse, with_database


@assisteu.group()
def sharing() -> None:
    """Accounts used by several people (P-ACC-6): facts for a person who decides."""


@sharing.command()
@click.option(
    "--events",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="account_id,session_id,ip,at; also .gz.",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--json", "json_wanted", is_flag=True, help="For machines.")
def scan(events: Path, out: Path, json_wanted: bool) -> None:  # noqa: FBT001
    """Score every account of a file; more is more suspicious, and proves nothing.

    What is written takes the place of OUT only when it is whole.
    """
    # Numbers load slowly, and no other command needs them.
    from domain.licence import detector
    from web.cli.sightings_file import WrongLine, read_sightings

    if not out.parent.is_dir():
        raise click.BadParameter(f"{out.parent} is no folder.", param_hint="--out")
    begun = perf_counter()
    try:
        sightings = read_sightings(events)
    except WrongLine as error:
        refuse(str(error))
    read = perf_counter()
    until = sightings.end
    states = detector.absorb({}, sightings, until=until).states
    scores = detector.scores(states, until=until)
    scored = perf_counter()
    _write(out, scores)
    report = {
        "accounts": len(scores),
        "sightings": len(sightings.at),
        "from_threshold_on": sum(score >= detector.THRESHOLD for score in scores.values()),
        "threshold": detector.THRESHOLD,
        "state_bytes": _spread([len(state) for state in states.values()]),
        "reading_s": round(read - begun, 3),
        "scoring_s": round(scored - read, 3),
    }
    if json_wanted:
        as_json(report)
    else:
        click.echo(
            f"{report['accounts']} accounts, {report['sightings']} sightings;"
            f" {report['from_threshold_on']} accounts for a person to look at."
        )
    click.echo(f"threshold: {detector.THRESHOLD}", err=True)


@sharing.command()
@click.option("--json", "json_wanted", is_flag=True, help="For machines.")
@with_database
async def replay(json_wanted: bool) -> None:  # noqa: FBT001
    """Make every account's state anew from the table, and compare. Changes nothing.

    Exit 1 when one differs from what the nights kept.
    """
    # Numbers load slowly, and no other command needs them.
    from domain.licence.reading import states_that_differ

    compared, different = await states_that_differ()
    if json_wanted:
        as_json({"compared": compared, "different": different})
    else:
        click.echo(f"{compared} states replayed from the table, {different} differ.")
    if different:
        found_wrong()


def _write(out: Path, scores: Mapping[Hashable, float]) -> None:
    """Write the scores beside ``out``, then put them in its place."""
    with NamedTemporaryFile(
        "w", dir=out.parent, prefix=f".{out.name}.", delete=False, newline="", encoding="utf-8"
    ) as aside:
        try:
            table = csv.writer(aside, lineterminator="\n")
            table.writerow(("account_id", "score"))
            table.writerows((account, f"{score:.6f}") for account, score in scores.items())
            aside.flush()
            os.fsync(aside.fileno())
            Path(aside.name).replace(out)
        except BaseException:
            Path(aside.name).unlink(missing_ok=True)
            raise


def _spread(sizes: list[int]) -> dict[str, int]:
    if not sizes:
        return {}
    return {f"p{share}": sorted(sizes)[(len(sizes) - 1) * share // 100] for share in (50, 95)}
