"""What a person asks for, taken apart: identifiers, words, phrases, exclusions, choices.

    données personnelles          both words, anywhere in the act
    "intérêt légitime"            the words side by side
    cookies OU traceurs           one or the other (OU, OR)
    consentement -mineur          without the second word
    protec*                       words that begin so
    2016/679 consentement         the act itself and those that cite it

Whatever is typed is a question: nothing here is an error but what cannot be stored or read.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from domain.errors import DomainError
from domain.research.common_words import TOO_COMMON
from domain.research.folding import fold
from domain.research.identifiers import found_in
from domain.text import Text

LONGEST = 500
"""Characters: a question, not a document."""
MOST_TERMS = 40
"""Words of one question that are looked for; each costs a look into the index."""

_TOKEN = re.compile(r'(?P<not>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_EITHER = frozenset({"or", "ou"})


class NotAQuestion(DomainError):
    """The words cannot be looked for: too long, or not text. Says why."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to look for."""

    kind: Literal["words", "phrase", "beginning", "identifier"]
    text: str
    excluded: bool = False

    @property
    def needs_a_look(self) -> bool:
        """Whether the words of an act, without their places, cannot tell that it holds."""
        return self.kind == "phrase" or self.excluded


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Groups of terms: an act answers when it has every term of one group."""

    typed: str
    groups: tuple[tuple[Term, ...], ...]
    ignored: tuple[str, ...]
    """What was not looked for, in the words that were typed."""

    @property
    def wanted(self) -> tuple[Term, ...]:
        """The terms looked for, those excluded left out."""
        return tuple(term for group in self.groups for term in group if not term.excluded)


def read_question(typed: str) -> Question:
    """Take apart what was typed.

    Raises:
        NotAQuestion: Longer than 500 characters, or with characters that are not text.
    """
    text = unicodedata.normalize("NFC", typed).strip()
    _refuse(text)
    groups: list[list[Term]] = [[]]
    ignored: list[str] = []
    for token in _tokens(text):
        if token is None:
            groups.append([])
        elif isinstance(token, str):
            ignored.append(token)
        elif sum(map(len, groups)) < MOST_TERMS:
            groups[-1].append(token)
        else:
            ignored.append(token.text)
    kept = tuple(tuple(group) for group in groups if any(not t.excluded for t in group))
    ignored += [f"-{t.text}" for g in groups if all(t.excluded for t in g) for t in g]
    return Question(typed=text, groups=kept, ignored=tuple(dict.fromkeys(ignored)))


def _refuse(text: str) -> None:
    if len(text) > LONGEST:
        raise NotAQuestion(
            Text(
                f"Votre recherche compte {len(text)} caractères\u00a0; le maximum est de"
                f" {LONGEST}.",
                f"Your search has {len(text)} characters; the most is {LONGEST}.",
            )
        )
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text):
        raise NotAQuestion(
            Text(
                "Votre recherche contient un caractère invisible qui ne peut pas être cherché.",
                "Your search contains an invisible character that cannot be looked for.",
            )
        )


def _tokens(text: str) -> list[Term | str | None]:
    """Return the terms in order; a string is ignored, None stands between two groups."""
    tokens: list[Term | str | None] = []
    begun = 0
    for identifier, start, end in found_in(text):
        excluded = (
            text[:start].endswith("-") and not text[: start - 1].strip(" ")[-1:].isalnum()
        )
        before = text[begun : start - 1] if excluded else text[begun:start]
        tokens += _words(before)
        tokens.append(Term("identifier", identifier, excluded=excluded))
        begun = end
    return tokens + _words(text[begun:])


def _words(text: str) -> list[Term | str | None]:
    tokens: list[Term | str | None] = []
    for match in _TOKEN.finditer(text):
        excluded = match["not"] is not None
        if match["phrase"] is not None:
            tokens += _phrase(match["phrase"], excluded=excluded)
        elif match["word"].lower() in _EITHER and match["word"].isupper():
            tokens.append(None)
        else:
            tokens += _word(match["word"], excluded=excluded)
    return tokens


def _phrase(text: str, *, excluded: bool) -> list[Term | str | None]:
    if not re.search(r"\w", text):
        return []
    several = len(re.findall(r"\w+", text)) > 1
    return [Term("phrase" if several else "words", text.strip(), excluded=excluded)]


def _word(text: str, *, excluded: bool) -> list[Term | str | None]:
    folded = fold(text).strip(" '.,;:!?()[]/*-")
    if not re.search(r"\w", folded):
        return []
    if re.fullmatch(r"[\w']{3,}\*", fold(text)):
        return [Term("beginning", re.sub(r"\W", "", folded), excluded=excluded)]
    if folded in TOO_COMMON or all(part in TOO_COMMON for part in re.split(r"\W", folded)):
        return [text]
    # "vie-privée" is looked for as "vie privée": the text may write it either way.
    hyphened = re.fullmatch(r"\w+(?:-\w+)+", folded) is not None
    return [Term("phrase" if hyphened else "words", text.strip("*"), excluded=excluded)]
