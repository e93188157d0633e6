"""Each promise has a check that can fail: broken on purpose, it says so."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from domain import backups, database, erasure_ledger, policy, suppression
from domain.accounts.tables import Session, SignUp, Throttle
from domain.audit.tables import AuditEntry, AuditVerification
from domain.backups.tables import Backup, Restoration
from domain.breaches import BreachChange, PersonalDataBreach
from domain.duties.tables import Duty
from domain.enquiries import Enquiry, FormConsent
from domain.evidence.tables import Erasure
from domain.forgetting.tables import Forgetting
from domain.holds import LegalHold
from domain.licence.rules import SHARING
from domain.licence.tables import SharingCase, SharingHand, SharingState, Sighting
from domain.mail.tables import Mail
from domain.organisations.tables import DailyUse, Invitation, Objection
from domain.outbound.tables import Outbound
from domain.policy import Site, State, Transport
from domain.policy.promises import CHECKS, NOT_YET, TITLES
from domain.prospects.tables import Prospect
from domain.register import BACKUPS_KEPT_FOR, COOKIES, JSDELIVR, REGISTER
from domain.register.controller import AUTHORITY, CONTROLLER
from domain.requests.tables import Package, RightsRequest
from domain.research.tables import HistoryEntry
from domain.retention import Overdue
from domain.settings import current_settings
from domain.suppression import Reason, Suppressed
from domain.text import LANGUAGES
from tests.cast import NOW, make_account
from tests.domain.rows import make_row

LONG_AGO = NOW - timedelta(days=4000)
STRONG = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA"


def page(lang):
    facts = (CONTROLLER.name, CONTROLLER.seat, CONTROLLER.officer, CONTROLLER.officer_email)
    purposes = [sheet.purpose[lang] for sheet in REGISTER]
    official = "The English version is not the official version"
    return " ".join(
        [
            *facts,
            CONTROLLER.register_entry[lang],
            AUTHORITY.name,
            "juge court",
            official,
            *purposes,
        ]
    )


SITE = Site(
    htmx_from_cdn=False,
    hosting_region="Gravelines",
    over_https=False,
    terminates_tls=False,
    transport=None,
    database_login="assisteu_trial",
    undeclared_routes=(),
    content_security_policy="default-src 'none'; script-src 'self'",
    privacy_pages={lang: page(lang) for lang in LANGUAGES},
    cookies_unasked=frozenset({"assisteu_form"}),
    cookie_seconds={cookie.name: 3600 for cookie in COOKIES},
    log_of_a_visit='{"event": "answered", "route": "/search", "ms": 1.2}',
    traces_of_that_visit=("203.0.113.77", "trial-browser/1.0"),
)


@pytest.fixture
async def login(undone: None) -> None:
    await database.execute("create role assisteu_trial login")


async def check(number, *, site=SITE, now=NOW):
    [promise] = await policy.check_promises(now=now, site=site, only=[number])
    return promise


def test_every_promise_is_checked_or_says_why_not():
    assert CHECKS.keys() | NOT_YET.keys() == TITLES.keys()
    assert CHECKS.keys() & NOT_YET.keys() == set()
    assert len(TITLES) == 60


def test_every_sheet_keeps_a_promise_that_exists():
    assert {sheet.promise for sheet in REGISTER} <= TITLES.keys()


async def test_an_empty_house_breaks_no_promise(login):
    found = await policy.check_promises(now=NOW, site=SITE)
    assert [promise.id for promise in found] == list(TITLES)
    assert {promise.state for promise in found if promise.id in NOT_YET} == {State.UNKNOWN}
    states = {p.id: p.state for p in found if p.id in CHECKS}
    assert states.pop("P-SEC-1") is State.UNKNOWN
    assert states.pop("P-OPS-11") is State.UNKNOWN
    assert set(states.values()) == {State.KEPT}
    assert all(promise.checked_at == NOW for promise in found)


# Each function below breaks one promise, in the database or on the site.


async def ask_for_more():
    await database.execute("alter table sign_up add column shoe_size text")


async def store_a_user_agent():
    await database.execute("alter table session add column user_agent text")


async def keep_a_session_of_a_closed_account():
    gone = await make_account("gone", closed_at=NOW, password_hash=STRONG)
    await make_row(Session, account=gone.id)


async def forget_an_account():
    await make_account("sleeper", last_visit_at=NOW - timedelta(days=368))


async def forget_a_closed_account():
    await make_account("leaver", closed_at=NOW - timedelta(hours=27))


async def demand_telephones():
    await database.execute("alter table account alter column telephone set not null")


async def keep_an_old_sighting():
    await make_row(Sighting, seen_at=NOW - timedelta(days=3 * 366 + 2))


async def note_where_staff_is():
    employee = await make_account("support", role="support", opened_by="staff", telephone=None)
    await make_row(Sighting, account=employee.id, seen_at=NOW)


async def read_who_objected():
    alice = await make_account("alice")
    await make_row(Objection, account=alice.id, activity=SHARING, objected_at=NOW)
    later = NOW + timedelta(seconds=1)
    await make_row(SharingState, account=alice.id, read_until=later, last_seen_at=NOW)


async def note_who_was_let_out():
    alice = await make_account("alice")
    accepted = {"decision": "accepted", "decided_at": NOW - timedelta(hours=1)}
    await make_row(Objection, account=alice.id, activity=SHARING, **accepted)
    await make_row(Sighting, account=alice.id, seen_at=NOW)


async def decide_by_nobody():
    await make_row(SharingCase)


async def send_to_whom_no_sheet_names():
    await make_row(Outbound, processor="hubspot", sent_at=NOW)


async def send_one_column_more():
    fields = ["mail.address", "account.telephone"]
    await make_row(Outbound, fields=fields, sent_at=NOW)


async def prospect_from_a_provider():
    await make_row(Prospect, source="provider", kept_from=NOW, collected_at=NOW)


async def leave_a_prospect_uninformed():
    await make_row(Prospect, kept_from=NOW, collected_at=NOW - timedelta(days=32))


async def note_what_was_said():
    await database.execute("alter table interaction add column words text")


async def keep_a_message_without_consent():
    await make_row(Enquiry, received_at=NOW)


async def keep_an_old_message():
    await make_row(Enquiry, received_at=NOW - timedelta(days=3 * 366 + 2))


async def take_feedback_of_nobody():
    await make_row(Enquiry, kind="feedback", nature="defect", received_at=NOW)


async def keep_an_old_proof():
    await make_row(FormConsent, ended_at=NOW - timedelta(days=5 * 366 + 2))


async def keep_a_prospect_from_a_day_without_contact():
    then = NOW - timedelta(days=9)
    await make_row(Prospect, collected_at=then, kept_from=NOW, informed_at=NOW)


async def prospect_who_said_no():
    await suppression.suppress("paula@x.example", reason=Reason.OBJECTION, now=NOW)
    await make_row(Prospect, email="paula@x.example", kept_from=NOW)


async def let_a_mail_wait_for_who_said_no():
    await suppression.suppress("paula@x.example", reason=Reason.OBJECTION, now=NOW)
    about = {"address": "paula@x.example", "activity": "prospecting"}
    await make_row(Mail, written_at=NOW - timedelta(days=2), **about)


async def let_a_provider_be_silent():
    await make_row(Forgetting, ordered_at=NOW - timedelta(days=8))


async def suppress_by_name():
    await make_row(Suppressed, address_hash="paula@x.example")


async def confirm_unheard():
    await database.execute("alter table sharing_case drop constraint heard_before_confirmed")
    case = await make_row(SharingCase, decision="confirmed", cleared_at=None)
    await make_row(SharingHand, of_case=case.id)


async def review_ones_own_decision():
    await database.execute("drop index sharing_hand_another")
    contested = {"contested_at": NOW, "contest_words": "Non.", "asked_at": LONG_AGO}
    reviewed = {"review": "upheld", "reviewed_at": NOW, "review_grounds": "Idem."}
    case = await make_row(
        SharingCase, decision="confirmed", cleared_at=None, **contested, **reviewed
    )
    for part in ("decision", "review"):
        await make_row(SharingHand, of_case=case.id, part=part, member=case.id)


async def keep_the_searches_of_a_sleeper():
    sleeper = await make_account("sleeper", last_visit_at=NOW - timedelta(days=368))
    await make_row(HistoryEntry, account=sleeper.id)


async def count_without_a_clause():
    await make_row(DailyUse, day=NOW.date())


async def keep_an_old_invitation():
    await make_row(Invitation, invited_at=NOW - timedelta(days=16))


async def make_half_a_copy():
    await make_row(Package, begun_at=NOW, finished_at=NOW, rows_expected=10, rows_written=9)


async def leave_remains():
    await make_row(Erasure, finished_at=NOW, values_left=1)


async def let_an_erasure_wait():
    await make_row(Erasure, ordered_at=NOW - timedelta(hours=27), values_left=None)


async def answer_late():
    await make_row(RightsRequest, due_on=(NOW - timedelta(days=1)).date())


async def keep_a_weak_password():
    await make_row(SignUp, created_at=NOW, password_hash=STRONG.replace("19456", "1024"))


async def keep_a_plain_password():
    await make_account("naive", password_hash="correct horse battery staple")


async def keep_a_token():
    await make_row(
        Session, token_sha256=b"the token itself", account=(await make_account("a")).id
    )


async def let_the_login_do_everything():
    await database.execute("alter role assisteu_trial superuser")


async def open_a_column() -> None:
    await database.execute("grant select (telephone) on account to assisteu_finance")


async def take_row_security_off() -> None:
    await database.execute("alter table history_entry disable row level security")


async def give_a_table_away():
    await database.execute("alter table throttle owner to assisteu_trial")


async def change_the_trail():
    await make_row(AuditEntry, at=NOW, number=1, hash="f" * 64)


async def find_the_trail_cut():
    await verification(fault="cut", fault_number=3)


async def verification(**found):
    least = {"id": uuid4(), "verified_at": NOW, "entries": 2, "anchors": 1, "began_anew": False}
    await AuditVerification(**least | found).save()


async def keep_an_unproven_sign_up():
    await make_row(SignUp, created_at=NOW - timedelta(days=9), password_hash=STRONG)


async def never_end_a_session():
    holder = await make_account("holder", password_hash=STRONG)
    await make_row(Session, account=holder.id, created_at=LONG_AGO)


async def keep_counting():
    await make_row(Throttle, window_starts_at=NOW - timedelta(hours=51))


async def keep_a_file():
    await make_row(RightsRequest, closed_at=NOW - timedelta(days=5 * 366 + 2))


async def keep_a_held_row_beyond_its_hold():
    walker = await make_account("walker", last_visit_at=NOW)
    await make_row(Sighting, account=walker.id, seen_at=NOW - timedelta(days=3 * 366 + 2))
    await make_row(
        LegalHold, account=walker.id, ends_at=NOW - timedelta(hours=26, microseconds=1)
    )


async def keep_a_hold_for_ever():
    await make_row(LegalHold, ends_at=NOW - timedelta(days=5 * 366 + 2))


async def keep_an_old_look():
    await make_row(AuditEntry, at=LONG_AGO)


async def keep_a_mail():
    await make_row(Mail, written_at=NOW - timedelta(days=32))


async def keep_a_duty():
    await make_row(Duty, done_at=NOW - timedelta(days=32))


async def let_72_hours_run_out():
    await make_row(PersonalDataBreach, aware_at=NOW - timedelta(hours=73))


async def record_a_breach_past_its_history():
    await make_row(PersonalDataBreach, aware_at=NOW)


async def keep_a_closed_breach():
    closed = {"risk": "no-risk", "closed_at": NOW - timedelta(days=5 * 366 + 2)}
    breach = await make_row(PersonalDataBreach, **closed)
    await make_row(BreachChange, breach=breach.id, closed_at=NOW)


async def keep_who_left():
    await make_account(
        "left", role="finance", opened_by="staff", telephone=None, left_at=LONG_AGO
    )


@pytest.mark.parametrize(
    ("number", "deed"),
    [
        ("P-VIS-1", store_a_user_agent),
        ("P-VIS-2", keep_a_message_without_consent),
        ("P-VIS-3", keep_an_old_message),
        ("P-ACC-10", take_feedback_of_nobody),
        ("P-OPS-4", keep_an_old_proof),
        ("P-ACC-1", ask_for_more),
        ("P-ACC-2", keep_a_session_of_a_closed_account),
        ("P-ACC-3", forget_an_account),
        ("P-ACC-3", forget_a_closed_account),
        ("P-ACC-5", demand_telephones),
        ("P-ACC-6", keep_an_old_sighting),
        ("P-ACC-6", keep_a_held_row_beyond_its_hold),
        ("P-ACC-6", note_where_staff_is),
        ("P-ACC-6", read_who_objected),
        ("P-ACC-6", note_who_was_let_out),
        ("P-ACC-7", decide_by_nobody),
        ("P-ACC-7", confirm_unheard),
        ("P-ACC-7", review_ones_own_decision),
        ("P-ACC-8", keep_the_searches_of_a_sleeper),
        ("P-ACC-9", count_without_a_clause),
        ("P-RIG-1", make_half_a_copy),
        ("P-RIG-4", keep_a_hold_for_ever),
        ("P-RIG-4", leave_remains),
        ("P-RIG-4", let_an_erasure_wait),
        ("P-RIG-10", answer_late),
        ("P-MKT-1", prospect_from_a_provider),
        ("P-MKT-1", leave_a_prospect_uninformed),
        ("P-MKT-2", note_what_was_said),
        ("P-MKT-3", keep_a_prospect_from_a_day_without_contact),
        ("P-MKT-4", prospect_who_said_no),
        ("P-MKT-4", let_a_mail_wait_for_who_said_no),
        ("P-MKT-4", let_a_provider_be_silent),
        ("P-OPS-6", suppress_by_name),
        ("P-RIG-4", let_a_provider_be_silent),
        ("P-SEC-4", send_to_whom_no_sheet_names),
        ("P-SEC-4", send_one_column_more),
        ("P-SEC-2", keep_a_weak_password),
        ("P-SEC-2", keep_a_plain_password),
        ("P-SEC-2", keep_a_token),
        ("P-SEC-3", let_the_login_do_everything),
        ("P-SEC-3", give_a_table_away),
        ("P-SEC-3", open_a_column),
        ("P-SEC-3", take_row_security_off),
        ("P-SEC-3", change_the_trail),
        ("P-SEC-3", find_the_trail_cut),
        ("P-OPS-1", keep_an_unproven_sign_up),
        ("P-OPS-1", keep_an_old_invitation),
        ("P-OPS-2", never_end_a_session),
        ("P-OPS-2", keep_counting),
        ("P-OPS-3", keep_a_file),
        ("P-OPS-7", keep_an_old_look),
        ("P-OPS-7", find_the_trail_cut),
        ("P-OPS-8", keep_a_mail),
        ("P-OPS-8", keep_a_duty),
        ("P-OPS-9", keep_who_left),
        ("P-OPS-10", let_72_hours_run_out),
        ("P-OPS-10", record_a_breach_past_its_history),
        ("P-OPS-10", keep_a_closed_breach),
    ],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
async def test_a_promise_broken_in_the_database_is_seen(login, number, deed):
    assert (await check(number)).state is State.KEPT
    await deed()
    promise = await check(number)
    assert promise.state is State.BROKEN
    assert promise.evidence.en


@pytest.mark.parametrize("number", ["P-ACC-3", "P-ACC-6", "P-ACC-8", "P-RIG-4"])
async def test_what_a_legal_hold_keeps_breaks_no_promise(login, number):
    long_ago = NOW - timedelta(days=4 * 366)
    held = await make_account("held", last_visit_at=long_ago, closed_at=long_ago)
    await make_row(Sighting, account=held.id, seen_at=long_ago)
    await make_row(HistoryEntry, account=held.id)
    await make_row(Erasure, subject=held.id, finished_at=long_ago)
    assert (await check(number)).state is State.BROKEN
    await make_row(LegalHold, account=held.id, ends_at=NOW + timedelta(days=1))
    assert (await check(number)).state is State.KEPT


@pytest.mark.parametrize("sheet", REGISTER, ids=lambda sheet: sheet.slug)
async def test_a_row_past_its_period_breaks_the_promise_of_its_sheet(login, monkeypatch, sheet):
    late = Overdue(table_name="t", columns=("c",), activities=(sheet.slug,), rows=1)

    async def one_is_late(**_named):
        return [late]

    monkeypatch.setattr("domain.retention.overdue", one_is_late)
    assert (await check(sheet.promise)).state is State.BROKEN


@pytest.mark.parametrize(
    ("number", "change"),
    [
        ("P-VIS-1", {"log_of_a_visit": "answered 203.0.113.77 in 3 ms"}),
        ("P-VIS-1", {"log_of_a_visit": ""}),
        ("P-SHA-1", {"content_security_policy": "script-src 'self' https://tracker.example"}),
        ("P-COO-2", {"cookies_unasked": frozenset({"_ga"})}),
        (
            "P-COO-3",
            {"cookie_seconds": {"assisteu_session": 400 * 86400, "assisteu_form": None}},
        ),
        ("P-COO-3", {"cookie_seconds": {}}),
        ("P-RIG-9", {"privacy_pages": {"fr": page("fr"), "en": ""}}),
        ("P-SEC-3", {"undeclared_routes": ("/secret (show)",)}),
        ("P-SEC-5", {"hosting_region": "Roubaix"}),
        ("P-POL-1", {"privacy_pages": {"fr": page("fr"), "en": ""}}),
        (
            "P-POL-1",
            {"privacy_pages": {"fr": page("fr"), "en": page("en").replace("not the", "the")}},
        ),
        (
            "P-POL-3",
            {"privacy_pages": {"fr": page("fr").replace("144", "7"), "en": page("en")}},
        ),
    ],
)
async def test_a_promise_broken_on_the_site_is_seen(login, number, change):
    assert (await check(number)).state is State.KEPT
    assert (await check(number, site=replace(SITE, **change))).state is State.BROKEN


async def test_a_provider_without_an_agreement_breaks_the_promise(undone, monkeypatch):
    unbound = [
        replace(
            policy.privacy_policy(htmx_from_cdn=False).recipients[0].processor,
            agreement_since=None,
        )
    ]
    monkeypatch.setattr(
        "domain.policy.promises.sharing.recipients_in_use", lambda *, htmx_from_cdn: unbound
    )
    assert (await check("P-SHA-2")).state is State.BROKEN


async def test_a_sheet_that_names_a_stranger_breaks_the_promise(undone, monkeypatch):
    mutant = (replace(REGISTER[1], recipients=(JSDELIVR,)),)
    monkeypatch.setattr("domain.policy.promises.sharing.REGISTER", mutant)
    assert (await check("P-SHA-1")).state is State.BROKEN


async def test_the_cdn_is_kept_in_sight_as_a_gap(undone):
    csp = "script-src 'self' https://cdn.jsdelivr.net/npm/htmx.org@2.0.10/dist/htmx.min.js"
    used = replace(SITE, htmx_from_cdn=True, content_security_policy=csp)
    promise = await check("P-SHA-1", site=used)
    assert promise.state is State.KEPT
    assert "Gap to publish" in promise.evidence.en
    behind_our_back = replace(SITE, content_security_policy=csp)
    assert (await check("P-SHA-1", site=behind_our_back)).state is State.BROKEN


async def test_an_overdue_request_of_the_demonstration_is_told_apart(undone):
    await make_row(RightsRequest, due_on=LONG_AGO.date(), is_demo=True)
    promise = await check("P-RIG-10")
    assert promise.state is State.KEPT
    assert "1 request of the demonstration is late" in promise.evidence.en


async def test_a_check_that_cannot_run_is_unknown_and_never_kept(undone, monkeypatch):
    async def failing(_watch):
        raise LookupError(uuid4())

    monkeypatch.setitem(CHECKS, "P-ACC-1", failing)
    promise = await check("P-ACC-1")
    assert promise.state is State.UNKNOWN
    assert promise.evidence.en == "The check failed: builtins.LookupError."


async def test_what_is_not_declared_is_unknown(undone):
    assert (
        await check("P-SEC-5", site=replace(SITE, hosting_region="unknown"))
    ).state == "unknown"
    assert (await check("P-SEC-1")).state == "unknown"
    nobody = replace(SITE, database_login="assisteu_nobody")
    assert (await check("P-SEC-3", site=nobody)).state == "unknown"


class TestTheVerificationOfTheTrail:
    """P-SEC-3 and P-OPS-7 say when it was, and what it found."""

    @pytest.mark.parametrize("number", ["P-SEC-3", "P-OPS-7"])
    async def test_is_said(self, login, number):
        await verification()
        promise = await check(number)
        assert promise.state is State.KEPT
        said = f"The chain is whole: 2 entries, 1 anchor compared. ({NOW:%Y-%m-%d})"
        assert said in promise.evidence.en

    @pytest.mark.parametrize("number", ["P-SEC-3", "P-OPS-7"])
    async def test_that_did_not_run_of_late_leaves_it_unknown(self, login, number):
        await verification(verified_at=NOW - timedelta(hours=49))
        assert (await check(number)).state is State.KEPT
        promise = await check(number, now=NOW + timedelta(hours=2))
        assert promise.state is State.UNKNOWN
        assert "has been missing since" in promise.evidence.en

    async def test_that_never_ran_leaves_an_old_trail_unknown(self, login):
        await make_row(AuditEntry, at=NOW - timedelta(days=9))
        assert (await check("P-OPS-7")).state is State.UNKNOWN


class TestTransport:
    """P-SEC-1: known where the program terminates TLS itself."""

    OURS = replace(
        SITE,
        over_https=True,
        terminates_tls=True,
        transport=Transport(
            speaks_tls_1_3=True, speaks_older=False, certificate_ends_at=NOW + timedelta(days=9)
        ),
    )

    async def test_behind_a_proxy_is_unknown_and_says_why(self, undone):
        promise = await check("P-SEC-1", site=replace(SITE, over_https=True))
        assert promise.state is State.UNKNOWN
        assert "it alone knows the version of TLS" in promise.evidence.en

    async def test_of_a_site_that_does_not_run_is_unknown(self, undone):
        promise = await check("P-SEC-1", site=replace(self.OURS, transport=None))
        assert promise.state is State.UNKNOWN

    async def test_in_version_1_3_alone_is_kept(self, undone):
        promise = await check("P-SEC-1", site=self.OURS)
        assert promise.state is State.KEPT
        assert "accepts version 1.3 and refuses 1.2" in promise.evidence.en

    @pytest.mark.parametrize(
        "change",
        [
            {"speaks_older": True},
            {"speaks_tls_1_3": False, "certificate_ends_at": None},
            {"certificate_ends_at": NOW - timedelta(seconds=1)},
        ],
    )
    async def test_otherwise_is_broken(self, undone, change):
        seen = replace(self.OURS.transport, **change)
        promise = await check("P-SEC-1", site=replace(self.OURS, transport=seen))
        assert promise.state is State.BROKEN


class TestBackups:
    """P-OPS-11: old ones went, the ledger has each erasure, nothing restored is unreplayed."""

    @pytest.fixture
    async def ledger(self, login, tmp_path, monkeypatch):
        settings = replace(current_settings(), erasure_ledger=tmp_path / "ledger")
        monkeypatch.setattr("domain.policy.promises.backups.current_settings", lambda: settings)
        return settings.erasure_ledger

    @pytest.fixture
    async def shelf(self, ledger, tmp_path):
        shelf = tmp_path / "shelf"
        shelf.mkdir()
        made_at = NOW - timedelta(days=1)
        (shelf / backups.name_of(made_at)).write_bytes(b"sealed")
        await make_row(Backup, made_at=made_at, folder=str(shelf))
        return shelf

    async def erase_and_write(self, ledger):
        finished_at = NOW - timedelta(days=2)
        await make_row(
            Erasure, subject=uuid4(), finished_at=finished_at, ordered_at=finished_at
        )
        await erasure_ledger.write_all(folder=ledger, kept_for=BACKUPS_KEPT_FOR, now=NOW)

    async def test_before_the_first_nobody_can_tell(self, ledger):
        assert (await check("P-OPS-11")).state is State.UNKNOWN

    async def test_with_every_erasure_in_the_ledger_it_is_kept(self, ledger, shelf):
        await self.erase_and_write(ledger)
        promise = await check("P-OPS-11")
        assert promise.state is State.KEPT
        assert "35 days" in promise.evidence.en

    async def test_an_erasure_that_the_ledger_lacks_breaks_it(self, ledger, shelf):
        await self.erase_and_write(ledger)
        for day in ledger.glob("*.jsonl"):
            day.unlink()
        promise = await check("P-OPS-11")
        assert promise.state is State.BROKEN
        assert "lacks 1 lines" in promise.evidence.en

    async def test_a_ledger_that_is_damaged_breaks_it(self, ledger, shelf):
        await self.erase_and_write(ledger)
        [day] = ledger.glob("*.jsonl")
        day.write_bytes(b"no line\n")
        assert (await check("P-OPS-11")).state is State.BROKEN

    async def test_a_backup_that_is_too_old_breaks_it(self, ledger, shelf):
        (shelf / backups.name_of(NOW - timedelta(days=38))).write_bytes(b"sealed")
        assert (await check("P-OPS-11")).state is State.BROKEN

    async def test_a_restoration_without_its_replay_breaks_it(self, ledger, shelf):
        await make_row(Restoration, restored_at=NOW)
        assert (await check("P-OPS-11")).state is State.BROKEN

    async def test_a_restoration_without_the_ledger_breaks_it_for_as_long(self, ledger, shelf):
        row = {"replayed_at": NOW, "without_ledger": True}
        await make_row(Restoration, restored_at=NOW - timedelta(days=36), **row)
        assert (await check("P-OPS-11")).state is State.KEPT
        await make_row(Restoration, restored_at=NOW - timedelta(days=34), **row)
        assert (await check("P-OPS-11")).state is State.BROKEN

    async def test_a_folder_out_of_sight_leaves_it_unknown(self, ledger, shelf):
        shelf.rename(shelf.with_name("elsewhere"))
        assert (await check("P-OPS-11")).state is State.UNKNOWN
