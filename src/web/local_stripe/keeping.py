"""What the stand-in knows, in one SQLite file: a restart keeps it.

Written through at the end of every step, in one transaction.
"""

import json
import sqlite3
from pathlib import Path

from web.local_stripe.engine import Engine
from web.local_stripe.times import MAIN

_TABLES = """
create table if not exists object (
  kind text not null, id text not null, place integer not null, body text not null,
  primary key (kind, id)
) without rowid;
create table if not exists counter (name text primary key, value) without rowid;
"""


class SQLiteKeeper:
    """One file, of one process."""

    def __init__(self, file: Path) -> None:
        """Open the file, made where it is missing, readable by its owner alone."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        self.connection = sqlite3.connect(file, isolation_level=None)
        self.connection.execute("pragma journal_mode = wal")
        self.connection.execute("pragma synchronous = normal")
        self.connection.execute("pragma secure_delete = on")
        self.connection.executescript(_TABLES)
        self._place: dict[tuple[str, str], int] = {}
        self._last = 0

    def load(self, engine: Engine) -> None:
        """Give an engine, still empty, what was kept; write its changes from now on."""
        store = engine.store
        rows = self.connection.execute(
            "select kind, id, place, body from object order by place"
        )
        for kind, identity, place, body in rows:
            store.add(kind, identity, json.loads(body))
            self._place[kind, identity] = place
            self._last = max(self._last, place)
        counters = dict(self.connection.execute("select name, value from counter"))
        store.seed = counters.get("seed", store.seed)
        store.made = counters.get("made", 0)
        store.keep()
        engine.times.reload()
        for clock in store.each("test_helpers.test_clock"):
            if not clock.get("deleted"):
                engine.times.now[clock["id"]] = clock["frozen_time"]
        engine.times.now[MAIN] = counters.get("now", engine.now())
        engine.deliveries.reload()
        self._count("seed", store.seed)
        engine.keeper = self

    def write(self, changed: list[tuple[str, str, str | None]], made: int, now: int) -> None:
        """Write down what a step changed: whole, or not at all."""
        self.connection.execute("begin")
        for kind, identity, body in changed:
            self._write_one(kind, identity, body)
        self._count("made", made)
        self._count("now", now)
        self.connection.execute("commit")

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def _write_one(self, kind: str, identity: str, body: str | None) -> None:
        if body is None:
            self._place.pop((kind, identity), None)
            self.connection.execute(
                "delete from object where kind = ? and id = ?", (kind, identity)
            )
            return
        place = self._place.get((kind, identity))
        if place is None:
            place = self._last = self._last + 1
            self._place[kind, identity] = place
        self.connection.execute(
            "insert or replace into object values (?, ?, ?, ?)", (kind, identity, place, body)
        )

    def _count(self, name: str, value: int | str) -> None:
        self.connection.execute("insert or replace into counter values (?, ?)", (name, value))
