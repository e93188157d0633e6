"""``assisteu seed-demo`` and ``demo remove``: the people of the local run."""

import click

from domain import demo
from domain.settings import current_settings
from web.cli.group import as_json, assisteu, with_database
from web.demo_people import announce_people, keep_away, seed


@assisteu.command(name="seed-demo")
def seed_demo() -> None:
    """Make the demo people and their year, on the embedded database alone."""
    if not current_settings().embedded:
        raise click.UsageError("Demo people are for the embedded database alone.")
    _seed()


@with_database
async def _seed() -> None:
    await seed(current_settings())
    announce_people(current_settings())


@assisteu.group(name="demo")
def demo_group() -> None:
    """The demo people."""


@demo_group.command()
@click.option("--json", "json_wanted", is_flag=True, help="For machines.")
@with_database
async def remove(json_wanted: bool) -> None:  # noqa: FBT001
    """Take the demo people away, with everything that is theirs; they do not come back."""
    removed = await demo.remove()
    keep_away(current_settings())
    if json_wanted:
        as_json(removed)
        return
    for table, rows in removed.items():
        if rows:
            click.echo(f"{table:24} {rows:>9}")
