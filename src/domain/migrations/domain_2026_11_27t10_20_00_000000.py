"""Mails to many prospects, written once and sent to each once."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from domain.migrations.sections import running

ID = "2026-11-27T10:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "campaigns"

SECTIONS = ("campaigns",)


async def forwards() -> MigrationManager:
    return running(ID, DESCRIPTION, SECTIONS)
