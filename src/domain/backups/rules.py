"""What a backup says of itself, and whether it may be restored."""

from datetime import datetime
from typing import Annotated

import msgspec

from domain.periods import Period, after


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup says of itself, sealed with it."""

    made_at: Annotated[datetime, msgspec.Meta(tz=True)]
    migrations: tuple[str, ...]
    """Ids of the migrations that its schema had."""
    program: str
    """Version of assistEU that made it."""
    pg_dump: int
    """Major version of the ``pg_dump`` that made it: an older one cannot read it."""
    ledger: str
    """Identity of the erasure ledger beside which it was made."""
    ledger_key: str
    """Mark of the key under which that ledger's hashes are made."""
    last_line: str
    """Id of the ledger's last line at that time; empty without one."""
    last_line_at: datetime | None


def is_past(facts: Facts, *, kept_for: Period, now: datetime) -> bool:
    """Tell whether a backup is older than the ledger remembers."""
    return after(facts.made_at, kept_for) < now


def reason_against(
    facts: Facts, *, known: frozenset[str], pg_restore: int, kept_for: Period, now: datetime
) -> str | None:
    """Say why a backup cannot be restored here; None when it can."""
    if set(facts.migrations) - known:
        return f"The backup has a newer schema than this program: use version {facts.program}."
    if pg_restore < facts.pg_dump:
        return f"The backup needs pg_restore {facts.pg_dump} or later; here is {pg_restore}."
    if is_past(facts, kept_for=kept_for, now=now):
        return (
            "The backup is past the period of backups: the erasure ledger no longer remembers"
            " who was erased since."
        )
    return None
