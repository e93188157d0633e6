"""What a file of EU law says, once read: one form for Formex and for XHTML."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from domain.errors import DomainError
from domain.text import Language, Text


class Kind(StrEnum):
    """Where an expression of an act comes from. Valued as stored."""

    OJ = "oj"
    """The Official Journal's: the authentic text, as it was adopted."""
    CONSOLIDATED = "consolidated"
    """The Publications Office's, as amended; it has no legal effect."""
    SUMMARY = "summary"
    """Ours, in our own words; not the law's text."""


class Status(StrEnum):
    """What became of a provision. Valued as stored."""

    IN_FORCE = "in_force"
    REPLACED = "replaced"
    """Law, in the wording that a later act gave it."""
    DELETED = "deleted"
    """Taken out by a later act: never law any more, whatever its words still say."""


Level = Literal[
    "preamble",
    "citation",
    "recital",
    "part",
    "title",
    "chapter",
    "section",
    "subsection",
    "division",
    "article",
    "paragraph",
    "subparagraph",
    "point",
    "quotation",
    "annex",
    "closing",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedProvision:
    """One addressable piece of an act, with its own words and not those of its children."""

    path: str
    """``art_17/par_1/pt_a``: an address within the expression, unique there."""
    level: Level
    number: str
    """As printed: ``Article 17``, ``1.``, ``(a)``."""
    heading: str
    body: str
    status: Status
    changed_by: str | None
    """The CELEX number of the act that inserted, replaced or deleted it."""
    parent: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedExpression:
    """One act, in one language, at one date."""

    celex: str
    language: Language
    kind: Kind
    dated_on: date
    """Of an OJ text, the day of the act; of a consolidation, the day it shows."""
    title: str
    provisions: tuple[ParsedProvision, ...]

    def count(self, level: Level) -> int:
        """Return how many provisions of ``level`` the expression has, deleted ones included."""
        return sum(provision.level == level for provision in self.provisions)


class NotReadable(DomainError):
    """A file is broken, empty, dangerous or of a kind that we do not know.

    Says which file, where in it (a line or an element) and why, in both languages.
    """

    def __init__(self, reason: Text, *, file: str = "", place: str = "") -> None:
        super().__init__(reason.en)
        self.reason = reason
        self.file = file
        self.place = place

    def within(self, file: str) -> "NotReadable":
        """Return the same error, naming ``file``."""
        return NotReadable(self.reason, file=self.file or file, place=self.place)

    def in_words(self) -> Text:
        """Return one sentence for a person: the file, the place in it, the reason."""
        where = ", ".join(filter(None, (self.file, self.place)))
        if not where:
            return self.reason
        in_french = where.replace(", line ", ", ligne ")
        return Text(f"{in_french}\u00a0: {self.reason.fr}", f"{where}: {self.reason.en}")

    def __str__(self) -> str:
        """Return the sentence in English, for the command line."""
        return self.in_words().en
