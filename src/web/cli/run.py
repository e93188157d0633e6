"""Starting the site: ``up``, ``serve``, ``worker``, ``migrate``."""

import asyncio
import os
import sys
from collections.abc import Callable
from typing import TypeVar

import click

from domain import backups, clock, database, walls
from domain.settings import PREFIX, Settings, current_settings
from web.cli.address import remember_address
from web.cli.group import assisteu
from web.demo_people import announce, load_demo
from web.embedded import CannotStart, Services, services_for_a_command
from web.listening import site_answers, take_port
from web.supervisor import children_of, run_until_told, say
from web.tls import refuse_unusable_certificate

F = TypeVar("F", bound=Callable[..., None])


def _setting(name: str, words: str) -> Callable[[F], F]:
    """Give a setting as an option: every process that is started then reads it as its own."""

    def take(_context: click.Context, _option: click.Parameter, value: str | None) -> None:
        if value is not None:
            os.environ[PREFIX + name] = value

    option = "--" + name.lower().replace("_", "-")
    return click.option(option, metavar="FILE", expose_value=False, callback=take, help=words)


_tls_cert = _setting("TLS_CERT", "Terminate TLS here, in version 1.3 alone (PEM).")
_tls_key = _setting("TLS_KEY", "The certificate's key (PEM, PKCS#8).")


@assisteu.command()
@_tls_cert
@_tls_key
def up() -> None:
    """Start everything and keep it alive: what ``make run`` does."""
    settings = current_settings()
    _refuse_what_cannot_serve(settings)
    if not settings.embedded:
        with take_port(settings):
            asyncio.run(_refuse_before_replay(settings))
            _run(settings, names=("web", "worker"), services=None)
        return
    services = Services(settings)
    if not services.hold():
        message = f"assistEU is already running on {settings.data_dir}."
        raise CannotStart(message)
    try:
        services.leftovers.end()
        with take_port(settings):
            remember_address(settings)
            services.start()
            asyncio.run(_refuse_before_replay(settings))
            asyncio.run(_prepare(settings))
            _run(settings, names=("stripe", "web", "worker"), services=services)
    finally:
        services.stop()


@assisteu.command()
@_tls_cert
@_tls_key
def serve() -> None:
    """Start the site alone."""
    settings = current_settings()
    _refuse_what_cannot_serve(settings)
    with services_for_a_command(settings), take_port(settings):
        asyncio.run(_refuse_before_replay(settings))
        _run(settings, names=("stripe", "web"), services=None)


@assisteu.command()
def worker() -> None:
    """Start the worker alone."""
    settings = current_settings()
    with services_for_a_command(settings):
        asyncio.run(_refuse_before_replay(settings))
        _run(settings, names=("worker",), services=None)


@assisteu.command()
def migrate() -> None:
    """Bring the database to the present schema."""
    settings = current_settings()
    if settings.migration_database_url is None:
        say("ASSISTEU_MIGRATION_DATABASE_URL: needed to migrate")
        sys.exit(2)
    with services_for_a_command(settings):
        asyncio.run(walls.migrate(settings.migration_database_url))
    click.echo("The database has the present schema.")


def _refuse_what_cannot_serve(settings: Settings) -> None:
    if settings.own_tls is not None:
        refuse_unusable_certificate(settings.own_tls, now=clock.now())


async def _refuse_before_replay(settings: Settings) -> None:
    """Refuse to serve what a backup brought back, before who was erased is erased again.

    Raises:
        CannotStart: The replay is not done.
    """
    async with database.connected(settings.worker_database_url, size=1):
        try:
            await backups.refuse_before_replay()
        except backups.NotReplayed:
            raise CannotStart(_NOT_REPLAYED) from None


_NOT_REPLAYED = (
    "A backup was restored, and the erasures made since are not replayed: nothing may serve."
    " Run `assisteu restore --resume`."
)


async def _prepare(settings: Settings) -> None:
    """Make the schema and, at the first start, the demo people."""
    if settings.migration_database_url:
        await walls.migrate(settings.migration_database_url)
    await database.open_pool(settings.worker_database_url, statement_timeout_ms=600_000)
    try:
        await load_demo(settings)
    finally:
        await database.close_pool()


def _run(settings: Settings, *, names: tuple[str, ...], services: Services | None) -> None:
    children = [child for child in children_of(settings) if child.name in names]
    announced = _announce_when_up(settings, names)
    asyncio.run(run_until_told(children, services=services, when_up=announced))


async def _announce_when_up(settings: Settings, names: tuple[str, ...]) -> None:
    if "web" in names:
        await site_answers(settings)
        announce(settings)
