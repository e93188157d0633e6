"""A small world for the walks: a person per role, and one of each thing that has a page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from domain import database, links, retention
from domain.accounts import (
    PROVE_ADDRESS,
    PROVE_NEW_ADDRESS,
    RESET_PASSWORD,
    STAFF_INVITATION,
    STOP_ADDRESS_CHANGE,
    new_offer,
)
from domain.accounts.tables import AddressChange, Passkey, PasswordReset, SignUp
from domain.breaches import BreachChange, BreachNotice, PersonalDataBreach
from domain.campaigns import Campaign
from domain.directives.tables import DeathReport, Directive, NamedPerson
from domain.duties.tables import Duty
from domain.enquiries import AUTHOR, Enquiry, EnquiryLine
from domain.evidence.tables import Erasure, ErasureStep, Sweep
from domain.holds import LegalHold
from domain.licence import SHARING, SharingHand
from domain.links import keyed_hash
from domain.mail.tables import Mail
from domain.organisations import INVITATION
from domain.organisations.tables import DailyUse, Invitation, Objection, StatisticsClause
from domain.prospect_imports import ImportRow, ProspectImport
from domain.prospects.tables import Prospect
from domain.requests import addresses
from domain.requests.tables import IdentityDoubt, Package, PackagePart, RightsRequest
from domain.research.tables import Bookmark, HistoryEntry, Work
from domain.training.tables import (
    TrainingProposal,
    TrainingRegistration,
    TrainingSession,
    TrainingTime,
)
from tests.cast import Browser, make_account, make_organisation, signed_in, visitor
from tests.domain.accounts_cast import PASSWORD_HASH, TOTP_SECRET
from tests.domain.licence.story import confirmed, make_case
from tests.domain.rows import make_row
from tests.soft_key import SoftKey

CELEX = "32099R0001"
HOLDERS = ("alice", "bob", "dave")
ADMINISTRATORS = ("carol", "erin")
STAFF = ("dpo", "support", "finance", "marketing", "product")
HALFWAY = "half signed in"
UNENROLLED = "half signed in, without a second factor yet"
KEYS = {name: SoftKey() for name in ("dave", "dpo")}
"""Their passkeys. Dave is the holder who took a second factor up."""

ACTORS = ("visitor", *HOLDERS, *ADMINISTRATORS, *STAFF)


@dataclass
class World:
    """Who is there, each with a browser of their own, and the ids of alice's things."""

    app: Any
    now: datetime
    browsers: dict[str, Browser] = field(default_factory=dict)
    ids: dict[str, UUID] = field(default_factory=dict)

    @cached_property
    def offer(self) -> str:
        """An offer of a passkey, made with the world: it lives for ten minutes."""
        return new_offer(self.now)

    def account_id(self, name: str) -> UUID:
        account = self.browsers[name].account
        assert account is not None
        return account.id

    async def come_back(self, name: str) -> None:
        """Sign ``name`` in again, in a new browser: what was sent may have signed them out."""
        account = self.browsers[name].account
        assert account is not None
        self.browsers[name] = await signed_in(self.app, account, at=self.now)

    def token(self, purpose: str, thing: str) -> str:
        return links.sign(purpose, self.ids[thing])

    async def close(self) -> None:
        for browser in self.browsers.values():
            await browser.client.aclose()


async def make_world(app: Any) -> World:
    """Write the people and their things; everybody has just signed in."""
    world = World(app, now=datetime.now(UTC))
    world.browsers["visitor"] = visitor(app)
    world.browsers["visitor"].csrf_token()  # as if a page with a form was opened
    chambers = await make_organisation("Cabinet Carol")
    others = await make_organisation("Cabinet Erin")
    world.ids["chambers"], world.ids["others"] = chambers.id, others.id
    belonging = {
        "carol": {"organisation": chambers.id, "administers_organisation": True},
        "dave": {"organisation": chambers.id, "opened_by": "invitation", "telephone": None},
        "erin": {"organisation": others.id, "administers_organisation": True},
        **{role: {"role": role, "opened_by": "staff", "telephone": None} for role in STAFF},
    }
    for name in ACTORS[1:]:
        await arrive(world, name, **belonging.get(name, {}))
    await _arrive_halfway(world)
    await _arrive_unenrolled(world, chambers.id)
    await _make_means_of_signing_in(world)
    await _make_sign_up(world)
    await _make_invitation(world)
    await _make_contract(world)
    await _make_mail(world)
    await _make_prospect(world)
    await _make_breaches(world)
    await _make_enquiries(world)
    await _make_act(world)
    await _make_traces(world)
    await _make_requests(world)
    await _make_evidence(world)
    await _make_cases(world)
    await _make_directives(world)
    await make_training(world, "chambers", world.account_id("carol"), world.account_id("dave"))
    return world


class _Undo(Exception):
    pass


@asynccontextmanager
async def standing_world(app: Any) -> AsyncIterator[World]:
    """Make a world for many tests; it is gone afterwards."""
    with suppress(_Undo):
        async with database.transaction():
            world = await make_world(app)
            yield world
            await world.close()
            raise _Undo


@asynccontextmanager
async def as_it_was(world: World) -> AsyncIterator[World]:
    """Undo what happens to the world inside: its rows, its people, their cookies."""
    present = database.engine().current_transaction.get()
    assert present is not None
    people = dict(world.browsers)
    cookies = {name: list(browser.client.cookies.jar) for name, browser in people.items()}
    savepoint = present.connection.transaction()
    await savepoint.start()
    try:
        yield world
    finally:
        await savepoint.rollback()
        present.connection.forget()
    for name in world.browsers.keys() - people.keys():
        await world.browsers[name].client.aclose()
    world.browsers = people
    for name, browser in people.items():
        browser.client.cookies.jar.clear()
        for cookie in cookies[name]:
            browser.client.cookies.jar.set_cookie(cookie)


async def arrive(world: World, name: str, **columns: Any) -> None:
    """Open an account in which ``name`` signed in just now."""
    has_code = name not in HOLDERS
    account = await make_account(
        name,
        password_hash=PASSWORD_HASH,
        totp_secret=TOTP_SECRET if has_code else None,
        opened_at=world.now - timedelta(days=30),
        last_visit_at=world.now,
        **columns,
    )
    world.browsers[name] = await signed_in(world.app, account, at=world.now)
    session_id = world.browsers[name].session_id
    assert session_id is not None
    world.ids[f"session of {name}"] = session_id


async def _arrive_halfway(world: World) -> None:
    """The DPO in another browser, where the code is still due."""
    dpo = world.browsers["dpo"].account
    assert dpo is not None
    half = await signed_in(world.app, dpo, at=world.now)
    await database.execute(
        "update session set second_factor_at = null where id = $1", half.session_id
    )
    world.browsers[HALFWAY] = half


async def _arrive_unenrolled(world: World, organisation: UUID) -> None:
    """Somebody who was made an administrator and has no second factor yet."""
    account = await make_account(
        "frank",
        password_hash=PASSWORD_HASH,
        organisation=organisation,
        administers_organisation=True,
        opened_at=world.now,
        last_visit_at=world.now,
    )
    half = await signed_in(world.app, account, at=world.now)
    await database.execute(
        "update session set second_factor_at = null where id = $1", half.session_id
    )
    world.browsers[UNENROLLED] = half


async def _make_means_of_signing_in(world: World) -> None:
    """Passkeys, a change of address and a forgotten password."""
    for name, key in KEYS.items():
        made = await make_row(
            Passkey,
            account=world.account_id(name),
            credential_id=key.credential_id,
            public_key=key.public_key,
            sign_count=key.count,
            added_at=world.now,
        )
        world.ids[f"passkey of {name}"] = made.id
    change = await make_row(
        AddressChange,
        account=world.account_id("bob"),
        email="new-bob@example.org",
        former_email="bob@example.org",
        asked_at=world.now - timedelta(hours=1),
    )
    reset = await make_row(
        PasswordReset,
        email="bob@example.org",
        password_sha256=sha256(PASSWORD_HASH.encode()).digest(),
        asked_at=world.now - timedelta(minutes=5),
    )
    world.ids["address change"], world.ids["password reset"] = change.id, reset.id


async def _make_sign_up(world: World) -> None:
    """Asked for in the visitor's own browser."""
    made = await make_row(
        SignUp,
        created_at=world.now - timedelta(hours=1),
        form_secret_hash=keyed_hash("browser", world.browsers["visitor"].secret.encode()),
    )
    world.ids["sign-up"] = made.id


async def _make_invitation(world: World) -> None:
    invited = await make_account(
        "newcomer",
        role="marketing",
        opened_by="staff",
        telephone=None,
        first_name="",
        last_name="",
        opened_at=world.now,
        last_visit_at=world.now,
    )
    world.ids["invitation"] = invited.id


async def _make_contract(world: World) -> None:
    """Carol's clause on statistics, dave's use, and a seat that is offered."""
    offered = await make_row(
        Invitation,
        organisation=world.ids["chambers"],
        email="guest@example.net",
        invited_by=world.account_id("carol"),
        invited_at=world.now,
    )
    world.ids["offered seat"] = offered.id
    await make_row(StatisticsClause, organisation=world.ids["chambers"])
    await make_row(DailyUse, account=world.account_id("dave"), day=world.now.date())


async def _make_prospect(world: World) -> None:
    made = await make_row(
        Prospect,
        email="paula@example.net",
        first_name="Paula",
        last_name="Prospect",
        collected_at=world.now - timedelta(days=9),
        kept_from=world.now - timedelta(days=9),
        changed_at=world.now - timedelta(days=9),
    )
    listed = await make_row(
        ProspectImport, uploaded_at=world.now, previewed_at=world.now, source="directory"
    )
    await make_row(ImportRow, of_import=listed.id, number=2, read_at=world.now)
    campaign = await make_row(Campaign, written_at=world.now)
    world.ids["prospect"], world.ids["list"] = made.id, listed.id
    leaving = await make_row(Campaign, written_at=world.now, confirmed_at=world.now)
    world.ids["campaign"], world.ids["leaving campaign"] = campaign.id, leaving.id


async def _make_enquiries(world: World) -> None:
    """A message that was answered, an appointment to be taken, and alice's feedback."""
    times = [world.now + timedelta(days=days) for days in (20, 21, 22)]
    feedback = {"kind": "feedback", "nature": "defect", "email": "alice@example.org"}
    for what, columns in (
        ("message", {"email": "mona@example.net"}),
        ("appointment", {"kind": "appointment", "times": times, "appointed_at": times[1]}),
        ("open appointment", {"kind": "appointment", "times": times}),
        ("feedback", feedback | {"account": world.account_id("alice")}),
    ):
        made = await make_row(Enquiry, received_at=world.now, **columns)
        world.ids[what] = made.id
        await make_row(
            EnquiryLine,
            enquiry=made.id,
            kind=made.kind,
            written_at=world.now,
            received_at=world.now,
        )


def message_path(world: World, what: str) -> str:
    """Return the page of a message, as our mails name it."""
    return f"/messages/{world.token(AUTHOR, what)}"


async def _make_breaches(world: World) -> None:
    """One that is open, one whose clock is over, one closed; and a notice to be read over."""
    since = world.now.replace(second=0, microsecond=0) - timedelta(days=1)
    assessed = {"risk": "no-risk", "risk_reason": "Données chiffrées."}
    closed = {"closed_at": world.now}
    for what, columns in (
        ("breach", {}),
        ("assessed breach", assessed),
        ("closed breach", assessed | dict.fromkeys(_SAID, "to be planted") | closed),
    ):
        made = await make_row(PersonalDataBreach, recorded_at=since, aware_at=since, **columns)
        world.ids[what] = made.id
        await make_row(
            BreachChange,
            breach=made.id,
            before="Rien.",
            at=since,
            closed_at=columns.get("closed_at"),
        )
    notice = await make_row(BreachNotice, breach=world.ids["breach"], written_at=since)
    world.ids["notice"] = notice.id


_SAID = (
    *("consequences", "measures", "reference", "delay_reason", "informed_how"),
    "exemption_reason",
)


def prospect_token(world: World, purpose: str) -> str:
    return links.sign(purpose, world.ids["prospect"])


async def _make_mail(world: World) -> None:
    made = await make_row(Mail, written_at=world.now, sent_at=world.now)
    world.ids["mail"] = made.id


async def _make_act(world: World) -> None:
    work = await make_row(
        Work,
        celex=CELEX,
        type="regulation",
        dated_on=world.now.date(),
        in_force=True,
        subjects_fr=["sujet"],
        subjects_en=["subject"],
        imported_at=world.now,
    )
    world.ids["act"] = work.id
    for language, title in (("fr", "Règlement d’essai"), ("en", "Trial regulation")):
        await database.execute(
            """
            with expression as (
                insert into expression
                    (work, language, kind, dated_on, sha256, title, source, is_current,
                     imported_at)
                values ($1, $2, 'summary', $3, $4, $5, 'trial.toml', true, $6)
                returning id, language, title
            )
            insert into provision
                (expression, language, position, path, level, number, heading, body, status)
            select id, language, 1, 'art_1', 'article', 'Article 1', title, title, 'in_force'
            from expression
            """,
            work.id,
            language,
            world.now.date(),
            uuid4().hex * 2,
            title,
            world.now,
        )


async def _make_requests(world: World) -> None:
    """Requests of alice and of somebody without an account; each with a copy that waits."""
    alice = world.browsers["alice"].account
    assert alice is not None
    received = {"received_at": world.now, "due_on": world.now.date() + timedelta(days=30)}
    answered = {"decided_at": world.now, "decision": "granted", "closed_at": world.now}
    for whose, asker in (
        ("alice", {"account": alice.id, "email": alice.email, "channel": "account"}),
        ("nobody", {"email": "nobody@example.net"}),
    ):
        proven = {"proven_at": world.now, **received, **asker}
        copy = await make_row(RightsRequest, right="access", **proven, **answered)
        await _make_package(world, copy.id)
        erasure = await make_row(RightsRequest, right="erasure", **proven)
        doubted = await make_row(RightsRequest, right="access", stopped_at=world.now, **proven)
        await make_row(IdentityDoubt, request=doubted.id, stated_at=world.now)
        world.ids[f"doubted of {whose}"] = doubted.id
        world.ids[f"copy of {whose}"], world.ids[f"erasure of {whose}"] = copy.id, erasure.id
    unproven = await make_row(
        RightsRequest, right="access", email="unproven@example.net", **received
    )
    world.ids["unproven request"] = unproven.id


async def _make_evidence(world: World) -> None:
    """A sweep, an erasure with a step, and a duty that was set aside."""
    await make_row(
        Sweep,
        id=uuid4(),
        activity="sessions",
        table_name="session",
        swept_at=world.now,
        cut_off=world.now - timedelta(days=30),
        rows_erased=3,
        rows_emptied=0,
        duration_ms=5,
    )
    await retention.foresee(now=world.now)
    erasure = await make_row(Erasure, finished_at=world.now)
    await make_row(
        ErasureStep,
        id=uuid4(),
        erasure=erasure.id,
        position=1,
        activity="accounts",
        table_name="account",
        outcome="erased",
        rows=1,
    )
    hold = await make_row(
        LegalHold,
        account=world.account_id("bob"),
        activity="sharing-detection",
        set_by=world.account_id("dpo"),
        ends_at=world.now + timedelta(days=30),
    )
    world.ids["hold"] = hold.id
    duty = await make_row(Duty, set_aside_at=world.now, failure="ValueError", attempts=8)
    world.ids["erasure"], world.ids["duty"] = erasure.id, duty.id


async def _make_package(world: World, request_id: UUID) -> None:
    package = await make_row(
        Package,
        request=request_id,
        begun_at=world.now,
        finished_at=world.now,
        expires_at=world.now + timedelta(days=2),
        size_bytes=1,
    )
    await make_row(PackagePart, package=package.id, written_at=world.now)


async def _make_traces(world: World) -> None:
    """What alice left: a bookmark, a search, a reading."""
    alice = world.account_id("alice")
    at = world.now - timedelta(hours=2)
    await make_row(Bookmark, account=alice, work=world.ids["act"], created_at=at)
    searched = await make_row(HistoryEntry, account=alice, at=at, query="transparence")
    await make_row(HistoryEntry, account=alice, at=at, query=None, work=world.ids["act"])
    world.ids["history entry"] = searched.id


async def _make_cases(world: World) -> None:
    """A case in each state in which somebody has something to do, and an objection."""
    before = world.now - timedelta(days=3)
    people = {name: world.browsers[name].account for name in ("alice", "bob", "dave", "carol")}
    contested = {"contested_at": world.now, "contest_words": "Mon VPN."}
    proposed = {"measure": "Un appel.", "measure_proposed_at": world.now}
    for what, name, columns in (
        ("case of alice", "alice", {"asked_at": before}),
        ("decided case of alice", "alice", confirmed(before)),
        ("untold case", "carol", {}),
        ("contested case", "bob", confirmed(before) | contested),
        ("confirmed case", "dave", confirmed(before)),
        ("case with a measure", "dave", confirmed(before) | proposed),
    ):
        case = await make_case(people[name], before, **columns)
        world.ids[what] = case.id
        for part in ("decision", *(["proposal"] if "measure" in columns else [])):
            if columns.get("decision"):
                await make_row(SharingHand, of_case=case.id, part=part)
    objection = await make_row(
        Objection,
        account=world.account_id("erin"),
        activity=SHARING,
        objected_at=before,
        reasons="Ma situation.",
    )
    world.ids["objection"] = objection.id


async def _make_directives(world: World) -> None:
    """Alice's directives, and the death of bob that somebody reported."""
    directive = await make_row(
        Directive, account=world.account_id("alice"), decided_at=world.now
    )
    await make_row(NamedPerson, directive=directive.id, named_at=world.now)
    report = await make_row(
        DeathReport,
        account=world.account_id("bob"),
        entered_at=world.now - timedelta(days=9),
        notified_at=world.now - timedelta(days=9),
    )
    executed = await make_row(
        DeathReport,
        account=world.account_id("dave"),
        entered_at=world.now - timedelta(days=9),
        executed_at=world.now,
        executed_by=world.account_id("dpo"),
        carried_out_at=world.now,
        outcome="kept",
        hands_copy=True,
        closed_at=world.now,
    )
    world.ids["death report"], world.ids["executed death"] = report.id, executed.id


async def make_training(
    world: World, organisation: str, administrator: UUID, guest: UUID, **columns: Any
) -> None:
    """A session that waits for an answer, and two to come; the guest registered for one."""
    soon = world.now + timedelta(days=20)
    at = {"starts_at": soon, "ends_at": soon + timedelta(hours=1)}
    ready = {"accepted_at": world.now, "begun_at": world.now, "meeting": "1", **at}
    for what, states in (("proposed", {}), ("open", ready), ("registered", ready)):
        made = await make_row(
            TrainingSession,
            organisation=world.ids[organisation],
            proposed_at=world.now,
            **states,
        )
        time = TrainingTime(id=uuid4(), session=made.id, starts_at=soon)
        await time.save()
        world.ids[f"{what} training of {organisation}"] = made.id
        world.ids[f"time of {what} training of {organisation}"] = time.id
        await make_row(
            TrainingProposal, session=made.id, account=administrator, proposed_at=world.now
        )
    registration = await make_row(
        TrainingRegistration,
        session=made.id,
        account=guest,
        registered_at=world.now,
        ends_at=soon + timedelta(hours=1),
        begun_at=world.now,
        registrant="r",
        join_url="https://zoom.example/w/r",
        **columns,
    )
    world.ids[f"registration of {organisation}"] = registration.id


def proof_token(world: World) -> str:
    return world.token(PROVE_ADDRESS, "sign-up")


def new_address_path(world: World) -> str:
    return f"/new-address/{world.token(PROVE_NEW_ADDRESS, 'address change')}"


def former_address_path(world: World) -> str:
    return f"/former-address/{world.token(STOP_ADDRESS_CHANGE, 'address change')}"


def new_password_path(world: World) -> str:
    return f"/new-password/{world.token(RESET_PASSWORD, 'password reset')}"


def invitation_token(world: World) -> str:
    return world.token(STAFF_INVITATION, "invitation")


def seat_token(world: World) -> str:
    return world.token(INVITATION, "offered seat")


def proof_path(world: World, name: str) -> str:
    return addresses.proof_of(RightsRequest(id=world.ids[name]))


def follow_path(world: World, name: str) -> str:
    """Return the page of a request without an account, as its mail names it."""
    return addresses.follow_page_of(RightsRequest(id=world.ids[name]))
