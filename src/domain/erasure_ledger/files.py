"""The ledger's files: apart from the database, so that no backup takes them back in time.

A file for each day (UTC), one JSON line each, only ever appended; gone once no backup can
be older. A file ``identity`` tells the ledger of one installation from any other.
"""

import fcntl
import os
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import msgspec

from domain.erasure_ledger.rules import Line
from domain.errors import DomainError
from domain.periods import Period, after

_IDENTITY = "identity"
_A_DAY = timedelta(days=1)


class Damaged(DomainError):
    """A line of the ledger is none: what it told is not known."""

    def __init__(self, file: str, line: int) -> None:
        """Keep the file's name and the line's number, from 1."""
        super().__init__(f"{file}, line {line}")


def identity(folder: Path) -> str:
    """Return which ledger this is, made with its folder; empty where there is none."""
    try:
        return (folder / _IDENTITY).read_text().strip()
    except FileNotFoundError:
        return ""


def read(folder: Path) -> list[Line]:
    """Return every line, the oldest day first; each once, though it was written twice.

    Raises:
        Damaged: A line is none, or was written in part.
    """
    lines: dict[object, Line] = {}
    for file in sorted(folder.glob("????-??-??.jsonl")):
        *whole, rest = file.read_bytes().split(b"\n")
        for number, written in enumerate(whole, start=1):
            line = _line(written, file, number)
            lines.setdefault(line.id, line)
        if rest:
            raise Damaged(file.name, len(whole) + 1)
    return list(lines.values())


def append(folder: Path, lines: Iterable[Line], *, today: date) -> None:
    """Append lines, and return once the disk has them: whole, or not at all.

    Raises:
        OSError: The folder cannot be written.
    """
    written = b"".join(msgspec.json.encode(line) + b"\n" for line in lines)
    if not written:
        return
    open_ledger(folder)
    opened = os.open(
        folder / f"{today.isoformat()}.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600
    )
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        _write_whole(opened, written)
    finally:
        os.close(opened)
    _sync(folder)


def open_ledger(folder: Path) -> None:
    """Make the folder and its identity, when they are missing."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (folder / _IDENTITY).exists():
        return
    mine = folder / f"{_IDENTITY}.{os.getpid()}"
    mine.touch(mode=0o600)
    mine.write_text(f"{uuid4()}\n")
    # Of two processes one wins, and both read its word.
    try:
        (folder / _IDENTITY).hardlink_to(mine)
    except FileExistsError:
        pass
    finally:
        mine.unlink()
    _sync(folder)


def remove_days(folder: Path, *, kept_for: Period, now: datetime) -> int:
    """Remove the days that no backup can precede any more; return how many."""
    over = [file for file in folder.glob("????-??-??.jsonl") if _end(file, kept_for) < now]
    for file in over:
        file.unlink()
    return len(over)


def _end(file: Path, kept_for: Period) -> datetime:
    """Return when a day's last line is past its period, a night's grace included."""
    day = datetime.combine(date.fromisoformat(file.stem), datetime.min.time(), tzinfo=UTC)
    return after(day + _A_DAY, kept_for) + _A_DAY


def _line(written: bytes, file: Path, number: int) -> Line:
    try:
        return msgspec.json.decode(written, type=Line)
    except msgspec.DecodeError:
        raise Damaged(file.name, number) from None


def _write_whole(opened: int, written: bytes) -> None:
    before = os.fstat(opened).st_size
    try:
        rest = written
        while rest:
            rest = rest[os.write(opened, rest) :]
        os.fsync(opened)
    except OSError:
        os.ftruncate(opened, before)
        raise


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
