"""What processors are asked to erase."""

from piccolo.columns import UUID, Timestamptz, Varchar
from piccolo.table import Table


class Forgetting(Table):
    """One erasure that one processor was asked for: it keeps the address until confirmed."""

    id = UUID(primary_key=True)
    processor = Varchar(length=20)
    erasure = UUID(
        default=None, null=True, help_text="The erasure that it is part of, if it is of one."
    )
    address = Varchar(
        length=254, default=None, null=True, help_text="Emptied once it is confirmed."
    )
    external_id = Varchar(
        length=100,
        default=None,
        null=True,
        help_text="What the processor knows the data by, where it is not the address.",
    )
    ordered_at = Timestamptz(default=None, null=True)
    confirmed_at = Timestamptz(default=None, null=True)
