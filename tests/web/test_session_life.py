"""Random lives of sessions through the site: what was revoked never works again (P-SEC-2)."""

from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from domain import clock, database
from tests.web.session_life import ENDS, Life

pytestmark = [pytest.mark.promise("P-SEC-2"), pytest.mark.promise("P-COO-3")]
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LIVES, STEPS = 8, 50


class _Undo(Exception):
    pass


async def live(app, monkeypatch, seed: int) -> Counter[str]:
    """Live one life in a database of its own, and return what was done in it."""
    life = Life(app, NOW, seed)
    monkeypatch.setattr(clock, "now", lambda: life.now)
    with suppress(_Undo):
        async with database.transaction():
            await life.begin()
            try:
                await life.run(STEPS)
            except BaseException as error:
                error.add_note(f"life {seed}: " + ", ".join(life.history))
                raise
            raise _Undo
    await life.client.aclose()
    return life.done


async def test_a_token_that_was_revoked_or_replaced_never_works_again(app, monkeypatch):
    """In any order, with requests that began before and arrive after.

    Nor does a reset spare the second factor, is anybody somebody else, does a password given
    count for more than ten minutes, or a cookie last for more than twelve months.
    """
    done: Counter[str] = Counter()
    for seed in range(LIVES):
        done += await live(app, monkeypatch, seed)
    missing = {*ENDS, "make codes", "remove app", "remove passkey", "arrived too late"} - {
        *done
    }
    assert not missing, "these lives show nothing of it"
