"""Requests are held after a fresh change of address or password."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from domain.migrations.sections import running

ID = "2026-11-27T12:11:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "held requests"

SECTIONS = ("held_requests",)


async def forwards() -> MigrationManager:
    return running(ID, DESCRIPTION, SECTIONS)
