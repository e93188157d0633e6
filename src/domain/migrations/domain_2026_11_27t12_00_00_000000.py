"""Requests name the activities that they concern."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from domain.migrations.sections import running

ID = "2026-11-27T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "activities of requests"

SECTIONS = ("activities_of_requests",)


async def forwards() -> MigrationManager:
    return running(ID, DESCRIPTION, SECTIONS)
