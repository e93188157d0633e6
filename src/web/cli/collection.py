"""``assisteu import``: EU-law documents into the research collection."""

from pathlib import Path

import click

from domain import clock, research
from domain.research import Outcome
from web.cli.group import as_json, assisteu, found_wrong, with_database


@assisteu.command(name="import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "json_wanted", is_flag=True, help="For machines.")
@with_database
async def import_documents(paths: tuple[Path, ...], json_wanted: bool) -> None:  # noqa: FBT001
    """Read files, or all files under folders: Formex 4, or XHTML of the Official Journal."""
    outcomes: list[Outcome] = []
    async for outcome in research.import_paths(paths, now=clock.now()):
        outcomes.append(outcome)
        if not json_wanted:
            click.echo(_line(outcome))
    if json_wanted:
        as_json([_facts(outcome) for outcome in outcomes])
    if not outcomes or any(outcome.state == "failed" for outcome in outcomes):
        found_wrong()


def _facts(outcome: Outcome) -> dict[str, object]:
    return {
        "file": outcome.file,
        "state": outcome.state,
        "celex": outcome.celex,
        "language": outcome.language,
        "articles": outcome.articles,
        "message": outcome.message.en if outcome.message else None,
    }


def _line(outcome: Outcome) -> str:
    what = f"{outcome.celex} {outcome.language}, {outcome.articles} articles"
    said = outcome.message.en if outcome.message else ""
    parts = (outcome.file, outcome.state, what if outcome.celex else "", said)
    return ": ".join(part for part in parts if part)
