"""A processor's interface over HTTP: asked with patience, and never quoted."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import httpx

from domain.processors.not_taken import NotTaken

PATIENCE_S = 20
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
        gone: Collection[int] = (),
        **what: Any,
    ) -> Any:
        """Return the JSON of an answer; None where it is empty, or says that nothing is there.

        Args:
            method: The verb.
            path: Below the interface's own address.
            good: The statuses that mean yes.
            gone: The statuses that mean: there is no such thing (any more).
            what: The query, the body, as httpx takes them.

        Raises:
            NotTaken: Any other status, no answer, or one that is not JSON. Holds the kind
                of failure alone: what a processor answers may repeat personal data.
        """
        answer = await self.send(method, path, **what)
        if answer.status_code in gone:
            return None
        if answer.status_code not in good:
            raise NotTaken(f"{self.name} {answer.status_code}", after=_pause_asked_for(answer))
        if not answer.content:
            return None
        try:
            return answer.json()
        except ValueError:
            raise NotTaken(f"{self.name}: no JSON") from None

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
            trust_env=False,
        ) as client:
            try:
                return await client.request(method, path, **what)
            except httpx.HTTPError as failure:
                raise NotTaken(type(failure).__name__) from None

    def not_understood(self) -> NotTaken:
        """Return the failure of an answer that is JSON of another shape."""
        return NotTaken(f"{self.name}: another answer")


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
