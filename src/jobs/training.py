"""Training sessions: what Zoom is asked, and the mails about them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid5

from domain import database, forgetting, organisations, processors, training
from domain.accounts import Account
from domain.periods import paris_day
from domain.processors import connections
from domain.processors.zoom import Registered, Registrant
from domain.register import TO_ZOOM, TRAINING_SESSIONS, ZOOM
from domain.text import Text
from domain.training import (
    CANCEL_MEETING,
    END_REGISTRATIONS,
    INVITE_MEMBERS,
    MAIL_ANSWER,
    MAKE_MEETING,
    REGISTER,
    WITHDRAW,
    ToRegister,
)
from domain.training.tables import TrainingSession
from jobs.mail import language_in, link_to, write_mail


async def make_meeting(session_id: UUID, now: datetime) -> None:
    """Make the meeting of a session that was accepted: of no person, so nothing is noted.

    Raises:
        NoAgreement: None holds with Zoom: nothing is asked.
        NotTaken: Asked again later, the meeting is found by our id.
    """
    processors.allow(ZOOM, TRAINING_SESSIONS, (), on=paris_day(now))
    session = await training.begin_meeting(session_id, now=now)
    if session is None:
        return
    meeting = await connections.zoom().create_meeting(
        reference=str(session.id),
        topic=session.topic,
        starts_at=session.starts_at,
        minutes=session.minutes,
    )
    await training.note_meeting(session_id, meeting=meeting, now=now)


async def register(registration_id: UUID, now: datetime) -> None:
    """Register a person at Zoom with the two fields of the sheet; mail the link to join.

    Who is erased while Zoom answers is taken off again, by a duty of its own.
    """
    processors.allow(ZOOM, TRAINING_SESSIONS, TO_ZOOM, on=paris_day(now))
    due = await training.begin_registration(registration_id, now=now)
    if due is None:
        return
    registrant = Registrant(first_name=due.first_name, email=due.email)
    registered = await connections.zoom().register(due.meeting, registrant)
    await _keep(registration_id, due, registered, now)


async def _keep(
    registration_id: UUID, due: ToRegister, registered: Registered, now: datetime
) -> None:
    """Note the answer, the sending and the mail together; of who is gone, what to forget."""
    known_by = f"{due.meeting}/{registered.id}"
    async with database.transaction():
        is_kept = await training.note_registered(
            registration_id, registrant=registered.id, join_url=registered.join_url
        )
        if is_kept:
            await processors.note_sent(
                ZOOM,
                activity=TRAINING_SESSIONS,
                columns=TO_ZOOM,
                external_id=known_by,
                account_id=due.account,
                address=None,
                now=now,
            )
            await _mail_the_link(registration_id, due, registered, now)
        else:
            await forgetting.order(
                processor=ZOOM.slug, address=None, external_id=known_by, now=now
            )


async def _mail_the_link(
    registration_id: UUID, due: ToRegister, registered: Registered, now: datetime
) -> None:
    session = (
        await TrainingSession.objects().where(TrainingSession.meeting == due.meeting).first()
    )
    if session is not None:
        await _tell(
            [due.account],
            "training_registered",
            Text("Vous êtes inscrit à la formation", "You are registered for the training"),
            session,
            now,
            about=registration_id,
            join_url=registered.join_url,
        )


async def withdraw(registration_id: UUID, now: datetime) -> None:
    """Take a person off at Zoom, then erase the registration.

    Raises:
        ZoomIsBeingAsked: The registration is still under way there: later.
    """
    due = await training.to_withdraw(registration_id)
    if due is None:
        return
    if due.registrant is not None:
        await connections.zoom().remove(due.meeting, due.registrant)
        await training.note_removed(due.id, now=now)
    await training.forget_registration(registration_id)


async def end_registrations(session_id: UUID, now: datetime) -> None:
    """Take everybody off at Zoom, some days after the session."""
    for each in await training.still_on_zoom(session_id):
        if each.registrant is not None:
            await connections.zoom().remove(each.meeting, each.registrant)
            await training.note_removed(each.id, now=now)


async def cancel_meeting(session_id: UUID, now: datetime) -> None:
    """Cancel a session at Zoom, which forgets who was on it; tell them, and who asked.

    Raises:
        ZoomIsBeingAsked: The meeting is just being made: later.
    """
    meeting = await training.meeting_to_cancel(session_id)
    if meeting is not None:
        await connections.zoom().cancel(meeting)
    session = await training.find(session_id)
    if session is None:
        return
    async with database.transaction():
        registered = await training.registered_for(session_id)
        proposal = await training.proposal_of(session_id)
        asked = [proposal.account] if proposal else []
        await _tell(
            dict.fromkeys([*(one.id for one in registered), *asked]),
            "training_cancelled",
            Text("La session de formation est annulée", "The training session is cancelled"),
            session,
            now,
        )
        for each in await training.still_on_zoom(session_id):
            await training.note_removed(each.id, now=now)


async def let_go(now: datetime) -> None:
    """Cancel for organisations that are clients no more; withdraw who left one."""
    await training.cancel_for_former_clients(now=now)
    await training.withdraw_who_left(now=now)


async def tell_answer(session_id: UUID, now: datetime) -> None:
    """Tell who proposed a session what support decided."""
    session, proposal = (
        await training.find(session_id),
        await training.proposal_of(session_id),
    )
    if session is None or proposal is None:
        return
    await _tell(
        [proposal.account],
        "training_answer",
        Text("Votre demande de formation", "Your request for a training session"),
        session,
        now,
        reasons=proposal.answer,
    )


async def invite_members(session_id: UUID, now: datetime) -> None:
    """Tell the members of the organisation that they can register; nobody has to."""
    session = await training.find(session_id)
    if session is None or session.cancelled_at is not None:
        return
    members = await organisations.members_of(session.organisation)
    await _tell(
        [one.id for one in members],
        "training_open",
        Text("Une formation pour votre organisation", "A training session for you"),
        session,
        now,
    )


async def _tell(  # noqa: PLR0913 - who is told, of what, in which words
    account_ids: Iterable[UUID],
    template: str,
    subject: Text,
    session: TrainingSession,
    now: datetime,
    *,
    about: UUID | None = None,
    **facts: object,
) -> None:
    """Write a mail about a session to each, once; to nobody who left."""
    for account_id in account_ids:
        account = await Account.objects().where(Account.id == account_id).first()
        if account is None or account.closed_at is not None:
            continue
        lang = language_in(account.language)
        await write_mail(
            template,
            about=uuid5(about or session.id, str(account_id)),
            account_id=account_id,
            address=account.email,
            lang=lang,
            subject=subject,
            now=now,
            context={
                "session": session,
                "link": link_to(lang, "/training"),
                "calendar_link": link_to(lang, f"/training/{session.id}/calendar.ics"),
                **facts,
            },
        )


HANDLERS = {
    MAKE_MEETING: make_meeting,
    REGISTER: register,
    WITHDRAW: withdraw,
    END_REGISTRATIONS: end_registrations,
    CANCEL_MEETING: cancel_meeting,
    MAIL_ANSWER: tell_answer,
    INVITE_MEMBERS: invite_members,
}
