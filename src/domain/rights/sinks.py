"""Where a package goes: a folder of files, or a zip file in pieces."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import IO, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from domain.periods import PARIS
from domain.rights.package_files import Piece

PART_SIZE = 1024 * 1024
_LEVEL = 1
"""Of compression. Measured on JSON and CSV of a million rows: the higher levels take three
times as long and save a fifth (bench)."""


class Folder:
    """A folder on disk, for the command line: whoever runs it already has the database."""

    def __init__(self, path: Path) -> None:
        """Write into ``path``, which is made if it is not there."""
        self.path = path
        self._file: IO[bytes] | None = None

    async def write(self, piece: Piece) -> None:
        """Add to the file at hand, or begin the next."""
        await asyncio.to_thread(self._write, piece)

    def _write(self, piece: Piece) -> None:
        if piece.file is not None:
            self._close()
            target = self.path / piece.file
            target.parent.mkdir(parents=True, exist_ok=True)
            self._file = target.open("wb")
        if self._file is not None:
            self._file.write(piece.data)

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()

    async def close(self) -> None:
        """End the last file."""
        self._close()


class Zip:
    """A zip file, handed on in parts as it grows: no file with personal data on any disk."""

    def __init__(self, store: Callable[[bytes], Awaitable[None]], *, made_at: datetime) -> None:
        """Hand each part to ``store``."""
        self._store = store
        self._made_at = made_at.astimezone(PARIS).timetuple()[:6]
        self._outlet = _Outlet()
        self._zip = ZipFile(
            cast("IO[bytes]", self._outlet), "w", ZIP_DEFLATED, compresslevel=_LEVEL
        )
        self._entry: IO[bytes] | None = None

    async def write(self, piece: Piece) -> None:
        """Compress a piece; store a part when there is one."""
        # In a thread: zlib lets other work go on meanwhile.
        await asyncio.to_thread(self._compress, piece)
        if len(self._outlet.waiting) >= PART_SIZE:
            await self._hand_on()

    async def close(self) -> None:
        """End the zip file and store the rest."""
        self.release()
        await self._hand_on()

    def release(self) -> None:
        """Let go of the file, ended or given up; what was not stored is forgotten."""
        if self._entry is not None:
            self._entry.close()
            self._entry = None
        self._zip.close()

    def _compress(self, piece: Piece) -> None:
        if piece.file is not None:
            if self._entry is not None:
                self._entry.close()
            entry = ZipInfo(piece.file, self._made_at)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            self._entry = self._zip.open(entry, "w", force_zip64=True)
        if self._entry is not None:
            self._entry.write(piece.data)

    async def _hand_on(self) -> None:
        data, self._outlet.waiting = bytes(self._outlet.waiting), bytearray()
        for start in range(0, max(len(data), 1), PART_SIZE):
            await self._store(data[start : start + PART_SIZE])


class _Outlet:
    """What :class:`ZipFile` writes to: it cannot go back, and forgets what was fetched."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def write(self, data: bytes) -> int:
        self.waiting += data
        return len(data)

    def flush(self) -> None:
        pass
