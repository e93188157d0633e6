"""The first schema: accounts, requests, operations, research."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from domain.migrations.sections import running

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
    return running(ID, DESCRIPTION, SECTIONS)
