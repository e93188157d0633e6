"""What the site writes in its log: how proofs ended, which controls held, and never whose."""

import json
import logging
from typing import Any

import pytest

from domain.logs import JsonLines
from tests.domain.accounts_cast import PASSWORD, a_member_of_staff, an_account


class Listener(logging.Handler):
    """Takes the lines that our log would hold."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.lines: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.loads(self.format(record)))

    def of(self, event: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["event"] == event]


@pytest.fixture
def log():
    listener, ours = Listener(), logging.getLogger("web")
    level, propagates = ours.level, ours.propagate
    ours.setLevel(logging.INFO)
    ours.propagate = False
    ours.addHandler(listener)
    yield listener
    ours.removeHandler(listener)
    ours.setLevel(level)
    ours.propagate = propagates


class TestTheLog:
    @pytest.mark.asvs("16.3.1")
    async def test_tells_how_each_proof_of_identity_ended(self, anonymous, log):
        await an_account("alice@example.org")
        right = {"email": "alice@example.org", "password": PASSWORD}
        await anonymous.post("/sign-in", {**right, "password": "wrong password"})
        await anonymous.post("/sign-in", right)
        await anonymous.post("/sign-in/again", {"password": "wrong password"})
        assert [(line["proof"], line["why"]) for line in log.of("proof refused")] == [
            ("password", "WrongCredentials"),
            ("password again", "WrongCredentials"),
        ]
        assert [line["proof"] for line in log.of("proof accepted")] == ["password"]

    @pytest.mark.asvs("16.3.1")
    async def test_tells_which_second_factor_was_tried(self, anonymous, log, undone):
        await a_member_of_staff("dpo")
        await anonymous.post("/sign-in", {"email": "dpo@example.org", "password": PASSWORD})
        await anonymous.post("/sign-in/second-factor", {"code": "000000"})
        assert [line["proof"] for line in log.of("proof refused")] == ["code"]

    @pytest.mark.asvs("16.3.2")
    async def test_tells_that_access_was_refused_and_to_which_role(self, as_alice, log):
        await as_alice.get("/console")
        (line,) = log.of("access refused")
        assert (line["route"], line["roles"], line["level"]) == (
            "/console",
            ["holder"],
            "warning",
        )

    @pytest.mark.asvs("16.3.2", "16.3.3")
    async def test_tells_that_what_is_not_theirs_was_asked_for(self, as_alice, as_bob, log):
        await as_alice.post(f"/account/sessions/{as_bob.session_id}/end")
        await as_alice.get("/new-password/forged")
        assert [(line["route"], line["why"]) for line in log.of("refused as missing")] == [
            ("/account/sessions/{session_id}/end", "NotFound"),
            ("/new-password/{token}", "NotOurLink"),
        ]
        assert str(as_bob.session_id) not in json.dumps(log.lines)

    @pytest.mark.asvs("16.3.3")
    async def test_tells_that_a_control_held(self, anonymous, log):
        await anonymous.client.post("/sign-out", data={"csrf_token": "junk"})
        await anonymous.client.post("/sign-in", content=b"{}")
        await anonymous.client.post(
            "/sign-in",
            content=b"a=%ff",
            headers={"content-type": "application/x-www-form-urlencoded"},
        )
        assert [line["status"] for line in log.of("request refused")] == [403, 415, 400]
        for _ in range(11):
            await anonymous.post("/sign-in", {"email": "a@example.org", "password": "x" * 12})
        (line,) = log.of("slowed down")
        assert (line["route"], line["why"]) == ("/sign-in", "TooManyTries")

    @pytest.mark.asvs("16.3.4", "16.5.1", "16.2.5")
    async def test_tells_where_an_error_was_and_none_of_its_words(
        self, as_alice, log, monkeypatch
    ):
        async def broken(*_, **__):
            raise ValueError("alice@example.org")

        monkeypatch.setattr("domain.research.recent_history", broken)
        await as_alice.get("/")
        (line,) = log.of("failed")
        assert (line["error"], line["level"], line["route"]) == (
            "builtins.ValueError",
            "error",
            "/",
        )
        assert line["where"]
        assert "alice@example.org" not in json.dumps(log.lines)

    @pytest.mark.asvs("16.2.5")
    async def test_never_holds_what_was_typed_or_who_typed_it(self, anonymous, log):
        account = await an_account("alice@example.org")
        await anonymous.post(
            "/sign-in?next=/account", {"email": "alice@example.org", "password": PASSWORD}
        )
        await anonymous.get("/search?q=secret-professionnel")
        await anonymous.get("/new-password/token-of-a-mail")
        written = json.dumps(log.lines)
        held = ("alice", PASSWORD, "secret-professionnel", "token-of-a-mail", "127.0.0.1")
        for word in (*held, str(account.id), *anonymous.client.cookies.values()):
            assert word not in written
