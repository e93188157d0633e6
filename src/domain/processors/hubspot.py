"""HubSpot: our prospects' contacts and who does not want to be written to; nothing else.

Dated paths of 2026-03. Campaigns are sent through Mailjet, never from here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from domain.processors.interface import Interface

MOST_AT_ONCE = 100
"""Contacts in one call: HubSpot's own limit."""
_CONTACTS = "/crm/objects/2026-03/contacts"
_STATUSES = "/communication-preferences/2026-03/statuses"
_SOME_REFUSED = HTTPStatus.MULTI_STATUS


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What HubSpot is given of a prospect."""

    email: str
    first_name: str
    last_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HubSpot:
    """Our account at HubSpot."""

    url: str
    key: str
    transport: httpx.AsyncBaseTransport | None = None
    """Another way than the network: a stand-in."""

    async def upsert(self, contacts: Sequence[Contact]) -> tuple[Contact, ...]:
        """Write contacts, known by their address; return those that HubSpot refused.

        Writing one twice changes nothing. Where an answer says that some were refused, or
        refuses all for one, each is given alone, which tells which.

        Raises:
            NotTaken: Try the whole again later.
        """
        refused: list[Contact] = []
        for start in range(0, len(contacts), MOST_AT_ONCE):
            some = contacts[start : start + MOST_AT_ONCE]
            if not await self._all_taken(some):
                refused += [each for each in some if not await self._all_taken([each])]
        return tuple(refused)

    async def unsubscribe(self, email: str) -> None:
        """Put an address out of every mailing.

        Raises:
            NotTaken: Try again later.
        """
        await self._interface.ask(
            "POST",
            f"{_STATUSES}/{quote(email, safe='')}/unsubscribe-all",
            params={"channel": "EMAIL"},
        )

    async def erase(self, email: str) -> None:
        """Erase a contact for good; an address that is unknown there goes on a blocklist.

        Raises:
            NotTaken: Try again later.
        """
        await self._interface.ask(
            "POST",
            f"{_CONTACTS}/gdpr-delete",
            good=(HTTPStatus.NO_CONTENT,),
            json={"objectId": email, "idProperty": "email"},
        )

    async def _all_taken(self, contacts: Sequence[Contact]) -> bool:
        answer = await self._interface.ask(
            "POST",
            f"{_CONTACTS}/batch/upsert",
            good=(HTTPStatus.OK, HTTPStatus.CREATED, _SOME_REFUSED),
            no=(HTTPStatus.BAD_REQUEST,),
            json=upsert_of(contacts),
        )
        if answer is None:
            return False
        try:
            return len(answer["results"]) == len(contacts) and not answer.get("numErrors")
        except (KeyError, TypeError, AttributeError):
            raise self._interface.not_understood() from None

    @property
    def _interface(self) -> Interface:
        return Interface(
            name="hubspot",
            url=self.url,
            headers={"Authorization": f"Bearer {self.key}"},
            transport=self.transport,
        )


def upsert_of(contacts: Sequence[Contact]) -> dict[str, Any]:
    """Return the body of an upsert."""
    return {
        "inputs": [
            {
                "id": contact.email,
                "idProperty": "email",
                "properties": {
                    "email": contact.email,
                    "firstname": contact.first_name,
                    "lastname": contact.last_name,
                },
            }
            for contact in contacts
        ]
    }
