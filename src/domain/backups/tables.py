"""What backups and restorations leave as evidence. Free of personal data."""

from piccolo.columns import UUID, BigInt, Boolean, Integer, Timestamptz, Varchar
from piccolo.table import Table


class Backup(Table):
    """One backup that was made whole."""

    id = UUID(primary_key=True)
    made_at = Timestamptz(default=None, null=True, help_text="The instant that it shows.")
    finished_at = Timestamptz(default=None, null=True)
    size_bytes = BigInt()
    folder = Varchar(length=1000, help_text="Where it was put; empty of people.")
    removed = Integer(default=0, help_text="How many of our own it removed past their period.")


class Restoration(Table):
    """One backup that was restored; until it is replayed, nothing serves."""

    id = UUID(primary_key=True)
    backup_made_at = Timestamptz(default=None, null=True)
    restored_at = Timestamptz(default=None, null=True)
    replayed_at = Timestamptz(default=None, null=True)
    people_erased = Integer(default=0)
    addresses_suppressed = Integer(default=0)
    is_drill = Boolean(default=False, help_text="Into a database of its own, then gone.")
    without_ledger = Boolean(default=False)
