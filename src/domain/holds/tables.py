"""Legal holds: one row for each time that erasing a person's data was held back."""

from piccolo.columns import UUID, Date, Text, Timestamptz, Varchar
from piccolo.table import Table


class LegalHold(Table):
    """Data of one person that must stay for a legal claim, until a day that was named."""

    id = UUID(primary_key=True)
    account = UUID(help_text="The account's id, meaningless once the account is gone.")
    activity = Varchar(
        length=60, default=None, null=True, help_text="Its slug; empty: every activity."
    )
    reason = Text()
    set_by = UUID(help_text="A member of staff, who may be gone before the row.")
    set_at = Timestamptz(default=None, null=True)
    ends_on = Date(default=None, null=True, help_text="The last day, as it was set.")
    ends_at = Timestamptz(
        default=None, null=True, help_text="The end of that day in Paris, or the lifting."
    )
    lifted_at = Timestamptz(default=None, null=True)
    lifted_by = UUID(default=None, null=True)
    lift_reason = Text(default=None, null=True)
