"""Reading messages: the staff's inbox, an author's own, a holder's."""

from dataclasses import dataclass
from uuid import UUID

from domain import database, mail
from domain.acting import by_itself
from domain.enquiries.rules import STATES_IN_SQL, Kind, State
from domain.enquiries.tables import Enquiry, EnquiryLine
from domain.errors import NotFound

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for in the inbox."""

    kind: Kind | None = None
    state: State | None = None
    words: str = ""


async def find(enquiry_id: UUID) -> Enquiry:
    """Return a message, where whoever asks may see it.

    Raises:
        NotFound: There is none, or it is not theirs to see: both look alike.
    """
    enquiry = await Enquiry.objects().where(Enquiry.id == enquiry_id).first()
    if enquiry is None:
        raise NotFound
    return enquiry


async def lines_of(enquiry_id: UUID) -> list[EnquiryLine]:
    """Return what was written after a message, in its order."""
    return (
        await EnquiryLine.objects()
        .where(EnquiryLine.enquiry == enquiry_id)
        .order_by(EnquiryLine.written_at)
    )


async def line(line_id: UUID) -> EnquiryLine | None:
    """Return one line; None when its message was deleted meanwhile."""
    return await EnquiryLine.objects().where(EnquiryLine.id == line_id).first()


@by_itself
async def is_reached(enquiry: Enquiry) -> bool:
    """Tell whether our mails still arrive at a message's address, as far as we know."""
    return await mail.trouble_with(enquiry.email) is None


@by_itself
async def account_of(enquiry: Enquiry) -> UUID | None:
    """Return whose message it is, to be told who looked: by the account, or the address."""
    found: UUID | None = enquiry.account or await database.fetch_value(
        "select id from account where email = $1 and closed_at is null", enquiry.email
    )
    return found


async def written_by(account_id: UUID) -> list[Enquiry]:
    """Return a holder's feedback, the latest first."""
    return (
        await Enquiry.objects()
        .where(Enquiry.account == account_id, Enquiry.kind == Kind.FEEDBACK.value)
        .order_by(Enquiry.received_at, ascending=False)
    )


async def inbox(sought: Search, *, page: int = 1) -> tuple[list[Enquiry], int]:
    """Return one page of the messages that answer ``sought``, and how many there are.

    Those that await our answer first, the oldest before; then the others, the latest first.
    """
    where, arguments = _conditions(sought)
    count = await database.fetch_value(
        f"select count(*) from enquiry where {where}", *arguments
    )
    rows = await database.fetch(
        f"select * from enquiry where {where}"
        f" order by {STATES_IN_SQL[State.WAITING]} desc,"
        f" case when {STATES_IN_SQL[State.WAITING]} then received_at end,"
        " received_at desc, id"
        f" limit {PAGE_SIZE:d} offset {(page - 1) * PAGE_SIZE:d}",
        *arguments,
    )
    return [Enquiry(**row, _exists_in_db=True) for row in rows], count


async def count_by_state() -> dict[State, int]:
    """Return how many messages stand in each state, of those that whoever asks may see."""
    columns = ", ".join(
        f"count(*) filter (where {condition})" for condition in STATES_IN_SQL.values()
    )
    row = await database.fetch_row(f"select {columns} from enquiry")
    return dict(zip(STATES_IN_SQL, row or [], strict=True))


def _conditions(sought: Search) -> tuple[str, list[object]]:
    conditions, arguments = ["true"], list[object]()
    if sought.kind:
        arguments.append(sought.kind)
        conditions.append(f"kind = ${len(arguments)}")
    if sought.state:
        conditions.append(f"({STATES_IN_SQL[sought.state]})")
    if sought.words:
        arguments.append(sought.words)
        name = "lower(email || ' ' || first_name || ' ' || last_name)"
        conditions.append(f"position(lower(${len(arguments)}) in {name}) > 0")
    return " and ".join(conditions), arguments
