"""Two people, three browsers: what they do, and what must then be true of every token."""

import asyncio
import json
import re
import secrets
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any
from uuid import UUID, uuid4

import httpx
import pyotp
from lxml import html
from webauthn import base64url_to_bytes

from domain import database, links
from domain.accounts import (
    PROVE_NEW_ADDRESS,
    RESET_PASSWORD,
    STOP_ADDRESS_CHANGE,
    AddressChange,
    PasswordReset,
)
from domain.links import keyed_hash
from domain.periods import Period, after
from tests.domain.accounts_cast import PASSWORD, an_account
from tests.soft_key import SoftKey

COOKIE = "assisteu_session"
FACTOR = "/account/second-factor"
TEN_MINUTES = timedelta(minutes=10)
A_YEAR = Period(months=12)
PASSWORDS = (PASSWORD, "quatre loutres traversent la place", "un hibou repasse ses chemises")


@dataclass(eq=False)
class Person:
    """Somebody, and all that they know and have."""

    id: UUID
    email: str
    password: str = PASSWORD
    secret: str | None = None
    keys: list[SoftKey] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    is_gone: bool = False

    @property
    def owes_factor(self) -> bool:
        return bool(self.secret or self.keys)


@dataclass
class Token:
    """A token that some answer set, as whoever stole it would keep it."""

    owner: Person
    began_at: datetime
    password_at: datetime
    with_factor: bool
    is_dead: bool = False


@dataclass(eq=False)
class Tab:
    """A browser: the cookies it sends."""

    name: str
    person: Person
    token: str | None = None
    form_secret: str = field(default_factory=lambda: secrets.token_urlsafe(24))


@dataclass
class UnderWay:
    """A request that has begun: its head was sent, its body was not."""

    what: str
    tab: Tab
    sent: str | None
    facts: dict[str, Any]
    body: asyncio.Event
    answer: "asyncio.Task[httpx.Response]"


class Life:
    """Does one thing after another at random, and checks every token after each."""

    def __init__(self, app: Any, now: datetime, seed: int) -> None:
        transport = httpx.ASGITransport(app, raise_app_exceptions=True)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://testserver")
        self.now = now
        self.chance = Random(seed)  # noqa: S311 - the same lives each time
        self.tokens: dict[str, Token] = {}
        self.under_way: list[UnderWay] = []
        self.history: list[str] = []
        self.done: Counter[str] = Counter()

    async def begin(self) -> None:
        """Let alice have two browsers and bob, a stranger to her, one."""
        self.alice, self.bob = [
            Person(
                (await an_account(f"{name}@example.org", opened_at=self.now)).id,
                f"{name}@example.org",
            )
            for name in ("alice", "bob")
        ]
        self.tabs = [
            Tab("laptop", self.alice),
            Tab("phone", self.alice),
            Tab("stranger", self.bob),
        ]

    async def run(self, steps: int) -> None:
        for _ in range(steps):
            if self.alice.is_gone:
                break
            if await self.step():
                await self.check()
        while self.under_way:
            await self.land()
            await self.check()
        await self.check(dead_ones=len(self.tokens))

    async def step(self) -> bool:
        """Do one thing that may be possible; tell whether anything came of it."""
        tab = self.chance.choice([*self.tabs, *self.tabs[:2]])
        name = self._likely(tab) if self.chance.random() < 0.4 else self.chance.choice(STEPS)
        self.history.append(f"{name} in {tab.name}")
        before = (self.done.total(), self.now)
        await getattr(self, name)(tab)
        return before != (self.done.total(), self.now)

    def _likely(self, tab: Tab) -> str:
        """Return what leads on: most things want somebody who signed in just now."""
        if not self._is_open(tab):
            return "sign_in_whole"
        if self.now - self.tokens[tab.token].password_at > TEN_MINUTES:
            return "sign_in_again"
        return self.chance.choice(NEED_A_FRESH_PASSWORD)

    # --- asking the site -------------------------------------------------------------------

    async def get(self, tab: Tab | None, path: str, token: str | None = None) -> httpx.Response:
        return await self._ask("GET", tab, path, token or (tab.token if tab else None))

    async def post(self, what: str, tab: Tab, path: str, **fields: Any) -> httpx.Response:
        """Send a form at once, and take note of what it did."""
        sent = tab.token
        facts = fields.pop("facts", {})
        answer = await self._ask("POST", tab, path, sent, self._form(tab, fields))
        self.settle(what, tab, sent, answer, facts)
        return answer

    async def post_slowly(self, what: str, tab: Tab, path: str, **fields: Any) -> None:
        """Send the head of a form now; its body comes when :meth:`land` is called."""
        began, body = asyncio.Event(), asyncio.Event()
        facts = fields.pop("facts", {})
        form = httpx.QueryParams(self._form(tab, fields))

        async def stream() -> AsyncIterator[bytes]:
            began.set()
            await body.wait()
            yield str(form).encode()

        asked = asyncio.create_task(self._ask("POST", tab, path, tab.token, stream()))
        self.under_way.append(UnderWay(what, tab, tab.token, facts, body, asked))
        begins = asyncio.create_task(began.wait())
        await asyncio.wait({begins, asked}, return_when=asyncio.FIRST_COMPLETED)
        begins.cancel()

    async def land(self, tab: Tab | None = None) -> None:
        """Let a request that is under way arrive."""
        if not self.under_way:
            return
        one = self.under_way.pop(self.chance.randrange(len(self.under_way)))
        was_dead = one.sent is not None and self.is_dead(one.sent)
        self.history.append(f"({one.what} of {one.tab.name} arrives)")
        one.body.set()
        answer = await one.answer
        if was_dead and one.what != "sign in":
            assert not self._given(answer), "a session ended meanwhile, and a cookie was set"
            did = "notice=" in answer.headers.get("location", "") and one.what != "sign out"
            assert not did, "a session ended meanwhile, and something was done"
            self.done["arrived too late"] += 1
        self.settle(one.what, one.tab, one.sent, answer, one.facts)

    async def _ask(
        self, method: str, tab: Tab | None, path: str, token: str | None, form: Any = None
    ) -> httpx.Response:
        cookies = {"assisteu_form": tab.form_secret} if tab else {}
        if token:
            cookies[COOKIE] = token
        sent = "; ".join(f"{name}={value}" for name, value in cookies.items())
        headers = {"cookie": sent, "sec-fetch-site": "same-origin"}
        if form is not None and not isinstance(form, dict):
            headers["content-type"] = "application/x-www-form-urlencoded"
        body = {"data": form} if isinstance(form, dict) else {"content": form}
        answer = await self.client.request(method, path, headers=headers, **body)
        self.client.cookies.clear()
        return answer

    def _form(self, tab: Tab, fields: dict[str, Any]) -> dict[str, Any]:
        secret = (tab.token or tab.form_secret).encode()
        return {"csrf_token": keyed_hash("csrf", secret)[:43], "form_id": uuid4().hex, **fields}

    def _given(self, answer: httpx.Response) -> str | None:
        """Return the token that an answer gives the browser."""
        for line in answer.headers.get_list("set-cookie"):
            found = re.match(rf"{COOKIE}=([\w-]+);", line)
            if found:
                lifetime = timedelta(seconds=int(re.search(r"(?i)max-age=(\d+)", line)[1]))
                assert self.now + lifetime <= after(self.now, A_YEAR)
                return found[1]
        return None

    # --- what an answer means --------------------------------------------------------------

    def settle(
        self,
        what: str,
        tab: Tab,
        sent: str | None,
        answer: httpx.Response,
        facts: dict[str, Any],
    ) -> None:
        """Take note of what was done: which tokens there are, and which must be dead."""
        given = self._given(answer)
        if given or f"{COOKIE}=;" in answer.headers.get("set-cookie", "").replace('""', ""):
            tab.token = given
        place = answer.headers.get("location", "")
        if not given and "notice=" not in place:
            return
        self.done[what] += 1
        former = self.tokens.get(sent or "")
        owner = facts.get("owner", tab.person)
        ends = ENDS.get(what, ())
        if "all" in ends:
            self._kill(owner, but=None)
        if "others" in ends:
            self._kill(owner, but=sent)
        if "this" in ends and former:
            former.is_dead = True
        if "named" in ends:
            self.tokens[facts["token"]].is_dead = True
        for name, value in facts.get("changes", {}).items():
            setattr(owner, name, value)
        if given:
            anew = what in ("sign in", "sign in again")
            assert anew or former
            self.tokens[given] = Token(
                owner=owner,
                began_at=self.now if anew else former.began_at,
                password_at=self.now if anew else former.password_at,
                with_factor=owner.owes_factor if what != "sign in" else False,
            )

    def _kill(self, owner: Person, *, but: str | None) -> None:
        for token, known in self.tokens.items():
            if known.owner is owner and token != but:
                known.is_dead = True

    def owes(self, token: Token) -> bool:
        return token.owner.owes_factor and not token.with_factor

    def is_dead(self, token: str) -> bool:
        """Tell whether a token was ended, replaced, or is past its time."""
        known = self.tokens[token]
        too_late = self.owes(known) and self.now >= known.began_at + TEN_MINUTES
        ended = known.is_dead or known.owner.is_gone or too_late
        known.is_dead = ended or self.now >= after(known.began_at, A_YEAR)
        return known.is_dead

    async def check(self, *, dead_ones: int = 3) -> None:
        """Try the tokens there ever were, as their browser or a thief would."""
        dead = [token for token in self.tokens if self.is_dead(token)]
        tried = self.chance.sample(dead, min(len(dead), dead_ones))
        for token, known in self.tokens.items():
            if token in dead and token not in tried:
                continue
            page = await self.get(None, "/account", token)
            where = page.headers.get("location", "")
            if self.is_dead(token):
                assert where.startswith("/sign-in?"), "a dead token opened something"
                continue
            if self.owes(known):
                assert where.startswith("/sign-in/second-factor"), (
                    "the second factor was spared"
                )
                continue
            assert page.status_code == 200, "a good token opens nothing"
            stranger = self.bob if known.owner is self.alice else self.alice
            assert known.owner.email in page.text, "somebody is somebody else"
            assert stranger.email not in page.text, "somebody is somebody else"
            asked = await self.get(None, "/account/password", token)
            is_fresh = self.now - known.password_at <= TEN_MINUTES
            assert (asked.status_code == 200) == is_fresh, "ten minutes are ten minutes"

    # --- what people do --------------------------------------------------------------------

    def _is_open(self, tab: Tab) -> bool:
        token = tab.token
        return (
            token is not None and not self.is_dead(token) and not self.owes(self.tokens[token])
        )

    async def _send(self, what: str, tab: Tab, path: str, **fields: Any) -> None:
        """Send a form at once, or now and then slowly."""
        slowly = self.chance.random() < 0.3
        await (self.post_slowly if slowly else self.post)(what, tab, path, **fields)

    async def wait(self, _tab: Tab) -> None:
        minutes = self.chance.choice([1, 1, 3, 9, 11, 11, 60 * 24 * 150])
        self.history.append(f"({minutes} minutes later)")
        self.now += timedelta(minutes=minutes)

    async def sign_in(self, tab: Tab) -> None:
        credentials = {"email": tab.person.email, "password": tab.person.password}
        await self._send("sign in", tab, "/sign-in", **credentials)

    async def sign_in_whole(self, tab: Tab) -> None:
        credentials = {"email": tab.person.email, "password": tab.person.password}
        await self.post("sign in", tab, "/sign-in", **credentials)
        await self.give_factor(tab)

    async def sign_in_with_a_former_password(self, tab: Tab) -> None:
        former = self.chance.choice([one for one in PASSWORDS if one != tab.person.password])
        answer = await self.post(
            "guess", tab, "/sign-in", email=tab.person.email, password=former
        )
        assert answer.status_code in (422, 429)

    async def give_factor(self, tab: Tab) -> None:
        known = self.tokens.get(tab.token or "")
        if known is None or self.is_dead(tab.token) or not self.owes(known):
            return
        path, fields, facts = await self._factor(known.owner, tab, "/sign-in/second-factor")
        await self.post("second factor", tab, path, facts=facts, **fields)

    async def sign_in_again(self, tab: Tab) -> None:
        if not self._is_open(tab):
            return
        fields: dict[str, Any] = {}
        facts: dict[str, Any] = {}
        if tab.person.owes_factor:
            _, fields, facts = await self._factor(tab.person, tab, "/sign-in/again")
        fields["password"] = tab.person.password
        await self._send("sign in again", tab, "/sign-in/again", facts=facts, **fields)

    async def _factor(self, person: Person, tab: Tab, page: str) -> Any:
        """Return where to send one of the person's factors, it, and what it uses up."""
        having = [("code", person.secret), ("key", person.keys), ("recovery", person.codes)]
        kind = self.chance.choice([name for name, had in having if had])
        if kind == "recovery":
            code, *rest = person.codes
            return page, {"code": code}, {"changes": {"codes": rest}}
        if kind == "code":
            self.now += timedelta(seconds=30)  # a code counts once
            return page, {"code": pyotp.TOTP(person.secret).at(self.now)}, {}
        options, offer = _offered(await self.get(tab, page))
        credential = self.chance.choice(person.keys).sign(
            base64url_to_bytes(options["challenge"])
        )
        to = "/sign-in/passkey" if page.endswith("second-factor") else page
        return to, {"offer": offer, "credential": credential}, {}

    async def sign_out(self, tab: Tab) -> None:
        await self._send("sign out", tab, "/sign-out")

    async def end_another(self, tab: Tab) -> None:
        """End a session by its id: one's own, or try somebody else's."""
        known = [token for token in self.tokens if not self.is_dead(token)]
        if not self._is_open(tab) or not known:
            return
        token = self.chance.choice(known)
        path = f"/account/sessions/{await _session_id(token)}/end"
        if self.tokens[token].owner is not tab.person:
            answer = await self.post("trespass", tab, path)
            assert answer.status_code == 404
            return
        await self.post("end one", tab, path, facts={"token": token})

    async def end_others(self, tab: Tab) -> None:
        await self._send("end others", tab, "/account/sessions/end-others")

    async def change_password(self, tab: Tab) -> None:
        anew = self.chance.choice([one for one in PASSWORDS if one != tab.person.password])
        facts = {"changes": {"password": anew}}
        path = "/account/password"
        await self._send("change password", tab, path, facts=facts, password=anew)

    async def reset_password(self, tab: Tab) -> None:
        """Reset alice's password: in a browser of hers, or in one where bob is signed in."""
        anew = self.chance.choice([one for one in PASSWORDS if one != self.alice.password])
        await self.post("ask for reset", tab, "/password-reset", email=self.alice.email)
        asked = (
            await PasswordReset.objects()
            .where(PasswordReset.email == self.alice.email)
            .order_by(PasswordReset.asked_at, ascending=False)
            .first()
        )
        if asked is None:
            return
        path = f"/new-password/{links.sign(RESET_PASSWORD, asked.id)}"
        facts = {"owner": self.alice, "changes": {"password": anew}}
        answer = await self.post("reset", tab, path, facts=facts, password=anew)
        assert self._given(answer) is None
        assert (await self.get(tab, path)).status_code == 410

    async def add_app(self, tab: Tab) -> None:
        page = await self.get(tab, f"{FACTOR}/app")
        if page.status_code != 200 or tab.person is self.bob:
            return
        enrolment = re.search(r'name="enrolment" value="([0-9a-f]+)"', page.text)[1]
        secret = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page.text)[0].replace(" ", "")
        fields = {"enrolment": enrolment, "code": pyotp.TOTP(secret).at(self.now)}
        facts = {"changes": {"secret": secret}}
        await self.post("add app", tab, f"{FACTOR}/app", facts=facts, **fields)

    async def remove_app(self, tab: Tab) -> None:
        if tab.person.secret:
            changes = {"secret": None} | ({} if tab.person.keys else {"codes": []})
            path = f"{FACTOR}/app/removal"
            await self.post("remove app", tab, path, facts={"changes": changes})

    async def add_passkey(self, tab: Tab) -> None:
        page = await self.get(tab, f"{FACTOR}/passkeys")
        if page.status_code != 200 or tab.person is self.bob:
            return
        options, offer = _offered(page)
        key = SoftKey()
        made = key.make(base64url_to_bytes(options["challenge"]))
        facts = {"changes": {"keys": [*tab.person.keys, key]}}
        fields = {"name": "Clé", "offer": offer, "credential": made}
        await self.post("add passkey", tab, f"{FACTOR}/passkeys", facts=facts, **fields)

    async def remove_passkey(self, tab: Tab) -> None:
        if not tab.person.keys:
            return
        key, *rest = tab.person.keys
        changes = {"keys": rest} | ({} if rest or tab.person.secret else {"codes": []})
        key_id = await database.fetch_value(
            "select id from passkey where credential_id = $1", key.credential_id
        )
        path = f"{FACTOR}/passkeys/{key_id}/removal"
        await self.post("remove passkey", tab, path, facts={"changes": changes})

    async def make_codes(self, tab: Tab) -> None:
        answer = await self.post("make codes", tab, f"{FACTOR}/recovery-codes")
        codes = re.findall(r"\b[2-9a-hjkmnp-z]{5}-[2-9a-hjkmnp-z]{5}\b", answer.text)
        if answer.status_code == 200 and len(codes) >= 10:
            tab.person.codes = codes[:10]
            self.done["make codes"] += 1

    async def ask_for_address(self, tab: Tab) -> None:
        email = f"{tab.person.email[0]}{self.chance.randrange(10**6)}@example.org"
        await self._send("ask for address", tab, "/account/email", email=email)

    async def prove_address(self, tab: Tab) -> None:
        """Follow the link to alice's new address, in any browser."""
        waits = AddressChange.account == self.alice.id, AddressChange.proven_at.is_null()
        change = await AddressChange.objects().where(*waits).first()
        if change is None:
            return
        path = f"/new-address/{links.sign(PROVE_NEW_ADDRESS, change.id)}"
        facts = {"owner": self.alice, "changes": {"email": change.email}}
        await self.post("prove address", tab, path, facts=facts)

    async def stop_address(self, tab: Tab) -> None:
        """Follow the link to alice's former address, in any browser."""
        whose = AddressChange.account == self.alice.id
        change = (
            await AddressChange.objects().where(whose).order_by(AddressChange.asked_at).first()
        )
        if change is None:
            return
        path = f"/former-address/{links.sign(STOP_ADDRESS_CHANGE, change.id)}"
        changes = {"email": change.former_email} if change.proven_at else {}
        await self.post(
            "stop address", tab, path, facts={"owner": self.alice, "changes": changes}
        )

    async def delete_account(self, tab: Tab) -> None:
        if tab.person is self.alice and self.chance.random() < 0.2:
            facts = {"changes": {"is_gone": True}}
            await self.post("delete account", tab, "/account/deletion", facts=facts)

    async def arrive(self, _tab: Tab) -> None:
        await self.land()


ENDS: dict[str, tuple[str, ...]] = {
    "sign in": ("this",),
    "second factor": ("this",),
    "sign in again": ("this",),
    "sign out": ("this",),
    "end one": ("named",),
    "end others": ("others",),
    "change password": ("others",),
    "reset": ("all",),
    "add app": ("all",),
    "add passkey": ("all",),
    "prove address": ("others",),
    "stop address": ("all",),
    "delete account": ("all",),
}
"""Which tokens an action ends: this browser's, all others of the person's, all, a named one."""

NEED_A_FRESH_PASSWORD = (
    *("add_app", "add_passkey", "remove_passkey", "make_codes", "ask_for_address"),
    *("ask_for_address", "prove_address", "stop_address", "delete_account"),
)
STEPS = (
    *("wait", "wait", "arrive", "arrive", "sign_in", "sign_in_whole", "sign_in_whole"),
    *("sign_in_whole", "sign_in_with_a_former_password", "give_factor", "sign_in_again"),
    *("sign_out", "end_another", "end_others", "change_password", "reset_password"),
    *("add_app", "add_app", "remove_app", "add_passkey", "add_passkey", "remove_passkey"),
    *("make_codes", "ask_for_address", "prove_address", "stop_address", "delete_account"),
)


async def _session_id(token: str) -> UUID:
    digest = sha256(token.encode()).digest()
    found: UUID = await database.fetch_value(
        "select id from session where token_sha256 = $1", digest
    )
    return found


def _offered(page: httpx.Response) -> tuple[dict[str, Any], str]:
    """Return the options that a page gives the device, and the offer it names."""
    tree = html.fromstring(page.text)
    (button,) = tree.xpath("//*[@data-passkey]")
    (offer,) = set(tree.xpath("//input[@name='offer']/@value"))
    return json.loads(button.get("data-options")), offer
