"""Mailjet, by its Send API v3.1: https://dev.mailjet.com/email/guides/send-api-v31/."""

from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from http import HTTPStatus
from typing import Any

import httpx

from domain.processors.letters import Letter
from domain.processors.not_taken import NotTaken

PATIENCE_S = 20
LONGEST_PAUSE = timedelta(hours=6)
"""What a processor may ask for at most, whatever it answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailjet:
    """The account at Mailjet that sends our mail."""

    url: str
    key: str
    secret: str
    sender: str
    transport: httpx.AsyncBaseTransport | None = None
    """Another way than the network: for tests."""

    async def hand_over(self, letter: Letter, *, again: bool) -> None:
        """Hand a letter over; one that was begun before is asked for first, and not sent twice.

        Raises:
            NotTaken: Mailjet refused, failed, or answered what nobody understands.
        """
        if again and await self._has(letter):
            return
        answer = await self._ask(
            "POST", "/v3.1/send", json=message_of(letter, sender=self.sender)
        )
        try:
            taken = [each["Status"] == "success" for each in answer["Messages"]]
        except (KeyError, TypeError):
            raise NotTaken("mailjet: another answer") from None
        if taken != [True]:
            raise NotTaken("mailjet: not taken")

    async def _has(self, letter: Letter) -> bool:
        answer = await self._ask("GET", "/v3/REST/message", params={"CustomID": str(letter.id)})
        try:
            return int(answer["Count"]) > 0
        except (KeyError, TypeError, ValueError):
            raise NotTaken("mailjet: another answer") from None

    async def _ask(self, method: str, path: str, **what: Any) -> Any:
        async with httpx.AsyncClient(
            base_url=self.url,
            auth=(self.key, self.secret),
            timeout=PATIENCE_S,
            transport=self.transport,
        ) as client:
            try:
                answer = await client.request(method, path, **what)
            except httpx.HTTPError as failure:
                raise NotTaken(type(failure).__name__) from None
        if answer.status_code != HTTPStatus.OK:
            raise NotTaken(f"mailjet {answer.status_code}", after=_pause_asked_for(answer))
        try:
            return answer.json()
        except ValueError:
            raise NotTaken("mailjet: no JSON") from None


def message_of(letter: Letter, *, sender: str) -> dict[str, Any]:
    """Return the body of a sending: neither opened mails nor clicks are followed."""
    name, address = parseaddr(sender)
    message = {
        "From": {"Email": address, "Name": name},
        "To": [{"Email": letter.address}],
        "Subject": letter.subject,
        "TextPart": letter.text,
        "HTMLPart": letter.html,
        "CustomID": str(letter.id),
        "TrackOpens": "disabled",
        "TrackClicks": "disabled",
        "Headers": {"Auto-Submitted": "auto-generated"},
    }
    return {"Messages": [message]}


def _pause_asked_for(answer: httpx.Response) -> timedelta | None:
    """Return the pause of ``Retry-After`` in seconds; a date or nonsense is no pause."""
    asked = answer.headers.get("retry-after", "")
    return min(timedelta(seconds=int(asked[:9])), LONGEST_PAUSE) if asked.isdigit() else None
