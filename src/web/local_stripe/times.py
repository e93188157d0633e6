"""The clocks of the stand-in, and what is due on each: done in the order of its due times.

The clock ``MAIN`` follows the house's; each test clock stands until it is advanced.
"""

import heapq
from collections.abc import Callable
from typing import TYPE_CHECKING

from web.local_stripe.store import Object, Store

if TYPE_CHECKING:
    from web.local_stripe.engine import Engine

MAIN = ""
HOUR = 3600
DAY = 24 * HOUR

Due = Callable[["Engine", Object], None]
"""What is done when its time has come, with the row that says so."""


class Times:
    """What time it is on each clock, and what is due there."""

    def __init__(self, store: Store) -> None:
        """Take what is due from the store."""
        self.store = store
        self.now: dict[str, int] = {MAIN: 0}
        self._heaps: dict[str, list[tuple[int, int, str]]] = {}

    def reload(self) -> None:
        """Read anew what is due: after a restart."""
        self._heaps.clear()
        for due in self.store.each("_due"):
            self._push(due)

    def at(self, moment: int, what: str, subject: str, *, clock: str) -> None:
        """Have something done at a time: at once where the time has passed."""
        identity = self.store.new_id("due")
        due = {"id": identity, "at": moment, "what": what, "subject": subject, "clock": clock}
        self._push(self.store.add("_due", identity, due))

    def next(self, clock: str, until: int) -> Object | None:
        """Return what is due first on a clock, and forget it; None when nothing is."""
        heap = self._heaps.get(clock, [])
        while heap and heap[0][0] <= until:
            moment, _, identity = heapq.heappop(heap)
            due = self.store.find("_due", identity)
            # An entry that was undone may have left its id to another.
            if due is not None and due["at"] == moment and due["clock"] == clock:
                self.store.drop("_due", identity)
                return due
        return None

    def _push(self, due: Object) -> None:
        heap = self._heaps.setdefault(due["clock"], [])
        heapq.heappush(heap, (due["at"], self.store.place["_due", due["id"]], due["id"]))


def move(engine: "Engine", clock: str, target: int, handlers: dict[str, Due]) -> None:
    """Bring a clock to ``target``, doing on the way what is due, each at its time."""
    times = engine.times
    while (due := times.next(clock, target)) is not None:
        times.now[clock] = max(times.now[clock], due["at"])
        handlers[due["what"]](engine, due)
        engine.keep()
    times.now[clock] = max(times.now[clock], target)
