"""A processor's interface over HTTP: asked with patience, and never quoted."""

import asyncio
import ssl
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from http import HTTPStatus
from typing import Any

import httpx

from domain.processors.not_taken import NotTaken

PATIENCE_S = 20
"""For each step of an answer."""
LONGEST_ANSWER_S = 60
"""For the whole of it: who answers drop by drop holds no worker."""
LONGEST_PAUSE = timedelta(hours=6)
"""What a processor may ask for at most, whatever it answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    """Where a processor is asked, and as whom. No redirection is followed."""

    name: str
    """What failures are called by."""
    url: str
    auth: httpx.Auth | tuple[str, str] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    transport: httpx.AsyncBaseTransport | None = None
    """Another way than the network: a stand-in."""

    async def ask(
        self,
        method: str,
        path: str,
        *,
        good: Collection[int] = (HTTPStatus.OK,),
        no: Collection[int] = (),
        **what: Any,
    ) -> Any:
        """Return the JSON of a yes, and None of a no. A yes without words is an empty object.

        Args:
            method: The verb.
            path: Below the interface's own address.
            good: The statuses that mean yes.
            no: The statuses that mean no: there is no such thing (any more), or it is refused.
            what: The query, the body, as httpx takes them.

        Raises:
            NotTaken: Any other status, no answer, or one that is not JSON. Holds the kind
                of failure alone: what a processor answers may repeat personal data.
        """
        answer = await self.send(method, path, **what)
        if answer.status_code in no:
            return None
        if answer.status_code not in good:
            raise NotTaken(f"{self.name} {answer.status_code}", after=_pause_asked_for(answer))
        try:
            said = answer.json() if answer.content else None
        except ValueError:
            raise NotTaken(f"{self.name}: no JSON") from None
        return {} if said is None else said

    async def send(self, method: str, path: str, **what: Any) -> httpx.Response:
        """Return the answer as it came.

        Raises:
            NotTaken: None came.
        """
        async with httpx.AsyncClient(
            base_url=self.url,
            auth=self.auth,
            headers=self.headers,
            timeout=PATIENCE_S,
            transport=self.transport,
            verify=_trusted(),
            trust_env=False,
        ) as client:
            try:
                async with asyncio.timeout(LONGEST_ANSWER_S):
                    return await client.request(method, path, **what)
            except (httpx.HTTPError, TimeoutError) as failure:
                raise NotTaken(type(failure).__name__) from None

    def not_understood(self) -> NotTaken:
        """Return the failure of an answer that is JSON of another shape."""
        return NotTaken(f"{self.name}: another answer")


@cache
def _trusted() -> ssl.SSLContext:
    """Return whom to trust, read once: reading it takes longer than all else of a call."""
    return httpx.create_ssl_context(trust_env=False)


def _pause_asked_for(answer: httpx.Response) -> timedelta | None:
    """Return the pause of ``Retry-After``: seconds, or a time after the answer's own.

    Nonsense is no pause.
    """
    asked = answer.headers.get("retry-after", "")
    if asked.isdigit():
        return min(timedelta(seconds=int(asked[:9])), LONGEST_PAUSE)
    try:
        pause = parsedate_to_datetime(asked) - parsedate_to_datetime(answer.headers["date"])
    except (ValueError, TypeError, KeyError):
        return None
    return min(pause, LONGEST_PAUSE) if pause > timedelta() else None
