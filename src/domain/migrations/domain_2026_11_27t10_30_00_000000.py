"""What the DNS says of the domain that our mail comes from."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from domain.migrations.sections import running

ID = "2026-11-27T10:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "sending domain"

SECTIONS = ("sending_domain",)


async def forwards() -> MigrationManager:
    return running(ID, DESCRIPTION, SECTIONS)
