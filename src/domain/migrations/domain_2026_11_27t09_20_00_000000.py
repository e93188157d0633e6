"""Prospects, who is never written to again, and what processors are asked to forget."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from domain.migrations.sections import running

ID = "2026-11-27T09:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "prospects"

SECTIONS = ("prospects",)


async def forwards() -> MigrationManager:
    return running(ID, DESCRIPTION, SECTIONS)
