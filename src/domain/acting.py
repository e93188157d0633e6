"""As whom the database is asked: the program itself, a visitor, or who signed in (P-SEC-3).

The second of the two walls. Each request names whom it acts for; every connection takes that
role before its next statement, and PostgreSQL shows and lets change no more than the role
may (:mod:`domain.walls`). Where nobody is named, the process's own login acts.
"""

from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

import asyncpg

from domain.roles import Role

P = ParamSpec("P")
T = TypeVar("T")

_BECOME = """
    select set_config('role', $1, false), set_config('assisteu.account', $2, false),
           set_config('assisteu.organisation', $3, false)
"""


@dataclass(frozen=True, slots=True)
class Acting:
    """A role of the database, and whose rows it may call its own."""

    role: str
    account: str = ""
    organisation: str = ""

    @property
    def is_somebody(self) -> bool:
        """Whether it is a person or a visitor, not the program itself."""
        return self.role not in ("none", ITSELF.role)


ITSELF = Acting("assisteu_web")
"""The program: it finds out who is calling, and keeps its own books."""

VISITOR = Acting("assisteu_visitor")
"""Anybody: the law, and nothing of anybody."""

_NOBODY_NAMED = Acting("none")
_acting: ContextVar[Acting] = ContextVar("acting", default=_NOBODY_NAMED)


def role_of(role: Role) -> str:
    """Return the name that a role of the register has in the database."""
    return f"assisteu_{role}"


def holder(account_id: UUID) -> Acting:
    """Return whom a person acts as on data of their own, whatever else they are."""
    return Acting(role_of(Role.HOLDER), account=str(account_id))


def administrator(organisation_id: UUID) -> Acting:
    """Return whom an administrator acts as, towards the people of one organisation."""
    return Acting(role_of(Role.ORG_ADMIN), organisation=str(organisation_id))


def staff(role: Role) -> Acting:
    """Return whom a member of staff acts as, at work."""
    return Acting(role_of(role))


def present() -> Acting:
    """Return whom the present task acts as."""
    return _acting.get()


def begin(acting: Acting) -> None:
    """Act as somebody for the rest of what the enclosing :func:`acting_as` encloses."""
    _acting.set(acting)


@contextmanager
def acting_as(acting: Acting) -> Iterator[None]:
    """Act as somebody inside; afterwards as before, whatever :func:`begin` said inside."""
    before = _acting.set(acting)
    try:
        yield
    finally:
        _acting.reset(before)


def by_itself(operation: Callable[P, Awaitable[T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Let the program do ``operation`` itself, whoever it is done for.

    For its own books (the trail, the duties, the counters), which are written for every role
    and open to none, and for what needs more than its person may see. A worker or a command
    is itself already.
    """

    @wraps(operation)
    async def done(*words: P.args, **named: P.kwargs) -> T:
        with acting_as(present() if present() is _NOBODY_NAMED else ITSELF):
            return await operation(*words, **named)

    return done


class ActingConnection(asyncpg.Connection):  # type: ignore[misc]
    """A connection that knows as whom it speaks."""

    speaks_as: Acting | None = _NOBODY_NAMED
    """None: not known, after a rollback that may have taken the last word back."""

    async def become(self, acting: Acting) -> None:
        """Speak as ``acting`` from the next statement on; free when it does already."""
        if self.speaks_as == acting:
            return
        self.speaks_as = None
        await self.fetchrow(_BECOME, acting.role, acting.account, acting.organisation)
        self.speaks_as = acting

    def forget(self) -> None:
        """Note that the server may have gone back to an earlier word of ours."""
        self.speaks_as = None


async def speak_for_the_task(connection: Any) -> None:
    """Make a connection that was just taken, or is about to be used, speak for this task."""
    await connection.become(present())
