"""Bookmarks and history: the holder's own, seen, stopped and erased by the holder (P-ACC-8)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from domain import database, research
from domain.errors import NotFound
from tests.cast import NOW, make_account

GDPR, DSA = "32016R0679", "32022R2065"


@pytest.fixture
async def alice(summaries):
    return await make_account("alice")


@pytest.fixture
async def bob(summaries):
    return await make_account("bob")


async def work_id(celex: str):
    return await database.fetch_value("select id from work where celex = $1", celex)


async def entries(account) -> list[research.Visited]:
    history = await research.history_of(account.id, language="fr")
    return [entry for day in history.days for entry in day.entries]


@pytest.mark.promise("P-ACC-8")
class TestBookmarks:
    async def test_are_added_once_and_keep_their_first_date(self, alice):
        for at in (NOW, NOW + timedelta(days=1)):
            await research.add_bookmark(account_id=alice.id, celex=GDPR, now=at)
        (bookmark,) = await research.bookmarks_of(alice.id)
        assert bookmark.created_at == NOW
        assert bookmark.title.startswith("Règlement (UE) 2016/679")

    async def test_are_removed_once_or_twice_alike(self, alice):
        await research.add_bookmark(account_id=alice.id, celex=GDPR, now=NOW)
        for _ in range(2):
            await research.remove_bookmark(account_id=alice.id, celex=GDPR)
        assert await research.bookmarks_of(alice.id) == []

    async def test_are_nobody_else_s(self, alice, bob):
        await research.add_bookmark(account_id=alice.id, celex=GDPR, now=NOW)
        await research.remove_bookmark(account_id=bob.id, celex=GDPR)
        assert await research.bookmarks_of(bob.id) == []
        assert len(await research.bookmarks_of(alice.id)) == 1

    async def test_of_no_act_do_not_exist(self, alice):
        for unknown in ("39999R9999", "", "x" * 200):
            with pytest.raises(NotFound):
                await research.add_bookmark(account_id=alice.id, celex=unknown, now=NOW)
            with pytest.raises(NotFound):
                await research.remove_bookmark(account_id=alice.id, celex=unknown)

    async def test_are_shown_in_the_reader_s_language_the_latest_first(self, alice):
        await research.add_bookmark(account_id=alice.id, celex=GDPR, now=NOW)
        await research.add_bookmark(
            account_id=alice.id, celex=DSA, now=NOW + timedelta(hours=1)
        )
        recent = await research.recent_bookmarks(alice.id, limit=1, language="en")
        assert [b.title[:25] for b in recent] == ["Regulation (EU) 2022/2065"]


@pytest.mark.promise("P-ACC-8")
class TestHistory:
    async def test_notes_a_search_and_an_opening(self, alice):
        await research.note_search(account_id=alice.id, query="consentement", now=NOW)
        gdpr = await work_id(GDPR)
        later = NOW + timedelta(minutes=5)
        await research.note_opening(account_id=alice.id, work_id=gdpr, now=later)
        assert [(e.query, e.celex) for e in await entries(alice)] == [
            (None, GDPR),
            ("consentement", None),
        ]

    async def test_does_not_note_a_page_loaded_again_within_a_minute(self, alice):
        gdpr = await work_id(GDPR)
        for seconds in (0, 30, 59, 120):
            at = NOW + timedelta(seconds=seconds)
            await research.note_opening(account_id=alice.id, work_id=gdpr, now=at)
            await research.note_search(account_id=alice.id, query="phare", now=at)
        assert len(await entries(alice)) == 4

    async def test_notes_nothing_while_it_is_off(self, alice):
        await research.keep_history(account_id=alice.id, kept=False)
        await research.note_search(account_id=alice.id, query="secret", now=NOW)
        await research.note_opening(account_id=alice.id, work_id=await work_id(GDPR), now=NOW)
        history = await research.history_of(alice.id, language="fr")
        assert (history.days, history.is_kept) == ((), False)
        await research.keep_history(account_id=alice.id, kept=True)
        assert (await research.history_of(alice.id, language="fr")).is_kept

    async def test_off_keeps_what_was_noted_before(self, alice):
        await research.note_search(account_id=alice.id, query="avant", now=NOW)
        await research.keep_history(account_id=alice.id, kept=False)
        assert [e.query for e in await entries(alice)] == ["avant"]

    async def test_is_told_by_days_of_paris(self, alice):
        for hour, query in ((22, "soir"), (23, "minuit passé à Paris")):
            at = NOW.replace(hour=hour, minute=30)
            await research.note_search(account_id=alice.id, query=query, now=at)
        history = await research.history_of(alice.id, language="fr")
        assert [(day.on.day, len(day.entries)) for day in history.days] == [(25, 1), (24, 1)]

    async def test_comes_in_pages(self, alice):
        for minute in range(105):
            at = NOW + timedelta(minutes=minute)
            await research.note_search(account_id=alice.id, query=f"q{minute}", now=at)
        first = await research.history_of(alice.id, language="fr")
        last = await research.history_of(alice.id, language="fr", page=2)
        assert (first.has_more, last.has_more) == (True, False)
        assert sum(len(day.entries) for day in last.days) == 5

    async def test_one_entry_is_erased_by_its_holder_alone(self, alice, bob):
        await research.note_search(account_id=alice.id, query="à moi", now=NOW)
        (entry,) = await entries(alice)
        for account, wanted in ((bob, entry.id), (alice, uuid4())):
            with pytest.raises(NotFound):
                await research.erase_entry(account_id=account.id, entry_id=wanted)
        await research.erase_entry(account_id=alice.id, entry_id=entry.id)
        assert await entries(alice) == []

    async def test_is_erased_whole_and_nobody_else_s(self, alice, bob):
        for account in (alice, bob):
            await research.note_search(account_id=account.id, query="mot", now=NOW)
        assert await research.erase_history(account_id=alice.id) == 1
        assert (await entries(alice), len(await entries(bob))) == ([], 1)

    async def test_recalls_each_act_once(self, alice):
        for minutes, celex in ((0, GDPR), (5, DSA), (9, GDPR)):
            await research.note_opening(
                account_id=alice.id,
                work_id=await work_id(celex),
                now=NOW + timedelta(minutes=minutes),
            )
        recent = await research.recent_history(alice.id, limit=6)
        assert [visited.celex for visited in recent] == [GDPR, DSA]
