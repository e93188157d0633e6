"""Building the provisions of one expression, in document order, each with its address."""

import re
from dataclasses import dataclass, field

from domain.research.parsed import Level, ParsedProvision, Status

SEGMENT: dict[Level, str] = {
    "preamble": "pbl",
    "citation": "cit",
    "recital": "rct",
    "part": "prt",
    "title": "tis",
    "chapter": "chp",
    "section": "sec",
    "subsection": "ssc",
    "division": "div",
    "article": "art",
    "paragraph": "par",
    "subparagraph": "al",
    "point": "pt",
    "quotation": "quo",
    "annex": "anx",
    "closing": "fnp",
}
"""How each level is written in a path."""

_ROOTED = frozenset({"article", "recital", "citation", "annex"})
"""Levels numbered through the whole act: their address does not name the chapter."""


_LONGEST_PATH = 180
"""Room for a rank within the column's 200 characters."""


@dataclass(slots=True)
class Node:
    """A provision being read."""

    path: str
    level: Level
    number: str = ""
    heading: str = ""
    status: Status = Status.IN_FORCE
    changed_by: str | None = None
    parent: "Node | None" = None
    lines: list[str] = field(default_factory=list)
    children: int = 0
    subparagraphs: int = 0
    said_last: "Node | None" = None
    """The subparagraph that takes what is said after the children."""

    def quoted(self) -> bool:
        """Whether the provision belongs to another act, which this one quotes to amend it."""
        return "quo_" in self.path


class Outline:
    """The provisions read so far."""

    def __init__(self) -> None:
        self._nodes: list[Node] = []
        self._taken: dict[str, int] = {}

    def add(
        self,
        level: Level,
        key: str,
        *,
        parent: Node | None,
        status: Status = Status.IN_FORCE,
        changed_by: str | None = None,
    ) -> Node:
        """Begin a provision. What was deleted with its parent is deleted with it."""
        if parent is not None and parent.status is Status.DELETED:
            status, changed_by = parent.status, parent.changed_by
        path = self._free(self._address(level, key, parent))
        node = Node(path, level, status=status, changed_by=changed_by, parent=parent)
        if parent is not None:
            parent.children += 1
            parent.said_last = None
        self._nodes.append(node)
        return node

    def say(self, node: Node, text: str) -> None:
        """Add ``text`` to the provision, where it stands in the document.

        Text that follows a provision's children becomes a subparagraph, so that the
        order of the law is kept.
        """
        if not text:
            return
        if not node.children:
            node.lines.append(text)
            node.subparagraphs = 1
            return
        if node.said_last is None:
            node.subparagraphs += 1
            after = self.add("subparagraph", str(node.subparagraphs), parent=node)
            node.said_last = after
        node.said_last.lines.append(text)

    def count(self, level: Level) -> int:
        """Return how many provisions of ``level`` were begun."""
        return sum(node.level == level for node in self._nodes)

    def provisions(self) -> tuple[ParsedProvision, ...]:
        """Return what was read; nodes that say nothing and hold nothing are left out."""
        return tuple(
            ParsedProvision(
                path=node.path,
                level=node.level,
                number=node.number[:300],
                heading=node.heading,
                body="\n".join(node.lines),
                status=node.status,
                changed_by=node.changed_by,
                parent=node.parent.path if node.parent else None,
            )
            for node in self._nodes
            if node.lines or node.number or node.heading or node.children
        )

    def _address(self, level: Level, key: str, parent: Node | None) -> str:
        segment = f"{SEGMENT[level]}_{key}"
        if parent is None or (level in _ROOTED and not parent.quoted()):
            return segment
        return f"{parent.path}/{segment}"

    def _free(self, path: str) -> str:
        """Return ``path``, or with a rank where the document uses one number twice."""
        if len(path) > _LONGEST_PATH:
            path = f"{SEGMENT['quotation']}_deep"
        times = self._taken.get(path, 0) + 1
        self._taken[path] = times
        return path if times == 1 else self._free(f"{path}-{times}")


def key_of(label: str) -> str:
    """Return a printed number as it stands in a path: ``(a)`` → ``a``, ``1.2.`` → ``1-2``."""
    return re.sub(r"[^0-9a-z]+", "-", label.lower()).strip("-")
