"""Passwords: how they are kept, and which are too easy to guess (P-SEC-2).

Argon2id with 19 MiB, two passes, one lane: about 30 ms of one core. The library's default
would take ten times as much, a handle for whoever wants to exhaust two cores.
"""

import asyncio
import unicodedata
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from domain.accounts.answers import Unusable
from domain.errors import DomainError
from domain.text import Text

T = TypeVar("T")

MIN_LENGTH = 12
MAX_LENGTH = 256

_ENOUGH_STRENGTH = 3
"""zxcvbn: "safely unguessable: moderate protection from offline slow-hash scenario"."""

WORDS_OF_OURS = (
    *("assisteu", "assist", "eurlex", "lex", "celex", "rgpd", "gdpr", "cnil", "dpo"),
    *("avocat", "avocate", "cabinet", "juriste", "notaire", "lawyer", "counsel", "chambers"),
    *("reglement", "directive", "jurisprudence", "regulation", "europe", "bruxelles"),
)
"""Words that whoever guesses a password of this site tries first; they add no strength."""

_ESTIMATED_CHARACTERS = 100
"""The estimate's time grows with the square of the length: 60 ms for these, seconds for 256."""

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

NOBODYS_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$GUMPDdBzQb3DkgHp1vigig"
    "$UiO/r5HLz7CY7gF3DPbGR5APXwwC22WkvlUIBJcaGcA"
)
"""What an unknown person's password is compared with, so that both take the same time."""

IN_LINE = 24
"""Waiting longer than about a second helps nobody: the next one is told to come back."""


class TooBusy(DomainError):
    """So many passwords are being checked that another would only wait."""

    retry_after_s = 5


async def hash_password(password: str) -> str:
    """Return the hash under which the password is kept.

    Raises:
        TooBusy: Too many wait already.
    """
    return await _LINE.do(lambda: _HASHER.hash(_composed(password)))


async def is_right(password: str, kept: str | None) -> bool:
    """Tell whether the password has the hash ``kept``; without one, take as long to say no.

    Raises:
        TooBusy: Too many wait already.
    """
    return await _LINE.do(lambda: _matches(kept or NOBODYS_HASH, password)) and kept is not None


def is_outdated(kept: str) -> bool:
    """Tell whether a hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


async def refuse_weak(password: str, *, personal: Iterable[str]) -> None:
    """Refuse a new password that is short, or that is guessed quickly.

    No rule on its composition (ASVS 6.2.5): what counts is how many guesses it takes, with
    the words of the person's own name and address, and of this site, among the first.

    Raises:
        Unusable: It is too short, too long or too easy, in words for the person.
        TooBusy: Too many wait already.
    """
    _refuse_length(password)
    words = [*WORDS_OF_OURS, *(part for value in personal for part in _words(value))]
    strength = await _LINE.do(lambda: _strength(_composed(password), words))
    if strength < _ENOUGH_STRENGTH:
        raise Unusable(_TOO_EASY)


class _Line:
    """One thread, so that signing in never takes more than one core, and a line of waiters."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="passwords")
        self._waiting = 0

    async def do(self, work: Callable[[], T]) -> T:
        if self._waiting >= IN_LINE:
            raise TooBusy
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        finally:
            self._waiting -= 1


_LINE = _Line()


def _matches(kept: str, password: str) -> bool:
    try:
        return _HASHER.verify(kept, _composed(password))
    except (VerificationError, InvalidHashError):
        return False


def _composed(password: str) -> str:
    """Compose accents: the same key gives other code points on another system."""
    return unicodedata.normalize("NFC", password)


def _refuse_length(password: str) -> None:
    if len(password) < MIN_LENGTH:
        raise Unusable(_TOO_SHORT)
    if len(password) > MAX_LENGTH:
        raise Unusable(_TOO_LONG)


def _strength(password: str, words: list[str]) -> int:
    estimate = zxcvbn(
        password[:_ESTIMATED_CHARACTERS], user_inputs=words, max_length=_ESTIMATED_CHARACTERS
    )
    return int(estimate["score"])


def _words(value: str) -> list[str]:
    separated = "".join(letter if letter.isalnum() else " " for letter in value.lower())
    return [value.lower(), *separated.split()]


_TOO_SHORT = Text(
    f"Un mot de passe compte au moins {MIN_LENGTH} caractères. Une phrase de quelques mots"
    " convient très bien.",
    f"A password has at least {MIN_LENGTH} characters. A phrase of a few words does very well.",
)
_TOO_LONG = Text(
    f"Un mot de passe compte au plus {MAX_LENGTH} caractères.",
    f"A password has at most {MAX_LENGTH} characters.",
)
_TOO_EASY = Text(
    "Ce mot de passe se devine trop vite : mots courants, suites, répétitions ou votre nom."
    " Ajoutez un ou deux mots sans rapport entre eux.",
    "This password is guessed too quickly: common words, sequences, repetitions or your name."
    " Add one or two unrelated words.",
)
