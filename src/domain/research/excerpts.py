"""Short passages of an act around the words that were found, those words marked."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from domain.database import Row
from domain.research.folding import fold, places

LENGTH = 260
_BEGIN, _END = "\x02", "\x03"


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A passage of one provision."""

    path: str
    number: str
    heading: str
    parts: tuple[tuple[str, bool], ...]
    """The passage in pieces; True where a word was found."""


def excerpts_of(rows: Iterable[Row]) -> dict[UUID, tuple[Excerpt, ...]]:
    """Return the excerpts of each expression, from PostgreSQL's marks in the folded text."""
    found: dict[UUID, tuple[Excerpt, ...]] = {}
    for row in rows:
        excerpt = Excerpt(
            path=row["path"],
            number=row["number"],
            heading=row["heading"],
            parts=passage(row["body"], row["marked"]),
        )
        found[row["expression"]] = (*found.get(row["expression"], ()), excerpt)
    return found


def passage(body: str, marked: str) -> tuple[tuple[str, bool], ...]:
    """Return the passage of ``body`` around the first marks, in pieces.

    ``marked`` is the folded body with marks around the words found. Words are matched
    without accents but shown with them: the marks are carried back, letter by letter.
    """
    spans = _spans(body, marked)
    first = spans[0][0] if spans else 0
    start = _word_start(body, max(0, first - LENGTH // 4))
    end = _word_end(body, min(len(body), start + LENGTH))
    inside = [(max(begin, start), min(stop, end)) for begin, stop in spans if begin < end]
    edges = [start, *(edge for span in inside for edge in span), end]
    pieces = [
        (body[begin:stop].replace("\n", " "), rank % 2 == 1)
        for rank, (begin, stop) in enumerate(pairwise(edges))
    ]
    before = [("… ", False)] if start else []
    after = [(" …", False)] if end < len(body) else []
    return tuple(piece for piece in [*before, *pieces, *after] if piece[0])


def _spans(body: str, marked: str) -> list[tuple[int, int]]:
    """Return where the words found stand in ``body``; nothing if the texts do not agree."""
    folded = marked.replace(_BEGIN, "").replace(_END, "")
    if folded != fold(body):
        return []
    back = [*places(body), len(body)]
    spans: list[tuple[int, int]] = []
    at = 0
    for letter in marked:
        if letter == _BEGIN:
            spans.append((back[at], back[at]))
        elif letter == _END:
            spans[-1] = (spans[-1][0], back[at])
        else:
            at += 1
    return spans


def _word_start(body: str, at: int) -> int:
    return 0 if at == 0 else body.find(" ", at) + 1


def _word_end(body: str, at: int) -> int:
    if at == len(body):
        return at
    end = body.rfind(" ", 0, at)
    return end if end > 0 else at
