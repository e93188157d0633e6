"""Reading sightings from a file: ``account_id,session_id,ip,at``, as CSV, also compressed."""

import csv
import gzip
import zlib
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TextIO

import numpy as np

from domain.licence.detector import Sightings, instant_of, network_of, session_number

_FIRST_YEAR: Final = 1971
_LAST_YEAR: Final = 2100
COLUMNS: Final = ("account_id", "session_id", "ip", "at")


class WrongLine(Exception):
    """A line of the file is not as it should be."""

    def __init__(self, file: Path, line: int, why: str) -> None:
        """Say where, and what is wrong there."""
        super().__init__(f"{file}:{line}: {why}")


def read_sightings(file: Path) -> Sightings:
    """Return the sightings of a file; they may stand in any order, and more than once.

    Raises:
        WrongLine: No header, too few or many fields, an empty one, an address that is none,
            an instant that is none, or the end of the file where none should be.
    """
    line = 1
    try:
        with _opened(file) as lines:
            rows = csv.reader(lines, strict=True)
            if next(rows, None) != list(COLUMNS):
                raise WrongLine(file, 1, f"the header {','.join(COLUMNS)} is missing")
            columns = _Columns()
            for row in rows:
                line = rows.line_num
                columns.take(row)
            return columns.sightings()
    except EOFError:
        raise WrongLine(file, line, "the file ends here, in the middle: truncated") from None
    except (gzip.BadGzipFile, zlib.error, UnicodeDecodeError, csv.Error) as error:
        raise WrongLine(file, line, f"cannot be read after this line: {error}") from None
    except ValueError as error:
        raise WrongLine(file, line, str(error)) from None


class _Known(dict[str, int]):
    """Numbers that are worked out once for each word."""

    def __init__(self, number: Callable[[str], int]) -> None:
        super().__init__()
        self._number = number

    def __missing__(self, word: str) -> int:
        number = self[word] = self._number(word)
        return number


class _Columns:
    """Sightings as they are read: this is done for each of millions of lines."""

    def __init__(self) -> None:
        self._accounts = _Known(self._next_account)
        self._sessions = _Known(_session)
        self._networks = _Known(_network)
        self._account, self._session = array("q"), array("q")
        self._network, self._at = array("Q"), array("q")
        self._zoned: bool | None = None

    def take(self, row: list[str]) -> None:
        """Take one line.

        Raises:
            ValueError: It is not as it should be; says why.
        """
        if len(row) != len(COLUMNS):
            message = f"{len(row)} fields, not {len(COLUMNS)}"
            raise ValueError(message)
        account, session, ip, written = row
        self._account.append(self._accounts[account])
        self._session.append(self._sessions[session])
        self._network.append(self._networks[ip])
        self._at.append(self._instant(written))

    def sightings(self) -> Sightings:
        """Return what was taken, the accounts in their order."""
        names = sorted(self._accounts)
        rank = np.empty(len(names), np.int64)
        rank[[self._accounts[name] for name in names]] = np.arange(len(names))
        return Sightings(
            accounts=names,
            account=rank[np.array(self._account, np.int64)],
            session=np.array(self._session, np.int64),
            network=np.array(self._network, np.uint64),
            at=np.array(self._at, np.int64),
        )

    def _next_account(self, name: str) -> int:
        if not name:
            message = "account_id is empty"
            raise ValueError(message)
        return len(self._accounts)

    def _instant(self, written: str) -> int:
        """Read an instant; all carry an offset, or none does and all are UTC."""
        try:
            at = datetime.fromisoformat(written)
        except ValueError:
            message = f"{written!r} is no instant (ISO 8601)"
            raise ValueError(message) from None
        if not _FIRST_YEAR <= at.year < _LAST_YEAR:
            message = f"{written!r} is no instant of these times"
            raise ValueError(message)
        zoned = at.tzinfo is not None
        if self._zoned is None:
            self._zoned = zoned
        if zoned != self._zoned:
            message = f"{written!r} is cut off, or in another zone than the lines before"
            raise ValueError(message)
        return instant_of(at if zoned else at.replace(tzinfo=UTC))


def _session(word: str) -> int:
    if not word:
        message = "session_id is empty"
        raise ValueError(message)
    return session_number(word)


def _network(word: str) -> int:
    try:
        return network_of(word)
    except ValueError:
        message = f"{word!r} is no address" if word else "ip is empty"
        raise ValueError(message) from None


@contextmanager
def _opened(file: Path) -> Iterator[TextIO]:
    opener = gzip.open if file.suffix == ".gz" else open
    with opener(file, "rt", encoding="utf-8-sig", newline="") as lines:
        yield lines
