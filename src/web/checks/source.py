"""A template as its author wrote it: its markup without Jinja, and its expressions."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from jinja2 import Environment, nodes

EXPRESSION = "\ue000"
"""Stands in the markup where a value will stand: a private character, no letter."""

CSRF_FIELD = "<x-csrf-field>"
"""Stands in the markup where ``csrf_field()`` is called."""

UNSPOKEN_BLOCKS = {"width"}
"""Blocks of the frame whose content is the name of a class."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is wrong, and where."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        """Return the line that an editor can jump to."""
        return f"{self.path}:{self.line}: {self.what}"


@dataclass(frozen=True)
class Source:
    """One template file."""

    path: Path
    name: str
    text: str
    environment: Environment

    @property
    def is_markup(self) -> bool:
        """Whether it is HTML; else it is the plain text of a mail."""
        return ".txt" not in self.path.suffixes

    @cached_property
    def tree(self) -> nodes.Template:
        """The template, parsed.

        Raises:
            TemplateSyntaxError: It is no template.
        """
        return self.environment.parse(self.text, self.name)

    @cached_property
    def markup(self) -> str:
        """What stands outside Jinja, line by line as in the file."""
        return "".join(self._pieces())

    def found(self, line: int, what: str) -> Finding:
        """Return a finding in this template."""
        return Finding(self.name, line, what)

    def _pieces(self) -> Iterator[str]:
        line, inside, is_unspoken = 1, "", False
        for at, kind, value in self.environment.lex(self.text, self.name):
            piece = ""
            if kind == "data" and not is_unspoken:
                piece = value
            elif kind == "variable_end":
                piece = CSRF_FIELD if inside.startswith("csrf_field(") else EXPRESSION
            elif kind == "block_end":
                is_unspoken = inside.removeprefix("block") in UNSPOKEN_BLOCKS
            inside = "" if kind in ("variable_begin", "block_begin") else inside + value.strip()
            # Jinja takes some line breaks away: put back what the count of lines lacks.
            missing = max(at - line, 0)
            line += missing + piece.count("\n")
            yield "\n" * missing + piece
