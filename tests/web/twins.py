"""The world of the matrix: each thing twice, in two organisations of the same shape.

Carol administers one and dave is its guest; gita administers the other and hugo is its guest.
Everybody has one of each thing that can be theirs, so that every id of a route has a twin.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from domain import audit, database
from domain.accounts.tables import (
    AddressChange,
    Passkey,
    PasswordReset,
    RecoveryCode,
    SecurityEvent,
    Session,
    SignUp,
    Throttle,
)
from domain.audit import Reason
from domain.breaches import BreachRecipient
from domain.directives.tables import (
    DeathReport,
    Directive,
    DirectiveConsent,
    NamedPerson,
)
from domain.enquiries import Enquiry, EnquiryLine, FormConsent
from domain.erasure_ledger.tables import ErasureMark
from domain.evidence.tables import Erasure
from domain.forgetting.tables import Forgetting
from domain.holds.tables import LegalHold
from domain.licence.tables import SharingCase, SharingHand, SharingState, Sighting
from domain.mail.tables import Mail, Undeliverable
from domain.organisations.tables import DailyUse, Invitation, Objection, StatisticsClause
from domain.outbound.tables import Outbound
from domain.prospect_imports import ImportPart, ImportRow
from domain.prospects.tables import Interaction, Prospect
from domain.requests.tables import IdentityDoubt, Package, PackagePart, RightsRequest
from domain.research.tables import Bookmark, HistoryEntry
from domain.roles import Role
from domain.suppression.tables import Suppressed
from domain.training.tables import (
    TrainingProposal,
    TrainingRegistration,
    TrainingSession,
    TrainingTime,
)
from tests.cast import make_account, make_organisation
from tests.domain.accounts_cast import PASSWORD_HASH
from tests.domain.licence.story import finding
from tests.domain.rows import make_row
from tests.web.world import ACTORS, STAFF, World, arrive, standing_world

GUESTS = {"carol": "dave", "gita": "hugo"}
"""Who administers an organisation, and who is its guest."""

NINE = ("visitor", "alice", "dave", "hugo", "carol", "gita", *STAFF)
"""Who walks: nobody, holders of three households, two administrators, the five staff roles."""

PEOPLE = (*ACTORS[1:], "gita", "hugo")
"""Everybody who has an account."""

WITHOUT_ACCOUNT = ("zelda", "yann")
"""Known by an address alone; zelda is invited by carol, yann by gita."""


ERASED = ("wanda", "viktor", "ursula", "tomas")
"""Known by an id alone, which means nothing any more; and by what others say of them."""

NAMED = {"alice": "wanda", "dave": "viktor"}
"""Whom they name in their directives."""

REPORTERS = {"alice": "ursula", "dave": "tomas"}
"""Who said that they had died."""


_FINDING = finding().decode()
"""What the detector says of two people with one account: the same of everybody here."""


class Clock:
    """Instants that nothing else has: each datum of time is known again by its minute.

    ``day`` gives days of a year in which nothing else of the world happened, for what is
    rendered as a day; ``minute`` those of the last hours, for what must still be valid.
    """

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._days = count()
        self._minutes = count(90)

    def day(self) -> datetime:
        return datetime(2008, 3, 3, 10, 17, tzinfo=UTC) + timedelta(days=next(self._days))

    def minute(self) -> datetime:
        return self._now - timedelta(minutes=next(self._minutes))


@asynccontextmanager
async def world_of_twins(app: Any) -> AsyncIterator[World]:
    """Make the world of the walks and everybody's things in it; it is gone afterwards."""
    async with standing_world(app) as world:
        clock, numbers = Clock(world.now), count(40_001)
        await _make_the_other_organisation(world)
        for name in PEOPLE:
            await _give_access(world, name, clock, numbers)
            await _give_traces(world, name, clock)
            await _give_requests(world, name, clock)
            await _give_cases(world, name, clock)
            await _give_messages(world, name, clock)
            await _give_holds(world, name, clock)
            await _give_directives(world, name, clock)
        for name in WITHOUT_ACCOUNT:
            await _make_known_by_address(world, name, clock)
        for administrator, guest in GUESTS.items():
            for name in (administrator, guest):
                await _count_use(world, name, clock, numbers)
        await _make_invitations(world, clock)
        for administrator, guest in GUESTS.items():
            await _make_training(world, administrator, guest, clock, numbers)
        await _make_what_is_nobodys(world, clock, numbers)
        await _look_at_everybody(world, clock)
        yield world


async def _make_the_other_organisation(world: World) -> None:
    cabinet = await make_organisation("Cabinet Gita")
    world.ids["organisation of carol"] = world.ids["chambers"]
    world.ids["organisation of gita"] = cabinet.id
    await make_row(StatisticsClause, organisation=cabinet.id)
    await arrive(world, "gita", organisation=cabinet.id, administers_organisation=True)
    await arrive(world, "hugo", organisation=cabinet.id, opened_by="invitation")


async def _give_access(world: World, name: str, clock: Clock, numbers: Iterator[int]) -> None:
    """Give a second session, a passkey, and what a change of access leaves."""
    account = world.account_id(name)
    await database.execute(
        "update account set opened_at = $2, last_visit_at = $3 where id = $1",
        account,
        clock.day(),
        clock.day(),
    )
    session = await make_row(
        Session,
        account=account,
        created_at=clock.minute(),
        last_used_at=clock.minute(),
        authenticated_at=clock.minute(),
        second_factor_at=clock.minute(),
    )
    await make_row(Session, account=account, created_at=clock.day(), ended_at=clock.day())
    ip = f"198.18.{next(numbers) % 256}.7"
    await make_row(Sighting, account=account, session=session.id, ip=ip, seen_at=clock.day())
    passkey = await make_row(
        Passkey,
        account=account,
        sign_count=next(numbers),
        added_at=clock.day(),
        last_used_at=clock.day(),
    )
    change = await make_row(AddressChange, account=account, asked_at=clock.minute())
    await make_row(
        AddressChange, account=account, asked_at=clock.minute(), proven_at=clock.minute()
    )
    email = email_of(name)
    reset = await make_row(
        PasswordReset,
        email=email,
        password_sha256=sha256(PASSWORD_HASH.encode()).digest(),
        asked_at=world.now - timedelta(minutes=20),
    )
    await make_row(
        PasswordReset,
        email=email,
        password_sha256=sha256(name.encode()).digest(),
        asked_at=clock.minute(),
    )
    await make_row(RecoveryCode, account=account, made_at=clock.day())
    await make_row(SecurityEvent, account=account, at=clock.day())
    world.ids |= {
        f"session of {name}": session.id,
        f"passkey of {name}": passkey.id,
        f"address change of {name}": change.id,
        f"password reset of {name}": reset.id,
    }


async def _give_traces(world: World, name: str, clock: Clock) -> None:
    account = world.account_id(name)
    entry = await make_row(HistoryEntry, account=account, at=clock.day())
    if name != "alice":
        act = world.ids["act"]
        await make_row(Bookmark, account=account, work=act, created_at=clock.day())
    objection = await make_row(
        Objection,
        account=account,
        activity="sharing-detection",
        objected_at=clock.day(),
        reasons="to be planted",
        decided_at=clock.day(),
        decision="overridden",
        grounds="to be planted",
        withdrawn_at=clock.day(),
    )
    await make_row(
        Mail,
        account=account,
        address=email_of(name),
        one_click="to be planted",
        withheld_at=clock.day(),
        written_at=clock.day(),
        sent_at=clock.day(),
    )
    await make_row(
        Undeliverable,
        address=email_of(name),
        noted_at=clock.day(),
        stopped_at=clock.day(),
    )
    for activity in ("sent-mail", "prospecting", "training-sessions"):
        await make_row(
            Outbound, activity=activity, account=account, address=None, sent_at=clock.day()
        )
    world.ids[f"history entry of {name}"] = entry.id
    world.ids[f"objection of {name}"] = objection.id


async def _give_messages(world: World, name: str, clock: Clock) -> None:
    """Give a message, a request for an appointment and a feedback, each with its thread."""
    times = [clock.day() for _ in range(3)]
    account = {"account": world.account_id(name)}
    for what, columns in (
        ("message", {"email": email_of(name)}),
        ("appointment", {"times": times, "appointed_at": times[0]} | account),
        ("feedback", {"nature": "defect"} | account),
    ):
        kind = "contact" if what == "message" else what
        made = await make_row(
            Enquiry,
            **{"email": email_of(name), "kind": kind} | columns,
            practice_name="to be planted",
            message="to be planted",
            received_at=clock.minute(),  # three years later nothing else happens
            answered_at=clock.day(),
            closed_at=clock.day(),
        )
        world.ids[f"{what} of {name}"] = made.id
        await make_row(
            EnquiryLine,
            enquiry=made.id,
            kind=kind,
            words="to be planted",
            written_at=clock.day(),
            received_at=clock.minute(),
        )
        await make_row(FormConsent, given_at=clock.day(), ended_at=clock.day())


async def _give_cases(world: World, name: str, clock: Clock) -> None:
    """Give what is counted of the licence, a case that was upheld and one that was cleared."""
    account = {"account": world.account_id(name), "email": email_of(name)}
    await make_row(
        SharingState,
        account=account["account"],
        read_until=clock.day(),
        last_seen_at=clock.day(),
    )
    for review, cleared in (("upheld", None), ("overturned", clock.day())):
        case = await make_row(
            SharingCase,
            **account,
            opened_at=clock.day(),
            seen_from=clock.day(),
            finding=_FINDING,
            asked_at=clock.day(),
            explained_at=clock.day(),
            explanation="vpn",
            explanation_words="to be planted",
            decided_at=clock.day(),
            decision="confirmed",
            grounds="to be planted",
            contested_at=clock.day(),
            contest_words="to be planted",
            reviewed_at=clock.day(),
            review=review,
            review_grounds="to be planted",
            cleared_at=cleared,
            measure="to be planted",
            measure_proposed_at=clock.day(),
            measure_agreed_at=clock.day(),
        )
        for part, member in (("decision", "support"), ("review", "dpo")):
            await make_row(
                SharingHand,
                of_case=case.id,
                part=part,
                member=world.account_id(member),
                at=clock.day(),
            )
        world.ids.setdefault(f"decided case of {name}", case.id)


async def _give_holds(world: World, name: str, clock: Clock) -> None:
    """Give a hold that was lifted: its dates, its reasons, and who decided."""
    lifted = clock.day()
    hold = await make_row(
        LegalHold,
        account=world.account_id(name),
        activity="sharing-detection",
        reason="to be planted",
        set_by=world.account_id("dpo"),
        set_at=clock.day(),
        ends_on=clock.day().date(),
        ends_at=lifted,
        lifted_at=clock.day(),
        lifted_by=world.account_id("dpo"),
        lift_reason="to be planted",
    )
    world.ids[f"hold of {name}"] = hold.id
    await make_row(
        BreachRecipient,
        notice=world.ids["notice"],
        account=world.account_id(name),
        chosen_at=clock.day(),
    )


async def _give_directives(world: World, name: str, clock: Clock) -> None:
    """Give directives that name somebody, a consent that ended, and two reports."""
    account = world.account_id(name)
    directive = await make_row(Directive, account=account, decided_at=clock.day())
    await make_row(
        NamedPerson,
        directive=directive.id,
        part="all",
        email=email_of(NAMED.get(name, f"named-by-{name}")),
        telephone="to be planted",
        relation="to be planted",
        named_at=clock.day(),
        informed_at=clock.day(),
    )
    await make_row(
        DirectiveConsent, account=account, given_at=clock.day(), ended_at=clock.day()
    )
    for ending in ("called_off_at", "executed_at"):
        report = await make_row(
            DeathReport,
            account=account,
            reporter_email=email_of(
                REPORTERS.get(name, f"heir-of-{name}")
                if ending == "executed_at"
                else f"neighbour-of-{name}"
            ),
            proof_seen_on=clock.day().date(),
            entered_by=world.account_id("dpo"),
            entered_at=clock.day(),
            notified_at=clock.day(),
            executed_by=world.account_id("dpo"),
            early_reason="to be planted",
            carried_out_at=clock.day() if ending == "executed_at" else None,
            closed_at=clock.day(),
            **{ending: clock.day()},
        )
    world.ids[f"death report of {name}"] = report.id


async def _give_requests(world: World, name: str, clock: Clock) -> None:
    """Give a copy that waits, and erasures: asked for, refused, withdrawn."""
    asker = {"account": world.account_id(name), "email": email_of(name)}
    await _ask(world, name, clock, channel="account", **asker)


async def _ask(world: World, name: str, clock: Clock, **asker: Any) -> None:
    received = _dates(clock) | asker
    copy = await make_row(
        RightsRequest,
        right="access",
        decision="granted",
        decided_at=clock.day(),
        closed_at=clock.day(),
        **received,
    )
    await _make_package(world, copy.id, clock)
    refused = await make_row(
        RightsRequest,
        right="erasure",
        decision="refused",
        decided_at=clock.day(),
        decision_reason="to be planted",
        closed_at=clock.day(),
        **_dates(clock) | asker,
    )
    ended = {"closed_at": clock.day(), "withdrawn_at": clock.day()}
    await make_row(RightsRequest, right="erasure", **_dates(clock) | asker | ended)
    world.ids[f"copy of {name}"], world.ids[f"refused of {name}"] = copy.id, refused.id
    for request in (copy, refused):
        await make_row(
            IdentityDoubt,
            request=request.id,
            reason="to be planted",
            questions="to be planted",
            stated_at=clock.day(),
            answer="to be planted",
            answered_at=clock.day(),
            closed_at=clock.day(),
        )
    if f"doubted of {name}" not in world.ids:
        doubted = await make_row(
            RightsRequest, right="access", stopped_at=clock.day(), **_dates(clock) | asker
        )
        await make_row(IdentityDoubt, request=doubted.id, stated_at=clock.day())
        world.ids[f"doubted of {name}"] = doubted.id
    if f"erasure of {name}" not in world.ids:
        erasure = await make_row(RightsRequest, right="erasure", **_dates(clock) | asker)
        world.ids[f"erasure of {name}"] = erasure.id


def _dates(clock: Clock) -> dict[str, Any]:
    return {
        "received_at": clock.day(),
        "due_on": clock.day().date(),
        "proven_at": clock.day(),
        "ground": "unlawful",
        "message": "to be planted",
        "extended_at": clock.day(),
        "extension_reason": "to be planted",
    }


async def _make_package(world: World, request_id: UUID, clock: Clock) -> None:
    begun = clock.minute()
    package = await make_row(
        Package,
        request=request_id,
        begun_at=begun,
        finished_at=begun,
        fetched_at=clock.minute(),
        expires_at=world.now + timedelta(days=2),
        size_bytes=1,
    )
    await make_row(PackagePart, package=package.id, written_at=clock.minute())


async def _make_prospect(world: World, name: str, clock: Clock) -> None:
    """Make what marketing knows of somebody, and what a processor was asked to forget."""
    prospect = await make_row(
        Prospect,
        email=email_of(name),
        telephone="to be planted",
        social_profile="to be planted",
        collected_at=clock.day(),
        informed_at=clock.day(),
        last_contact_at=clock.day(),
        kept_from=clock.day(),
        restricted_at=clock.day(),
    )
    await make_row(Interaction, prospect=prospect.id, at=clock.day())
    row = {"telephone": "to be planted", "social_profile": "to be planted"}
    names = {"first_name": "to be planted", "last_name": "to be planted", "language": "fr"}
    await make_row(ImportRow, email=email_of(name), read_at=clock.day(), **row, **names)
    await make_row(ImportPart, written_at=clock.day())
    await make_row(
        Forgetting,
        address=email_of(name),
        external_id="to be planted",
        ordered_at=clock.day(),
        confirmed_at=clock.day(),
    )
    await make_row(Suppressed, suppressed_at=clock.day())
    hashes = {"account_hash": "to be planted", "address_hash": "to be planted"}
    await make_row(ErasureMark, at=clock.day(), **hashes)
    world.ids[f"prospect of {name}"] = prospect.id


async def _make_known_by_address(world: World, name: str, clock: Clock) -> None:
    """Make what somebody leaves who has no account: a sign-up, a reset, requests."""
    email = email_of(name)
    sign_up = await make_row(SignUp, email=email, created_at=clock.minute())
    await make_row(
        PasswordReset,
        email=email,
        password_sha256=sha256(name.encode()).digest(),
        asked_at=clock.minute(),
    )
    await make_row(
        Mail,
        address=email,
        one_click="to be planted",
        withheld_at=clock.day(),
        written_at=clock.day(),
        sent_at=clock.day(),
    )
    for activity in ("sent-mail", "prospecting", "training-sessions"):
        await make_row(Outbound, activity=activity, address=email, sent_at=clock.day())
    await _make_prospect(world, name, clock)
    await _ask(world, name, clock, channel="page", email=email)
    unproven = _dates(clock) | {"proven_at": None}
    asked = await make_row(RightsRequest, right="access", email=email, **unproven)
    invited = await make_account(
        f"newcomer-{name}",
        role="product",
        opened_by="staff",
        telephone=None,
        first_name="",
        last_name="",
        opened_at=clock.day(),
        last_visit_at=clock.day(),
    )
    world.ids |= {
        f"sign-up of {name}": sign_up.id,
        f"unproven request of {name}": asked.id,
        f"staff invitation of {name}": invited.id,
    }


async def _make_invitations(world: World, clock: Clock) -> None:
    for administrator, name in zip(GUESTS, WITHOUT_ACCOUNT, strict=True):
        offer = {
            "organisation": world.ids[f"organisation of {administrator}"],
            "invited_by": world.account_id(administrator),
            "email": email_of(name),
        }
        made = await make_row(Invitation, **offer, invited_at=clock.minute())
        for ending in ("accepted_at", "withdrawn_at"):
            ended = {"invited_at": clock.minute(), ending: clock.minute()}
            await make_row(Invitation, **offer, **ended)
        world.ids[f"invitation of {name}"] = made.id
        world.ids[f"invitation of {administrator}"] = made.id


async def _make_training(
    world: World, administrator: str, guest: str, clock: Clock, numbers: Iterator[int]
) -> None:
    """Make a session that waits, one that was declined, and one to come with its guest."""
    organisation = {"organisation": world.ids[f"organisation of {administrator}"]}
    soon = world.now + timedelta(days=9)
    accepted = {
        "accepted_at": world.now,
        "begun_at": world.now,
        "meeting": "1",
        "starts_at": soon,
        "ends_at": soon + timedelta(hours=1),
    }
    states = {"waiting": {}, "declined": {"declined_at": world.now}, "coming": accepted}
    for what, columns in states.items():
        session = await make_row(TrainingSession, **organisation, **columns)
        time = await _make_time(session.id, soon)
        await make_row(
            TrainingProposal,
            session=session.id,
            account=world.account_id(administrator),
            expected=next(numbers),
            message="to be planted",
            answer="to be planted" if what == "declined" else None,
            proposed_at=clock.day(),
        )
        world.ids[f"{what} training of {administrator}"] = session.id
        world.ids[f"{what} training of {guest}"] = session.id
        world.ids[f"time of {what} training of {administrator}"] = time
    known = {"begun_at": world.now, "registrant": "to be planted", "join_url": "to be planted"}
    left = {"withdrawn_at": clock.day(), "removed_at": clock.day()}
    for member, columns in ((guest, {}), (administrator, left)):
        await make_row(
            TrainingRegistration,
            session=session.id,
            account=world.account_id(member),
            registered_at=clock.day(),
            ends_at=clock.day(),
            **known,
            **columns,
        )


async def _make_time(session_id: UUID, starts_at: datetime) -> UUID:
    made = TrainingTime(id=uuid4(), session=session_id, starts_at=starts_at)
    await made.save()
    return made.id


async def _count_use(world: World, name: str, clock: Clock, numbers: Iterator[int]) -> None:
    account = world.account_id(name)
    if name != "dave":
        await make_row(DailyUse, account=account, day=world.now.date())
    await make_row(
        DailyUse,
        account=account,
        day=clock.day().date(),
        searches=next(numbers),
        documents=next(numbers),
    )


async def _make_what_is_nobodys(world: World, clock: Clock, numbers: Iterator[int]) -> None:
    await make_row(Throttle, tries=next(numbers), window_starts_at=clock.day())
    for name in ERASED:
        made = await make_row(Erasure, ordered_at=clock.day(), finished_at=clock.day())
        world.ids[f"id of {name}"] = made.subject
        world.ids[f"erasure made of {name}"] = made.id


async def _look_at_everybody(world: World, clock: Clock) -> None:
    """Let each member of staff have looked at some people, and nobody twice."""
    for place, name in enumerate(PEOPLE):
        actor = STAFF[place % len(STAFF)]
        await audit.note_look(
            actor_id=world.account_id(actor),
            actor_role=Role(actor),
            subject_id=world.account_id(name),
            action="person.read",
            reason=Reason.SUPPORT_REQUEST,
            now=clock.day(),
        )


def email_of(name: str) -> str:
    """Return the address by which ``name`` is known."""
    return f"{name}@example.org" if name in PEOPLE else f"{name}@example.net"
