"""A list of prospects: read for its preview, and taken, beside what PostgreSQL does at best.

Both sides end with the same people in the table: ours reads the file, checks each row, asks the
suppression list and writes the duty to inform; the bare side writes values that were made
before, by COPY and one INSERT.

    python -m bench.prospects          10,000 people
    python -m bench.prospects --full   100,000 people
"""

import argparse
import asyncio
import os
import tempfile
from dataclasses import asdict
from datetime import UTC, datetime
from time import perf_counter
from uuid import UUID, uuid4

os.environ.setdefault("ASSISTEU_DATA_DIR", tempfile.mkdtemp(prefix="assisteu-bench-"))

from bench import measure
from bench.running import prepared_database
from domain import database, prospect_imports
from domain.prospects import Source
from domain.settings import current_settings

NOW = datetime(2026, 11, 27, 3, tzinfo=UTC)
PART = 1024 * 1024
ROUNDS = 5
GOAL_GROWTH_MB = 50
COLUMNS = ("email", "first_name", "last_name", "telephone", "source", "source_name")
BARE = """
    insert into prospect (email, first_name, last_name, telephone, source, source_name,
                          collected_at, kept_from, changed_at)
    select email, first_name, last_name, telephone, source, source_name, $1, $1, $1
    from given
"""


def rows(people: int) -> list[tuple[str, ...]]:
    """Return people, no two with one address."""
    return [
        (
            f"person{n}@example.org",
            "Prénom",
            f"Nom-{n}",
            "+33155550100",
            "directory",
            "Annuaire",
        )
        for n in range(people)
    ]


def file_of(given: list[tuple[str, ...]]) -> bytes:
    """Return the list as a file."""
    lines = (";".join(row[:4]) for row in given)
    return ("e-mail;prénom;nom;téléphone\r\n" + "\r\n".join(lines)).encode()


async def emptied() -> None:
    """Take everybody away again; neither side pays for it."""
    await database.execute("alter table prospect disable trigger user")
    await database.execute("truncate prospect, prospect_import, duty cascade")
    await database.execute("alter table prospect enable trigger user")


async def taken_by_us(content: bytes) -> tuple[float, float]:
    """Take the list; return the seconds of reading and of taking."""
    import_id: UUID = uuid4()
    await prospect_imports.begin(
        import_id, source=Source.DIRECTORY, source_name="Annuaire", language="fr", now=NOW
    )
    for number, start in enumerate(range(0, len(content), PART), start=1):
        part = content[start : start + PART]
        await prospect_imports.keep(import_id, number, part, now=NOW)
    begun = perf_counter()
    await prospect_imports.read_list(import_id, now=NOW)
    read = perf_counter()
    await prospect_imports.confirm(import_id, now=NOW)
    await prospect_imports.take_list(import_id, now=NOW)
    return read - begun, perf_counter() - read


async def measured(people: int) -> measure.Result:
    """Measure both sides in turns."""
    given = rows(people)
    content = file_of(given)
    halves: list[tuple[float, float]] = []

    async def ours() -> float:
        await emptied()
        halves.append(await taken_by_us(content))
        assert await database.fetch_value("select count(*) from prospect") == people
        return sum(halves[-1])

    async def bare() -> float:
        await emptied()
        begun = perf_counter()
        async with database.transaction():
            await database.execute(
                "create temp table given on commit drop as select email, first_name,"
                " last_name, telephone, source, source_name from prospect limit 0"
            )
            await database.copy_rows("given", COLUMNS, given)
            await database.execute(BARE, NOW)
        return perf_counter() - begun

    await ours()
    before = measure.resident_mb()
    pairs = await measure.interleaved(ours=ours, bare=bare, rounds=ROUNDS)
    growth = measure.resident_mb() - before
    ratio = measure.ratio_of(pairs, unit="s", cost=True)
    reading, taking = halves[-1]
    return measure.Result(
        name="prospects",
        goal=f"memory flat (< {GOAL_GROWTH_MB} MB) however long the list; no goal for the rate",
        met=growth < GOAL_GROWTH_MB,
        limit="Checking each address and number in Python, twice written: the row that is"
        " shown, and the person who is taken.",
        figures={
            "people": people,
            "rows read a second": round(people / reading),
            "people taken a second": round(people / taking),
            "of a bare COPY and INSERT": asdict(ratio),
            "memory grew by MB": round(growth, 1),
        },
    )


async def run(people: int) -> measure.Result:
    """Open the database as the worker does, and measure."""
    login = current_settings().migration_database_url
    assert login is not None
    await database.open_pool(login, statement_timeout_ms=600_000)  # the worker's
    try:
        return await measured(people)
    finally:
        await database.close_pool()


def main(*, people: int) -> None:
    """Run the embedded database, and measure."""
    with prepared_database():
        measure.record(asyncio.run(run(people)))


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--full", action="store_true")
    options.add_argument("--people", type=int)
    chosen = options.parse_args()
    main(people=chosen.people or (100_000 if chosen.full else 10_000))
