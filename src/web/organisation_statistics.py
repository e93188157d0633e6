"""``/organisation/statistics``, where a contract provides for it, and the way out (P-ACC-9)."""

from datetime import date
from typing import Any

from litestar import get, post
from litestar.response import Response

from domain import organisations
from domain.errors import NotFound
from domain.periods import paris_day
from web.dependencies import Now, SignedIn
from web.history import HOLDERS
from web.organisation import ADMINISTRATORS, organisation_of
from web.pages import AnyRequest, page, see_other

_DATA = "/account/data"


@get("/organisation/statistics", access=ADMINISTRATORS)
async def show_statistics(request: AnyRequest, person: SignedIn, now: Now) -> Response[str]:
    """Show one month of use, member by member; without a clause there is no such page."""
    organisation_id = organisation_of(person)
    months = organisations.months_until(paris_day(now))
    month = _month(request, months)
    return page(
        request,
        "organisations/statistics.html",
        partial="organisations/_statistics.html",
        rows=await organisations.statistics_of(organisation_id, month=month, now=now),
        organisation=await organisations.find(organisation_id),
        month=month,
        months=months,
    )


def _month(request: AnyRequest, months: list[date]) -> date:
    """Return the month asked for, or the present one."""
    asked = request.query_params.get("month", "")
    return next((month for month in months if f"{month:%Y-%m}" == asked), months[0])


@post(f"{_DATA}/statistics-objection", access=HOLDERS, page=_DATA, status_code=200)
async def object_to_statistics(
    request: AnyRequest, person: SignedIn, now: Now
) -> Response[Any]:
    """Take the person out of the statistics at once; the objection is weighed afterwards."""
    if await organisations.standing_of(person.id, now=now) is None:
        raise NotFound
    await organisations.object_to_statistics(account_id=person.id, now=now)
    return see_other(request, _DATA, notice="statistics-objected")


@post(f"{_DATA}/statistics-objection/withdrawal", access=HOLDERS, page=_DATA, status_code=200)
async def withdraw_objection(request: AnyRequest, person: SignedIn, now: Now) -> Response[Any]:
    """Take the objection back."""
    await organisations.withdraw_objection(account_id=person.id, now=now)
    return see_other(request, _DATA, notice="statistics-objection-withdrawn")


HANDLERS = [show_statistics, object_to_statistics, withdraw_objection]
