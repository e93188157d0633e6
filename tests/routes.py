"""The routes of the site, read off the application: what is added comes under the walks."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from web.access import Access
from web.app import create_app


@dataclass(frozen=True)
class Route:
    """One way into the site, as its handler declares it."""

    method: str
    pattern: str
    """With its parameters in braces: ``/history/{entry_id}/erasure``."""

    access: Access
    step_up: bool
    machine: bool
    upload: bool
    """Takes a file with its form; tests/web/test_imports.py shows what it refuses."""

    def __str__(self) -> str:
        return f"{self.method} {self.pattern}"


@lru_cache(maxsize=1)
def all_routes() -> tuple[Route, ...]:
    """Return every route, in the order of the site."""
    return tuple(_routes())


def _routes() -> Iterator[Route]:
    for route in create_app().routes:
        handlers: Any = getattr(route, "route_handlers", None) or [route.route_handler]
        for handler in handlers:
            for method in sorted({"GET", "POST"} & set(handler.http_methods)):
                yield Route(
                    method=method,
                    pattern=route.path_format,
                    access=handler.opt["access"],
                    step_up=bool(handler.opt.get("step_up")),
                    machine=bool(handler.opt.get("machine")),
                    upload=bool(handler.opt.get("upload")),
                )


def pages() -> list[Route]:
    """Return the routes that show something."""
    return [route for route in all_routes() if route.method == "GET"]


def forms() -> list[Route]:
    """Return the routes that take a form."""
    return [route for route in all_routes() if route.method == "POST"]
