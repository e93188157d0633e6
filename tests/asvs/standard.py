"""OWASP ASVS 5.0.0, levels 1 and 2, and what was decided about each of its requirements."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
REQUIREMENTS = Path(__file__).with_name("requirements.toml")
NOT_APPLICABLE = ROOT / "docs" / "asvs-not-applicable.toml"
NOT_MET = ROOT / "docs" / "asvs-not-met.toml"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement: id, level and chapter of the standard, title in our own words."""

    id: str
    level: int
    title: str
    chapter: str


@lru_cache(maxsize=1)
def requirements() -> dict[str, Requirement]:
    """Return every requirement of levels 1 and 2 by its id, in the standard's order."""
    chapters = tomllib.loads(REQUIREMENTS.read_text())
    return {
        number: Requirement(number, level, title, chapter)
        for chapter, entries in chapters.items()
        for number, (level, title) in entries.items()
    }


def reasons(file: Path) -> dict[str, str]:
    """Return the reasons that a file gives, by id; a range ``10.*`` is all of a chapter."""
    given: dict[str, str] = {}
    for pattern, reason in tomllib.loads(file.read_text()).items():
        for number in _named_by(pattern):
            given[number] = reason
    return given


def _named_by(pattern: str) -> list[str]:
    if not pattern.endswith(".*"):
        return [pattern]
    return [number for number in requirements() if number.startswith(pattern[:-1])]
