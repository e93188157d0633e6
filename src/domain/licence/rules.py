"""What a sighting is before it is written, and how it is handed from the web to the worker."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from domain.errors import DomainError
from domain.networks import plain_address

SHARING = "sharing-detection"
"""Slug of the activity on whose sheet sightings and cases stand."""

HOLD_BACK = timedelta(minutes=15)
"""What was seen so lately is left for the next night: some of it may still be on its way."""

OBJECTED = f"""
    exists (select from objection where objection.account = account.id
            and objection.activity = '{SHARING}' and objection.withdrawn_at is null
            and objection.decision is distinct from 'overridden')
"""
"""SQL: an objection of the account is in force, being weighed or accepted."""

ACCEPTED = f"""
    exists (select from objection where objection.account = account.id
            and objection.activity = '{SHARING}' and objection.withdrawn_at is null
            and objection.decision = 'accepted')
"""
"""SQL: an objection of the account was accepted: nothing more is noted."""

COLLECTED = "assisteu:sightings"
"""The list, in a Redis of its own, in which batches wait to be written."""

AHEAD_OF_US = timedelta(minutes=5)
"""As far as the clock of another machine may be ahead of the writer's."""


class NoSightings(DomainError):
    """What was handed over is no batch of sightings."""


class Seen(NamedTuple):
    """One use of an account from one address: all that may be seen of it (P-ACC-6)."""

    id: UUID
    """Made once, when it is seen: however often it is handed over, it counts once."""
    account_id: UUID
    session_id: UUID
    ip: str
    """In its one form (:func:`domain.networks.plain_address`)."""
    at: datetime


def packed(batch: Iterable[Seen]) -> bytes:
    """Return a batch as it is handed over."""
    return json.dumps(
        [
            (
                each.id.hex,
                each.account_id.hex,
                each.session_id.hex,
                each.ip,
                each.at.isoformat(),
            )
            for each in batch
        ]
    ).encode()


def unpacked(batch: bytes) -> list[Seen]:
    """Return what was handed over.

    Raises:
        NoSightings: The bytes are nothing that :func:`packed` makes.
    """
    try:
        return [_read(*each) for each in json.loads(batch)]
    except (ValueError, TypeError, AttributeError):
        raise NoSightings from None


def _read(own: str, account: str, session: str, ip: str, at: str) -> Seen:
    address, moment = plain_address(ip), datetime.fromisoformat(at)
    if address is None or moment.tzinfo is None:
        raise ValueError
    return Seen(UUID(own), UUID(account), UUID(session), str(address), moment)
