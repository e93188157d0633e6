"""``/console/processors``: who receives what, under which agreement, and what really went."""

from datetime import date
from typing import Any

from litestar import get, post
from litestar.response import Response

from domain import mail, processors
from domain.processors import Agreement, Standing
from domain.register import FORGETTING, REGISTER, SENT_MAIL
from domain.register.completeness import column_name
from domain.text import Text
from web.access import seen_by
from web.console_retention import NAMES
from web.csv_export import Cell, csv_file
from web.dependencies import Now
from web.pages import AnyRequest, page, see_other

_PAGE = "/console/processors"
_DPO = seen_by(FORGETTING, SENT_MAIL)

AGREEMENTS: dict[Agreement, Text] = {
    Agreement.HOLDS: Text("en vigueur", "in force"),
    Agreement.ENDS_SOON: Text("prend fin bientôt", "ends soon"),
    Agreement.LAPSED: Text("terminé : plus rien ne part", "ended: nothing leaves any more"),
    Agreement.NONE: Text("aucun : rien ne part", "none: nothing leaves"),
}
FIELD_NAMES: dict[str, Text] = {
    column_name(datum.column): datum.label
    for sheet in REGISTER
    for holding in sheet.holdings
    for datum in holding.data
}


@get(_PAGE, access=_DPO)
async def show_processors(request: AnyRequest, now: Now) -> Response[str]:
    """Show how we stand with each processor, and what it received in the last 30 days."""
    return page(
        request,
        "console/processors.html",
        standings=await processors.standings(now=now),
        agreements=AGREEMENTS,
        activity_names=NAMES,
        field_names=FIELD_NAMES,
        look_up=await mail.latest_look_up(),
        protections=mail.PROTECTION_NAMES,
    )


@get(f"{_PAGE}.csv", access=_DPO)
async def export_processors(now: Now) -> Response[str]:
    """Hand over the same list: a row for each processor."""
    columns = (
        *("processor", "country", "agreement", "agreement_since", "agreement_until"),
        *("activities", "sendings_30_days", "last_at", "erasures_waiting"),
    )
    standings = await processors.standings(now=now)
    return csv_file("processors", columns, (_as_row(one) for one in standings))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _as_row(one: Standing) -> tuple[Cell, ...]:
    return (
        one.processor.slug,
        one.processor.country.en,
        one.agreement,
        _iso(one.processor.agreement_since),
        _iso(one.processor.agreement_until),
        " ".join(sheet.slug for sheet in one.activities),
        one.sendings,
        one.last_at,
        one.to_forget,
    )


@post(f"{_PAGE}/sending-domain", access=_DPO, page=_PAGE, status_code=200)
async def look_up(request: AnyRequest, now: Now) -> Response[Any]:
    """Have the worker ask the DNS how the domain of our mail is protected."""
    await mail.ask_look_up(now=now)
    return see_other(request, _PAGE, notice="domain-asked")


HANDLERS = [show_processors, export_processors, look_up]
