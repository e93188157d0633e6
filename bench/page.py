"""A signed-in page with two queries, against the same page in bare Litestar with asyncpg.

Server CPU per request, one process each, in turns. Both sides run the same SQL (what our page
asked is recorded and handed over) and answer the same bytes within five in a hundred: the
bare template is our own page, its frame frozen, its rows a loop.

    python -m bench.page [--full]
"""

import argparse
import asyncio
import json
import os
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

os.environ.setdefault("ASSISTEU_DATA_DIR", tempfile.mkdtemp(prefix="assisteu-bench-"))

import httpx
from markupsafe import escape

from bench import measure
from bench.running import BOOKMARKS, TOKENS, Server, prepared_database, served
from domain import database
from domain.settings import current_settings
from web.app import create_asgi

GOAL = 0.6
PATH = "/bookmarks"
REQUESTS_A_ROUND = 300
"""Enough that the system’s clock of 10 ms is under four in a hundred of either side."""
AT_ONCE = 4
COOKIES = [{"cookie": f"assisteu_session={token}"} for token in TOKENS]
"""Eight people read in turn: connections change whom they act for, as they do in life."""


async def our_page() -> tuple[str, list[tuple[str, tuple[Any, ...]]]]:
    """Return our page, and the queries that it made with their arguments."""
    asked: list[tuple[str, tuple[Any, ...]]] = []
    originals = {
        name: getattr(database, name) for name in ("fetch", "fetch_row", "fetch_value")
    }

    def recorded(original: Any) -> Any:
        async def call(sql: str, *arguments: Any) -> Any:
            asked.append((sql, arguments))
            return await original(sql, *arguments)

        return call

    await database.open_pool(current_settings().database_url)
    for name, original in originals.items():
        setattr(database, name, recorded(original))
    transport = httpx.ASGITransport(create_asgi())  # type: ignore[arg-type]
    url = current_settings().public_url
    async with httpx.AsyncClient(transport=transport, base_url=url) as client:
        answer = await client.get(PATH, headers=COOKIES[0])
    for name, original in originals.items():
        setattr(database, name, original)
    await database.close_pool()
    assert answer.status_code == 200, answer.status_code
    return answer.text, asked


def bare_template(page: str, rows: list[dict[str, Any]]) -> str:
    """Return our page as a template: its frame frozen, its rows a loop over ``rows``."""
    first = page.index(rows[0]["celex"])
    begins = page.rindex("<li", 0, first)
    second = page.index(rows[1]["celex"], page.index("</li>", first))
    pitch = page.rindex("<li", 0, second)
    ends = page.rindex("</li>", 0, page.rindex(rows[-1]["celex"]) + 4000) + len("</li>")
    row = page[begins:pitch]
    for column in ("title", "celex"):
        row = row.replace(str(escape(rows[0][column])), "{{ row." + column + " }}")
    return (
        page[:begins] + "{% for row in rows %}" + row + "{% endfor %}" + page[ends:]
    ).replace("Zoé", "{{ person.first_name }}")


async def load(client: httpx.AsyncClient, requests: int) -> None:
    """Ask for the page ``requests`` times, a few at once."""
    left = iter(range(requests))

    async def reader() -> None:
        for number in left:
            answer = await client.get(PATH, headers=COOKIES[number % len(COOKIES)])
            assert answer.status_code == 200, answer.status_code

    await asyncio.gather(*(reader() for _ in range(AT_ONCE)))


def cost(server: Server, requests: int) -> measure.Side:
    """Return a run that tells the server's CPU per request, in milliseconds."""

    async def run() -> float:
        async with httpx.AsyncClient(base_url=server.url) as client:
            before = measure.cpu_seconds([server.pid])
            await load(client, requests)
            return (measure.cpu_seconds([server.pid]) - before) * 1000 / requests

    return run


def owner_url() -> str:
    """Return the login that owns the tables."""
    url = current_settings().migration_database_url
    assert url is not None
    return url


async def rows_of(sql: str, arguments: tuple[Any, ...]) -> list[dict[str, Any]]:
    """Return what a query gives."""
    await database.open_pool(owner_url())
    rows = [dict(row) for row in await database.fetch(sql, *arguments)]
    await database.close_pool()
    return rows


def bare_side(folder: Path) -> tuple[dict[str, str], int]:
    """Write what the bare side needs; return its environment and the size of our page."""
    page, asked = asyncio.run(our_page())
    (who_is, _), (list_them, arguments) = asked
    rows = asyncio.run(rows_of(list_them, arguments))
    assert len(rows) == BOOKMARKS, len(rows)
    (folder / "bookmarks.html").write_text(bare_template(page, rows))
    (folder / "who_is.sql").write_text(who_is)
    (folder / "rows.sql").write_text(list_them)
    return (
        {
            "BENCH_DSN": owner_url(),  # who passes the walls, as a bare page has none
            "BENCH_TEMPLATE": str(folder / "bookmarks.html"),
            "BENCH_WHO_IS": str(folder / "who_is.sql"),
            "BENCH_ROWS": str(folder / "rows.sql"),
            "BENCH_FURTHER": json.dumps(arguments[1:]),
        },
        len(page.encode()),
    )


def main(*, rounds: int) -> None:
    """Measure, and record."""
    with prepared_database(), tempfile.TemporaryDirectory() as folder:
        environment, our_size = bare_side(Path(folder))
        with (
            served("web.asgi:app") as ours,
            served("bench.bare.app:app", environment=environment) as bare,
        ):
            bare_size = len(httpx.get(bare.url + PATH, headers=COOKIES[0]).content)
            assert abs(bare_size / our_size - 1) <= 0.05, (bare_size, our_size)
            pairs = asyncio.run(
                measure.interleaved(
                    ours=cost(ours, REQUESTS_A_ROUND),
                    bare=cost(bare, REQUESTS_A_ROUND),
                    rounds=rounds,
                )
            )
    ratio = measure.ratio_of(pairs, unit="ms CPU a request", cost=True)
    measure.record(
        measure.Result(
            name="page",
            goal=f"≥ {GOAL} of bare Litestar with asyncpg, by server CPU a request",
            met=ratio.median >= GOAL,
            limit="Jinja: rows, then frame; guard, dependencies, log line, time limits.",
            figures={
                "ratio": asdict(ratio),
                "bytes of our page": our_size,
                "bytes of the bare page": bare_size,
            },
        )
    )


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--full", action="store_true")
    options.add_argument("--rounds", type=int, default=measure.ROUNDS)
    main(rounds=options.parse_args().rounds)
