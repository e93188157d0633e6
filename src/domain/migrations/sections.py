"""What every migration of this folder is made of: sections of SQL, run as the tables' owner."""

from collections.abc import Iterable
from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from domain import database

_SQL = Path(__file__).parent / "sql"


def running(migration_id: str, description: str, sections: Iterable[str]) -> MigrationManager:
    """Return the migration that runs ``sql/<section>.sql`` for each section, in their order."""
    manager = MigrationManager(
        migration_id=migration_id, app_name="domain", description=description
    )

    async def run() -> None:
        for section in sections:
            await database.execute((_SQL / f"{section}.sql").read_text())

    manager.add_raw(run)
    return manager
