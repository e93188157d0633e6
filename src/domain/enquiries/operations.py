"""Sending, answering, closing and withdrawing. A message is erased whole, and at once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from domain import database, duties, mail
from domain.acting import by_itself
from domain.enquiries.rules import (
    WORDINGS,
    Kind,
    Nature,
    TimeNotOffered,
    WordingChanged,
    check_times,
    version_of,
)
from domain.enquiries.tables import Enquiry, EnquiryLine, FormConsent
from domain.errors import NotFound
from domain.links import keyed_hash
from domain.text import Language

TELL_RECEIVED = "mail:enquiry-received"
"""Mail duty: acknowledge a message, with the link to follow and to delete it."""
TELL_ANSWERED = "mail:enquiry-answered"
"""Mail duty, of a line: send our answer to the author."""

RECEIVED_MAIL, ANSWERED_MAIL = "enquiry_received", "enquiry_answered"
"""The templates of these mails: their names and what they are about make the mails' ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who writes, as they name themselves; ``account_id`` where they signed in."""

    email: str
    first_name: str
    last_name: str
    practice_name: str | None = None
    account_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is sent, and under which wording it was read."""

    kind: Kind
    message: str
    language: Language
    wording_version: str
    nature: Nature | None = None
    times: tuple[datetime, ...] = ()


@by_itself
async def send(enquiry_id: UUID, said: Said, *, by: Author, now: datetime) -> None:
    """Take a message, with the proof of the consent that *Send* gave (P-VIS-2).

    ``enquiry_id`` is the form's own: sent twice, it is one message and one mail.

    Raises:
        WordingChanged: Its author read another wording than the one in force.
        NoSuchTime: An appointment cannot be at the proposed times.
    """
    if said.wording_version != version_of(said.kind):
        raise WordingChanged
    if said.kind is Kind.APPOINTMENT:
        check_times(said.times, now=now)
    async with database.transaction():
        if await Enquiry.exists().where(Enquiry.id == enquiry_id):
            return
        await _keep(enquiry_id, said, by, now)
        await _keep_proof(enquiry_id, said, by, now)
        await duties.assign(kind=TELL_RECEIVED, subject=enquiry_id, now=now)


async def _keep(enquiry_id: UUID, said: Said, by: Author, now: datetime) -> None:
    await Enquiry(
        id=enquiry_id,
        kind=said.kind,
        account=by.account_id,
        email=by.email,
        first_name=by.first_name,
        last_name=by.last_name,
        practice_name=by.practice_name,
        nature=said.nature,
        times=list(said.times) or None,
        message=said.message,
        language=said.language,
        received_at=now,
    ).save()


async def _keep_proof(enquiry_id: UUID, said: Said, by: Author, now: datetime) -> None:
    await FormConsent(
        enquiry=enquiry_id,
        author_hash=keyed_hash("form-consent", by.email.encode()),
        kind=said.kind,
        wording=WORDINGS[said.kind][said.language],
        wording_version=said.wording_version,
        language=said.language,
        given_at=now,
    ).save()


@by_itself
async def answer(
    enquiry_id: UUID,
    line_id: UUID,
    *,
    words: str,
    now: datetime,
    appointed_at: datetime | None = None,
) -> None:
    """Answer a message by mail; for an appointment, perhaps take one of its times.

    ``line_id`` is the form's own: sent twice, it is one answer.

    Raises:
        NotFound: There is no such message.
        TimeNotOffered: ``appointed_at`` was not proposed, or has passed.
    """
    async with database.transaction():
        enquiry = await _hold(enquiry_id)
        if await EnquiryLine.exists().where(EnquiryLine.id == line_id):
            return
        if appointed_at is not None:
            if appointed_at <= now or appointed_at not in (enquiry.times or ()):
                raise TimeNotOffered
            enquiry.appointed_at = appointed_at
        await _write(enquiry, line_id, words, by_author=False, now=now)
        enquiry.answered_at = now
        await enquiry.save([Enquiry.answered_at, Enquiry.appointed_at])
        await duties.assign(kind=TELL_ANSWERED, subject=line_id, now=now)


@by_itself
async def reply(enquiry_id: UUID, line_id: UUID, *, words: str, now: datetime) -> None:
    """Add what the author writes back; the message awaits our answer again.

    Raises:
        NotFound: There is no such message: deleted, or past its period.
    """
    async with database.transaction():
        enquiry = await _hold(enquiry_id)
        if await EnquiryLine.exists().where(EnquiryLine.id == line_id):
            return
        await _write(enquiry, line_id, words, by_author=True, now=now)
        enquiry.answered_at = enquiry.closed_at = None
        await enquiry.save([Enquiry.answered_at, Enquiry.closed_at])


@by_itself
async def close(enquiry_id: UUID, *, now: datetime) -> None:
    """Note that nothing more is to be said. The first time counts; a reply opens it again.

    Raises:
        NotFound: There is no such message.
    """
    async with database.transaction():
        enquiry = await _hold(enquiry_id)
        if enquiry.closed_at is None:
            enquiry.closed_at = now
            await enquiry.save([Enquiry.closed_at])


@by_itself
async def withdraw(enquiry_id: UUID, *, now: datetime) -> None:
    """Withdraw the consent of a message: all that was written is erased at once (P-VIS-3).

    Our mails about it go with it, sent or not; the proof stays, without its person (P-OPS-4).
    Of what is gone already, nothing happens.
    """
    async with database.transaction():
        lines = await database.fetch(
            "delete from enquiry_line where enquiry = $1 returning id", enquiry_id
        )
        await database.execute("delete from enquiry where id = $1", enquiry_id)
        mails = [uuid5(line["id"], ANSWERED_MAIL) for line in lines]
        await mail.erase([uuid5(enquiry_id, RECEIVED_MAIL), *mails])
        await _end_proofs("enquiry = $2", now, enquiry_id)


async def end_proofs(*, now: datetime) -> None:
    """Note that a consent has ended where its message is gone: swept, or its person erased."""
    await _end_proofs("enquiry not in (select id from enquiry)", now)


async def _end_proofs(which: str, now: datetime, *arguments: object) -> None:
    await database.execute(
        f"update form_consent set ended_at = $1 where ended_at is null and {which}",
        now,
        *arguments,
    )


async def _write(
    enquiry: Enquiry, line_id: UUID, words: str, *, by_author: bool, now: datetime
) -> None:
    await EnquiryLine(
        id=line_id,
        enquiry=enquiry.id,
        kind=enquiry.kind,
        by_author=by_author,
        words=words,
        written_at=now,
        received_at=enquiry.received_at,
    ).save()


async def _hold(enquiry_id: UUID) -> Enquiry:
    """Hold a message until the transaction ends.

    Raises:
        NotFound: There is none of this id.
    """
    enquiry = (
        await Enquiry.objects().where(Enquiry.id == enquiry_id).lock_rows("UPDATE").first()
    )
    if enquiry is None:
        raise NotFound
    return enquiry
