"""``/console/audit``: who looked, filtered, handed over, verified (P-SEC-3, P-OPS-7)."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_303_SEE_OTHER,
    HTTP_400_BAD_REQUEST,
    HTTP_422_UNPROCESSABLE_ENTITY,
)

from domain import audit
from domain.audit import AuditVerification, Reason
from domain.duties import Duty
from domain.roles import Role
from domain.settings import current_settings
from jobs.duties import perform_due_duties
from tests.cast import NOW
from tests.domain.rights.people import make_request

TRAIL = "/en/console/audit"
VERIFICATION = "/en/console/audit/verification"
DAYS = [f"{NOW + timedelta(days=count):%Y-%m-%d}" for count in range(5)]

pytestmark = pytest.mark.promise("P-OPS-7")


async def look(actor_id, *, role=Role.DPO, action="request.read", days=0, **given):
    await audit.note_look(
        actor_id=actor_id,
        actor_role=role,
        subject_id=given.get("subject_id"),
        action=action,
        reason=given.get("reason", Reason.RIGHTS_REQUEST),
        now=NOW + timedelta(days=days),
    )


@pytest.fixture
async def trail(dpo, support, alice):
    """Five looks, the last on the fifth day."""
    await look(dpo.id, subject_id=alice.id)
    await look(support.id, role=Role.SUPPORT, action="people.found", days=1)
    await look(support.id, role=Role.SUPPORT, action="person.read", days=2)
    await look(dpo.id, action="request.list", days=3)
    await look(dpo.id, reason=Reason.SECURITY, days=4)


def numbers(answer):
    """Return which entries are found, but for the readings of the trail themselves."""
    return [int(line["number"]) for line in lines(answer) if line["action"] != "trail.read"]


def lines(answer):
    return list(csv.DictReader(io.StringIO(answer.text)))


async def verification(**found):
    least = {"id": uuid4(), "verified_at": NOW, "entries": 5, "anchors": 1, "began_anew": False}
    await AuditVerification(**least | found).save()


class TestTheEntries:
    async def test_name_who_looked_and_never_who_was_looked_at(self, as_dpo, alice):
        request = await make_request("alice", account=alice.id)
        await as_dpo.get(f"/console/requests/{request.id}")
        html = (await as_dpo.get(TRAIL)).text
        assert "Dpo Last-dpo" in html
        assert "alice" not in html.lower()

    async def test_of_somebody_who_is_gone_carry_an_id(self, as_dpo):
        gone = uuid4()
        await look(gone)
        assert gone.hex[:8] in (await as_dpo.get(TRAIL)).text

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", [1, 2, 3, 4, 5]),
            ("role=support", [2, 3]),
            ("action=request.list", [4]),
            ("reason=security", [5]),
            ("role=dpo&reason=rights-request", [1, 4]),
            (f"since={DAYS[3]}", [4, 5]),
            (f"until={DAYS[1]}", [1, 2]),
            (f"since={DAYS[1]}&until={DAYS[3]}", [2, 3, 4]),
            ("role=finance", []),
        ],
    )
    async def test_are_filtered_alike_on_the_page_and_in_the_file(
        self, as_dpo, trail, query, found
    ):
        html = (await as_dpo.get(f"{TRAIL}?{query}")).text
        shown = [n for n in range(1, 6) if f'class="number">{n}</td>' in html]
        assert shown == found
        assert numbers(await as_dpo.get(f"{TRAIL}.csv?{query}")) == found
        if not found:
            assert "None matches this filter" in html

    @pytest.mark.parametrize(
        "query", ["since=yesterday", "until=0001-01-01", "since=9999-12-31", "role=king"]
    )
    async def test_a_filter_that_is_none_says_so_beside_its_field(self, as_dpo, trail, query):
        answer = await as_dpo.get(f"{TRAIL}?{query}")
        assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        assert 'aria-invalid="true"' in answer.text
        file = await as_dpo.get(f"{TRAIL}.csv?{query}")
        assert file.status_code == HTTP_400_BAD_REQUEST

    async def test_come_in_pages_that_keep_the_filter(self, as_dpo, dpo, monkeypatch):
        monkeypatch.setattr("web.console_audit._ROWS", 2)
        for day in range(5):
            await look(dpo.id, days=day)
        first = (await as_dpo.get(f"{TRAIL}?role=dpo")).text
        assert f'rel="next" href="{TRAIL}?role=dpo&amp;page=2"' in first
        last = (await as_dpo.get(f"{TRAIL}?role=dpo&page=3")).text
        assert 'class="number">1</td>' in last
        assert 'rel="next"' not in last

    async def test_are_swapped_alone_by_htmx(self, as_dpo, trail):
        part = (await as_dpo.get(f"{TRAIL}?role=support", htmx=True)).text
        assert "<html" not in part
        assert 'id="trail-list"' in part

    async def test_of_nobody_say_so(self, as_dpo):
        assert "Nobody has looked" in (await as_dpo.get(TRAIL)).text


class TestTheFile:
    async def test_verifies_with_nothing_but_sha_256(self, as_dpo, trail):
        """What an auditor does who trusts none of our code (docs/operations.md)."""
        previous = "0" * 64
        for line in lines(await as_dpo.get(f"{TRAIL}.csv")):
            *content, sealed = line.values()
            assert line["previous_hash"] == previous
            assert sha256("\0".join(content).encode()).hexdigest() == sealed
            previous = sealed

    async def test_says_the_time_to_the_microsecond(self, as_dpo, dpo):
        at = datetime(2026, 11, 24, 9, 0, 0, 123456, tzinfo=UTC)
        await look(dpo.id, days=(at - NOW) / timedelta(days=1))
        [line, _the_reading] = lines(await as_dpo.get(f"{TRAIL}.csv"))
        assert line["at"] == "2026-11-24T09:00:00.123456+00:00"

    async def test_comes_in_pieces(self, as_dpo, trail, monkeypatch):
        monkeypatch.setattr("domain.audit.queries._BATCH", 2)
        monkeypatch.setattr("web.csv_export._PIECE", 1)
        assert numbers(await as_dpo.get(f"{TRAIL}.csv")) == [1, 2, 3, 4, 5]


class TestTheVerifications:
    async def test_before_the_first_the_page_says_so(self, as_dpo):
        assert "No verification yet" in (await as_dpo.get(VERIFICATION)).text
        assert "not verified yet" in (await as_dpo.get("/en/console")).text

    async def test_the_last_one_is_shown_with_what_it_read(self, as_dpo):
        await verification(first_number=1, last_number=5, last_hash="a" * 64)
        html = (await as_dpo.get(VERIFICATION)).text
        assert "The chain is whole: 5 entries, 1 anchor compared." in html
        assert "a" * 64 in html
        assert "What the chain proves" in html
        assert "The chain is whole" in (await as_dpo.get("/en/console")).text

    async def test_a_broken_chain_is_loud_everywhere(self, as_dpo):
        await verification(fault="missing", fault_number=3)
        for path in ("/en/console", TRAIL, VERIFICATION):
            html = (await as_dpo.get(path)).text
            assert "Entry 3 is missing." in html, path
            assert 'role="alert"' in html, path

    async def test_one_that_set_anchors_aside_says_it(self, as_dpo):
        await verification(began_anew=True)
        html = (await as_dpo.get(VERIFICATION)).text
        assert "The former anchors were set aside." in html

    async def test_is_done_when_asked_by_the_worker(self, as_dpo, trail, monkeypatch, tmp_path):
        settings = type("Settings", (), {"audit_anchors": tmp_path / "anchors.jsonl"})()
        monkeypatch.setattr("jobs.audit.current_settings", lambda: settings)
        for _ in range(2):
            answer = await as_dpo.post(VERIFICATION)
            assert answer.status_code == HTTP_303_SEE_OTHER
        assert answer.headers["location"] == f"{VERIFICATION}?notice=verification-asked"
        waiting = (await as_dpo.get(VERIFICATION)).text
        assert "Verification under way" in waiting
        assert 'http-equiv="refresh"' in waiting
        assert await Duty.count() == 1
        assert await perform_due_duties({}) == 1
        done = await as_dpo.get(VERIFICATION)
        assert done.status_code == HTTP_200_OK
        assert "The chain is whole: 5 entries" in done.text
        assert "Verification under way" not in done.text
        assert "every 2s" not in (await as_dpo.get(VERIFICATION, htmx=True)).text

    async def test_a_stranger_asks_for_none(self, as_support):
        assert (await as_support.post(VERIFICATION)).status_code == 404
        assert await Duty.count() == 0


async def test_where_the_site_is_and_how_it_is_reached_is_shown(as_dpo, monkeypatch):
    html = (await as_dpo.get("/en/console")).text
    assert "none: local run over http" in html
    assert "not declared" in html
    settings = replace(
        current_settings(), hosting_region="Gravelines", public_url="https://assisteu.example"
    )
    monkeypatch.setattr("web.console.current_settings", lambda: settings)
    html = (await as_dpo.get("/en/console")).text
    assert "by the proxy in front" in html
    assert "Gravelines" in html
