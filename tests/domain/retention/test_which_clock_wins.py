"""A row lives until the last of the clocks that hold it; a column no longer than its own."""

from dataclasses import replace
from datetime import timedelta

from domain import retention
from domain.periods import Period, after
from domain.register import RIGHTS_REQUESTS, Datum, Holding, RetentionPeriod
from domain.requests.tables import RightsRequest
from domain.text import Text
from tests.cast import NOW
from tests.domain.retention.erasing import erase_account
from tests.domain.rows import make_row

AN_INSTANT = timedelta(microseconds=1)
A_NAME = Text("donnée", "datum")


def holding(*columns, starts_at=RightsRequest.closed_at, rows=None, **period):
    return Holding(
        data=tuple(Datum(column, A_NAME) for column in columns),
        subject=(RightsRequest.email,),
        rows=rows,
        retention=RetentionPeriod(
            period=Period(**period), starts_at=starts_at, counted_from=A_NAME, source="test"
        ),
    )


def activity(slug, *holdings):
    return replace(RIGHTS_REQUESTS, slug=slug, holdings=holdings)


SUPPORT = activity("support", holding(RightsRequest.message, RightsRequest.email, years=1))
PROOF = activity("proof", holding(RightsRequest.email, RightsRequest.decision, years=5))


async def sweep(register, now):
    return await retention.sweep(now=now, erase_account=erase_account, register=register)


async def the_row():
    return await RightsRequest.objects().first()


async def test_the_row_outlives_the_shorter_clock_without_what_it_alone_held(undone):
    await make_row(RightsRequest, closed_at=NOW, message="please", ground="art17-1-a")
    first, second = await sweep((SUPPORT, PROOF), after(NOW, Period(years=1)) + AN_INSTANT)
    assert (first.rows_erased, first.rows_emptied) == (0, 1)
    assert (second.rows_erased, second.rows_emptied) == (0, 0)
    row = await the_row()
    assert row.message is None
    assert row.email
    assert row.ground == "art17-1-a"  # on neither sheet


async def test_nothing_is_emptied_while_its_own_clock_runs(undone):
    await make_row(RightsRequest, closed_at=NOW, message="please")
    await sweep((SUPPORT, PROOF), after(NOW, Period(years=1)))
    assert (await the_row()).message == "please"


async def test_the_row_goes_with_the_last_clock_and_counts_once(undone):
    await make_row(RightsRequest, closed_at=NOW, message="please")
    evidence = await sweep((SUPPORT, PROOF), after(NOW, Period(years=5)) + AN_INSTANT)
    assert [row.rows_erased for row in evidence] == [1, 0]
    assert await the_row() is None


async def test_a_clock_that_has_not_started_holds_what_it_needs(undone):
    early = activity(
        "early", holding(RightsRequest.message, starts_at=RightsRequest.received_at, days=1)
    )
    await make_row(RightsRequest, received_at=NOW, closed_at=None, message="please")
    evidence = await sweep((early, PROOF), NOW + timedelta(days=400))
    assert [row.rows_emptied for row in evidence] == [1, 0]
    assert (await the_row()).email


async def test_an_activity_holds_only_the_rows_that_concern_it(undone):
    granted = activity(
        "granted", holding(RightsRequest.email, rows="decision = 'granted'", years=5)
    )
    await make_row(RightsRequest, closed_at=NOW, message="undecided")
    await make_row(
        RightsRequest, closed_at=NOW, message="m", decision="granted", decided_at=NOW
    )
    await sweep((SUPPORT, granted), after(NOW, Period(years=1)) + AN_INSTANT)
    assert await RightsRequest.select(RightsRequest.decision).output(as_list=True) == [
        "granted"
    ]


async def test_a_value_that_should_have_been_emptied_is_overdue(undone):
    await make_row(RightsRequest, closed_at=NOW, message="please")
    a_year_later = after(NOW, Period(years=1)) + retention.GRACE
    assert await retention.overdue(now=a_year_later, register=(SUPPORT, PROOF)) == []
    [found] = await retention.overdue(now=a_year_later + AN_INSTANT, register=(SUPPORT, PROOF))
    assert (found.columns, found.activities, found.rows) == (("message",), ("support",), 1)
    await sweep((SUPPORT, PROOF), a_year_later)
    assert (
        await retention.overdue(now=a_year_later + AN_INSTANT, register=(SUPPORT, PROOF)) == []
    )
