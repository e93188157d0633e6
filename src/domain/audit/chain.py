"""The chain as it is read: every entry against the one before, and against the anchors."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain import database
from domain.audit.anchors import Anchor
from domain.audit.rules import FIRST_HASH, Fault, Flaw, seal
from domain.periods import Period, after


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last entry that was read."""

    number: int
    at: datetime
    hash: str


@dataclass(slots=True)
class Chain:
    """What was read so far: how many entries, which first and last, and the first flaw."""

    kept: Mapping[int, frozenset[str]]
    """The hashes that anchors know, by the entry's number."""
    entries: int = 0
    first_number: int | None = None
    head: Head | None = field(default=None)
    flaw: Flaw | None = None

    def add(self, entry: Mapping[str, Any]) -> None:
        """Read the next entry."""
        if self.flaw is None:
            self.flaw = self._flaw_of(entry)
        if self.first_number is None:
            self.first_number = entry["number"]
        self.entries += 1
        self.head = Head(number=entry["number"], at=entry["at"], hash=entry["hash"])

    def _flaw_of(self, entry: Mapping[str, Any]) -> Flaw | None:
        number = entry["number"]
        if self.head is not None and number != self.head.number + 1:
            return Flaw(Fault.MISSING, self.head.number + 1)
        content = {name: value for name, value in entry.items() if name != "hash"}
        if entry["previous_hash"] not in self._hashes_before(entry):
            return Flaw(Fault.CHANGED, number)
        if seal(**content) != entry["hash"]:
            return Flaw(Fault.CHANGED, number)
        if self.kept.get(number, frozenset()) - {entry["hash"]}:
            return Flaw(Fault.REWRITTEN, number)
        return None

    def _hashes_before(self, entry: Mapping[str, Any]) -> frozenset[str]:
        """Return what the entry may seal. Of the first that is left, anchors alone know it."""
        if self.head is not None:
            return frozenset({self.head.hash})
        if entry["number"] == 1:
            return frozenset({FIRST_HASH})
        return self.kept.get(entry["number"] - 1, frozenset({entry["previous_hash"]}))


async def read_chain(anchors: Iterable[Anchor] = ()) -> Chain:
    """Read the trail from its first entry to its last, in constant memory.

    The oldest entries go at the end of their period: the chain is verified from the first
    that is left.
    """
    kept: dict[int, frozenset[str]] = {}
    for anchor in anchors:
        kept[anchor.number] = kept.get(anchor.number, frozenset()) | {anchor.hash}
    chain = Chain(kept)
    async with database.transaction():
        async for row in database.stream("select * from audit_entry order by number"):
            chain.add(dict(row))
    return chain


def missing_ends(
    chain: Chain, anchors: Iterable[Anchor], *, now: datetime, kept_for: Period
) -> Flaw | None:
    """Return the flaw, if anchors know entries that should still stand at either end.

    Entries go from the front when their period is over, and from nowhere else.
    """
    for anchor in sorted(anchors, key=lambda each: each.number):
        if chain.head is not None and anchor.number > chain.head.number:
            return Flaw(Fault.CUT, chain.head.number + 1)
        is_gone = chain.first_number is None or anchor.number < chain.first_number
        if is_gone and now <= after(anchor.at, kept_for):
            return Flaw(Fault.GONE_EARLY, anchor.number)
    return None
