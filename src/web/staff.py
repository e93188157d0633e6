"""``/staff``: where the work of each role begins, and what the register lets it see."""

from litestar import get
from litestar.response import Response

from domain import rights
from domain.register.bases import BASIS_NAMES
from domain.roles import ROLE_NAMES, STAFF
from web.access import Access
from web.dependencies import SignedIn
from web.pages import AnyRequest, page
from web.staff_messages import OF_MESSAGES
from web.staff_organisations import OF_CONTRACTS
from web.staff_people import OF_SUPPORT
from web.staff_prospects import OF_PROSPECTING

ALL_STAFF = Access(public=False, roles=frozenset(STAFF))
"""Every member of staff: the page says what their own role sees."""


@get("/staff", access=ALL_STAFF)
async def show_staff(request: AnyRequest, person: SignedIn) -> Response[str]:
    """Show the pages of the role, and what it sees of people, as the register says."""
    return page(
        request,
        "staff/home.html",
        role_name=ROLE_NAMES[person.role],
        sees_people=OF_SUPPORT.admits(person),
        sees_contracts=OF_CONTRACTS.admits(person),
        sees_prospects=OF_PROSPECTING.admits(person),
        sees_messages=OF_MESSAGES.admits(person),
        sheets=[
            (sheet, [BASIS_NAMES[basis] for basis in sheet.legal_bases])
            for sheet in rights.sheets_seen_by(person.role)
        ],
    )


HANDLERS = [show_staff]
