"""Deliveries of events: each planned when its event is, in whatever disorder is wanted.

Stripe promises neither order nor once: the switches here delay, repeat, shuffle, drop or hold
deliveries, the same way for the same seed. Sending itself is somebody else's: a background
task in the local run, a plain function in a test.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from web.local_stripe import events
from web.local_stripe.signing import HEADER, signature
from web.local_stripe.store import Object, Store

RETRIES_S = (5, 30, 120, 600, 3600, 4 * 3600, 12 * 3600)
"""Shorter than Stripe's first pauses: nobody waits for an hour at a local run."""

ROTATION_S = 24 * 3600
_OK = range(200, 300)
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Disorder:
    """How deliveries go astray."""

    seed: int = 0
    drop_percent: int = 0
    repeat_percent: int = 0
    delay_s: int = 0
    """Each waits for up to so many seconds of the house's clock."""
    shuffle: bool = False
    hold: bool = False
    """Nothing leaves until it is released."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One delivery, ready to be sent."""

    delivery: str
    url: str
    body: bytes
    headers: dict[str, str]


class Deliveries:
    """What is to be delivered, and what became of it."""

    def __init__(self, store: Store, clock: Callable[[], int], disorder: Disorder) -> None:
        """Take the store, and the clock by which receivers read the signature's time."""
        self.store = store
        self.clock = clock
        self.disorder = disorder
        self._open: dict[str, None] = {}
        self._by_event: dict[str, list[str]] = {}

    def reload(self) -> None:
        """Find what still waits: after a restart."""
        for each in self.store.each("_delivery"):
            self._by_event.setdefault(each["event"], []).append(each["id"])
        waiting = (e for e in self.store.each("_delivery") if e["state"] == "waiting")
        self._open = {each["id"]: None for each in waiting}

    def plan(self, event: Object) -> int:
        """Plan the deliveries of an event; return how many endpoints will have it."""
        wanted = [e for e in self.store.each("webhook_endpoint") if _wants(e, event["type"])]
        return sum(self._plan_one(event, endpoint) for endpoint in wanted)

    def ready(self) -> list[str]:
        """Return what may leave now, in the order in which it leaves."""
        if self.disorder.hold:
            return []
        now = self.clock()
        rows = [row for row in self._waiting() if row["at"] <= now]
        rows.sort(key=lambda row: (row["rank"], row["number"]))
        return [row["id"] for row in rows]

    def parcel(self, delivery: str) -> Parcel | None:
        """Return a delivery, signed at this moment; None where nobody waits for it."""
        row = self.store.find("_delivery", delivery)
        event = self.store.find("event", row["event"]) if row else None
        endpoint = self.store.find("webhook_endpoint", row["endpoint"]) if row else None
        if row is None or event is None or endpoint is None:
            return None
        body = json.dumps(events.whole(event), indent=2).encode()
        signed = signature(body, self.secrets(endpoint["id"]), at=self.clock())
        headers = {"Content-Type": "application/json; charset=utf-8", HEADER: signed}
        return Parcel(delivery, endpoint["url"], body, headers)

    def answered(self, delivery: str, status: int | None) -> None:
        """Note what the receiver answered; ``None``: it did not."""
        row = self.store.find("_delivery", delivery)
        if row is None:
            self._open.pop(delivery, None)
            return
        row["tries"] += 1
        row["status"] = status
        if status in _OK:
            self._delivered(row)
        elif row["tries"] > len(RETRIES_S):
            row["state"] = "failed"
        else:
            row["at"] = self.clock() + RETRIES_S[row["tries"] - 1]
        if row["state"] != "waiting":
            self._open.pop(delivery, None)
        self.store.touch("_delivery", delivery)

    def deliver(self, send: Callable[[Parcel], int]) -> int:
        """Deliver what may leave by a function that returns the status; say how many."""
        ready = self.ready()
        for delivery in ready:
            parcel = self.parcel(delivery)
            self.answered(delivery, None if parcel is None else send(parcel))
        return len(ready)

    def switch(self, **changes: Any) -> None:
        """Change the disorder of what is planned from now on, or hold what waits."""
        self.disorder = replace(self.disorder, **changes)

    def release(self) -> None:
        """Let everything that waits leave now, delayed or held."""
        self.switch(hold=False)
        for row in self._waiting():
            row["at"] = min(row["at"], self.clock())
            self.store.touch("_delivery", row["id"])

    def repeat(self, event_id: str) -> None:
        """Deliver an event once more: as "resend" in Stripe's dashboard."""
        event = self.store.find("event", event_id)
        if event is not None:
            for endpoint in self.store.each("webhook_endpoint"):
                self._add(event, endpoint, "waiting", self.clock(), 0)

    def of(self, event_id: str) -> list[str]:
        """Return the deliveries of an event."""
        return list(self._by_event.get(event_id, ()))

    def waiting(self) -> int:
        """Return how many deliveries wait."""
        return sum(1 for _ in self._waiting())

    def forget(self, event_id: str) -> None:
        """Forget the deliveries of an event that is forgotten."""
        for identity in self._by_event.pop(event_id, ()):
            self.store.drop("_delivery", identity)
            self._open.pop(identity, None)

    def secrets(self, endpoint: str) -> list[str]:
        """Return the secrets that sign: two during a rotation."""
        held = (self.store.find("_secret", endpoint) or {"secrets": []})["secrets"]
        now = self.clock()
        return [e["secret"] for e in held if e["until"] is None or e["until"] > now]

    def set_secret(self, endpoint: str, secret: str) -> None:
        """Give an endpoint a secret; the one before signs beside it for a day."""
        held = (self.store.find("_secret", endpoint) or {"secrets": []})["secrets"]
        if any(each["secret"] == secret and each["until"] is None for each in held):
            return
        until = self.clock() + ROTATION_S
        old = [{"secret": e["secret"], "until": e["until"] or until} for e in held]
        new = {"secret": secret, "until": None}
        self.store.put("_secret", endpoint, {"id": endpoint, "secrets": [new, *old]})

    def _waiting(self) -> Iterator[Object]:
        for identity in list(self._open):
            row = self.store.find("_delivery", identity)
            if row is None:
                self._open.pop(identity)
            else:
                yield row

    def _plan_one(self, event: Object, endpoint: Object) -> int:
        disorder = self.disorder
        chance = Random(f"{disorder.seed}:{event['id']}:{endpoint['id']}")  # noqa: S311
        dropped = chance.randrange(_HUNDRED) < disorder.drop_percent
        repeated = chance.randrange(_HUNDRED) < disorder.repeat_percent
        for _ in range(2 if repeated else 1):
            at = self.clock() + chance.randint(0, disorder.delay_s)
            rank = chance.getrandbits(32) if disorder.shuffle else 0
            self._add(event, endpoint, "dropped" if dropped else "waiting", at, rank)
        return 0 if dropped else 1

    def _add(self, event: Object, endpoint: Object, state: str, at: int, rank: int) -> None:
        own = self._by_event.setdefault(event["id"], [])
        identity = f"{event['id']}:{endpoint['id']}:{len(own) + 1}"
        row = {
            "id": identity,
            "event": event["id"],
            "endpoint": endpoint["id"],
            "at": at,
            "state": state,
            "rank": rank,
            "tries": 0,
            "status": None,
        }
        self.store.add("_delivery", identity, row)
        own.append(identity)
        row["number"] = self.store.place["_delivery", identity]
        if state == "waiting":
            self._open[identity] = None

    def _delivered(self, row: Object) -> None:
        row["state"] = "delivered"
        event = self.store.find("event", row["event"])
        if event is not None and event["pending_webhooks"] > 0:
            event["pending_webhooks"] -= 1
            self.store.touch("event", event["id"])


def _wants(endpoint: Object, kind: str) -> bool:
    if endpoint.get("deleted") or endpoint["status"] != "enabled":
        return False
    return any(events.matches(kind, each) for each in endpoint["enabled_events"])
