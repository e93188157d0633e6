"""What an erasure leaves for the ledger, written in its own transaction."""

from piccolo.columns import UUID, Timestamptz, Varchar
from piccolo.table import Table


class ErasureMark(Table):
    """One line of the ledger, as the database has it: keyed hashes and a time (P-OPS-11)."""

    id = UUID(primary_key=True, help_text="The erasure's own id, where it is one.")
    kind = Varchar(length=20, help_text="erasure or suppression")
    account_hash = Varchar(length=64, default=None, null=True)
    address_hash = Varchar(length=64, default=None, null=True)
    reason = Varchar(length=20, default=None, null=True, help_text="Of a suppression.")
    at = Timestamptz(default=None, null=True)
    written_at = Timestamptz(
        default=None, null=True, help_text="When the ledger's file had it on the disk."
    )
