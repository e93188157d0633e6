"""One event as a file for a calendar (RFC 5545): what our page shows, and nobody else in it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from litestar.response import Response

from domain.periods import paris_day

_LINE_BYTES = 75
"""A line that is longer goes on in the next, after a space (RFC 5545 § 3.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happens, from when to when."""

    id: UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    url: str | None = None


def calendar_file(event: Event, *, now: datetime) -> Response[str]:
    """Answer with ``event`` as a file; taken in twice, a calendar holds it once."""
    name = f"assisteu-{paris_day(event.starts_at)}.ics"
    return Response(
        written(event, now=now),
        media_type="text/calendar",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


def written(event: Event, *, now: datetime) -> str:
    """Return the words of the file."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//assistEU//training//FR",
        "BEGIN:VEVENT",
        f"UID:{event.id}@assisteu.eu",
        f"DTSTAMP:{_instant(now)}",
        f"DTSTART:{_instant(event.starts_at)}",
        f"DTEND:{_instant(event.ends_at)}",
        f"SUMMARY:{_escaped(event.title)}",
        *([f"URL:{event.url}"] if event.url else []),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(words: str) -> str:
    """Return a text without what would end it: line breaks, commas, semicolons."""
    for sign in ("\\", ";", ","):
        words = words.replace(sign, f"\\{sign}")
    return words.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Break a line by its bytes, never within a letter."""
    folded, length = "", 0
    for letter in line:
        size = len(letter.encode())
        if length + size > _LINE_BYTES:
            folded, length = f"{folded}\r\n ", 1
        folded, length = folded + letter, length + size
    return folded
