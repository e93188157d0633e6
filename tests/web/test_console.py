"""``/console``: the DPO's day, requests, evidence, duties and the trail (P-RIG-10, P-SEC-3)."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_303_SEE_OTHER,
    HTTP_404_NOT_FOUND,
    HTTP_409_CONFLICT,
    HTTP_422_UNPROCESSABLE_ENTITY,
)

from domain import clock, duties, rights
from domain.accounts import Session
from domain.audit import AuditEntry, looks_at
from domain.duties import Duty
from domain.evidence import Erasure, Sweep
from domain.requests import RightsRequest, State, state_of
from jobs.handlers import HANDLERS
from tests.cast import NOW
from tests.domain.rights.people import make_request
from tests.domain.rows import make_row
from web import console

LIST = "/console/requests"
PAGES = [
    "/console",
    LIST,
    f"{LIST}/new",
    f"{LIST}.csv",
    "/console/evidence",
    "/console/evidence.csv",
    "/console/evidence/erasures",
    "/console/evidence/erasures.csv",
    "/console/retention",
    "/console/retention.csv",
    "/console/retention/holds",
    "/console/retention/holds/new",
    "/console/retention/holds.csv",
    "/console/retention/months",
    "/console/retention/months.csv",
    "/console/duties",
    "/console/audit",
    "/console/audit?role=dpo&action=request.read&since=2026-01-01&page=2",
    "/console/audit/verification",
    "/console/audit.csv",
]
NOT_EXTENDED = {"extended_at": None, "extension_reason": None}
LATER = (clock.now() + timedelta(days=30)).date()
OPEN = {"closed_at": None, "decided_at": None, "decision": None, "decision_reason": None}


async def open_request(name="zoe", **columns):
    return await make_request(name, **OPEN | {"right": "erasure"} | columns)


async def reload(request):
    return await RightsRequest.objects().get(RightsRequest.id == request.id)


async def some_of_everything():
    now = clock.now()
    await open_request("late", due_on=(now - timedelta(days=3)).date())
    await make_request("old")
    await make_row(Erasure, cause="holder", ordered_at=now - timedelta(days=2))
    await make_row(
        Duty, kind="send-mail", set_aside_at=now, attempts=8, failure="builtins.OSError"
    )
    for rows, failure in ((3, None), (0, None), (0, "builtins.OSError")):
        sweep = Sweep(
            id=uuid4(),
            activity="sessions",
            table_name="session",
            swept_at=now,
            cut_off=now - timedelta(days=30),
            rows_erased=rows,
            rows_emptied=0,
            duration_ms=5,
            failure=failure,
        )
        await sweep.save()


@pytest.mark.promise("P-SEC-3")
class TestWhoMay:
    @pytest.mark.parametrize("path", PAGES)
    async def test_the_dpo_reads_it_in_both_languages(self, as_dpo, path):
        await some_of_everything()
        for language in ("", "/en"):
            answer = await as_dpo.get(language + path)
            assert answer.status_code == HTTP_200_OK
            assert answer.headers["cache-control"] == "no-store"

    @pytest.mark.asvs("8.2.1")
    @pytest.mark.parametrize("path", [*PAGES, f"{LIST}/00000000-0000-4000-8000-000000000000"])
    async def test_for_everybody_else_it_does_not_exist(
        self, as_alice, as_support, as_carol, path
    ):
        for browser in (as_alice, as_support, as_carol):
            assert (await browser.get(path)).status_code == HTTP_404_NOT_FOUND

    @pytest.mark.parametrize("path", PAGES)
    async def test_a_visitor_signs_in_first(self, anonymous, path):
        assert (await anonymous.get(path)).headers["location"].startswith("/sign-in?next=")

    @pytest.mark.asvs("8.2.1")
    async def test_another_s_hand_decides_nothing(self, as_support, as_alice):
        request = await open_request()
        for browser in (as_support, as_alice):
            for what in ("decision", "identity"):
                answer = await browser.post(
                    f"{LIST}/{request.id}/{what}", {"decision": "grant"}
                )
                assert answer.status_code == HTTP_404_NOT_FOUND
        assert state_of(await reload(request)) is State.TO_DECIDE


@pytest.mark.promise("P-RIG-10")
class TestToday:
    async def test_overdue_is_loud(self, as_dpo):
        await some_of_everything()
        html = (await as_dpo.get("/en/console")).text
        assert 'role="alert"' in html
        assert "beyond the legal time limit" in html
        assert "deadline--late" in html
        assert "Duties set aside" in html
        assert "Unfinished erasures" in html

    async def test_it_names_nobody(self, as_dpo):
        await some_of_everything()
        html = (await as_dpo.get("/console")).text
        assert "late@example.org" not in html
        assert "Last-late" not in html

    async def test_it_lists_the_gaps(self, as_dpo):
        html = (await as_dpo.get("/en/console")).text
        assert "P-OPS-3" in html
        assert "how long the file of a request is kept" in html

    async def test_a_quiet_day_is_quiet(self, as_dpo):
        html = (await as_dpo.get("/en/console")).text
        assert 'role="alert"' not in html
        assert "No request waits for an answer" in html


class TestTheList:
    async def test_is_filtered_and_searched_and_names_nobody(self, as_dpo):
        late, old = await open_request("late"), await make_request("old")
        for query, shown, hidden in (
            ("?state=open", late, old),
            ("?state=refused", old, late),
            ("?right=erasure", late, old),
        ):
            html = (await as_dpo.get(LIST + query)).text
            assert str(shown.id) in html
            assert str(hidden.id) not in html
            assert "@example.org" not in html.replace("dpo@example.org", "")

    async def test_finds_the_requests_of_a_person_by_a_form(self, as_dpo):
        late, old = await open_request("late"), await make_request("old")
        html = (await as_dpo.post(LIST, {"who": "last-OLD"})).text
        assert str(old.id) in html
        assert str(late.id) not in html
        assert "Last-old" not in html

    async def test_a_search_by_name_is_a_look_at_whom_it_finds(self, as_dpo, alice):
        await open_request(account=alice.id)
        await as_dpo.post(LIST, {"who": "nobody has this name"})
        assert await looks_at(alice.id) == []
        await as_dpo.post(LIST, {"who": "@example.org"})
        assert [look.action for look in await looks_at(alice.id)] == ["request.found"]

    async def test_an_address_searches_for_nobody(self, as_dpo):
        late, old = await open_request("late"), await make_request("old")
        html = (await as_dpo.get(f"{LIST}?q=Last-old")).text
        assert str(late.id) in html
        assert str(old.id) in html

    async def test_nonsense_in_a_filter_is_no_filter(self, as_dpo):
        await open_request()
        for query in ("?state=x", "?right=%00", "?state=open&state=refused"):
            assert (await as_dpo.get(LIST + query)).status_code == HTTP_200_OK

    @pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999", "١"])
    async def test_a_page_that_cannot_be_is_refused(self, as_dpo, number):
        for path in (LIST, "/console/evidence", "/console/evidence/erasures"):
            assert 400 <= (await as_dpo.get(f"{path}?page={number}")).status_code < 500

    async def test_htmx_gets_the_list_alone(self, as_dpo):
        for path, part in (
            (LIST, "request-list"),
            ("/console/evidence", "sweep-list"),
            ("/console/evidence/erasures", "erasure-list"),
        ):
            answer = await as_dpo.get(path, htmx=True)
            assert answer.text.lstrip().startswith(f'<div class="stack" id="{part}"')
            assert answer.headers["vary"] == "HX-Request"

    @pytest.mark.asvs("3.2.1", "5.4.1", "5.4.2")
    async def test_the_export_is_a_file_that_we_name(self, as_dpo):
        answer = await as_dpo.get(f"{LIST}.csv?filename=evil.html&name=%22%0d%0aX-Evil:1")
        assert re.fullmatch(
            r'attachment; filename="[a-z-]+\.csv"', answer.headers["content-disposition"]
        )
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"

    @pytest.mark.asvs("15.3.1")
    async def test_the_export_holds_no_name(self, as_dpo):
        request = await open_request()
        text = (await as_dpo.get(f"{LIST}.csv")).text
        assert str(request.id) in text
        assert "zoe" not in text


class TestOneRequest:
    async def test_shows_person_deadline_and_plan_and_notes_the_look(self, as_dpo, alice):
        request = await open_request("alice", account=alice.id)
        html = (await as_dpo.get(f"/en{LIST}/{request.id}")).text
        assert "alice@example.org" in html
        assert "Message of alice" in html
        assert "What would be erased" in html
        (look,) = await looks_at(alice.id)
        assert (look.action, look.reason) == ("request.read", "rights-request")

    async def test_of_a_person_without_account_is_noted_too(self, as_dpo):
        request = await open_request()
        await as_dpo.get(f"{LIST}/{request.id}")
        assert await AuditEntry.count() == 1

    async def test_an_unknown_one_does_not_exist(self, as_dpo):
        assert (await as_dpo.get(f"{LIST}/{uuid4()}")).status_code == HTTP_404_NOT_FOUND
        assert await AuditEntry.count() == 0

    async def test_the_identity_is_accepted_without_a_document(self, as_dpo, alice):
        request = await open_request("alice", proven_at=None)
        await as_dpo.post(f"{LIST}/{request.id}/identity")
        accepted = await reload(request)
        assert state_of(accepted) is State.TO_DECIDE
        assert accepted.account == alice.id


class TestDeciding:
    async def decide(self, browser, request, **fields):
        return await browser.post(f"{LIST}/{request.id}/decision", fields)

    async def test_an_erasure_is_granted_carried_out_and_evidenced(self, as_dpo, alice):
        request = await open_request("alice", account=alice.id)
        answer = await self.decide(as_dpo, request, decision="grant", reason="")
        assert answer.status_code == HTTP_303_SEE_OTHER
        await rights.carry_out(alice.id, now=clock.now())
        html = (await as_dpo.get(f"/en{LIST}/{request.id}")).text
        assert "Remains found" in html
        assert "erased" in html

    async def test_a_copy_is_granted(self, as_dpo):
        request = await open_request(right="access")
        await self.decide(as_dpo, request, decision="grant", reason="")
        assert await Duty.exists().where(Duty.kind == "make-package")

    @pytest.mark.promise("P-RIG-9")
    async def test_a_refusal_needs_reasons(self, as_dpo):
        request = await open_request()
        answer = await self.decide(as_dpo, request, decision="refuse", reason="  ")
        assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        assert 'id="field-reason-error"' in answer.text
        assert state_of(await reload(request)) is State.TO_DECIDE
        await self.decide(as_dpo, request, decision="refuse", reason="Obligation légale.")
        refused = await reload(request)
        assert (refused.decision_reason, refused.decision) == ("Obligation légale.", "refused")
        assert refused.decided_by == as_dpo.account.id

    async def test_every_act_stands_in_the_trail(self, as_dpo, alice):
        request = await open_request("alice", account=alice.id)
        await self.decide(as_dpo, request, decision="refuse", reason="No.")
        assert [look.action for look in await looks_at(alice.id)] == ["request.refused"]

    @pytest.mark.asvs("2.3.1")
    async def test_decided_twice_is_a_conflict(self, as_dpo):
        request = await open_request()
        await self.decide(as_dpo, request, decision="refuse", reason="No.")
        answer = await self.decide(as_dpo, request, decision="grant", reason="")
        assert answer.status_code == HTTP_409_CONFLICT
        assert await Erasure.count() == 0

    @pytest.mark.asvs("2.3.1")
    async def test_what_nobody_proved_is_not_granted(self, as_dpo):
        request = await open_request(proven_at=None)
        answer = await self.decide(as_dpo, request, decision="grant", reason="")
        assert answer.status_code == HTTP_409_CONFLICT

    @pytest.mark.parametrize(
        "fields", [{}, {"decision": "maybe"}, {"decision": ["grant", "refuse"]}]
    )
    async def test_a_form_that_decides_nothing_is_shown_again(self, as_dpo, fields):
        request = await open_request()
        answer = await self.decide(as_dpo, request, reason="kept words", **fields)
        assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        assert "kept words" in answer.text

    async def test_wants_the_password_again_after_ten_minutes(self, as_dpo):
        request = await open_request()
        await Session.update(
            {Session.authenticated_at: clock.now() - timedelta(minutes=11)}, force=True
        )
        shown = (await as_dpo.get(f"/en{LIST}/{request.id}")).text
        assert "give your password again" in shown
        assert 'name="decision"' not in shown
        answer = await self.decide(as_dpo, request, decision="refuse", reason="No.")
        assert answer.headers["location"].startswith("/sign-in/again")
        assert state_of(await reload(request)) is State.TO_DECIDE


VALID = {
    "right": "erasure",
    "received_on": "2026-11-02",
    "first_name": "Zoé",
    "last_name": "Nguyễn",
    "email": "zoe@example.net",
    "language": "fr",
    "ground": "",
    "message": "Par courriel.",
    "identity_is_certain": "on",
}


class TestEntering:
    async def enter(self, browser, **fields):
        return await browser.post(f"{LIST}/new", VALID | {"form_id": uuid4().hex} | fields)

    async def test_takes_a_request_from_a_mail(self, as_dpo):
        answer = await self.enter(as_dpo)
        request = await RightsRequest.objects().first()
        assert answer.headers["location"] == f"{LIST}/{request.id}?notice=request-entered"
        assert (request.channel, request.due_on.isoformat()) == ("mail", "2026-12-02")
        assert state_of(request) is State.TO_DECIDE

    async def test_in_doubt_it_stays_unproven(self, as_dpo):
        await self.enter(as_dpo, identity_is_certain="")
        assert state_of(await RightsRequest.objects().first()) is State.UNPROVEN

    async def test_twice_for_one_person_shows_the_open_one(self, as_dpo):
        first = await self.enter(as_dpo)
        second = await self.enter(as_dpo)
        path = first.headers["location"].partition("?")[0]
        assert second.headers["location"] == f"{path}?notice=request-open-already"
        assert await RightsRequest.count() == 1

    @pytest.mark.parametrize(
        ("field", "typed"),
        [
            ("received_on", "2026-02-30"),
            ("received_on", "yesterday"),
            ("received_on", "2999-01-01"),
            ("received_on", ""),
            ("right", "x"),
            ("language", "de"),
            ("email", "nobody"),
            ("first_name", ""),
        ],
    )
    async def test_tells_each_mistake_beside_its_field(self, as_dpo, field, typed):
        answer = await self.enter(as_dpo, **{field: typed})
        assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        assert f'id="field-{field}-error"' in answer.text
        assert await RightsRequest.count() == 0


class TestEvidence:
    async def test_shows_what_was_erased_and_all_passes_on_demand(self, as_dpo):
        await some_of_everything()
        html = (await as_dpo.get("/en/console/evidence")).text
        assert html.count("<code>session</code>") == 2
        everything = (await as_dpo.get("/en/console/evidence?all=on")).text
        assert everything.count("<code>session</code>") == 3

    async def test_shows_one_erasure_step_by_step(self, as_dpo, alice):
        done = await rights.erase_account(alice.id, cause="holder", now=NOW)
        html = (await as_dpo.get(f"/en/console/evidence/erasures/{done.erasure_id}")).text
        assert "Accounts" in html
        assert "alice" not in html.lower()

    async def test_an_unknown_erasure_does_not_exist(self, as_dpo):
        answer = await as_dpo.get(f"/console/evidence/erasures/{uuid4()}")
        assert answer.status_code == HTTP_404_NOT_FOUND


class TestDuties:
    def test_every_kind_has_a_name(self):
        assert set(console.DUTY_NAMES) == set(HANDLERS)

    async def test_of_the_calendar_say_when_they_ran_last(self, as_dpo):
        for slot in ("2026-11-23", "2026-11-24"):
            run = await duties.open_slot(schedule="sweep", slot=slot, now=clock.now())
            await duties.close_slot(run, now=clock.now())
        html = (await as_dpo.get("/en/console/duties")).text
        calendar = html.partition('id="calendar"')[2]
        assert calendar.count("the nightly sweep") == 1
        assert "24 November 2026" in calendar
        assert "under way" not in calendar

    async def test_one_that_was_set_aside_is_tried_again(self, as_dpo):
        await some_of_everything()
        duty = await Duty.objects().first()
        answer = await as_dpo.post(f"/console/duties/{duty.id}/retrial")
        assert answer.status_code == HTTP_303_SEE_OTHER
        again = await Duty.objects().first()
        assert (again.set_aside_at, again.attempts) == (None, 0)


class TestTheTimeOfARequest:
    async def test_is_extended_with_reasons_and_the_page_says_so(self, as_dpo):
        request = await open_request(received_at=clock.now(), due_on=LATER, **NOT_EXTENDED)
        path = f"{LIST}/{request.id}"
        assert f"{path}/extension" in (await as_dpo.get(path)).text
        empty = await as_dpo.post(f"{path}/extension", {"extension_reason": ""})
        assert empty.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        assert "extension-extension_reason-error" in empty.text
        done = await as_dpo.post(f"{path}/extension", {"extension_reason": "Nombreuses."})
        assert done.status_code == HTTP_303_SEE_OTHER
        page = (await as_dpo.get(path)).text
        assert "Nombreuses." in page
        assert f"{path}/extension" not in page
        again = await as_dpo.post(f"{path}/extension", {"extension_reason": "Encore."})
        assert again.status_code == HTTP_409_CONFLICT

    async def test_stands_still_from_a_doubt_to_its_answer(self, as_dpo):
        request = await open_request(received_at=clock.now(), due_on=LATER, **NOT_EXTENDED)
        path = f"{LIST}/{request.id}"
        half = await as_dpo.post(
            f"{path}/doubt", {"doubt_reason": "Autre adresse.", "questions": ""}
        )
        assert half.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        assert "Autre adresse." in half.text
        asked = {"doubt_reason": "Autre adresse.", "questions": "Quand ?"}
        await as_dpo.post(f"{path}/doubt", asked)
        page = (await as_dpo.get(path)).text
        assert "délai suspendu" in page
        assert f"{path}/doubt" not in page
        assert 'value="grant"' not in page
        assert "suspendu" in (await as_dpo.get(LIST)).text
        await as_dpo.post(f"{path}/answer", {"answer": "En mai, par téléphone."})
        page = (await as_dpo.get(path)).text
        assert "En mai, par téléphone." in page
        assert 'value="grant"' in page
