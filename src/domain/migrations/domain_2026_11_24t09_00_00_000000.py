"""The first schema: accounts, requests, operations, research."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from domain import database

ID = "2026-11-24T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "first schema"

SECTIONS = (
    "accounts",
    "organisations",
    "licence",
    "rights",
    "operations",
    "research",
    "partitions",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="domain", description=DESCRIPTION)

    async def create() -> None:
        for section in SECTIONS:
            await database.execute(
                (Path(__file__).parent / "sql" / f"{section}.sql").read_text()
            )

    manager.add_raw(create)
    return manager
