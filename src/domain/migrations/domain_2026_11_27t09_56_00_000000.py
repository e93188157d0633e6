"""Zoom forgets whom it may know too: those whose registration it never confirmed to us."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from domain.migrations.sections import running

ID = "2026-11-27T09:56:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "registrations that zoom may know"

SECTIONS = ("perhaps_on_zoom",)


async def forwards() -> MigrationManager:
    return running(ID, DESCRIPTION, SECTIONS)
