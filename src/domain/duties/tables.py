"""What must happen, as rows: losing the queue loses nothing."""

from piccolo.columns import UUID, Boolean, Integer, Timestamptz, Varchar
from piccolo.table import Table


class Duty(Table):
    """One thing that must happen once, at or after ``due_at``."""

    id = UUID(primary_key=True)
    kind = Varchar(length=60)
    subject = UUID(help_text="The row that the duty is about.")
    due_at = Timestamptz(default=None, null=True)
    may_wait = Boolean(default=False, help_text="One of many: whatever else is due goes first.")
    created_at = Timestamptz(default=None, null=True)
    attempts = Integer()
    leased_until = Timestamptz(default=None, null=True)
    done_at = Timestamptz(default=None, null=True)
    set_aside_at = Timestamptz(default=None, null=True)
    failure = Varchar(
        length=200, default=None, null=True, help_text="Kind of error, never its words."
    )


class ScheduledRun(Table):
    """One slot of a schedule: written once, whoever else is awake."""

    id = UUID(primary_key=True)
    schedule = Varchar(length=60)
    slot = Varchar(length=40)
    begun_at = Timestamptz(default=None, null=True)
    finished_at = Timestamptz(default=None, null=True)
