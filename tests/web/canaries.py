"""Values that tell, wherever they turn up, which datum of whom was disclosed.

Every column of personal data on the register's sheets is made to hold, for each person, a
value that nothing else has. What can be read off an answer is looked up here again. A new
sheet or column comes in by itself; one that cannot be planted must be named in ``ALIKE``.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from uuid import UUID

from piccolo.columns import Boolean, Bytea, Column, ForeignKey, Varchar
from piccolo.columns import Text as LongText

from domain import audit, database
from domain.accounts.tables import Account, SignUp
from domain.register import AUDIT_TRAIL, REGISTER, Datum, Holding, ProcessingActivity
from domain.register.completeness import column_name
from domain.rights.people import Condition, DataSubject, held, rows_of
from tests.web.read_off import SECRETS, keys_in, keys_of
from tests.web.twins import ERASED, PEOPLE, WITHOUT_ACCOUNT, email_of
from tests.web.world import World

ALIKE = {
    # One of a few values, which say whose they are only beside a name.
    "account.role",
    "account.opened_by",
    "account.language",
    "account.keeps_history",
    "account.administers_organisation",
    "account.organisation",
    "sign_up.language",
    "security_event.kind",
    "invitation.organisation",
    "invitation.as_administrator",
    "invitation.language",
    "objection.activity",
    "enquiry.kind",
    "enquiry.nature",
    "enquiry.language",
    # Three times in one value; each is shown as a day.
    "enquiry.times",
    # No feedback has an appointment; both sheets say the same of one table.
    "enquiry.appointed_at",
    "enquiry_line.by_author",
    "form_consent.kind",
    "form_consent.language",
    "rights_request.right",
    "rights_request.channel",
    "rights_request.ground",
    "rights_request.activities",
    "rights_request.language",
    "rights_request.decision",
    "rights_request.stopped_days",
    "rights_request.held_because",
    # A member of staff, by id: whose request it is, the row says, not this value.
    "rights_request.decided_by",
    "audit_entry.actor_role",
    "audit_entry.action",
    "audit_entry.reason",
    "objection.decision",
    "sharing_case.language",
    "sharing_case.explanation",
    "sharing_case.decision",
    "sharing_case.review",
    # In these tests the same facts for everybody.
    "sharing_case.finding",
    "legal_hold.activity",
    "directive.for_all",
    "directive.for_account",
    "directive.for_research",
    "directive.for_requests",
    "named_person.part",
    "directive_consent.language",
    "death_report.reported_by",
    "death_report.language",
    "death_report.outcome",
    "death_report.hands_copy",
    "death_report.entered_by",
    "death_report.executed_by",
    "rights_request.parts",
    "rights_request.deceased",
    "outbound.processor",
    "outbound.activity",
    "outbound.fields",
    "prospect.language",
    "prospect.source",
    "interaction.kind",
    "suppressed.reason",
    "erasure_mark.reason",
    "import_row.language",
    "import_part.content",
    "breach_notice.audience",
    "undeliverable.kind",
    # A member of staff, by id, and their part.
    "legal_hold.set_by",
    "legal_hold.lifted_by",
    "sharing_hand.part",
    "sharing_hand.member",
    # What is taught to an organisation: the row says who attends.
    "training_registration.session",
    # The law is the same for everybody: the dates of these rows tell whose they are.
    "bookmark.work",
    "history_entry.work",
    # Dates of people who left: nobody of the world has left yet.
    "account.closed_at",
    "account.left_at",
}
"""Columns whose values are not one person's alone, and why."""

_KEPT_AS_THEY_ARE = {
    # The address is how a person is known; both halves of a key fit together.
    *("account.email", "sign_up.email", "password_reset.email", "invitation.email"),
    "enquiry.email",
    *("rights_request.email", "mail.address", "sharing_case.email"),
    *("prospect.email", "outbound.address", "forgetting.address", "undeliverable.address"),
    "import_row.email",
    *("named_person.email", "death_report.reporter_email"),
    # Sealed in the chain.
    "audit_entry.subject_pseudonym",
    *("session.token_sha256", "passkey.credential_id", "passkey.public_key"),
    *("password_reset.password_sha256", "audit_pseudonym.key"),
    "sighting.ip",
    "account.password_hash",
    "account.totp_secret",
}


@dataclass(frozen=True)
class Canary:
    """One datum of one person, on one sheet."""

    activity: ProcessingActivity
    holding: Holding
    datum: Datum
    owner: str | None
    """None where the register cannot tell whose it is."""

    @property
    def column(self) -> str:
        return column_name(self.datum.column)

    def __str__(self) -> str:
        hidden = "" if self.datum.shown else ", not printed"
        return f"{self.column} of {self.owner} (sheet {self.activity.slug}{hidden})"

    def __hash__(self) -> int:
        return hash((self.activity.slug, self.column, self.owner))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Canary) and str(self) == str(other)


@dataclass
class Aviary:
    """Every canary of a world, by what is read off an answer."""

    by_key: dict[str, frozenset[Canary]]

    def sung_in(self, *texts: str) -> dict[str, frozenset[Canary]]:
        """Return what is disclosed: by the value read, the data that it may be."""
        found: dict[str, frozenset[Canary]] = {}
        for text in texts:
            for key in keys_in(text):
                if key in self.by_key:
                    found[key] = self.by_key[key]
        return found


def every_datum() -> Iterator[tuple[ProcessingActivity, Holding, Datum]]:
    """Walk the register: each column of personal data, on each sheet that lists it."""
    for activity in REGISTER:
        for holding in activity.holdings:
            for datum in holding.data:
                yield activity, holding, datum


async def plant() -> None:
    """Write a word of its own into each column of words, and a number into each of numbers."""
    # Beyond the length of any page, which stands in a header.
    words, numbers = count(1), count(7_000_001)
    for column in _planted():
        table, name = column._meta.table, column._meta.db_column_name
        key = table._meta.primary_key._meta.db_column_name
        filled = "true" if table in _FILLED_WHOLLY else f'"{name}" is not null'
        rows = await database.fetch(
            f'select "{key}" from "{table._meta.tablename}" where {filled}'
        )
        for (row,) in rows:
            value = next(numbers) if column.value_type is int else _word(column, next(words))
            await database.execute(
                f'update "{table._meta.tablename}" set "{name}" = $1 where "{key}" = $2',
                value,
                row,
            )


_FILLED_WHOLLY = (Account, SignUp)
"""In the others an empty column says something: a history entry is a search or a reading."""


def _planted() -> list[Column]:
    """Return the columns of words and numbers in which nothing else must stand."""
    plain = (Varchar, LongText, Bytea)
    columns = {column_name(datum.column): datum.column for _, _, datum in every_datum()}
    return [
        column
        for name, column in columns.items()
        if name not in ALIKE | _KEPT_AS_THEY_ARE
        and (isinstance(column, plain) or column.value_type is int)
        and not isinstance(column, ForeignKey | Boolean)
    ]


def _word(column: Column, number: int) -> str | bytes:
    name = column._meta.name
    if isinstance(column, Bytea):
        return f"Kq{number:04d}x".encode() * 4
    if "email" in name:
        return f"kq{number:04d}x@example.org"
    if name == "telephone":
        return f"+3315555{number:04d}"
    return f"Kq{number:04d}x"


async def read_aviary(world: World) -> Aviary:
    """Read every person's data by the ways of the register, and note how each shows."""
    found: dict[str, set[tuple[Canary, object]]] = defaultdict(set)
    for name in (*PEOPLE, *WITHOUT_ACCOUNT, *ERASED):
        person = DataSubject(
            account_id=_account_id(world, name), email=email_of(name), language="fr"
        )
        for activity, holding in held():
            where = rows_of(holding, person)
            if where is not None:
                await _read(activity, holding, name, where, found)
        await _read_looks_at(person, name, found)
    for activity, holding in _of_nobody_we_can_tell():
        await _read(activity, holding, None, Condition(holding.rows or "true", ()), found)
    return Aviary(
        {
            key: frozenset(canary for canary, _ in canaries)
            for key, canaries in found.items()
            if key in SECRETS or _is_one_thing(canaries)
        }
    )


async def _read_looks_at(
    person: DataSubject, owner: str, found: dict[str, set[tuple[Canary, object]]]
) -> None:
    """Add the looks at a person, which concern both: the way leads over a keyed pseudonym.

    No column refers to the account, so that no sheet can name this way as one.
    """
    if person.account_id is None:
        return
    trail = AUDIT_TRAIL.holdings[0]
    for look in await audit.looks_at(person.account_id):
        for datum in trail.data:
            canary = Canary(AUDIT_TRAIL, trail, datum, owner)
            if canary.column == "audit_entry.at":
                for key in keys_of(look.at):
                    found[key].add((canary, look.number))


def _account_id(world: World, name: str) -> UUID | None:
    return world.account_id(name) if name in PEOPLE else world.ids.get(f"id of {name}")


def _of_nobody_we_can_tell() -> list[tuple[ProcessingActivity, Holding]]:
    return [
        (activity, holding)
        for activity in REGISTER
        for holding in activity.holdings
        if not holding.subject
    ]


def _is_one_thing(canaries: set[tuple[Canary, object]]) -> bool:
    """Tell whether a value stands for one person, or for one row that concerns two."""
    owners = {canary.owner for canary, _ in canaries}
    return len(owners) == 1 or len({row for _, row in canaries}) == 1


async def _read(
    activity: ProcessingActivity,
    holding: Holding,
    owner: str | None,
    where: Condition,
    found: dict[str, set[tuple[Canary, object]]],
) -> None:
    columns = (*holding.columns, holding.table._meta.primary_key)
    names = ", ".join(f'"{column._meta.db_column_name}"' for column in columns)
    rows = await database.fetch(
        f'select {names} from "{holding.table_name}" where {where.sql}', *where.arguments
    )
    for *values, row in rows:
        for datum, value in zip(holding.data, values, strict=True):
            canary = Canary(activity, holding, datum, owner)
            for key in keys_of(value) if canary.column not in ALIKE else ():
                found[key].add((canary, row))
