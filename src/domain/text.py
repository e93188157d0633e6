"""Words for people, in the two languages of the site."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["fr", "en"]

LANGUAGES: tuple[Language, ...] = ("fr", "en")
"""French first: it is the official text (P-POL-1)."""


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or name, side by side in both languages, so that neither is forgotten."""

    fr: str
    en: str

    def __post_init__(self) -> None:
        """Refuse a text that lacks one of its languages."""
        if not (self.fr and self.en):
            message = f"a text needs both languages: {self!r}"
            raise ValueError(message)

    def __getitem__(self, language: Language) -> str:
        """Return the words in ``language``."""
        return self.fr if language == "fr" else self.en


LANGUAGE_NAMES: dict[Language, Text] = {
    "fr": Text("français", "French"),
    "en": Text("anglais", "English"),
}
