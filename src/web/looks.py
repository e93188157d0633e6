"""Writing down that the member of staff who calls looked at somebody, or acted (P-SEC-3)."""

from datetime import datetime
from uuid import UUID

from domain import audit
from domain.accounts import Person
from domain.audit import Reason


async def note_look(
    person: Person, subject_id: UUID | None, action: str, *, reason: Reason, now: datetime
) -> None:
    """Add the look or act to the trail, under the role in which ``person`` works.

    ``subject_id`` is the account looked at; None where nobody in particular was.
    """
    await audit.note_look(
        actor_id=person.id,
        actor_role=person.role,
        subject_id=subject_id,
        action=action,
        reason=reason,
        now=now,
    )
