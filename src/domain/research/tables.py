"""The law as we keep it, and what holders noted of it: bookmarks and history."""

from piccolo.columns import (
    UUID,
    Array,
    BigInt,
    BigSerial,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.table import Table

from domain.accounts.tables import Account


class SearchVector(Column):
    """A ``tsvector``: written by PostgreSQL, never read by us."""

    value_type = str

    @property
    def column_type(self) -> str:
        """The type in PostgreSQL."""
        return "TSVECTOR"


class Work(Table):
    """An act of EU law, whatever its languages and versions."""

    id = UUID(primary_key=True)
    celex = Varchar(length=40, unique=True)
    eli = Varchar(length=200, default=None, null=True)
    ecli = Varchar(length=60, default=None, null=True)
    type = Varchar(length=20)
    dated_on = Date(default=None, null=True)
    in_force = Boolean(default=None, null=True, help_text="Null: not known to us.")
    subjects_fr = Array(base_column=Varchar(length=None))
    subjects_en = Array(base_column=Varchar(length=None))
    imported_at = Timestamptz(default=None, null=True)


class WorkAlias(Table):
    """A name under which people look for an act: ``rgpd``, ``2016/679``, ``c-131/12``."""

    id = BigSerial(primary_key=True)
    work = ForeignKey(Work, null=False, on_delete=OnDelete.cascade, on_update=OnUpdate.restrict)
    alias = Varchar(length=200, help_text="Folded, as search folds what is typed.")
    label = Varchar(length=200, help_text="As people write it.")


class Expression(Table):
    """A text of an act: one language, one source, one date."""

    id = UUID(primary_key=True)
    ingest = BigInt(default=None, null=True, help_text="Rank of arrival, for what watches.")
    work = ForeignKey(Work, null=False, on_delete=OnDelete.cascade, on_update=OnUpdate.restrict)
    language = Varchar(length=2)
    kind = Varchar(length=20, help_text="oj, consolidated or summary")
    dated_on = Date(default=None, null=True)
    sha256 = Varchar(length=64)
    title = Text()
    source = Varchar(length=300, help_text="The name of the file, without its folders.")
    is_current = Boolean(default=False, help_text="The text of its language to read and find.")
    imported_at = Timestamptz(default=None, null=True)
    tsv = SearchVector(default=None, null=True)


class Provision(Table):
    """One addressable piece of an expression, with its own words."""

    id = BigSerial(primary_key=True)
    expression = ForeignKey(
        Expression, null=False, on_delete=OnDelete.cascade, on_update=OnUpdate.restrict
    )
    language = Varchar(length=2)
    position = Integer()
    path = Varchar(length=200)
    parent = Varchar(length=200, default=None, null=True)
    level = Varchar(length=20)
    number = Varchar(length=300)
    heading = Text()
    body = Text()
    status = Varchar(length=20, help_text="in_force, replaced or deleted")
    changed_by = Varchar(length=40, default=None, null=True)
    tsv = SearchVector(default=None, null=True)


class Bookmark(Table):
    """An act that a holder wants to find again (P-ACC-8)."""

    id = UUID(primary_key=True)
    account = ForeignKey(
        Account, null=False, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict
    )
    work = ForeignKey(Work, null=False, on_delete=OnDelete.cascade, on_update=OnUpdate.restrict)
    created_at = Timestamptz(default=None, null=True)


class HistoryEntry(Table):
    """One search, or one opening of an act, by a holder whose history is on (P-ACC-8)."""

    id = UUID(primary_key=True)
    account = ForeignKey(
        Account, null=False, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict
    )
    at = Timestamptz(default=None, null=True)
    query = Varchar(length=500, default=None, null=True)
    work = ForeignKey(
        Work,
        default=None,
        null=True,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
    )
