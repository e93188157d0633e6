"""A request’s clock: stopped by doubt, extended with reasons."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from domain.migrations.sections import running

ID = "2026-11-27T12:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "time of requests"

SECTIONS = ("time_of_requests",)


async def forwards() -> MigrationManager:
    return running(ID, DESCRIPTION, SECTIONS)
