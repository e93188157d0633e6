"""The group that every command joins, and how a command reaches the database."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import wraps
from typing import NoReturn, ParamSpec, TypeVar

import click

from domain import database, walls
from domain.settings import Settings, current_settings
from web.embedded import services_for_a_command

P = ParamSpec("P")
T = TypeVar("T")


@click.group()
@click.version_option(package_name="assisteu")
def assisteu() -> None:
    """Research in EU law, with a privacy policy that its own code enforces."""


def with_database(command: Callable[P, Awaitable[T]]) -> Callable[P, T]:
    """Run an asynchronous command with the database open, whether the site runs or not."""

    @wraps(command)
    def run(*words: P.args, **options: P.kwargs) -> T:
        async def connected() -> T:
            async with _connected(current_settings()):
                return await command(*words, **options)

        with services_for_a_command(current_settings()):
            return asyncio.run(connected())

    return run


def as_json(answer: object) -> None:
    """Print an answer for machines."""
    click.echo(to_json(answer))


def to_json(answer: object) -> str:
    """Return an answer as JSON that a person can read too."""
    return json.dumps(answer, ensure_ascii=False, indent=2, default=str)


def found_wrong() -> NoReturn:
    """End with 1: the command found something wrong."""
    raise click.exceptions.Exit(1)


def refuse(words: str) -> NoReturn:
    """End with 1, and say why."""
    raise click.ClickException(words)


@asynccontextmanager
async def _connected(settings: Settings) -> AsyncIterator[None]:
    if settings.migration_database_url and settings.embedded:
        await walls.migrate(settings.migration_database_url)
    await database.open_pool(
        settings.worker_database_url, size=4, statement_timeout_ms=3_600_000
    )
    try:
        yield
    finally:
        await database.close_pool()
