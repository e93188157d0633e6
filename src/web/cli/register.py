"""``assisteu register``: the record of processing activities, and whether it is whole."""

import sys
from pathlib import Path

import click

from domain import policy
from domain.settings import current_settings
from domain.text import Language
from web.cli.group import as_json, assisteu, found_wrong, to_json, with_database


@assisteu.group()
def register() -> None:
    """The record of processing activities (GDPR, article 30)."""


@register.command()
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv")
@click.option("--language", type=click.Choice(["fr", "en"]), default="fr", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file.")
def export(form: str, language: Language, out: Path | None) -> None:
    """Print the record, or write it to a file."""
    from_cdn = current_settings().htmx == "cdn"
    if form == "csv":
        words = policy.record_as_csv(lang=language, htmx_from_cdn=from_cdn)
    else:
        words = to_json(policy.record_of_processing(lang=language, htmx_from_cdn=from_cdn))
    if out is None:
        sys.stdout.buffer.write(words.encode())
    else:
        out.write_bytes(words.encode())


@register.command()
@click.option("--json", "json_wanted", is_flag=True, help="For machines.")
@with_database
async def check(json_wanted: bool) -> None:  # noqa: FBT001
    """Tell columns without a sheet, sheets without a period, and what else is not whole."""
    complaints = await policy.register_complaints()
    if json_wanted:
        as_json({"whole": not complaints, "complaints": complaints})
    elif complaints:
        click.echo("\n".join(complaints))
    else:
        click.echo("The register is whole.")
    if complaints:
        found_wrong()
