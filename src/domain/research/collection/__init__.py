"""Our summaries of well-known acts of EU law: what the collection holds before any import.

Numbers, dates and titles are facts; the words below the titles are our own, written for this
collection, and are not the law's text: every page that shows one says so. One TOML file per
act, in both languages side by side, so that a lawyer can review them.

    at       the address of the provision summarised, as in the law: ``art_17``
    number   what is printed before it, where ``at`` does not say it
    fr, en   heading and summary
"""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import Any

from domain.research.parsed import Kind, Level, ParsedExpression, ParsedProvision, Status
from domain.text import LANGUAGES, Language

_LEVELS: dict[str, Level] = {
    "art": "article",
    "par": "paragraph",
    "al": "subparagraph",
    "pt": "point",
    "anx": "annex",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SummarisedAct:
    """One act of the collection, in both languages."""

    celex: str
    ecli: str | None
    in_force: bool | None
    aliases: tuple[str, ...]
    expressions: tuple[ParsedExpression, ...]
    sha256: str
    source: str


def summarised_acts() -> Iterator[SummarisedAct]:
    """Yield each act of the collection, in the order of its number."""
    for file in sorted(files(__name__).iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            yield _act(tomllib.loads(file.read_text("utf-8")), file.name)


def _act(said: dict[str, Any], source: str) -> SummarisedAct:
    return SummarisedAct(
        celex=said["celex"],
        ecli=said.get("ecli"),
        in_force=said.get("in_force"),
        aliases=tuple(said["aliases"]),
        expressions=tuple(_expression(said, language) for language in LANGUAGES),
        sha256=sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest(),
        source=source,
    )


def _expression(said: dict[str, Any], language: Language) -> ParsedExpression:
    return ParsedExpression(
        celex=said["celex"],
        language=language,
        kind=Kind.SUMMARY,
        dated_on=said["dated_on"],
        title=said["title"][language],
        provisions=tuple(_provision(entry, language) for entry in said["provision"]),
    )


def _provision(entry: dict[str, Any], language: Language) -> ParsedProvision:
    parent, _, segment = entry["at"].rpartition("/")
    heading, body = entry[language]
    return ParsedProvision(
        path=entry["at"],
        level=_LEVELS[segment.partition("_")[0]],
        number=_number(entry, segment, language),
        heading=heading,
        body=body,
        status=Status(entry.get("status", "in_force")),
        changed_by=entry.get("changed_by"),
        parent=parent or None,
    )


def _number(entry: dict[str, Any], segment: str, language: Language) -> str:
    if "number" in entry:
        return str(entry["number"][language])
    kind, _, number = segment.partition("_")
    if kind == "art":
        return "Article premier" if (number, language) == ("1", "fr") else f"Article {number}"
    return f"{number}." if kind == "par" else f"{number})"
