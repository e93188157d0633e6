"""From the bytes of a file to lines of text, whatever wrote it, never holding it whole."""

import codecs
import re
from collections.abc import AsyncIterator, Callable

Parts = Callable[[], AsyncIterator[bytes]]
"""Gives the file from its beginning, part by part, as often as it is asked."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LONGEST_MARK = 3
_BY_WINDOWS = "cp1252"
LONGEST_LINE = 100_000
"""Characters in one row: more is no list of people, and is never gathered."""
_END = re.compile(r"(\r\n|\n|\r(?!\Z))")
"""The end of a line; a return that stands last waits, for a feed may follow it."""


async def encoding_of(parts: Parts) -> str:
    """Return how a file is written: by its mark, as UTF-8 where it is, else as by Windows."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    head = b""
    try:
        async for part in parts():
            if len(head) >= _LONGEST_MARK:
                decoder.decode(part)
                continue
            head += part
            if len(head) >= _LONGEST_MARK:
                marked = [encoding for mark, encoding in _MARKS if head.startswith(mark)]
                if marked:
                    return marked[0]
                decoder.decode(head)
        decoder.decode(b"" if len(head) >= _LONGEST_MARK else head, final=True)
    except UnicodeDecodeError:
        return _BY_WINDOWS
    return "utf-8"


async def lines_of(parts: Parts, encoding: str) -> AsyncIterator[str]:
    """Give the lines of a file with their ends, as they are read.

    One that is far too long is given in pieces of that length, for its reader to refuse.

    Raises:
        UnicodeDecodeError: A byte means nothing in this encoding.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    kept = ""
    async for part in parts():
        whole, kept = _split(kept + decoder.decode(part))
        for line in whole:
            yield line
        if len(kept) > LONGEST_LINE:
            yield kept
            kept = ""
    whole, kept = _split(kept + decoder.decode(b"", final=True))
    for line in (*whole, kept):
        if line:
            yield line


def _split(text: str) -> tuple[list[str], str]:
    """Return the lines that ended, and what is left of the text."""
    *pieces, rest = _END.split(text)
    return [line + end for line, end in zip(pieces[::2], pieces[1::2], strict=True)], rest
