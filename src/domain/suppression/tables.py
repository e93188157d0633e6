"""The list of suppressed addresses, none of which can be read."""

from piccolo.columns import UUID, Timestamptz, Varchar
from piccolo.table import Table


class Suppressed(Table):
    """An address that is not to be prospected, under a keyed hash (P-MKT-4, P-OPS-6)."""

    id = UUID(primary_key=True)
    address_hash = Varchar(length=64, unique=True)
    reason = Varchar(length=20, help_text="objection, complaint or erasure")
    suppressed_at = Timestamptz(default=None, null=True)
    over_at = Timestamptz(
        default=None, null=True, help_text="Set for all when prospecting ends for good."
    )
