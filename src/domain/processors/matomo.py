"""Matomo, on servers of our own: anonymous events in bulk (HTTP tracking API)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import httpx

from domain.processors.interface import Interface
from domain.processors.not_taken import NotTaken


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something done on the site, by nobody in particular."""

    category: str
    action: str
    name: str
    path: str
    """Of which page: without query, without ids."""
    visitor: str
    """A pseudonym of the day, 16 hexadecimal digits, whose key is destroyed with the day."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Matomo:
    """Our own Matomo."""

    url: str
    site: int
    site_url: str
    """Under which the paths stand."""
    transport: httpx.AsyncBaseTransport | None = None
    """Another way than the network: a stand-in."""

    async def track(self, events: Sequence[Event]) -> None:
        """Hand events over in one call.

        Raises:
            NotTaken: Not all were taken; nobody knows which, and events may be lost for good
                rather than counted twice: the caller decides.
        """
        interface = Interface(name="matomo", url=self.url, transport=self.transport)
        answer = await interface.ask("POST", "/matomo.php", json=self.bulk_of(events))
        try:
            taken = answer["status"] == "success" and int(answer["tracked"]) == len(events)
        except (KeyError, TypeError, ValueError):
            raise interface.not_understood() from None
        if not taken:
            raise NotTaken("matomo: not all taken")

    def bulk_of(self, events: Sequence[Event]) -> dict[str, Any]:
        """Return the body of a bulk call."""
        return {"requests": [f"?{urlencode(self._parameters(event))}" for event in events]}

    def _parameters(self, event: Event) -> dict[str, str]:
        return {
            "idsite": str(self.site),
            "rec": "1",
            "apiv": "1",
            "send_image": "0",
            "ca": "1",
            "e_c": event.category,
            "e_a": event.action,
            "e_n": event.name,
            "url": self.site_url + event.path,
            "cid": event.visitor,
            "cdt": f"{event.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
        }
