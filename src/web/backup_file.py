"""The file of a backup: whole under its name, or not there at all."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from domain import backups
from domain.periods import Period

_UNFINISHED = ".unfinished"


@contextmanager
def whole_or_nothing(target: Path) -> Iterator[IO[bytes]]:
    """Open a file of mode 0600 that gets its name once everything in it is on the disk.

    Raises:
        OSError: The disk is full, the folder is closed, or the name is taken.
    """
    unfinished = target.with_name(f".{target.name}.{os.getpid()}{_UNFINISHED}")
    opened = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(opened, "wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
            file.flush()
            os.fsync(file.fileno())
            # Unlike a renaming, a link never takes the place of another backup.
            target.hardlink_to(unfinished)
    finally:
        unfinished.unlink(missing_ok=True)
    _sync(target.parent)


def remove_old(folder: Path, *, kept_for: Period, now: datetime) -> int:
    """Remove our own backups past their period, and what a kill left; return how many."""
    late = backups.past_period(folder, kept_for=kept_for, now=now)
    for file in late:
        file.unlink()
    for file in folder.glob(f".*{_UNFINISHED}"):
        _remove_if_abandoned(file)
    return len(late)


def _remove_if_abandoned(file: Path) -> None:
    with suppress(OSError), file.open("rb") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        file.unlink()


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
