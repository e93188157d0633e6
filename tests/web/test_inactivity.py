"""A year without a visit: warned at 30 and 7 days, erased as on request (P-ACC-3)."""

from datetime import UTC, datetime, timedelta

import pytest

from domain import clock, duties, rights
from domain.accounts import Account, Session
from domain.evidence.tables import Erasure, ErasureStep
from domain.mail.tables import Mail
from jobs.handlers import HANDLERS
from jobs.retention import nightly, warn_of_the_end
from tests.cast import visitor
from tests.domain.accounts_cast import PASSWORD, an_account
from tests.domain.rights.people import make_person

pytestmark = pytest.mark.promise("P-ACC-3")
BEGIN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
END = datetime(2027, 11, 24, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SIGN_IN = {"email": "alice@example.org", "password": PASSWORD}


class Calendar:
    """The clock of the site, and its nights."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    async def pass_nights_until(self, end: datetime) -> list[int]:
        """Let the nights go by; return how many days before the end a warning was written."""
        warned = []
        while self.now + DAY <= end:
            self.now += DAY
            before = await Mail.count()
            await nightly(self.now)
            await warn_of_the_end(self.now)
            if await Account.exists() and await Mail.count() > before:
                warned.append((END - self.now).days)
        return warned


@pytest.fixture
def calendar(monkeypatch) -> Calendar:
    made = Calendar(BEGIN)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made


@pytest.fixture
async def alice(undone) -> Account:
    return await an_account("alice@example.org", opened_at=BEGIN, last_visit_at=BEGIN)


async def test_who_stays_away_is_warned_twice_then_has_no_account(app, alice, calendar):
    async with visitor(app) as browser:
        await browser.post("/sign-in", SIGN_IN)
        calendar.now = END - 40 * DAY
        assert await calendar.pass_nights_until(END) == [30, 7]
        assert await Account.exists()  # held through the last instant
        await calendar.pass_nights_until(END + DAY)
        assert not await Account.exists()
        assert not await Session.exists()
        assert (await browser.get("/account")).headers["location"].startswith("/sign-in?")
        answer = await browser.post("/sign-in", SIGN_IN)
        assert "location" not in answer.headers
    [erasure] = await Erasure.select(Erasure.cause, Erasure.values_left)
    assert erasure == {"cause": "inactivity", "values_left": 0}


async def test_a_visit_between_the_warnings_gives_another_year(app, alice, calendar):
    async with visitor(app) as browser:
        calendar.now = END - 40 * DAY
        assert await calendar.pass_nights_until(END - 20 * DAY) == [30]
        await browser.post("/sign-in", SIGN_IN)
        assert await calendar.pass_nights_until(END + 30 * DAY) == []
        assert await Account.exists()


async def test_a_page_opened_in_a_session_of_long_ago_is_a_visit(app, alice, calendar):
    async with visitor(app) as browser:
        await browser.post("/sign-in", SIGN_IN)
        calendar.now = END - 3 * DAY
        await browser.get("/bookmarks")
    assert await calendar.pass_nights_until(END + 30 * DAY) == []
    assert await Account.exists()


async def test_a_poll_a_prefetch_and_a_mail_scanner_are_no_visit(app, alice, calendar):
    async with visitor(app) as browser, visitor(app) as scanner:
        await browser.post("/sign-in", SIGN_IN)
        calendar.now = END - 3 * DAY
        await browser.get("/account/sessions", htmx=True)
        await browser.client.get("/account", headers={"sec-purpose": "prefetch"})
        await browser.post("/account/sessions/end-others")
        await scanner.get("/sign-in")
        await scanner.post("/sign-in", SIGN_IN | {"password": "un mot de passe faux"})
    await calendar.pass_nights_until(END + DAY)
    assert not await Account.exists()


async def test_the_erasure_takes_what_the_holder_s_own_takes(undone, calendar):
    for name in ("idle", "active"):
        await make_person(name)
    idle = await Account.objects().get(Account.email.like("idle%"))
    active = await Account.objects().get(Account.email.like("active%"))
    long_ago = BEGIN - 400 * DAY
    await Account.update({Account.last_visit_at: long_ago}).where(Account.id == idle.id)
    await rights.delete_account(active.id, now=calendar.now)
    while (duty := await duties.claim(now=calendar.now)) is not None:
        await HANDLERS[duty.kind](duty.subject, calendar.now)
        await duties.finish(duty.id, now=calendar.now)
    await nightly(calendar.now)
    steps = {}
    for erasure in await Erasure.objects():
        taken = await ErasureStep.objects().where(ErasureStep.erasure == erasure.id)
        steps[erasure.cause] = {(one.activity, one.table_name, one.outcome) for one in taken}
    assert steps["inactivity"] == steps["holder"]
