"""Notices to the people whom a breach concerns (art. 34): written, read over, sent by duty."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain import database, duties
from domain.acting import by_itself
from domain.breaches.operations import AlreadyClosed, locked, note
from domain.breaches.rules import Act
from domain.breaches.tables import BreachNotice
from domain.errors import DomainError, NotFound
from domain.roles import Role
from domain.text import Language, Text

SEND_NOTICE = "breach:send-notice"
BATCH = 200
"""Mails written in one transaction."""
_HOLDERS = "role = 'holder' and closed_at is null"


class Audience(StrEnum):
    """Who gets a notice. Valued as stored."""

    EVERYBODY = "all"
    LISTED = "listed"


AUDIENCE_NAMES: dict[Audience, Text] = {
    Audience.EVERYBODY: Text("tous les titulaires de compte", "all account holders"),
    Audience.LISTED: Text("les adresses de la liste", "the addresses of the list"),
}


class UnknownAddresses(DomainError):
    """Lines of the list are no address of a holder; ``lines`` counts from 1."""

    def __init__(self, lines: list[int]) -> None:
        """Keep the numbers of the lines."""
        super().__init__(len(lines))
        self.lines = lines


class NobodyToInform(DomainError):
    """The notice addresses nobody."""


class AlreadyConfirmed(DomainError):
    """The notice was said yes to before: its words are on their way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What art. 34(2) wants said, in both languages; the officer's contact adds itself."""

    facts_fr: str
    consequences_fr: str
    measures_fr: str
    advice_fr: str
    facts_en: str
    consequences_en: str
    measures_en: str
    advice_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A holder to whom a notice goes."""

    account_id: UUID
    email: str
    language: str


@by_itself
async def write_notice(  # noqa: PLR0913 - a notice has these parts
    words: Words,
    *,
    notice_id: UUID,
    breach_id: UUID,
    audience: Audience,
    addresses: Sequence[str] = (),
    now: datetime,
) -> None:
    """Write a notice down; nothing is sent. Sent twice under one id, it is one.

    ``addresses``: of the accounts that are chosen, a line each; each person counts once.

    Raises:
        NotFound: There is no such breach.
        AlreadyClosed: The breach is closed.
        UnknownAddresses: Lines are no holder's address.
        NobodyToInform: The list is empty.
    """
    async with database.transaction():
        breach = await locked(breach_id)
        if breach.closed_at is not None:
            raise AlreadyClosed
        chosen = await _accounts_at(addresses) if audience is Audience.LISTED else None
        facts = {**asdict(words), "audience": str(audience)}
        places = ", ".join(f"${place}" for place in range(4, len(facts) + 4))
        written = await database.execute(
            f"insert into breach_notice (id, breach, written_at, {', '.join(facts)})"
            f" values ($1, $2, $3, {places}) on conflict (id) do nothing",
            notice_id,
            breach_id,
            now,
            *facts.values(),
        )
        if written and chosen is not None:
            await database.execute(
                "insert into breach_recipient (notice, account, chosen_at)"
                " select $1, unnest($2::uuid[]), $3",
                notice_id,
                chosen,
                now,
            )


async def _accounts_at(addresses: Sequence[str]) -> list[UUID]:
    lines = {number: one.lower() for number, one in enumerate(addresses, 1) if one}
    if not lines:
        raise NobodyToInform
    rows = await database.fetch(
        f"select id, email from account where email = any($1) and {_HOLDERS}",
        list(set(lines.values())),
    )
    known = {row["email"]: UUID(str(row["id"])) for row in rows}
    unknown = [number for number, one in lines.items() if one not in known]
    if unknown:
        raise UnknownAddresses(unknown)
    return sorted(known.values())


@by_itself
async def count_addressed(notice: BreachNotice) -> int:
    """Return to how many holders a notice would go now."""
    if notice.audience == Audience.EVERYBODY:
        counted = await database.fetch_value(f"select count(*) from account where {_HOLDERS}")
    else:
        counted = await database.fetch_value(
            "select count(*) from breach_recipient where notice = $1", notice.id
        )
    return int(counted)


@by_itself
async def confirm_notice(notice_id: UUID, *, by: Role, now: datetime) -> None:
    """Say yes: the mails are written in the background; the history says to how many.

    Raises:
        NotFound: There is no such notice.
        AlreadyConfirmed: It was said yes to before.
        AlreadyClosed: The breach is closed.
        NobodyToInform: It addresses nobody (any more).
    """
    async with database.transaction():
        notice = await locked_notice(notice_id)
        if notice.confirmed_at is not None:
            raise AlreadyConfirmed
        breach = await locked(notice.breach)
        if breach.closed_at is not None:
            raise AlreadyClosed
        addressed = await count_addressed(notice)
        if not addressed:
            raise NobodyToInform
        await database.execute(
            "update breach_notice set confirmed_at = $2, addressed = $3 where id = $1",
            notice_id,
            now,
            addressed,
        )
        await note(breach.id, Act.NOTICE_QUEUED, by=by, now=now, after=str(addressed))
        await duties.assign(kind=SEND_NOTICE, subject=notice_id, now=now)


async def next_readers(notice: BreachNotice) -> list[Reader]:
    """Return the next holders to write to; those of a list are taken off it.

    Who opened an account since the yes was not concerned, and is left out; who closed theirs
    meanwhile, too.
    """
    if notice.audience == Audience.EVERYBODY:
        rows = await database.fetch(
            f"select id, email, language from account where {_HOLDERS} and opened_at <= $1"
            f" and ($2::uuid is null or id > $2) order by id limit {BATCH}",
            notice.confirmed_at,
            notice.position,
        )
    else:
        await database.execute(
            "delete from breach_recipient where notice = $1"
            " and account in (select id from account where closed_at is not null)",
            notice.id,
        )
        rows = await database.fetch(
            f"""
            with taken as (
                delete from breach_recipient where id in (select id from breach_recipient
                    where notice = $1 order by account limit {BATCH}) returning account
            )
            select id, email, language from account
            where id in (select account from taken) order by id
            """,
            notice.id,
        )
    return [
        Reader(account_id=row["id"], email=row["email"], language=row["language"])
        for row in rows
    ]


async def note_written(notice_id: UUID, *, last: UUID, written: int) -> None:
    """Note how far a notice is, in the transaction that wrote the mails."""
    await database.execute(
        "update breach_notice set position = $2, written = written + $3 where id = $1",
        notice_id,
        last,
        written,
    )


async def finish_notice(notice_id: UUID, *, now: datetime) -> None:
    """Note that a notice was written to everybody whom it addresses."""
    await database.execute(
        "update breach_notice set finished_at = $2 where id = $1 and finished_at is null",
        notice_id,
        now,
    )


async def find_notice(notice_id: UUID) -> BreachNotice:
    """Return a notice.

    Raises:
        NotFound: There is no such notice.
    """
    found = await BreachNotice.objects().where(BreachNotice.id == notice_id).first()
    if found is None:
        raise NotFound
    return found


async def locked_notice(notice_id: UUID) -> BreachNotice:
    """Return a notice, held until the transaction ends.

    Raises:
        NotFound: There is no such notice.
    """
    found = (
        await BreachNotice.objects()
        .where(BreachNotice.id == notice_id)
        .lock_rows("UPDATE")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def words_of(notice: BreachNotice, lang: Language) -> dict[str, str]:
    """Return what a notice says in a language: facts, consequences, measures, advice."""
    return {
        name: getattr(notice, f"{name}_{lang}")
        for name in ("facts", "consequences", "measures", "advice")
    }
