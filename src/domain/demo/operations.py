"""Making the demo: a lived year of people, in the embedded set-up alone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, fields
from datetime import datetime
from itertools import islice
from random import Random
from typing import Any
from uuid import UUID

from piccolo.table import Table

from domain import accounts, database, duties, prospects
from domain.demo import after_death, breach, cases, contracts, messages, prospecting, traces
from domain.demo.files import STORIES, TONIGHT, Files, make_files
from domain.demo.nights import thirty_nights
from domain.demo.people import (
    CAROLS,
    Credentials,
    DemoPerson,
    Scene,
    named_people,
    organisations,
    other_people,
)
from domain.errors import DomainError
from domain.periods import paris_day
from domain.settings import current_settings

_ORGANISATION = ("id", "name", "seats", "created_at", "is_demo")
_PERSON = tuple(each.name for each in fields(DemoPerson))
_AT_ONCE = 1000
"""People whose rows are made together: memory stays flat for a hundred thousand."""


class NotEmbedded(DomainError):
    """Demo people are for the embedded set-up alone."""


async def is_seeded() -> bool:
    """Tell whether the people of the demo are there."""
    return bool(await database.fetch_value("select exists (select from account where is_demo)"))


async def seed(*, now: datetime, people: int, password: str, totp_secret: str) -> bool:
    """Make the demo as of ``now``, all or nothing; tell whether it was not there before.

    The same ``now`` makes the same people. One hash of the one password serves all.

    Args:
        now: The present instant: the year that was lived ends here.
        people: How many there are in all; those whom the documentation names, and those
            about whom there are requests, are made in any case.
        password: Of everybody.
        totp_secret: Of staff and of administrators of organisations.

    Raises:
        NotEmbedded: The database is somebody's own.
    """
    if not current_settings().embedded:
        raise NotEmbedded
    credentials = Credentials(
        password_hash=await accounts.hash_password(password), totp_secret=totp_secret
    )
    async with database.transaction():
        await database.execute("select pg_advisory_xact_lock(hashtext('demo'))")
        if await is_seeded():
            return False
        await _seed(now, people, credentials)
    return True


async def _seed(now: datetime, count: int, credentials: Credentials) -> None:
    chance = Random(f"assistEU {paris_day(now)}")  # noqa: S311 - invented people, not secrets
    firms = organisations(chance, now)
    await database.add_rows("organisation", _ORGANISATION, firms)
    firm_ids = [UUID(str(firm[0])) for firm in firms]
    scene = Scene(chance=chance, now=now, credentials=credentials, firms=firm_ids)
    named = named_people(scene)
    others = other_people(scene, max(count - len(named), len(STORIES)))
    works = [row["id"] for row in await database.fetch("select id from work order by celex")]
    some: list[DemoPerson] = []
    for batch in _batches(_everybody(named, others)):
        await _write(batch, works, scene)
        some = some or batch
    await _write_contracts(some, scene)
    await _write_cases(some, chance, now)
    await _write_directives(some, chance, now)
    await _write_files(some, chance, now)
    await _write_messages(some, chance, now)
    await _insert(list(thirty_nights(chance, now)))
    await _write_prospects(chance, now)
    for row in breach.example(chance, now):
        await _insert([row])


def _everybody(
    named: Sequence[DemoPerson], others: Iterable[DemoPerson]
) -> Iterator[DemoPerson]:
    yield from named
    yield from others


def _batches(people: Iterator[DemoPerson]) -> Iterator[list[DemoPerson]]:
    while batch := list(islice(people, _AT_ONCE)):
        yield batch


async def _write(people: Sequence[DemoPerson], works: Sequence[UUID], scene: Scene) -> None:
    chance, now = scene.chance, scene.now
    await database.add_rows("account", _PERSON, [astuple(person) for person in people])
    left = traces.traces_of(people, works, chance, now)
    await database.add_rows("session", traces.SESSION, left.session)
    await database.add_rows("sighting", traces.SIGHTING, left.sighting)
    await database.add_rows("bookmark", traces.BOOKMARK, left.bookmark)
    await database.add_rows("history_entry", traces.HISTORY, left.history_entry)
    use = list(contracts.use_of(people, scene.firms, chance, now))
    await database.add_rows("daily_use", contracts.USE, use)


async def _write_contracts(people: Sequence[DemoPerson], scene: Scene) -> None:
    """Write the clause of Carol's organisation, her invitation, and a member's objection."""
    by_name = {person.email.partition("@")[0]: person for person in people}
    await _insert([contracts.clause(scene)])
    await _insert([contracts.invitation(scene, invited_by=by_name["carol"].id)])
    for row in contracts.training(scene, asked_by=by_name["carol"].id):
        await _insert([row])
    guests = [
        person
        for name, person in by_name.items()
        if name[-1].isdigit() and person.organisation == scene.firms[CAROLS]
    ]
    for objection in [contracts.objection(scene, guest) for guest in guests[:1]]:
        await _insert([objection])
        await database.execute(
            "delete from daily_use where account = $1 and day >= $2",
            objection.account,
            paris_day(objection.objected_at),
        )


async def _write_cases(people: Sequence[DemoPerson], chance: Random, now: datetime) -> None:
    """Write a case that waits, one whose holder was told, one heard, one dismissed."""
    support = next(person for person in people if person.email.startswith("support@"))
    made = []
    for person in cases.who_has_one(people, now):
        seen = cases.uses_of_two(person, chance, now)
        await database.add_rows("sighting", cases.SIGHTING, seen)
        made.append(cases.case_of(person, seen, chance, now))
    for change, case in zip((cases.make_asked, cases.make_explained), made, strict=False):
        change(case)
    hands = [cases.make_dismissed(case, by=support.id, chance=chance) for case in made[2:3]]
    await _insert(made)
    await _insert(hands)


async def _write_directives(
    people: Sequence[DemoPerson], chance: Random, now: datetime
) -> None:
    """Write what Alice directed for after her death."""
    alice = next(person for person in people if person.email.startswith("alice@"))
    for row in after_death.directives_of(alice, chance, now):
        await _insert([row])


async def _write_messages(people: Sequence[DemoPerson], chance: Random, now: datetime) -> None:
    """Write what visitors and Alice sent by our forms."""
    alice = next(person for person in people if person.email.startswith("alice@"))
    for row in messages.messages(alice, chance, now):
        await _insert([row])


async def _write_files(people: Sequence[DemoPerson], chance: Random, now: datetime) -> None:
    """Write requests about people nobody signs in as, and the erasures of the year."""
    dpo = next(person for person in people if person.role == "dpo")
    unnamed = [person for person in people if person.email.partition("@")[0][-1:].isdigit()]
    asking = [person for person in unnamed if person.role == "holder"]
    files: Files = make_files(asking, decided_by=dpo.id, chance=chance, now=now)
    await _insert(files.requests)
    await _insert(files.doubts)
    await _insert(files.erasures)
    await _insert(files.steps)
    await duties.assign(
        kind=accounts.ERASE_ACCOUNT, subject=files.under_way, now=now, due_at=now + TONIGHT
    )


async def _write_prospects(chance: Random, now: datetime) -> None:
    """Write prospects; HubSpot's stand-in is given them as HubSpot is, and the new are told."""
    leads = list(prospecting.leads(chance, now))
    await _insert([lead.prospect for lead in leads])
    await _insert([exchange for lead in leads for exchange in lead.history])
    for prospect in (lead.prospect for lead in leads if lead.prospect.informed_at is None):
        await duties.assign(
            kind=prospects.INFORM,
            subject=prospect.id,
            now=now,
            due_at=prospecting.inform_at(prospect),
        )
    await duties.assign(kind=prospects.SYNCHRONISE, subject=prospects.THE_LIST, now=now)


async def _insert(rows: Sequence[Table]) -> None:
    """Write many rows of one table at once."""
    if not rows:
        return
    columns = type(rows[0])._meta.columns
    values: list[list[Any]] = [
        [getattr(row, column._meta.name) for column in columns] for row in rows
    ]
    names = [str(column._meta.db_column_name) for column in columns]
    await database.add_rows(str(type(rows[0])._meta.tablename), names, values)
