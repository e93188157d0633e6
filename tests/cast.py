"""The people of the tests: alice and bob are strangers; carol, dave and erin; the staff."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from types import TracebackType
from typing import Any, Self
from uuid import UUID, uuid4

import httpx

from domain.accounts import Account, Organisation, Session
from domain.links import keyed_hash
from domain.settings import current_settings
from web.cookies import SESSION, cookie_name

DOMAIN = "testserver.local"
"""What httpx's jar makes of ``testserver``: a cookie set here is the one that we replace."""

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


async def make_account(name: str, **columns: Any) -> Account:
    """Write an account whose every value bears the person's name."""
    account = Account(
        **{
            "id": uuid4(),
            "email": f"{name}@example.org",
            "first_name": name.capitalize(),
            "last_name": f"Last-{name}",
            "occupation": f"Occupation of {name}",
            "telephone": "+33155550100",
            "role": "holder",
            "opened_by": "sign_up",
            "opened_at": NOW,
            "last_visit_at": NOW,
        }
        | columns
    )
    await account.save()
    return account


async def make_organisation(name: str) -> Organisation:
    organisation = Organisation(id=uuid4(), name=name, seats=10, created_at=NOW)
    await organisation.save()
    return organisation


async def make_staff(role: str) -> Account:
    return await make_account(role, role=role, opened_by="staff", telephone=None)


@dataclass
class Browser:
    """A browser of one person: cookies, and the token that forms carry."""

    client: httpx.AsyncClient
    account: Account | None = None
    session_id: UUID | None = None
    secret: str = ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.client.aclose()

    async def get(self, path: str, *, htmx: bool = False) -> httpx.Response:
        return await self.client.get(path, headers={"HX-Request": "true"} if htmx else {})

    async def post(
        self, path: str, data: dict[str, Any] | None = None, *, htmx: bool = False
    ) -> httpx.Response:
        """Send a form as our page would: with its token."""
        headers = {"sec-fetch-site": "same-origin"} | ({"HX-Request": "true"} if htmx else {})
        body = {"csrf_token": self.csrf_token(), **(data or {})}
        return await self.client.post(path, data=body, headers=headers)

    def csrf_token(self) -> str:
        if not self.secret:
            self.secret = secrets.token_urlsafe(24)
            self.client.cookies.set("assisteu_form", self.secret, domain=DOMAIN)
        session = self.client.cookies.get(cookie_name(SESSION))
        return keyed_hash("csrf", (session or self.secret).encode())[:43]


def visitor(app: Any) -> Browser:
    """Open a browser of nobody in particular."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=True)
    url = current_settings().public_url
    return Browser(httpx.AsyncClient(transport=transport, base_url=url))


async def signed_in(app: Any, account: Account, *, at: datetime | None = None) -> Browser:
    """Open a browser in which ``account`` signed in just now, second factor included."""
    at = at or datetime.now(UTC)
    token = secrets.token_urlsafe(32)
    session = Session(
        id=uuid4(),
        account=account.id,
        token_sha256=sha256(token.encode()).digest(),
        created_at=at,
        last_used_at=at,
        authenticated_at=at,
        second_factor_at=at,
    )
    await session.save()
    browser = visitor(app)
    browser.client.cookies.set(cookie_name(SESSION), token, domain=DOMAIN)
    browser.account, browser.session_id = account, session.id
    return browser
