"""A backup at rest: encrypted in pieces, each bound to its place, the last one marked.

The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015) over AES-256-GCM: a
piece that is altered, moved, left out, or cut off at the end is refused. Each file has a key
of its own, derived from the installation's by a salt, so that a counter is nonce enough.
"""

import os
import struct
from collections.abc import Iterator
from typing import IO

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.backups.rules import Facts
from domain.errors import DomainError

PIECE_BYTES = 1 << 20
_MAGIC = b"assistEU backup 1\n"
_SALT_BYTES = 16
_TAG_BYTES = 16
_LENGTH = struct.Struct(">I")


class NotOurs(DomainError):
    """The file is no backup of ours."""


class Altered(DomainError):
    """The file was altered or cut off, or its key is another one: not a byte of it is used."""


class Sealer:
    """Writes a backup into an open file, piece by piece."""

    def __init__(self, file: IO[bytes], key: str, facts: Facts) -> None:
        """Write the head, and what the backup says of itself as its first piece."""
        self._file = file
        self._head = _MAGIC + os.urandom(_SALT_BYTES)
        self._cipher = _cipher(key, self._head)
        self._number = 0
        self._file.write(self._head)
        self._write(msgspec.json.encode(facts), is_last=False)

    def write(self, piece: bytes) -> None:
        """Add one piece, of ``PIECE_BYTES`` at most."""
        self._write(piece, is_last=False)

    def close(self) -> None:
        """Add the end, without which the file is refused."""
        self._write(b"", is_last=True)

    def _write(self, piece: bytes, *, is_last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, is_last=is_last), piece, self._head)
        self._file.write(_LENGTH.pack(len(sealed)) + sealed)
        self._number += 1


def pieces(file: IO[bytes], key: str) -> Iterator[bytes]:
    """Yield the pieces of a backup, the first one what it says of itself.

    Raises:
        NotOurs: It is no backup.
        Altered: It was altered or cut off, or sealed with another key.
    """
    file.seek(0)
    head = file.read(len(_MAGIC) + _SALT_BYTES)
    if not head.startswith(_MAGIC) or len(head) < len(_MAGIC) + _SALT_BYTES:
        raise NotOurs
    cipher = _cipher(key, head)
    number, is_last = 0, False
    while not is_last:
        sealed = _next(file)
        # Only the end is empty, and only the end is sealed as the end.
        is_last = len(sealed) == _TAG_BYTES
        try:
            piece = cipher.decrypt(_nonce(number, is_last=is_last), sealed, head)
        except InvalidTag:
            raise Altered from None
        if not is_last:
            yield piece
        number += 1
    if file.read(1):
        raise Altered


def verified(file: IO[bytes], key: str) -> Facts:
    """Read a backup to its end; return what it says of itself.

    Raises:
        NotOurs: It is no backup.
        Altered: It was altered or cut off, or sealed with another key.
    """
    facts = None
    for piece in pieces(file, key):
        if facts is None:
            facts = msgspec.json.decode(piece, type=Facts)
    if facts is None:
        raise Altered
    return facts


def _next(file: IO[bytes]) -> bytes:
    length = file.read(_LENGTH.size)
    if len(length) < _LENGTH.size:
        raise Altered
    (size,) = _LENGTH.unpack(length)
    if not _TAG_BYTES <= size <= PIECE_BYTES + _TAG_BYTES:
        raise Altered
    sealed = file.read(size)
    if len(sealed) < size:
        raise Altered
    return sealed


def _cipher(key: str, head: bytes) -> AESGCM:
    salt = head[len(_MAGIC) :]
    derive = HKDF(algorithm=SHA256(), length=32, salt=salt, info=_MAGIC)
    return AESGCM(derive.derive(key.encode()))


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])
