"""Adding to the trail. Nothing is ever changed in it."""

import hmac
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from domain import database
from domain.acting import by_itself
from domain.audit.rules import FIRST_HASH, Reason, seal
from domain.roles import Role

_AN_INSTANT = timedelta(microseconds=1)


@by_itself
async def note_look(  # noqa: PLR0913 - who, in which role, at whom, what, why, when
    *,
    actor_id: UUID,
    actor_role: Role,
    subject_id: UUID | None,
    action: str,
    reason: Reason,
    now: datetime,
) -> None:
    """Add one look or act of a member of staff to the trail (P-SEC-3).

    The person is named by a keyed pseudonym alone: erasing the key unlinks the entry, and
    the chain still verifies. ``subject_id`` is None for a person who has no account. Each
    entry is later than the one before, so that the oldest are the first to go.
    """
    async with database.transaction():
        # One writer at a time: each entry seals the one before.
        await database.execute("select pg_advisory_xact_lock(hashtext('audit_entry'))")
        last = await _last_entry()
        number = last["number"] + 1 if last else 1
        previous_hash = last["hash"] if last else FIRST_HASH
        at = max(now, last["at"] + _AN_INSTANT) if last and last["at"] else now
        pseudonym = await _pseudonym(subject_id) if subject_id else None
        sealed = seal(
            number=number,
            at=at,
            actor=actor_id,
            actor_role=actor_role,
            action=action,
            reason=reason,
            subject_pseudonym=pseudonym,
            previous_hash=previous_hash,
        )
        await database.execute(
            "insert into audit_entry (number, at, actor, actor_role, action, reason,"
            " subject_pseudonym, previous_hash, hash)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            number,
            at,
            actor_id,
            actor_role,
            action,
            reason,
            pseudonym,
            previous_hash,
            sealed,
        )


async def _last_entry() -> database.Row | None:
    """Return the end of the chain: where every entry is past its period, as last verified."""
    return await database.fetch_row(
        "select number, at, hash from audit_entry order by number desc limit 1"
    ) or await database.fetch_row(
        "select last_number as number, null::timestamptz as at, last_hash as hash"
        " from audit_verification where last_number is not null"
        " order by verified_at desc limit 1"
    )


async def _pseudonym(account_id: UUID) -> str:
    """Return the pseudonym of a person, making its key at the first look."""
    key = await database.fetch_value(
        "insert into audit_pseudonym (account, key) values ($1, $2)"
        " on conflict (account) do update set account = excluded.account returning key",
        account_id,
        secrets.token_bytes(32),
    )
    return pseudonym(key, account_id)


def pseudonym(key: bytes, account_id: UUID) -> str:
    """Return the keyed pseudonym of an account."""
    return hmac.new(key, account_id.bytes, sha256).hexdigest()
