"""Nobody learns from us who has an account: the work and the answer are the same (P-SEC-2).

How long it takes is measured by ``bench/enumeration.py``; here is what makes it so.
"""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest

from domain import clock, organisations
from domain.accounts import passwords
from tests.cast import Browser, make_organisation, signed_in
from tests.domain.accounts_cast import PASSWORD_HASH, an_account, an_administrator
from tests.web.test_research_pages import queries
from tests.web.test_sign_up import ALICE

pytestmark = pytest.mark.promise("P-SEC-2")
UNKNOWN = "nobody@example.net"
SIGN_UP = {name: value for name, value in ALICE.items() if name != "email"}
WRONG = {"password": "un mot de passe faux"}
PUBLIC_FORMS = [
    ("/sign-in", WRONG, 1),
    ("/en/sign-in", WRONG, 1),
    ("/sign-up", SIGN_UP, 1),
    ("/password-reset", {}, 0),
]
"""Each with the fields it needs, and how many passwords are hashed for it."""


class CountingHasher:
    """Hashes as always, and counts: each takes some 30 ms, the most of any answer."""

    def __init__(self, hasher: Any) -> None:
        self.hasher = hasher
        self.count = 0

    def hash(self, password: str) -> str:
        self.count += 1
        return str(self.hasher.hash(password))

    def verify(self, kept: str, password: str) -> bool:
        self.count += 1
        return bool(self.hasher.verify(kept, password))

    def check_needs_rehash(self, kept: str) -> bool:
        return bool(self.hasher.check_needs_rehash(kept))


@pytest.fixture
def hasher(monkeypatch) -> CountingHasher:
    counting = CountingHasher(passwords._HASHER)  # noqa: SLF001 - what is counted
    monkeypatch.setattr(passwords, "_HASHER", counting)
    return counting


@dataclass(frozen=True, kw_only=True)
class Work:
    """Everything that somebody outside could see or measure of an answer."""

    status: int
    place: str | None
    body: str
    headers: frozenset[str]
    statements: tuple[str, ...]
    hashes: int


async def work(
    browser: Browser, path: str, email: str, hasher: CountingHasher, **fields: str
) -> Work:
    """Send a form about an address; return the work, the address itself left out."""
    hashes_before = hasher.count
    async with queries() as asked:
        answer = await browser.post(path, {"email": email, "form_id": uuid4().hex, **fields})
    return Work(
        status=answer.status_code,
        place=answer.headers.get("location"),
        body=answer.text.replace(email, "…"),
        headers=frozenset(answer.headers),
        statements=tuple(asked),
        hashes=hasher.count - hashes_before,
    )


@pytest.fixture
async def known(undone) -> list[str]:
    """Addresses of every kind that an account can have."""
    now = clock.now()
    people = {
        "holder": {},
        "closed": {"closed_at": now},
        "invited": {"role": "support", "opened_by": "staff", "password_hash": None},
        "left": {"role": "support", "opened_by": "staff", "left_at": now},
    }
    return [
        (await an_account(f"{name}@example.org", opened_at=now, **facts)).email
        for name, facts in people.items()
    ]


@pytest.fixture
async def carol(app, undone) -> Any:
    chambers = await make_organisation("Cabinet Carol")
    await organisations.set_seats(organisation_id=chambers.id, seats=10)
    account = await an_administrator("carol@example.org", chambers.id)
    async with await signed_in(app, account) as browser:
        yield browser


class TestWhetherAnAddressHasAnAccount:
    @pytest.mark.parametrize("form", PUBLIC_FORMS, ids=lambda form: form[0])
    async def test_changes_nothing_for_a_visitor(self, anonymous, known, hasher, form):
        path, fields, hashes = form
        expected = await work(anonymous, path, UNKNOWN, hasher, **fields)
        assert expected.statements
        assert expected.hashes == hashes
        for email in known:
            assert await work(anonymous, path, email, hasher, **fields) == expected, email

    @pytest.mark.parametrize("role", ["member", "administrator"])
    async def test_changes_nothing_for_who_invites(self, carol, known, hasher, role):
        path = "/organisation/invitations/new"
        expected = await work(carol, path, UNKNOWN, hasher, role=role)
        assert expected.statements
        for email in known:
            assert await work(carol, path, email, hasher, role=role) == expected, email

    async def test_changes_nothing_for_who_asks_for_it_as_their_own(self, carol, known, hasher):
        first = await work(carol, "/account/email", "first@example.net", hasher)
        expected = await work(carol, "/account/email", UNKNOWN, hasher)
        assert expected == first
        for email in known[:2]:  # more of them are paused: a mail each
            assert await work(carol, "/account/email", email, hasher) == expected, email

    def test_costs_a_hash_as_dear_as_a_real_one(self):
        assert not passwords.is_outdated(passwords.NOBODYS_HASH)
        assert not passwords.is_outdated(PASSWORD_HASH)
