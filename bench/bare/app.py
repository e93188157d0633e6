"""The signed-in list of bookmarks in bare Litestar: two raw queries and one template.

What our page adds is what the ratio shows: edge, headers, access, forms' tokens, languages,
the frame read anew. The template is our own page, its frame frozen and its rows a loop.
"""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import asyncpg
from jinja2 import Environment, FileSystemLoader
from litestar import Litestar, MediaType, Request, get
from litestar.response import Response

TEMPLATE = Path(os.environ["BENCH_TEMPLATE"])
WHO_IS = Path(os.environ["BENCH_WHO_IS"]).read_text()
ROWS = Path(os.environ["BENCH_ROWS"]).read_text()
FURTHER = json.loads(os.environ["BENCH_FURTHER"])
pages = Environment(
    loader=FileSystemLoader(TEMPLATE.parent), autoescape=True, auto_reload=False
)


class State:
    """The pool of this process."""

    pool: Any


@asynccontextmanager
async def connected(_app: Litestar) -> AsyncIterator[None]:
    """Hold the pool."""
    State.pool = await asyncpg.create_pool(os.environ["BENCH_DSN"], min_size=1, max_size=8)
    yield
    await State.pool.close()


@get("/bookmarks")
async def bookmarks(request: Request[Any, Any, Any]) -> Response[str]:
    """Answer the page."""
    token = request.cookies["assisteu_session"]
    digest = sha256(token.encode()).digest()
    person = await State.pool.fetchrow(WHO_IS, digest, datetime.now(UTC))
    rows = await State.pool.fetch(ROWS, person["id"], *FURTHER)
    body = pages.get_template(TEMPLATE.name).render(person=person, rows=rows)
    return Response(body, media_type=MediaType.HTML)


app = Litestar([bookmarks], lifespan=[connected], openapi_config=None)
