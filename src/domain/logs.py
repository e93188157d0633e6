"""Logs: one JSON object a line, and never personal data in them.

An exception's words may quote a row (PostgreSQL names the value that broke a rule), so only
its kind and its place are written.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime

_as_json = json.JSONEncoder(ensure_ascii=False, default=str).encode


class JsonLines(logging.Formatter):
    """Write a record as one line of JSON: time, level, logger, event and its plain facts."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line for ``record``."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(
                timespec="milliseconds"
            ),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": str(record.msg),
        }
        facts = getattr(record, "facts", None)
        if isinstance(facts, dict):
            line.update(facts)
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = kind_of(record.exc_info[1])
            line["where"] = _places(record.exc_info[1])
        return _as_json(line)


def set_up(level: str) -> None:
    """Send every log of this process to standard error as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # Its lines tell addresses that are asked, in which a person's may stand.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    # Our lines name neither threads nor processes: records need not look for them.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False


def kind_of(error: BaseException) -> str:
    """Return the kind of an error, without its words."""
    return f"{type(error).__module__}.{type(error).__qualname__}"


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    return [
        f"{frame.filename.rpartition('/src/')[2]}:{frame.lineno} {frame.name}"
        for frame in frames
    ]
