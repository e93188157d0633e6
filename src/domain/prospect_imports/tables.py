"""A list that was uploaded, its file in parts, and what became of each of its rows."""

from piccolo.columns import UUID, BigInt, Bytea, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.table import Table


class ProspectImport(Table):
    """One list of prospects: where it comes from, and how far it is."""

    id = UUID(primary_key=True)
    language = Varchar(length=2, default="fr", help_text="Of rows that name none.")
    source = Varchar(length=20)
    source_name = Varchar(length=200)
    uploaded_at = Timestamptz(default=None, null=True)
    size_bytes = BigInt()
    bytes_read = BigInt()
    previewed_at = Timestamptz(default=None, null=True)
    failure = Varchar(length=40, default=None, null=True, help_text="Why it cannot be read.")
    failed_in_row = BigInt(default=None, null=True)
    confirmed_at = Timestamptz(default=None, null=True)
    position = BigInt(help_text="The last row that was taken.")
    added = BigInt()
    updated = BigInt()
    finished_at = Timestamptz(default=None, null=True)
    cancelled_at = Timestamptz(default=None, null=True)


class ImportPart(Table):
    """A piece of the file as it came; gone once it is read."""

    id = UUID(primary_key=True)
    of_import = ForeignKey(
        ProspectImport,
        null=False,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
    )
    number = Integer()
    content = Bytea()
    written_at = Timestamptz(default=None, null=True)


class ImportRow(Table):
    """One row of a list, as it was read: its data go once it is taken."""

    id = UUID(primary_key=True)
    of_import = ForeignKey(
        ProspectImport,
        null=False,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
    )
    number = BigInt(help_text="Its row in the file; the one of the headings is 1.")
    outcome = Varchar(length=20)
    reason = Varchar(length=40, default=None, null=True)
    first_number = BigInt(
        default=None, null=True, help_text="Of a repeated row: where the person stands first."
    )
    email = Varchar(length=254, default=None, null=True)
    first_name = Varchar(length=100, default=None, null=True)
    last_name = Varchar(length=100, default=None, null=True)
    telephone = Varchar(length=30, default=None, null=True)
    social_profile = Varchar(length=200, default=None, null=True)
    language = Varchar(length=2, default=None, null=True)
    read_at = Timestamptz(default=None, null=True)
