"""Reading requests: one's own, and the DPO's lists."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain import database
from domain.errors import NotFound
from domain.periods import paris_day
from domain.requests.rules import STATES_IN_SQL, Right, State
from domain.requests.tables import Package, RightsRequest

PAGE_SIZE = 50


async def find(request_id: UUID) -> RightsRequest:
    """Return a request.

    Raises:
        NotFound: There is none of that id.
    """
    request = await RightsRequest.objects().where(RightsRequest.id == request_id).first()
    if request is None:
        raise NotFound
    return request


async def find_own(request_id: UUID, *, account_id: UUID) -> RightsRequest:
    """Return a request of this holder's.

    Raises:
        NotFound: There is none, or it is somebody else's: both look alike.
    """
    request = await find(request_id)
    if request.account != account_id:
        raise NotFound
    return request


async def requests_of(account_id: UUID) -> list[RightsRequest]:
    """Return a holder's requests, the latest first."""
    return (
        await RightsRequest.objects()
        .where(RightsRequest.account == account_id)
        .order_by(RightsRequest.received_at, ascending=False)
    )


async def package_of(request_id: UUID) -> Package | None:
    """Return the copy made, or being made, for a request; None before and after."""
    return (
        await Package.objects()
        .where(Package.request == request_id)
        .order_by(Package.begun_at, ascending=False)
        .first()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What the DPO looks for in the list of requests."""

    state: State | None = None
    right: Right | None = None
    words: str = ""
    open_only: bool = False


async def search(
    sought: Search, *, page: int = 1, size: int = PAGE_SIZE
) -> tuple[list[RightsRequest], int]:
    """Return one page of the requests that answer ``sought``, and how many there are.

    Open ones first, by deadline; then the answered ones, the latest first.
    """
    where, arguments = _conditions(sought)
    count = await database.fetch_value(
        f"select count(*) from rights_request where {where}", *arguments
    )
    rows = await database.fetch(
        f"select * from rights_request where {where}"
        " order by closed_at desc nulls first, due_on, id"
        f" limit {size:d} offset {(page - 1) * size:d}",
        *arguments,
    )
    return [RightsRequest(**row, _exists_in_db=True) for row in rows], count


def _conditions(sought: Search) -> tuple[str, list[object]]:
    conditions: list[str] = ["true"]
    arguments: list[object] = []
    if sought.state:
        conditions.append(f"({STATES_IN_SQL[sought.state]})")
    if sought.open_only:
        conditions.append("closed_at is null")
    if sought.right:
        arguments.append(sought.right)
        conditions.append(f'"right" = ${len(arguments)}')
    if sought.words:
        arguments.append(_like(sought.words))
        conditions.append(
            f"(email || ' ' || first_name || ' ' || last_name) ilike ${len(arguments)}"
        )
    return " and ".join(conditions), arguments


def _like(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


async def count_by_state() -> dict[State, int]:
    """Return how many requests stand in each state."""
    columns = ", ".join(
        f"count(*) filter (where {condition}) as n{place}"
        for place, condition in enumerate(STATES_IN_SQL.values())
    )
    row = await database.fetch_row(f"select {columns} from rights_request")
    return dict(zip(STATES_IN_SQL, row or [], strict=True))


async def overdue(*, now: datetime) -> list[RightsRequest]:
    """Return the open requests whose last day has ended in Paris, their clocks running."""
    found = await _open_until(paris_day(now), inclusive=False)
    return [request for request in found if request.stopped_at is None]


async def open_requests() -> list[RightsRequest]:
    """Return the open requests, the most urgent first."""
    return await _open_until(date.max, inclusive=True)


async def _open_until(day: date, *, inclusive: bool) -> list[RightsRequest]:
    ends = RightsRequest.due_on <= day if inclusive else RightsRequest.due_on < day
    return (
        await RightsRequest.objects()
        .where(RightsRequest.closed_at.is_null(), ends)
        .order_by(RightsRequest.due_on)
        .limit(500)
    )
