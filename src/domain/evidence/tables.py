"""Proof of what was erased: by sweeps, and by erasures of one person. Free of personal data."""

from piccolo.columns import UUID, BigInt, Boolean, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.table import Table

from domain.requests.tables import RightsRequest


class Sweep(Table):
    """One pass over one table for one activity: what was erased. Holds no personal data."""

    id = UUID(primary_key=True)
    activity = Varchar(length=60)
    table_name = Varchar(length=60)
    swept_at = Timestamptz(default=None, null=True)
    cut_off = Timestamptz(
        default=None, null=True, help_text="What began before it is past the period."
    )
    rows_erased = Integer()
    rows_emptied = Integer(help_text="Rows kept for another activity, less this one's columns.")
    duration_ms = Integer()
    failure = Varchar(
        length=200, default=None, null=True, help_text="Kind of error, never its words."
    )
    is_demo = Boolean(default=False)


class Foreseen(Table):
    """What will go for one activity in one week, as last night counted it."""

    id = UUID(primary_key=True)
    activity = Varchar(length=60)
    week_ends_at = Timestamptz(default=None, null=True)
    rows = BigInt()
    not_started = BigInt(help_text="The activity’s rows whose clock nothing has started.")
    made_at = Timestamptz(default=None, null=True)


class Erasure(Table):
    """One erasure of one person: why, when, and whether nothing is left."""

    id = UUID(primary_key=True)
    subject = UUID(help_text="The account's id, meaningless once the account is gone.")
    request = ForeignKey(
        RightsRequest,
        default=None,
        null=True,
        on_delete=OnDelete.set_null,
        on_update=OnUpdate.restrict,
    )
    cause = Varchar(
        length=20, help_text="request, holder, inactivity, departure, death or restoration"
    )
    ordered_at = Timestamptz(default=None, null=True)
    finished_at = Timestamptz(default=None, null=True)
    values_left = Integer(default=None, null=True, help_text="What the scan for remains found.")
    is_demo = Boolean(default=False)


class ErasureStep(Table):
    """What an erasure did to one table for one activity."""

    id = UUID(primary_key=True)
    erasure = ForeignKey(
        Erasure, null=False, on_delete=OnDelete.cascade, on_update=OnUpdate.restrict
    )
    position = Integer()
    activity = Varchar(length=60)
    table_name = Varchar(length=60)
    outcome = Varchar(length=20, help_text="erased or kept")
    rows = BigInt()
    kept_until = Timestamptz(default=None, null=True)
