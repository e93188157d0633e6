"""The person behind a session: one query per request, and what it says of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domain import database
from domain.accounts.rules import FRESH_FOR, SESSION_ENDS_AT, VISIT_PRECISION
from domain.acting import by_itself
from domain.roles import STAFF, Role
from domain.text import Language

_WHO_IS = f"""
    select account.id, account.first_name, account.last_name, account.role, account.language,
           account.organisation, account.administers_organisation, account.keeps_history,
           session.id as session_id, session.last_used_at, session.authenticated_at,
           session.second_factor_at is not null as second_factor_given,
           account.totp_secret is not null as has_app,
           exists (select from passkey where passkey.account = account.id) as has_passkey
    from session join account on account.id = session.account
    where session.token_sha256 = $1
      and session.ended_at is null
      and account.closed_at is null
      and account.left_at is null
      and ({SESSION_ENDS_AT}) > $2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who is signed in, as every page needs to know it."""

    id: UUID
    first_name: str
    last_name: str
    role: Role
    language: Language
    organisation: UUID | None
    administers_organisation: bool
    keeps_history: bool
    session_id: UUID
    last_used_at: datetime
    authenticated_at: datetime
    second_factor_given: bool
    has_app: bool
    has_passkey: bool

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def is_staff(self) -> bool:
        """Whether the person works for assistEU."""
        return self.role in STAFF

    @property
    def roles(self) -> frozenset[Role]:
        """Every role the person has."""
        return frozenset(
            {self.role, Role.ORG_ADMIN} if self.administers_organisation else {self.role}
        )

    @property
    def must_have_second_factor(self) -> bool:
        """Whether a password alone never opens: for staff and administrators."""
        return self.is_staff or self.administers_organisation

    @property
    def has_second_factor(self) -> bool:
        """Whether there is an app or a passkey to ask for."""
        return self.has_app or self.has_passkey

    @property
    def owes_second_factor(self) -> bool:
        """Whether the person signs in with a second factor: who must, and who took one up."""
        return self.must_have_second_factor or self.has_second_factor

    @property
    def second_factor_due(self) -> bool:
        """Whether the session opens nothing yet, for want of the code."""
        return self.owes_second_factor and not self.second_factor_given

    def is_fresh(self, now: datetime) -> bool:
        """Tell whether the person proved who they are within the last ten minutes."""
        return now - self.authenticated_at <= FRESH_FOR


async def who_is(*, token_sha256: bytes, now: datetime) -> Person | None:
    """Return the person of a session that is still good at ``now``, in one query.

    A session ends after twelve months at most (P-COO-3); those of staff after twelve hours,
    or thirty minutes without use.
    """
    row = await database.fetch_row(_WHO_IS, token_sha256, now)
    if row is None:
        return None
    facts: dict[str, Any] = dict(row)
    return Person(**{**facts, "role": Role(facts["role"])})


@by_itself
async def note_visit(person: Person, *, now: datetime) -> None:
    """Note that the person opened a page; at most one write per session and minute (P-ACC-3).

    For pages alone: a poll of htmx or a machine's call is no visit. One statement, which
    takes the account's row before the session's, as closing an account does; a session that
    was ended meanwhile stays ended, and its visit does not count.
    """
    if now - person.last_used_at < VISIT_PRECISION or person.second_factor_due:
        return
    await database.execute(
        """
        with visit as (
            update account set last_visit_at = greatest(last_visit_at, $3)
            where id = $2 and closed_at is null and left_at is null and exists (
                select from session where session.id = $1 and session.ended_at is null
                and session.last_used_at <= $3::timestamptz - $4::interval)
            returning id
        )
        update session set last_used_at = $3 from visit
        where session.id = $1 and session.account = visit.id and session.ended_at is null
        """,
        person.session_id,
        person.id,
        now,
        VISIT_PRECISION,
    )
