"""Giving directives, changing and revoking them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from domain import database
from domain.acting import by_itself
from domain.directives.rules import CONSENT, TRUSTED, Choice, Part, Person, check, version_of
from domain.directives.tables import Directive, DirectiveConsent, NamedPerson
from domain.errors import NotFound
from domain.text import Language


@by_itself
async def give_directives(
    choices: Mapping[Part, Choice],
    *,
    trusted: Person | None,
    account_id: UUID,
    language: Language,
    now: datetime,
) -> None:
    """Direct what becomes of a holder's data after death; what was directed before is gone.

    The caller has seen the box ticked beside :data:`~domain.directives.CONSENT` in
    ``language``; each change is consented to anew, and the former consent has ended. No
    period is lengthened by it: the account ends when it would (P-RIG-7, P-OPS-4).

    Raises:
        NotFound: No holder's account of this id is open.
        Incomplete: A choice is missing or cannot be made.
        Contradictory: Something would have to outlive the account that it hangs on.
    """
    check(choices)
    async with database.transaction():
        await _hold_account(account_id)
        await _remove(account_id)
        await end_consent(account_id, now=now)
        fates: dict[str, Any] = {f"for_{part}": one.fate for part, one in choices.items()}
        directive = Directive(id=uuid4(), account=account_id, decided_at=now, **fates)
        await directive.save()
        named: dict[str, Person | None] = {
            part: choice.recipient for part, choice in choices.items()
        }
        for part, person in {**named, TRUSTED: trusted}.items():
            if person is not None:
                await _name(person, directive.id, part, now=now)
        await DirectiveConsent(
            id=uuid4(),
            account=account_id,
            wording=CONSENT[language],
            wording_version=version_of(CONSENT[language]),
            language=language,
            given_at=now,
        ).save()


@by_itself
async def revoke_directives(account_id: UUID, *, now: datetime) -> None:
    """Revoke a holder's directives at once; the proof that they were consented to stays.

    Raises:
        NotFound: There are none.
    """
    async with database.transaction():
        await _hold_account(account_id)
        if not await _remove(account_id):
            raise NotFound
        await end_consent(account_id, now=now)


@by_itself
async def end_consent(account_id: UUID, *, now: datetime) -> None:
    """Note that a consent is in force no more: its five years begin (P-OPS-4)."""
    await database.execute(
        "update directive_consent set ended_at = greatest(given_at, $2)"
        " where account = $1 and ended_at is null",
        account_id,
        now,
    )


async def _hold_account(account_id: UUID) -> None:
    held = await database.fetch_row(
        "select id from account where id = $1 and role = 'holder' and closed_at is null"
        " for no key update",
        account_id,
    )
    if held is None:
        raise NotFound


async def _remove(account_id: UUID) -> int:
    await database.execute(
        "delete from named_person where directive in"
        " (select id from directive where account = $1)",
        account_id,
    )
    return await database.execute("delete from directive where account = $1", account_id)


async def _name(person: Person, directive: UUID, part: str, *, now: datetime) -> None:
    await NamedPerson(
        id=uuid4(),
        directive=directive,
        part=part,
        name=person.name,
        email=person.email,
        telephone=person.telephone,
        relation=person.relation,
        named_at=now,
    ).save()
