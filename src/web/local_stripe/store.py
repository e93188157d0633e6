"""What the stand-in knows: objects by kind, in the order of their making, with one undo.

Objects are plain dictionaries in Stripe's shape. A request changes them in place and says so
with :meth:`touch`; at its end all of it is kept, or none.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

Object = dict[str, Any]
Key = tuple[str, str]

ONCE_WRITTEN = {"event"}
"""Kinds whose objects never change: no copy is held for an undo."""


class Store:
    """The objects, and what the request under way did to them."""

    def __init__(self, seed: str = "") -> None:
        """Begin empty; ``seed`` makes the ids."""
        self.seed = seed
        self.live: dict[str, dict[str, Object]] = {}
        self.order: dict[str, list[str]] = {}
        self.place: dict[Key, int] = {}
        self.saved: dict[Key, str] = {}
        self.touched: dict[Key, None] = {}
        self.seen: set[Key] = set()
        self.owned: dict[Key, list[str]] = {}
        self.made = 0
        self._made_before = 0

    def new_id(self, prefix: str, length: int = 24) -> str:
        """Return an id as Stripe's look; the same seed makes the same ones."""
        self.made += 1
        digest = sha256(f"{self.seed}:{prefix}:{self.made}".encode()).hexdigest()
        return f"{prefix}_{digest[:length]}"

    def add(self, kind: str, identity: str, thing: Object) -> Object:
        """Keep a new object."""
        key = (kind, identity)
        ids = self.order.setdefault(kind, [])
        self.place[key] = len(ids)
        ids.append(identity)
        self.live.setdefault(kind, {})[identity] = thing
        self.touched[key] = None
        if isinstance(owner := thing.get("customer"), str):
            self.belongs(kind, identity, owner)
        return thing

    def belongs(self, kind: str, identity: str, customer: str) -> None:
        """Remember whose an object is, so that a customer's are found without a search."""
        self.owned.setdefault((kind, customer), []).append(identity)

    def of(self, kind: str, customer: str) -> list[Object]:
        """Return a customer's objects of a kind, the oldest first."""
        ids = dict.fromkeys(self.owned.get((kind, customer), ()))
        found = (self.find(kind, identity) for identity in ids)
        return [each for each in found if each and each.get("customer") == customer]

    def find(self, kind: str, identity: str) -> Object | None:
        """Return an object, or None."""
        self.seen.add((kind, identity))
        return self.live.get(kind, {}).get(identity)

    def touch(self, kind: str, identity: str) -> None:
        """Say that an object changed."""
        self.touched[kind, identity] = None

    def put(self, kind: str, identity: str, thing: Object) -> Object:
        """Keep an object, in the place of the one of that name."""
        if (kind, identity) not in self.place:
            return self.add(kind, identity, thing)
        self.live[kind][identity] = thing
        self.touch(kind, identity)
        return thing

    def drop(self, kind: str, identity: str) -> None:
        """Forget an object."""
        self.live[kind].pop(identity, None)
        self.touch(kind, identity)

    def each(self, kind: str) -> Iterator[Object]:
        """Return all objects of a kind, the oldest first."""
        for identity, thing in list(self.live.get(kind, {}).items()):
            self.seen.add((kind, identity))
            yield thing

    def oldest(self, kind: str) -> Object | None:
        """Return the oldest object of a kind; it alone is looked at."""
        return next(iter(self.live.get(kind, {}).values()), None)

    def newest(self, kind: str, *, below: int | None = None) -> Iterator[Object]:
        """Return objects of a kind, the newest first, from below a place on."""
        ids = self.order.get(kind, [])
        for index in range((len(ids) if below is None else below) - 1, -1, -1):
            if (found := self.find(kind, ids[index])) is not None:
                yield found

    def newer(self, kind: str, *, above: int) -> Iterator[Object]:
        """Return objects of a kind from above a place on, the oldest first."""
        ids = self.order.get(kind, [])
        for index in range(above + 1, len(ids)):
            if (found := self.find(kind, ids[index])) is not None:
                yield found

    def before(self, key: Key) -> Object:
        """Return an object as it was before the request under way."""
        text = self.saved.get(key)
        return json.loads(text) if text else {}

    def keep(self) -> list[tuple[str, str, str | None]]:
        """Keep what the request did; return it: kind, id, and JSON, or None if forgotten."""
        changed: list[tuple[str, str, str | None]] = []
        for kind, identity in self.touched:
            thing = self.find(kind, identity)
            text = None if thing is None else json.dumps(thing, separators=(",", ":"))
            changed.append((kind, identity, text))
            if text is None:
                self.saved.pop((kind, identity), None)
            else:
                self.saved[kind, identity] = "" if kind in ONCE_WRITTEN else text
        self._forget()
        self._made_before = self.made
        return changed

    def undo(self) -> None:
        """Take back what the request did, to whatever it looked at."""
        for kind, identity in reversed(list(self.touched)):
            if (kind, identity) not in self.saved:
                self._unmake(kind, identity)
        for key in {*self.touched, *self.seen}:
            if text := self.saved.get(key):
                self.live[key[0]][key[1]] = json.loads(text)
        self._forget()
        self.made = self._made_before

    def _forget(self) -> None:
        self.touched.clear()
        self.seen.clear()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Do something and take it back: how a preview is made."""
        if self.touched:
            raise RuntimeError("a preview begins before anything is written")
        try:
            yield
        finally:
            self.undo()

    def _unmake(self, kind: str, identity: str) -> None:
        self.live.get(kind, {}).pop(identity, None)
        place = self.place.pop((kind, identity), None)
        if place is not None and place == len(self.order[kind]) - 1:
            self.order[kind].pop()


def copied(thing: Any) -> Any:
    """Return a deep copy of what JSON can say: faster than one of anything."""
    if isinstance(thing, dict):
        return {name: copied(value) for name, value in thing.items()}
    if isinstance(thing, list):
        return [copied(value) for value in thing]
    return thing
