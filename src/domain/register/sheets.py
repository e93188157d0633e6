"""What a sheet of the record of processing activities states (GDPR art. 30(1)).

A sheet names columns as objects: renaming one breaks the build, not the policy.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from piccolo.columns import UUID, Column, ForeignKey, Timestamptz
from piccolo.table import Table

from domain.accounts.tables import Account
from domain.periods import Period
from domain.roles import Role
from domain.text import Text


class LegalBasis(StrEnum):
    """The grounds of art. 6(1) GDPR, each valued by its letter."""

    CONSENT = "a"
    CONTRACT = "b"
    LEGAL_OBLIGATION = "c"
    LEGITIMATE_INTERESTS = "f"


class Section(StrEnum):
    """The part of the policy to which an activity belongs; also its file in this folder."""

    VISITORS = "visitors"
    ACCOUNTS = "accounts"
    MARKETING = "marketing"
    RIGHTS = "rights"
    OPERATIONS = "operations"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataProcessor:
    """Somebody outside who receives data on our behalf (art. 28)."""

    slug: str
    name: str
    purpose: Text
    country: Text
    safeguards: Text | None = None
    """What protects a transfer outside the EU (art. 46); None inside it."""
    agreement_since: date | None = None
    """Since when a data processing agreement holds; without one, nothing is sent."""
    agreement_until: date | None = None
    """Its last day; None while nobody ended it."""
    forgets: bool = False
    """Whether it erases a person when we ask: an erasure is not over before it confirmed."""
    receives: Text | None = None
    """What reaches it from the browser itself, on no sheet."""
    own_terms: Text | None = None
    """Address of its own policy, where its terms apply to what it keeps."""
    cannot_erase: Text | None = None
    """What it keeps whatever we ask, as the plan of an erasure must say: a sentence."""
    gap: Text | None = None
    """What the published policy does not say yet."""

    def has_agreement(self, *, on: date) -> bool:
        """Tell whether an agreement holds on a day, its first and last day included."""
        begun = self.agreement_since is not None and self.agreement_since <= on
        return begun and (self.agreement_until is None or on <= self.agreement_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionPeriod:
    """Rows are held through ``starts_at`` + ``period`` and gone within 26 hours of it.

    ``starts_at`` may stand on another table than the rows: data kept for an account's sake
    name ``Account.last_visit_at``, and go when the account goes. An empty ``starts_at``
    means that the clock has not started.
    """

    period: Period
    starts_at: Timestamptz
    counted_from: Text
    """What the clock stands for, as it follows “from” (in French « à compter »)."""
    source: str
    """Where the period is promised: a section of the policy, or ``default`` for a gap."""
    or_until: Text | None = None
    """An earlier end, in words: ``until you delete your account``."""
    not_started: Text | None = None
    """What becomes of rows whose clock nothing starts by itself: a sentence of its own."""


@dataclass(frozen=True, slots=True)
class Datum:
    """One column of personal data, in the words that its person reads."""

    column: Column
    label: Text
    provided: bool = False
    """Given by the person, hence portable (art. 20)."""
    shown: bool = True
    """False for what only we can read (a hash, a key): named in the package, not printed."""
    codes: Mapping[Any, Text] | None = field(default=None, hash=False)
    """What the stored words of a closed list are called."""

    in_files_alone: bool = False
    """Whether its copy stands in the files for machines alone: too long for a page."""

    shown_to: tuple[Role, ...] = ()
    """The sheet's roles that it is shown to although no copy prints it: a file to fetch, the
    words of somebody who has not proven who they are."""

    @property
    def is_reference(self) -> bool:
        """Whether it only points to a row by its id: for machines, not for readers."""
        return isinstance(self.column, UUID | ForeignKey)

    def is_shown_to(self, role: Role) -> bool:
        """Tell whether the column is shown to a role that the sheet admits."""
        return self.shown or role in self.shown_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Why rows outlive the erasure of their person (art. 17(3)), and who still sees them."""

    because: Text
    access: tuple[Role, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What one activity holds in one table, whose it is, and how long."""

    data: tuple[Datum, ...]
    subject: tuple[Column, ...]
    """The way from a row to its person: foreign keys, or an e-mail address. ``Account.id``
    for the account itself; ``(Package.request, RightsRequest.account)`` goes by two steps;
    empty where we cannot tell whose it is (art. 11)."""
    retention: RetentionPeriod
    without_account: tuple[Column, ...] = ()
    """Beside ``subject``: the way to the address of a person who has no account."""
    rows: str | None = None
    """SQL condition on the table's columns, where the activity concerns some rows alone."""
    known_to_members: str | None = None
    """SQL condition: these rows are seen by their organisation's members too, and by whom it
    invites."""
    on_erasure: Kept | None = None
    """None: the rows go with the person."""

    @property
    def table(self) -> type[Table]:
        """The table whose rows are held."""
        return self.data[0].column._meta.table

    @property
    def table_name(self) -> str:
        """The table's name in the database."""
        return str(self.data[0].column._meta.table._meta.tablename)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of personal data."""
        return tuple(datum.column for datum in self.data)

    @property
    def follows_account(self) -> bool:
        """Whether the rows go when their account goes, having no clock of their own."""
        clock_table = self.retention.starts_at._meta.table
        return clock_table is Account and self.table is not Account


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessingActivity:
    """One sheet: a purpose, its grounds, the data it needs, who sees and receives them."""

    slug: str
    promise: str
    section: Section
    name: Text
    purpose: Text
    data_subjects: Text
    """Whose data they are (art. 30(1)(c))."""
    legal_bases: tuple[LegalBasis, ...]
    holdings: tuple[Holding, ...]
    access: tuple[Role, ...]
    recipients: tuple[DataProcessor, ...] = field(default=())
    gap: Text | None = None
    """What the published policy leaves open, in the words of the console."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cookie:
    """One cookie: what sets it is what the page prints (P-COO-3)."""

    name: str
    """Without the ``__Host-`` prefix, which the transport adds over https."""
    label: Text
    purpose: Text
    set_by: str
    lifetime: Period | None
    """A ceiling, counted from the deposit; None ends with the browser's session."""
    http_only: bool = True
    same_site: str = "lax"
    needs_consent: bool = False
    gap: Text | None = None
