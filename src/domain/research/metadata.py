"""What the Lex project's ``meta.json`` says of one version of an act."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from domain.research.identifiers import read_celex
from domain.research.parsed import Kind, NotReadable
from domain.text import LANGUAGES, Language, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """Facts about one version, which its text need not say."""

    celex: str
    dated_on: date
    kind: Kind
    in_force: bool | None = None
    titles: Mapping[Language, str] = field(default_factory=dict)
    subjects: Mapping[Language, tuple[str, ...]] = field(default_factory=dict)
    """EuroVoc descriptors."""


def read_metadata(path: Path) -> Metadata:
    """Return what a version's ``meta.json`` says.

    Raises:
        NotReadable: Not JSON, or without the number or the date of the version.
    """
    try:
        said = json.loads(path.read_bytes())
        celex = read_celex(said["raw"]["celex"])
        dated_on = date.fromisoformat(said["valid_from"])
    except (ValueError, KeyError, TypeError, RecursionError) as broken:
        raise NotReadable(
            Text(
                "les métadonnées ne donnent ni numéro CELEX ni date lisibles",
                "the metadata give no readable CELEX number and date",
            ),
            file=str(path),
            place=_place(broken),
        ) from None
    if celex is None:
        raise NotReadable(
            Text(
                f"«\u00a0{said['raw']['celex']}\u00a0» n’est pas un numéro CELEX",
                f"“{said['raw']['celex']}” is not a CELEX number",
            ),
            file=str(path),
            place="raw.celex",
        )
    return Metadata(
        celex=celex.work,
        dated_on=dated_on,
        kind=Kind.CONSOLIDATED if celex.consolidated_on else Kind.OJ,
        in_force={"1": True, "0": False}.get(str(said.get("in_force_status"))),
        titles=_titles(said),
        subjects={language: _subjects(said, language) for language in LANGUAGES},
    )


def _place(broken: Exception) -> str:
    line = getattr(broken, "lineno", None)
    return f"line {line}" if line else "raw.celex, valid_from"


def _titles(said: dict[str, Any]) -> dict[Language, str]:
    """Return the titles; a treaty's is given as a path with ``#`` between its parts."""
    titles: dict[Language, str] = {}
    for expression in said.get("expressions") or ():
        language, title = expression.get("language"), expression.get("title")
        if language in LANGUAGES and title:
            titles[language] = " – ".join(part.strip() for part in title.split("#"))
    return titles


def _subjects(said: dict[str, Any], language: Language) -> tuple[str, ...]:
    return tuple(
        entry["label"]
        for entry in said.get("publisher_metadata") or ()
        if entry.get("kind") == "eurovoc"
        and entry.get("language") == language
        and entry.get("label")
    )
