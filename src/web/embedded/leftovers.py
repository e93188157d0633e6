"""Processes that outlived a supervisor which was killed: found and ended at the next start.

Each process is noted with the moment at which it began, so that a number which the system
gave to another program meanwhile is never touched.
"""

import json
import os
import signal
import time
from contextlib import suppress
from pathlib import Path

FILE = "processes.json"
PATIENCE_S = 30
_STATE, _GROUP, _START_TIME = 0, 2, 19
"""Fields 3, 5 and 22 of ``/proc/<pid>/stat``, counted after the name in brackets."""


class Leftovers:
    """The processes of one data folder."""

    def __init__(self, data_dir: Path) -> None:
        """Name the folder; nothing is read yet."""
        self.file = data_dir / FILE
        self.noted: dict[str, list[str]] = {}

    def note(self, name: str, pid: int) -> None:
        """Remember a process of ours; it takes the place of the one of that name."""
        self.noted[name] = [str(pid), began(pid)]
        unfinished = self.file.with_suffix(".unfinished")
        # A full disk must not stop a restart: an older note is enough.
        with suppress(OSError):
            unfinished.write_text(json.dumps(self.noted))
            unfinished.replace(self.file)

    def end(self) -> list[str]:
        """End what a killed supervisor left behind; return the names, last one first.

        Only for the process that holds the data folder.
        """
        noted = reversed(self._read().items())
        ended = [name for name, (pid, since) in noted if _end(int(pid), since)]
        self.file.unlink(missing_ok=True)
        return ended

    def _read(self) -> dict[str, list[str]]:
        try:
            noted: dict[str, list[str]] = json.loads(self.file.read_text())
        except (OSError, ValueError):
            return {}
        return noted


def began(pid: int) -> str:
    """Return when a process began (this boot's id and clock ticks); empty when it is gone."""
    facts = _facts(pid)
    gone = not facts or facts[_STATE] in "ZX"
    return "" if gone else f"{_boot()}:{facts[_START_TIME]}"


def _end(pid: int, since: str) -> bool:
    """End a process and its group, kindly first; tell whether any of it was still there."""
    if began(pid) not in (since, "") or since.partition(":")[0] != _boot():
        return False
    there = began(pid) == since
    if there:
        # PostgreSQL ends on SIGINT without waiting for its clients; the others as on SIGTERM.
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
        for _ in range(PATIENCE_S * 10):
            if began(pid) != since:
                break
            time.sleep(0.1)
    return end_group(pid) or there


def end_group(pid: int) -> bool:
    """End at once what is left of a process's group; tell whether there was anything."""
    members = [int(path.name) for path in Path("/proc").glob("[0-9]*") if _group(path) == pid]
    for member in members:
        with suppress(ProcessLookupError):
            os.kill(member, signal.SIGKILL)
    return bool(members)


def _group(process: Path) -> int:
    facts = _facts(int(process.name))
    return int(facts[_GROUP]) if facts and facts[_STATE] not in "ZX" else 0


def _facts(pid: int) -> list[str]:
    """Return the fields of ``/proc/<pid>/stat`` that follow the name in brackets."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return "unknown"
