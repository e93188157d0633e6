"""``assisteu register``: the record of processing activities, and whether it is whole."""

import sys
from collections.abc import Callable
from pathlib import Path

import click

from domain import policy
from domain.settings import current_settings
from domain.text import Language
from web.cli.group import as_json, assisteu, found_wrong, to_json, with_database


def _csv(lang: Language, from_cdn: bool) -> bytes:  # noqa: FBT001 - one shape for all forms
    return policy.record_as_csv(lang=lang, htmx_from_cdn=from_cdn).encode()


def _ods(lang: Language, from_cdn: bool) -> bytes:  # noqa: FBT001
    return policy.record_as_ods(lang=lang, htmx_from_cdn=from_cdn)


def _json(lang: Language, from_cdn: bool) -> bytes:  # noqa: FBT001
    return to_json(policy.record_of_processing(lang=lang, htmx_from_cdn=from_cdn)).encode()


def _jsonld(_lang: Language, from_cdn: bool) -> bytes:  # noqa: FBT001
    address = current_settings().public_url
    record = policy.record_as_jsonld(address=address, htmx_from_cdn=from_cdn)
    return to_json(record).encode()


FORMS: dict[str, Callable[[Language, bool], bytes]] = {
    "csv": _csv,
    "ods": _ods,
    "json": _json,
    "jsonld": _jsonld,
}
"""What writes the record in each form, in a language; JSON-LD has both."""


@assisteu.group()
def register() -> None:
    """The record of processing activities (GDPR, article 30)."""


@register.command()
@click.option("--format", "form", type=click.Choice(list(FORMS)), default="csv")
@click.option("--language", type=click.Choice(["fr", "en"]), default="fr", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file.")
def export(form: str, language: Language, out: Path | None) -> None:
    """Print the record, or write it to a file (JSON-LD says everything in both languages)."""
    content = FORMS[form](language, current_settings().htmx == "cdn")
    if out is None:
        sys.stdout.buffer.write(content)
    else:
        out.write_bytes(content)


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
