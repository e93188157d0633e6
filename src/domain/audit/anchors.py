"""Anchors: heads of the chain, kept in a file outside the database (P-SEC-3).

One JSON line each, only ever appended, and free of personal data. Whoever rewrites the trail
in the database, hashes included, contradicts what was kept here before.
"""

import fcntl
import os
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec


class Anchor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The head of the chain as it was once verified: its number, its time, its hash."""

    number: Annotated[int, msgspec.Meta(ge=1)]
    at: Annotated[datetime, msgspec.Meta(tz=True)]
    hash: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    kept_at: Annotated[datetime, msgspec.Meta(tz=True)]


class Damaged(Exception):
    """A line of the file is no anchor."""

    def __init__(self, line: int) -> None:
        """Keep the line's number, from 1."""
        super().__init__(f"line {line}")
        self.line = line


def read_anchors(file: Path) -> tuple[Anchor, ...]:
    """Return every anchor of ``file``, the oldest line first; none where there is no file.

    Raises:
        Damaged: A line is no anchor, or the last one was written in part.
        OSError: The file cannot be read.
    """
    try:
        lines = file.read_bytes().split(b"\n")
    except FileNotFoundError:
        return ()
    *whole, rest = lines
    anchors = tuple(_anchor(line, number) for number, line in enumerate(whole, start=1))
    if rest:
        raise Damaged(len(lines))
    return anchors


def _anchor(line: bytes, number: int) -> Anchor:
    try:
        return msgspec.json.decode(line, type=Anchor)
    except msgspec.DecodeError:
        raise Damaged(number) from None


def keep(file: Path, anchor: Anchor) -> None:
    """Append an anchor, and return once the disk has it.

    Several processes may append at once: each writes its line whole, under a lock.

    Raises:
        OSError: The file cannot be written.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("ab") as kept:
        fcntl.flock(kept, fcntl.LOCK_EX)
        kept.write(msgspec.json.encode(anchor) + b"\n")
        kept.flush()
        os.fsync(kept.fileno())
    _sync_folder(file.parent)


def set_aside(file: Path, *, now: datetime) -> None:
    """Give the file another name, with the time in it: nothing of it is lost."""
    if file.exists():
        file.rename(file.with_name(f"{file.name}.until-{now:%Y%m%dT%H%M%S}"))
        _sync_folder(file.parent)


def _sync_folder(folder: Path) -> None:
    """Make the file's name last, too: a file that was just made is lost without it."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
