"""Addresses that mail does not reach, and mails that are tried all the same."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from domain.migrations.sections import running

ID = "2026-11-27T09:25:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "undeliverable addresses"

SECTIONS = ("undeliverable",)


async def forwards() -> MigrationManager:
    return running(ID, DESCRIPTION, SECTIONS)
