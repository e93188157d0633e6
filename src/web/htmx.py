"""htmx: one pinned file, from the CDN or from our own origin (``ASSISTEU_HTMX``)."""

import sys
from base64 import b64encode
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha384
from pathlib import Path

from domain.settings import current_settings

HTMX_URL = "https://cdn.jsdelivr.net/npm/htmx.org@2.0.10/dist/htmx.min.js"
HTMX_INTEGRITY = "sha384-H5SrcfygHmAuTDZphMHqBJLc3FhssKjG7w/CeCpFReSfwBWDTKpkzPP8c+cLsK+V"
OWN_PATH = "/htmx.js"


@dataclass(frozen=True, slots=True)
class HtmxScript:
    """Where the page finds htmx, and the hash that the browser checks."""

    src: str
    integrity: str | None


@lru_cache(maxsize=1)
def htmx_script() -> HtmxScript:
    """Return this installation's script. The CDN's file only runs with the pinned bytes."""
    if current_settings().htmx == "own":
        return HtmxScript(OWN_PATH, None)
    return HtmxScript(HTMX_URL, HTMX_INTEGRITY)


def own_htmx_file() -> Path:
    """Return the installed file: the same bytes as the CDN's (installed, not committed).

    Raises:
        FileNotFoundError: It is not installed; ``make install`` does it.
        ValueError: Its bytes are not the pinned ones.
    """
    file = Path(sys.prefix) / "share/htmx/django_htmx/static/django_htmx/htmx-2.min.js"
    digest = "sha384-" + b64encode(sha384(file.read_bytes()).digest()).decode()
    if digest != HTMX_INTEGRITY:
        message = f"{file.name} is not the pinned version of htmx"
        raise ValueError(message)
    return file
