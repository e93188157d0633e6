"""Which operation answers which path."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from web.local_stripe.parameters import Fields
from web.local_stripe.store import Object

Operation = Callable[..., Object]
"""Takes the engine, the parameters, and what stands in the path."""


@dataclass(frozen=True)
class Route:
    """One operation of the interface."""

    method: str
    path: str
    given: Fields
    operation: Operation


class Table:
    """All routes, found by method and path."""

    def __init__(self, routes: list[Route]) -> None:
        """Sort the routes by their number of steps."""
        self._by_size: dict[tuple[str, int], list[tuple[list[str], Route]]] = {}
        for route in routes:
            steps = route.path.strip("/").split("/")
            self._by_size.setdefault((route.method, len(steps)), []).append((steps, route))

    def find(self, method: str, path: str) -> tuple[Route, list[str]] | None:
        """Return the route of a path, and what stands in its places."""
        steps = path.strip("/").split("/")
        for pattern, route in self._by_size.get((method, len(steps)), []):
            if all(
                p.startswith("{") or p == step for p, step in zip(pattern, steps, strict=True)
            ):
                pairs = zip(pattern, steps, strict=True)
                return route, [step for p, step in pairs if p.startswith("{")]
        return None


def changed(held: Object, given: dict[str, Any], *names: str) -> None:
    """Take over the parameters that were given, as they are."""
    for name in names:
        if name in given:
            held[name] = given[name]
