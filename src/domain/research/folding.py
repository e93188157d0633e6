"""The spelling under which words are compared, in Python, and the way back to the text.

PostgreSQL's ``fold`` does the same on its side (migrations/sql/research.sql); a test holds
the two together. Every character becomes one, but for the ligatures, which become two.
"""

_ACCENTED = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝŸ"
_PLAIN = "aaaaaaceeeeiiiinooooouuuuyyaaaaaaceeeeiiiinooooouuuuyy"
_DASHES = "\u2010\u2011\u2012"
_SPACES = (
    "\u2018\u2019\u02bc\u201c\u201d\u00ab\u00bb\u2013\u2014\u2015\u2022\u2026"
    "\u00a0\u202f\u2009\u200b"
)
_ONE_TO_ONE = str.maketrans(
    _ACCENTED + _DASHES + _SPACES,
    _PLAIN + "-" * len(_DASHES) + " " * len(_SPACES),
)
_LIGATURES = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"}


def fold(words: str) -> str:
    """Return ``words`` in lower case, without accents, ligatures or typography."""
    opened = "".join(_LIGATURES.get(letter, letter) for letter in words)
    return opened.translate(_ONE_TO_ONE).lower()


def places(words: str) -> list[int]:
    """Return, for each character of ``fold(words)``, where it comes from in ``words``."""
    return [
        place for place, letter in enumerate(words) for _ in range(1 + (letter in _LIGATURES))
    ]
