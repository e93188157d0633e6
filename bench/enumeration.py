"""Who has an account cannot be told from how long we take: known against unknown addresses.

Sign-in, sign-up, password reset, invitation and change of address, each sent for an address
that has an account and for one that has none, in turns. Medians within a ratio of 1.5.
Each form comes from a network of its own, so that no throttle answers in our place. What
makes the times alike is held by ``tests/web/test_enumeration.py``.

    python -m bench.enumeration [--full]
"""

import argparse
import asyncio
import os
import tempfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from time import perf_counter
from uuid import UUID, uuid4

os.environ.setdefault("ASSISTEU_DATA_DIR", tempfile.mkdtemp(prefix="assisteu-bench-"))

import httpx

from bench import measure
from bench.running import Server, prepared_database, served
from domain import accounts, database
from domain.settings import current_settings

GOAL = 1.5
TWO_SIDES = 2
PASSWORD = "a password of some length, and right"  # noqa: S105 - of a thrown-away database
SIGN_UP = {
    "password": "deux tortues lisent le journal",
    "first_name": "Zoé",
    "last_name": "Dupont",
    "occupation": "Avocate",
    "telephone": "+33155550100",
}


@dataclass(frozen=True, slots=True)
class Form:
    """A form in which an address is typed, and by whom it is sent."""

    name: str
    path: str
    fields: dict[str, str]
    sender: str | None = None
    """None is a visitor; ``holder`` somebody else each time; ``administrator`` one person."""


FORMS = (
    Form("sign-in", "/sign-in", {"password": "a wrong password of some length"}),
    Form("sign-up", "/sign-up", SIGN_UP),
    Form("password reset", "/password-reset", {}),
    Form("invitation", "/organisation/invitations/new", {"role": "member"}, "administrator"),
    Form("change of address", "/account/email", {}, "holder"),
)


class Measured:
    """Sends one form for known and for unknown addresses; each address once."""

    def __init__(self, server: Server, form: Form) -> None:
        """Remember where, and what."""
        self.server = server
        self.form = form
        self.turns = count()

    async def known(self) -> float:
        """Return the milliseconds for an address that has an account."""
        turn = next(self.turns)
        return await self._send(f"known{turn}@example.org", turn)

    async def unknown(self) -> float:
        """Return the milliseconds for an address that has none."""
        turn = next(self.turns)
        return await self._send(f"nobody{turn}@example.org", turn)

    async def _send(self, email: str, turn: int) -> float:
        number = FORMS.index(self.form)
        source = f"127.{2 + number}.{turn}.9"
        transport = httpx.AsyncHTTPTransport(local_address=source)
        async with httpx.AsyncClient(
            base_url=self.server.url, transport=transport, cookies=self._cookies(turn)
        ) as client:
            page = await client.get(self.form.path)
            token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
            data = {**self.form.fields, "csrf_token": token, "email": email}
            begun = perf_counter()
            answer = await client.post(self.form.path, data=data)
            took = (perf_counter() - begun) * 1000
        assert answer.status_code in (303, 422), answer.status_code
        return took

    def _cookies(self, turn: int) -> dict[str, str]:
        if self.form.sender is None:
            return {}
        sender = self.form.sender
        return {"assisteu_session": f"{sender}{turn}" if sender == "holder" else sender}


async def _prepare(people: int) -> None:
    """Write people who have an account, some who ask to change theirs, an administrator."""
    await database.open_pool(current_settings().worker_database_url)
    hashed = await accounts.hash_password(PASSWORD)
    chambers = await database.fetch_value(
        "insert into organisation (name, seats, created_at)"
        " values ('Cabinet', 1000, now()) returning id"
    )
    for number in range(people):
        await _person(f"known{number}", hashed)
        await _signed_in(await _person(f"holder{number}", hashed), f"holder{number}")
    administrator = await _person("administrator", hashed)
    await database.execute(
        "update account set organisation = $2, administers_organisation = true,"
        " totp_secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' where id = $1",
        administrator,
        chambers,
    )
    await _signed_in(administrator, "administrator")
    await database.close_pool()


async def _person(name: str, hashed: str) -> UUID:
    account = uuid4()
    await database.execute(
        "insert into account (id, email, first_name, last_name, occupation, telephone, role,"
        " opened_by, language, password_hash, opened_at, last_visit_at) values ($1, $2, 'Zoé',"
        " 'Dupont', 'Avocate', '+33155550100', 'holder', 'sign_up', 'fr', $3, $4, $4)",
        account,
        f"{name}@example.org",
        hashed,
        datetime.now(UTC),
    )
    return account


async def _signed_in(account: UUID, token: str) -> None:
    await database.execute(
        "insert into session (account, token_sha256, created_at, last_used_at,"
        " authenticated_at, second_factor_at) values ($1, $2, $3, $3, $3, $3)",
        account,
        sha256(token.encode()).digest(),
        datetime.now(UTC),
    )


async def measured(server: Server, rounds: int) -> None:
    """Measure each form, and record."""
    ratios = {}
    for form in FORMS:
        sides = Measured(server, form)
        pairs = await measure.interleaved(ours=sides.known, bare=sides.unknown, rounds=rounds)
        ratios[form.name] = measure.ratio_of(pairs, unit="ms", cost=True)
    apart = [max(one.ours, one.bare) / min(one.ours, one.bare) for one in ratios.values()]
    measure.record(
        measure.Result(
            name="enumeration",
            goal=f"known and unknown addresses: medians within a ratio of {GOAL}",
            met=max(apart) < GOAL,
            limit="What else the machine does. Ours: a known address; bare: an unknown one.",
            figures={
                "furthest apart": round(max(apart), 3),
                **{name: asdict(ratio) for name, ratio in ratios.items()},
            },
        )
    )


def main(*, full: bool) -> None:
    """Run the site, and measure."""
    rounds = 100 if full else measure.ROUNDS
    with prepared_database():
        asyncio.run(_prepare(TWO_SIDES * (rounds + 1)))
        with served("web.asgi:app") as server:
            asyncio.run(measured(server, rounds))


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--full", action="store_true")
    main(full=options.parse_args().full)
