"""The table of contents of an act."""

from typing import TypedDict

from domain.research import Document, Passage
from domain.text import Text

_SHOWN = frozenset({"article", "annex", "preamble"})
_RECITALS = Text("Considérants", "Recitals")
_PREAMBLE = Text("Préambule", "Preamble")


class Entry(TypedDict):
    """One line of the contents."""

    href: str
    text: Text | str
    children: list["Entry"]


def contents_of(document: Document) -> list[Entry]:
    """Return the divisions and articles of the text shown, each with its link."""
    entries = _entries(document.passages)
    if document.recitals:
        entries.append(_entry(document.recitals[0].path, _RECITALS))
    return entries


def _entries(passages: "tuple[Passage, ...] | list[Passage]") -> list[Entry]:
    entries: list[Entry] = []
    for passage in passages:
        if passage.level == "preamble":
            entries += _preamble(passage)
        elif passage.level == "recital":
            if not any(entry["text"] is _RECITALS for entry in entries):
                entries.append(_entry(passage.path, _RECITALS))
        elif passage.is_division or passage.level in _SHOWN:
            below = [] if passage.level == "annex" else _entries(passage.children)
            entries.append(_entry(passage.path, _title(passage), below))
    return entries


def _preamble(passage: Passage) -> list[Entry]:
    first = next((below for below in passage.children if below.level == "recital"), None)
    recitals = [_entry(first.path, _RECITALS)] if first else []
    return [_entry(passage.path, _PREAMBLE), *recitals]


def _title(passage: Passage) -> Text | str:
    number = passage.number.rstrip(":. ")
    title = " — ".join(filter(None, (number, passage.heading)))
    if passage.status == "deleted":
        return Text(f"{title} (supprimé)", f"{title} (deleted)")
    return title


def _entry(path: str, text: Text | str, children: list[Entry] | None = None) -> Entry:
    return Entry(href=f"#{path}", text=text, children=children or [])
