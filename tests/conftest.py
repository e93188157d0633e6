"""What every test stands on: one database per worker, one rolled-back transaction per test."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path

os.environ.setdefault("ASSISTEU_DATA_DIR", tempfile.mkdtemp(prefix="assisteu-data-"))
os.environ.setdefault("ASSISTEU_SECRET_KEY", "a secret of the tests, not of any installation")
os.environ.setdefault("ASSISTEU_PUBLIC_URL", "http://testserver")

import asyncpg
import pytest

from domain import database, migrations, walls
from domain.processors import sending_domain
from domain.walls.statements import ALL_ROLES
from tests.cluster import Cluster, Memory

MIGRATIONS = Path(migrations.__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--refresh-golden", action="store_true", help="write the golden files anew"
    )


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    started = Cluster()
    yield started
    started.stop()


@pytest.fixture(scope="session")
def memory() -> Iterator[str]:
    """The address of a Redis that keeps nothing on disk."""
    started = Memory()
    yield started.url
    started.stop()


@pytest.fixture(scope="session")
async def pool(cluster: Cluster) -> AsyncIterator[str]:
    """A database with the schema, and the process's pool on it."""
    admin = await asyncpg.connect(cluster.dsn("postgres"))
    await admin.execute("create database assisteu")
    await admin.close()
    dsn = cluster.dsn("assisteu")
    connection = await asyncpg.connect(dsn)
    for section in _sections():
        await connection.execute((MIGRATIONS / "sql" / f"{section}.sql").read_text())
    for role in ALL_ROLES:
        await connection.execute(f"create role {role} nologin")
    for statement in walls.statements(embedded=True):
        await connection.execute(statement)
    await connection.close()
    await database.open_pool(dsn)
    yield dsn
    await database.close_pool()


def _sections() -> Iterator[str]:
    """Return the sections of SQL of every migration, in the order in which they run."""
    for file in sorted(MIGRATIONS.glob("domain_*.py")):
        yield from import_module(f"domain.migrations.{file.stem}").SECTIONS


def pytest_unconfigure() -> None:
    """Leave no folder behind."""
    shutil.rmtree(os.environ["ASSISTEU_DATA_DIR"], ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def silent_dns() -> Iterator[None]:
    """No test asks the DNS: a duty that looks our domain up finds that nobody answers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sending_domain, "text_records", _no_answer)
        yield


async def _no_answer(_name: str) -> list[str]:
    raise sending_domain.NoAnswer


class _Undo(Exception):
    pass


@pytest.fixture
async def undone(pool: str) -> AsyncIterator[None]:
    """Everything that the test writes is undone after it."""
    with suppress(_Undo):
        async with database.transaction():
            yield
            raise _Undo
