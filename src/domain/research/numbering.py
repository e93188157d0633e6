"""How divisions and annexes are numbered: Roman, Arabic, letters, or words."""

import re

from domain.research.parsed import Level

_DIVISIONS: tuple[tuple[str, Level], ...] = (
    (r"sous-section|sub-?section", "subsection"),
    (r"section", "section"),
    (r"chapitre|chapter", "chapter"),
    (r"titre|title", "title"),
    (r"partie|part", "part"),
)

_WORDS = {
    "premier": 1, "premiere": 1, "première": 1, "unique": 1, "one": 1, "first": 1,
    "deuxième": 2, "deuxieme": 2, "two": 2, "second": 2, "troisième": 3, "three": 3,
    "third": 3, "quatrième": 4, "four": 4, "fourth": 4, "cinquième": 5, "five": 5,
    "fifth": 5, "sixième": 6, "six": 6, "sixth": 6, "septième": 7, "seven": 7, "seventh": 7,
}  # fmt: skip

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def division_of(label: str) -> Level:
    """Return which kind of division a printed label names: ``CHAPITRE III`` is a chapter."""
    lowered = label.lower()
    for pattern, level in _DIVISIONS:
        if re.search(rf"\b(?:{pattern})\b", lowered):
            return level
    return "division"


def number_of(label: str) -> str | None:
    """Return the number in a label, in Arabic figures: ``ANNEX IV`` → ``4``."""
    words: list[str] = re.findall(r"[^\W_]+", label.lower())
    for word in words:
        if word in _WORDS:
            return str(_WORDS[word])
        if re.fullmatch(r"\d+[a-z]{0,2}", word):
            return word.lstrip("0") or word
        if re.fullmatch(r"[ivxlc]+", word):
            return str(_from_roman(word))
        if re.fullmatch(r"[a-h]", word):
            return word
    return None


def _from_roman(word: str) -> int:
    values = [_ROMAN[letter] for letter in word]
    following = [*values[1:], 0]
    return sum(
        -value if value < after else value
        for value, after in zip(values, following, strict=True)
    )


def article_key(identifier: str) -> str:
    """Return an article's number from its identifier: ``005A`` → ``5a``, ``017`` → ``17``."""
    stripped = identifier.strip().lstrip("0").lower()
    return re.sub(r"[^0-9a-z]+", "-", stripped).strip("-")
