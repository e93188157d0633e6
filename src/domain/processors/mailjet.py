"""Mailjet: sending (Send API v3.1), and forgetting whom it was sent to.

https://dev.mailjet.com/email/guides/send-api-v31/. Each sending silently makes a contact there:
an erasure must reach it.
"""

from dataclasses import dataclass
from email.utils import parseaddr
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from domain.processors.interface import Interface
from domain.processors.letters import Letter
from domain.processors.not_taken import NotTaken


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailjet:
    """The account at Mailjet that sends our mail."""

    url: str
    key: str
    secret: str
    sender: str
    transport: httpx.AsyncBaseTransport | None = None
    """Another way than the network: a stand-in."""

    async def hand_over(self, letter: Letter, *, again: bool) -> None:
        """Hand a letter over; one that was begun before is asked for first, and not sent twice.

        Raises:
            NotTaken: Mailjet refused, failed, or answered what nobody understands.
        """
        if again and await self._has(letter):
            return
        answer = await self._interface.ask(
            "POST", "/v3.1/send", json=message_of(letter, sender=self.sender)
        )
        try:
            taken = [each["Status"] == "success" for each in answer["Messages"]]
        except (KeyError, TypeError):
            raise self._interface.not_understood() from None
        if taken != [True]:
            raise NotTaken("mailjet: not taken")

    async def exclude(self, email: str) -> None:
        """Keep an address out of every campaign; one that Mailjet does not know is out already.

        Raises:
            NotTaken: Try again later.
        """
        contact = await self._contact(email)
        if contact is not None:
            await self._interface.ask(
                "PUT",
                f"/v3/REST/contact/{contact}",
                good=(HTTPStatus.OK, HTTPStatus.NOT_MODIFIED),
                json={"IsExcludedFromCampaigns": True},
            )

    async def erase(self, email: str) -> None:
        """Erase an address: made anonymous at once, purged by Mailjet after 30 days.

        One that Mailjet does not know is erased already.

        Raises:
            NotTaken: Try again later.
        """
        contact = await self._contact(email)
        if contact is not None:
            await self._interface.ask(
                "DELETE", f"/v4/contacts/{contact}", no=(HTTPStatus.NOT_FOUND,)
            )

    async def _contact(self, email: str) -> int | None:
        answer = await self._interface.ask(
            "GET", f"/v3/REST/contact/{quote(email, safe='')}", no=(HTTPStatus.NOT_FOUND,)
        )
        if answer is None:
            return None
        try:
            [contact] = answer["Data"]
            return int(contact["ID"])
        except (KeyError, TypeError, ValueError):
            raise self._interface.not_understood() from None

    async def _has(self, letter: Letter) -> bool:
        answer = await self._interface.ask(
            "GET", "/v3/REST/message", params={"CustomID": str(letter.id)}
        )
        try:
            return int(answer["Count"]) > 0
        except (KeyError, TypeError, ValueError):
            raise self._interface.not_understood() from None

    @property
    def _interface(self) -> Interface:
        return Interface(
            name="mailjet",
            url=self.url,
            auth=(self.key, self.secret),
            transport=self.transport,
        )


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
        "Headers": letter.headers(),
    }
    return {"Messages": [message]}
