"""A line of the ledger: who was erased, for nobody to read and for us to recognise."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec

from domain.links import keyed_hash

WRITE_LEDGER = "write-erasure-ledger"
"""Kind of the duty: the worker writes, since it reaches the ledger's folder."""

Hash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class Kind(StrEnum):
    """What a line tells of. Valued as stored."""

    ERASURE = "erasure"
    SUPPRESSION = "suppression"


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One erasure, or one address that is never to be prospected again."""

    id: UUID
    kind: Kind
    at: Annotated[datetime, msgspec.Meta(tz=True)]
    key: str
    """Which key made the hashes: with another one, nobody would be recognised."""
    account: Hash | None = None
    address: Hash | None = None
    reason: str | None = None


def account_hash(account_id: UUID) -> str:
    """Return the keyed hash of an account's id, which no other account ever has."""
    return keyed_hash("erased account", account_id.bytes)


def key_mark() -> str:
    """Return by what the key of this installation is told from another."""
    return keyed_hash("mark of the ledger's key", b"")[:16]
