"""``/console/retention``: what goes in the next weeks, and what went month by month."""

from datetime import date, datetime, timedelta

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.response import Response

from domain import backups, holds, retention
from domain.periods import paris_day
from domain.register import LEGAL_HOLDS, REGISTER, RIGHTS_REQUESTS
from domain.text import Text
from web.access import seen_by
from web.csv_export import csv_file
from web.dependencies import Now
from web.pages import AnyRequest, page

_PAGE = "/console/retention"
_DPO = seen_by(RIGHTS_REQUESTS, LEGAL_HOLDS)

NAMES: dict[str, Text] = {activity.slug: activity.name for activity in REGISTER}


@get(_PAGE, access=_DPO)
async def show_forecast(request: AnyRequest, now: Now) -> Response[str]:
    """Show what the sweeps of the next 90 days would erase, week after week."""
    outlook = await retention.outlook()
    return page(
        request,
        "console/retention.html",
        outlook=outlook,
        weeks=[_first_day(end) for end in outlook.ends] if outlook else [],
        hold_count=len(await holds.in_force(now=now)),
        backup=await backups.last_backup(),
        drill=await backups.last_drill(),
    )


@get(f"{_PAGE}.csv", access=_DPO)
async def export_forecast() -> Response[str]:
    """Hand over the forecast: a row for each activity, a column for each week's first day."""
    outlook = await retention.outlook()
    ends, courses = (outlook.ends, outlook.courses) if outlook else ((), ())
    return csv_file(
        "retention",
        ("activity", "not_started", *(_first_day(end).isoformat() for end in ends)),
        ((one.activity.slug, one.not_started, *one.rows) for one in courses),
    )


def _first_day(end: datetime) -> date:
    return paris_day(end) - timedelta(days=7)


@get(f"{_PAGE}/months", access=_DPO)
async def show_month(request: AnyRequest, now: Now) -> Response[str]:
    """Show one month of sweeps, activity by activity: what the monthly mail says."""
    months = retention.last_months(now)
    month = _asked_month(request, months)
    return page(
        request,
        "console/retention_month.html",
        month=month,
        months=months,
        activities=await retention.month_of(month, now=now),
    )


@get(f"{_PAGE}/months.csv", access=_DPO)
async def export_month(request: AnyRequest, now: Now) -> Response[str]:
    """Hand over one month of sweeps."""
    month = _asked_month(request, retention.last_months(now))
    columns = ("rows_erased", "rows_emptied", "nights_failed", "oldest", "holds")
    return csv_file(
        "retention-month",
        ("month", "activity", *columns),
        (
            (f"{month:%Y-%m}", one.activity.slug, *(getattr(one, name) for name in columns))
            for one in await retention.month_of(month, now=now)
        ),
    )


def _asked_month(request: AnyRequest, months: tuple[date, ...]) -> date:
    asked = request.query_params.get("month")
    if asked is None:
        return months[0]
    for month in months:
        if f"{month:%Y-%m}" == asked:
            return month
    raise NotFoundException


HANDLERS = [show_forecast, export_forecast, show_month, export_month]
