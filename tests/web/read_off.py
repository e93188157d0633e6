"""How a value shows itself, in whatever form a page, a file or a header renders it.

A key is a kind and a value: ``word kq0001x``, ``on 2019-01-07``. What :func:`keys_of` says of a
value as it is stored, :func:`keys_in` reads off a text in which it was rendered.
"""

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, date, datetime
from urllib.parse import unquote
from uuid import UUID
from zoneinfo import ZoneInfo

from tests.domain.accounts_cast import TOTP_SECRET

LAST_OF_THE_DAYS = date(2025, 1, 1)
"""Until here, a day is one person's alone: the clock of the twins begins in 2019."""

_MONTHS = {
    month: number
    for number, names in enumerate(
        (
            ("janvier", "January"),
            ("février", "February"),
            ("mars", "March"),
            ("avril", "April"),
            ("mai", "May"),
            ("juin", "June"),
            ("juillet", "July"),
            ("août", "August"),
            ("septembre", "September"),
            ("octobre", "October"),
            ("novembre", "November"),
            ("décembre", "December"),
        ),
        start=1,
    )
    for month in names
}
_PARIS = ZoneInfo("Europe/Paris")


def keys_of(value: object) -> Iterator[str]:
    """Return what will be read off an answer that shows ``value``."""
    match value:
        case None | bool():
            return
        case UUID():
            yield f"id {value.hex}"
        case bytes():
            yield from _keys_of_bytes(value)
        case datetime():
            yield f"at {value.astimezone(UTC):%Y-%m-%d %H:%M}"
            yield from _keys_of_day(value.astimezone(_PARIS).date())
        case date():
            yield from _keys_of_day(value)
        case int():
            yield f"number {value}"
        case str():
            yield from keys_in(value)


def _keys_of_day(day: date) -> Iterator[str]:
    """Return a day as such, where it is one on which nothing else happened."""
    if day < LAST_OF_THE_DAYS:
        yield f"on {day:%Y-%m-%d}"


def _keys_of_bytes(value: bytes) -> Iterator[str]:
    yield f"hex {value.hex()[:8]}"
    yield f"base64 {urlsafe_b64encode(value).decode()[:16]}"
    yield from (f"word {found.lower()}" for found in _WORD.findall(value.decode("latin-1")))


_WORD = re.compile(r"kq\d{4}x", re.IGNORECASE)
_EMAIL = re.compile(r"[a-z0-9.+-]+@example\.(?:org|net)", re.IGNORECASE)
_TELEPHONE = re.compile(r"\+\d[\d \u00a0\u202f.]{6,}\d")
_NETWORK = re.compile(r"198\.18\.\d{1,3}\.")
_ID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
_HEX = re.compile(r"(?<![0-9a-f])[0-9a-f]{8}")
_BASE64 = re.compile(r"[A-Za-z0-9_+/-]{20,}")
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d))?")
_MOMENT = re.compile(
    rf"(\d{{1,2}})(?:er)? ({'|'.join(_MONTHS)}) (\d{{4}})(?:(?: à | at )(\d\d):(\d\d))?"
)
_NUMBER = re.compile(r"(?<![\w.-])\d[\d\u00a0\u202f,]{3,}\d(?![\w-])")
_SECRET = re.compile(rf"\$argon2|{TOTP_SECRET}")
SECRETS = ("$argon2", TOTP_SECRET)
"""Of everybody whose password the tests know; shown to nobody, so that it is all one whose."""


def keys_in(text: str) -> Iterator[str]:
    """Read off a text whatever could be a canary, in each form in which it may be shown."""
    text = unquote(text) if "%" in text else text
    yield from (f"word {found.lower()}" for found in _WORD.findall(text))
    yield from (f"email {found.lower()}" for found in _EMAIL.findall(text))
    yield from _telephones(text)
    yield from (f"network {found}" for found in _NETWORK.findall(text))
    yield from (f"id {found.replace('-', '')}" for found in _ID.findall(text))
    yield from (f"hex {found}" for found in _HEX.findall(_ID.sub(" ", text)))
    yield from (f"number {re.sub('[^0-9]', '', found)}" for found in _NUMBER.findall(text))
    yield from _SECRET.findall(text)
    for found in _BASE64.findall(text):
        yield f"base64 {found[:16].replace('+', '-').replace('/', '_')}"
    yield from _times(text)


def _telephones(text: str) -> Iterator[str]:
    for found in _TELEPHONE.findall(text.replace("&#43;", "+")):
        yield "telephone " + re.sub("[^0-9]", "", found)


def _times(text: str) -> Iterator[str]:
    for day, at in _INSTANT.findall(text):
        yield f"at {day} {at}" if at else f"on {day}"
    for day, month, year, hour, minute in _MOMENT.findall(text):
        local = datetime(int(year), _MONTHS[month], int(day), tzinfo=_PARIS)
        yield f"on {local:%Y-%m-%d}"
        if hour:
            at = local.replace(hour=int(hour), minute=int(minute)).astimezone(UTC)
            yield f"at {at:%Y-%m-%d %H:%M}"
