"""What was sent to processors: a row for each sending, without what it said."""

from piccolo.columns import UUID, Array, ForeignKey, LazyTableReference, Timestamptz, Varchar
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.table import Table


class Outbound(Table):
    """One sending to one processor about one person: the names of the fields, not the words.

    Whose it is: an account's, or of a person known by an address alone.
    """

    id = UUID(primary_key=True)
    processor = Varchar(length=20)
    activity = Varchar(length=60, help_text="The sheet that it served.")
    external_id = Varchar(length=100, help_text="What the processor knows the sending by.")
    account: ForeignKey[Table] = ForeignKey(
        # By name: accounts stand above what they send.
        LazyTableReference("Account", module_path="domain.accounts.tables"),
        default=None,
        null=True,
        on_delete=OnDelete.restrict,
        on_update=OnUpdate.restrict,
    )
    address = Varchar(length=254, default=None, null=True)
    fields = Array(base_column=Varchar(), help_text="The columns that were sent, by name.")
    sent_at = Timestamptz(default=None, null=True)
