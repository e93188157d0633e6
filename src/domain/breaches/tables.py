"""Personal data breaches, every change of each as a dated line, and notices to people."""

from piccolo.columns import (
    UUID,
    Array,
    Boolean,
    ForeignKey,
    Integer,
    LazyTableReference,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.table import Table


class PersonalDataBreach(Table):
    """One breach as it is known now; its history stands in :class:`BreachChange`."""

    id = UUID(primary_key=True)
    recorded_at = Timestamptz(default=None, null=True)
    facts = Text()
    natures = Array(base_column=Varchar(length=None), help_text="One or several.")
    happened_from = Timestamptz(default=None, null=True, help_text="Empty: unknown.")
    happened_until = Timestamptz(default=None, null=True, help_text="Empty: unknown.")
    aware_at = Timestamptz(
        default=None, null=True, help_text="From here the 72 hours run (art. 33(1))."
    )
    categories = Array(
        base_column=Varchar(length=None), help_text="Slugs of the register's sheets."
    )
    persons = Integer(default=None, null=True, help_text="About how many; empty: unknown.")
    records = Integer(default=None, null=True, help_text="About how many; empty: unknown.")
    consequences = Text(default=None, null=True)
    measures = Text(default=None, null=True)
    risk = Varchar(length=20, default=None, null=True, help_text="Empty: not assessed yet.")
    risk_reason = Text(default=None, null=True)
    notified_at = Timestamptz(default=None, null=True, help_text="When the CNIL was.")
    reference = Varchar(length=60, default=None, null=True, help_text="Given by the CNIL.")
    delay_reason = Text(default=None, null=True, help_text="Where it took over 72 hours.")
    informed_at = Timestamptz(default=None, null=True, help_text="When the people were.")
    informed_how = Text(default=None, null=True)
    exemption = Varchar(
        length=1, default=None, null=True, help_text="Letter of art. 34(3): not informed."
    )
    exemption_reason = Text(default=None, null=True)
    closed_at = Timestamptz(default=None, null=True)
    is_demo = Boolean(default=False)


class BreachChange(Table):
    """What changed of a breach, when, and by which role. Written once, never changed."""

    id = UUID(primary_key=True)
    breach = ForeignKey(
        PersonalDataBreach,
        default=None,
        null=False,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
    )
    at = Timestamptz(default=None, null=True)
    role = Varchar(length=20)
    act = Varchar(length=20)
    field = Varchar(length=40, default=None, null=True, help_text="Empty: the act alone.")
    before = Text(default=None, null=True)
    after = Text(default=None, null=True)
    closed_at = Timestamptz(default=None, null=True, help_text="The breach's own.")


class BreachNotice(Table):
    """A notice to the people whom a breach concerns, in both languages (art. 34(2))."""

    id = UUID(primary_key=True)
    breach = ForeignKey(
        PersonalDataBreach,
        default=None,
        null=False,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
    )
    facts_fr = Text()
    consequences_fr = Text()
    measures_fr = Text()
    advice_fr = Text()
    facts_en = Text()
    consequences_en = Text()
    measures_en = Text()
    advice_en = Text()
    audience = Varchar(length=10)
    written_at = Timestamptz(default=None, null=True)
    confirmed_at = Timestamptz(default=None, null=True)
    addressed = Integer(help_text="To how many it went to be sent, as counted at the yes.")
    position = UUID(default=None, null=True, help_text="The last account that was reached.")
    written = Integer()
    finished_at = Timestamptz(default=None, null=True)
    closed_at = Timestamptz(default=None, null=True, help_text="The breach's own.")


class BreachRecipient(Table):
    """Somebody of a pasted list who is still to be written to; gone once they were."""

    id = UUID(primary_key=True)
    notice = ForeignKey(
        BreachNotice,
        default=None,
        null=False,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
    )
    account: ForeignKey[Table] = ForeignKey(
        LazyTableReference("Account", module_path="domain.accounts.tables"),
        default=None,
        null=False,
        on_delete=OnDelete.restrict,
        on_update=OnUpdate.restrict,
    )
    chosen_at = Timestamptz(default=None, null=True)
