"""Zoom: meetings for training sessions and appointments, and who takes part in them.

Zoom writes to nobody and records nothing: our own mails invite. Its reports of past meetings
cannot be erased, so that as little as possible is given.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import httpx

from domain.processors.interface import Interface

_SCHEDULED = 2
_APPROVED_BY_ITSELF = 0
_PAGE = 300
"""Rows of a list: Zoom's own limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registrant:
    """The two fields without which Zoom registers nobody."""

    first_name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """Where a registrant joins, and what Zoom knows the registration by."""

    id: str
    join_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Zoom:
    """Our account at Zoom, asked as an application of our own (server to server)."""

    url: str
    sign_in_url: str
    account: str
    client: str
    secret: str
    transport: httpx.AsyncBaseTransport | None = None
    """Another way than the network: a stand-in."""

    async def create_meeting(
        self, *, reference: str, topic: str, starts_at: datetime, minutes: int
    ) -> str:
        """Create a meeting, or return the one that bears ``reference`` already.

        Args:
            reference: Ours: begun again after a crash, it is found by it.
            topic: What it is about.
            starts_at: When it begins.
            minutes: How long it lasts.

        Returns:
            What Zoom knows the meeting by.

        Raises:
            NotTaken: Try again later.
        """
        zoom = await self._signed_in()
        known = await self._find_meeting(zoom, reference)
        if known is not None:
            return known
        answer = await zoom.ask(
            "POST",
            "/users/me/meetings",
            good=(HTTPStatus.CREATED,),
            json=meeting_of(
                reference=reference, topic=topic, starts_at=starts_at, minutes=minutes
            ),
        )
        try:
            return str(int(answer["id"]))
        except (KeyError, TypeError, ValueError):
            raise zoom.not_understood() from None

    async def cancel(self, meeting: str) -> None:
        """Delete a meeting; one that is gone is cancelled already.

        Raises:
            NotTaken: Try again later.
        """
        zoom = await self._signed_in()
        await zoom.ask(
            "DELETE",
            f"/meetings/{meeting}",
            good=(HTTPStatus.NO_CONTENT,),
            no=(HTTPStatus.NOT_FOUND,),
            params={"schedule_for_reminder": "false", "cancel_meeting_reminder": "false"},
        )

    async def register(self, meeting: str, registrant: Registrant) -> Registered:
        """Register somebody; who is registered with that address already is found.

        Raises:
            NotTaken: Try again later.
        """
        zoom = await self._signed_in()
        known = await self._find_registrant(zoom, meeting, registrant.email)
        if known is not None:
            return known
        answer = await zoom.ask(
            "POST",
            f"/meetings/{meeting}/registrants",
            good=(HTTPStatus.CREATED,),
            json=registrant_of(registrant),
        )
        return _registered(zoom, answer, "registrant_id")

    async def remove(self, meeting: str, registrant_id: str) -> None:
        """Take somebody off a meeting; who is not on it is off already.

        Raises:
            NotTaken: Try again later.
        """
        zoom = await self._signed_in()
        await zoom.ask(
            "DELETE",
            f"/meetings/{meeting}/registrants/{registrant_id}",
            good=(HTTPStatus.NO_CONTENT,),
            no=(HTTPStatus.NOT_FOUND,),
        )

    async def remove_address(self, meeting: str, email: str) -> None:
        """Take an address off a meeting, if it is on it.

        Raises:
            NotTaken: Try again later.
        """
        known = await self._find_registrant(await self._signed_in(), meeting, email)
        if known is not None:
            await self.remove(meeting, known.id)

    async def _find_meeting(self, zoom: Interface, reference: str) -> str | None:
        found = await _listed(zoom, "/users/me/meetings", "meetings", type="scheduled")
        return next(
            (str(each["id"]) for each in found if each.get("agenda") == reference), None
        )

    async def _find_registrant(
        self, zoom: Interface, meeting: str, email: str
    ) -> Registered | None:
        found = await _listed(
            zoom, f"/meetings/{meeting}/registrants", "registrants", status="approved"
        )
        same = [each for each in found if str(each.get("email")).lower() == email.lower()]
        return _registered(zoom, same[0], "id") if same else None

    async def _signed_in(self) -> Interface:
        """Return the interface with a fresh token: it lasts an hour, a duty some seconds."""
        sign_in = Interface(
            name="zoom",
            url=self.sign_in_url,
            auth=(self.client, self.secret),
            transport=self.transport,
        )
        answer = await sign_in.ask(
            "POST",
            "/oauth/token",
            data={"grant_type": "account_credentials", "account_id": self.account},
        )
        try:
            token = str(answer["access_token"])
        except (KeyError, TypeError):
            raise sign_in.not_understood() from None
        return Interface(
            name="zoom",
            url=self.url,
            headers={"Authorization": f"Bearer {token}"},
            transport=self.transport,
        )


def meeting_of(
    *, reference: str, topic: str, starts_at: datetime, minutes: int
) -> dict[str, Any]:
    """Return the body of a meeting: Zoom mails nobody, and records nothing."""
    return {
        "topic": topic,
        "agenda": reference,
        "type": _SCHEDULED,
        "start_time": f"{starts_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "duration": minutes,
        "settings": {
            "approval_type": _APPROVED_BY_ITSELF,
            "registrants_confirmation_email": False,
            "registrants_email_notification": False,
            "email_notification": False,
            "auto_recording": "none",
        },
    }


def registrant_of(registrant: Registrant) -> dict[str, Any]:
    """Return the body of a registration."""
    return {"first_name": registrant.first_name, "email": registrant.email}


async def _listed(
    zoom: Interface, path: str, key: str, **filtered: str
) -> list[dict[str, Any]]:
    """Return every row of a list, page after page; of a meeting that is gone, none."""
    rows: list[dict[str, Any]] = []
    further = ""
    while True:
        answer = await zoom.ask(
            "GET",
            path,
            no=(HTTPStatus.NOT_FOUND,),
            params={"page_size": _PAGE, **filtered}
            | ({"next_page_token": further} if further else {}),
        )
        if answer is None:
            return rows
        try:
            rows += [dict(each) for each in answer[key]]
            further = answer.get("next_page_token") or ""
        except (KeyError, TypeError, ValueError, AttributeError):
            raise zoom.not_understood() from None
        if not further:
            return rows


def _registered(zoom: Interface, answer: Any, key: str) -> Registered:
    try:
        return Registered(id=str(answer[key]), join_url=str(answer["join_url"]))
    except (KeyError, TypeError):
        raise zoom.not_understood() from None
