"""Axeptio: the record of a choice on cookies, sent by a worker and never by the browser.

Axeptio documents no erasure: what it gets is a token drawn for it, which we alone can tie to a
person, and the choice.
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from domain.processors.interface import Interface


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What was chosen, for each purpose, under a token that names nobody."""

    token: str
    accepts: bool
    """Whether anything at all was accepted."""
    purposes: dict[str, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Axeptio:
    """Our project at Axeptio."""

    url: str
    project: str
    configuration: str
    transport: httpx.AsyncBaseTransport | None = None
    """Another way than the network: a stand-in."""

    async def record(self, choice: Choice) -> None:
        """Have a choice recorded; one whose token is known there is not recorded again.

        Raises:
            NotTaken: Try again later.
        """
        interface = Interface(name="axeptio", url=self.url, transport=self.transport)
        project = quote(self.project, safe="")
        known = await interface.ask(
            "GET",
            f"/v1/app/consent/{project}",
            no=(HTTPStatus.NOT_FOUND,),
            params={"token": choice.token},
        )
        if known:
            return
        configuration = quote(self.configuration, safe="")
        await interface.ask(
            "POST",
            f"/v1/app/consents/{project}/cookies/{configuration}",
            good=(HTTPStatus.CREATED,),
            json=record_of(choice),
        )


def record_of(choice: Choice) -> dict[str, Any]:
    """Return the body of a record."""
    return {"accept": choice.accepts, "preferences": choice.purposes, "token": choice.token}
