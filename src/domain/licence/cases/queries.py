"""Reading cases: the staff's lists, the holder's own."""

from dataclasses import dataclass
from uuid import UUID

from domain import database
from domain.errors import NotFound
from domain.licence.cases.rules import STATES_IN_SQL, WAITING, State
from domain.licence.tables import SharingCase, SharingHand

PAGE_SIZE = 50

_WAITS = " or ".join(f"({STATES_IN_SQL[state]})" for state in WAITING)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Which cases are wanted."""

    state: State | None = None
    waiting_only: bool = False

    @property
    def condition(self) -> str:
        """The condition, in SQL."""
        if self.state is not None:
            return STATES_IN_SQL[self.state]
        return f"({_WAITS})" if self.waiting_only else "true"


async def find(case_id: UUID) -> SharingCase:
    """Return a case.

    Raises:
        NotFound: There is none that whom the database is asked as may see.
    """
    case = await SharingCase.objects().where(SharingCase.id == case_id).first()
    if case is None:
        raise NotFound
    return case


async def cases(
    wanted: CaseFilter, *, page: int = 1, size: int = PAGE_SIZE
) -> tuple[list[SharingCase], int]:
    """Return one page of the wanted cases, and how many there are: those that wait first."""
    count = await database.fetch_value(
        f"select count(*) from sharing_case where {wanted.condition}"
    )
    columns = ", ".join(
        f'"{column._meta.db_column_name}"'
        for column in SharingCase._meta.columns
        if column is not SharingCase.finding
    )
    rows = await database.fetch(
        f"select {columns} from sharing_case where {wanted.condition}"
        f" order by ({_WAITS}) desc, opened_at desc, id limit $1 offset $2",
        size,
        (page - 1) * size,
    )
    return [SharingCase(**dict(row), _exists_in_db=True) for row in rows], int(count)


async def count_by_state() -> dict[State, int]:
    """Return how many cases stand where."""
    counts = ", ".join(
        f"count(*) filter (where {condition})" for condition in STATES_IN_SQL.values()
    )
    row = await database.fetch_row(f"select {counts} from sharing_case")
    return dict(zip(STATES_IN_SQL, row or (), strict=True))


async def cases_of(account_id: UUID, *, but: UUID | None = None) -> list[SharingCase]:
    """Return the cases of one holder, the latest first."""
    found = (
        await SharingCase.objects()
        .where(SharingCase.account == account_id)
        .order_by(SharingCase.opened_at, ascending=False)
    )
    return [case for case in found if case.id != but]


async def hands_of(case_id: UUID) -> dict[str, UUID]:
    """Return which member of staff did which part of a case."""
    hands = await SharingHand.objects().where(SharingHand.of_case == case_id)
    return {hand.part: hand.member for hand in hands}
