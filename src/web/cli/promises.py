"""``assisteu promises``: whether the policy's promises are kept, on the running system."""

import click

from domain import clock, policy
from domain.text import Language
from web.cli.group import as_json, assisteu, found_wrong, with_database
from web.introspection import look_at_ourselves


@assisteu.command()
@click.option("--language", type=click.Choice(["fr", "en"]), default="en", show_default=True)
@click.option("--json", "json_wanted", is_flag=True, help="For machines.")
@with_database
async def promises(language: Language, json_wanted: bool) -> None:  # noqa: FBT001
    """Check every promise of the policy. Exit 1 when one is broken."""
    now = clock.now()
    found = await policy.check_promises(now=now, site=await look_at_ourselves(now=now))
    if json_wanted:
        as_json([_plain(promise, language) for promise in found])
    for promise in () if json_wanted else found:
        click.echo(f"{promise.id:10} {promise.state:8} {promise.evidence[language]}")
    if any(promise.state is policy.State.BROKEN for promise in found):
        found_wrong()


def _plain(promise: policy.Promise, language: Language) -> dict[str, str]:
    return {
        "id": promise.id,
        "title": promise.title[language],
        "state": promise.state.value,
        "evidence": promise.evidence[language],
        "checked_at": promise.checked_at.isoformat(),
    }
