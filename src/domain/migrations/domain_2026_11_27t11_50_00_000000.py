"""Directives for after death, their consents, and deaths that were reported."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from domain.migrations.sections import running

ID = "2026-11-27T11:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "directives for after death"

SECTIONS = ("directives",)


async def forwards() -> MigrationManager:
    return running(ID, DESCRIPTION, SECTIONS)
