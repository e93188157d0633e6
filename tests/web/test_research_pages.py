"""Searching, reading, bookmarks and history, as people see them."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from domain import database, research
from domain.database import engine
from tests.cast import Browser

GDPR, DSA = "32016R0679", "32022R2065"


@pytest.fixture(autouse=True)
async def collection(undone: None) -> None:
    await research.load_demo_collection(now=datetime.now(UTC))


@asynccontextmanager
async def queries() -> AsyncIterator[list[str]]:
    """Collect what is asked of the database meanwhile, but for who is calling, and as whom.

    What a new connection asks of the catalogue, once for each kind of array it meets, is
    left out too: whether an earlier test met it first is chance.
    """
    asked: list[str] = []

    async def note(record: Any) -> None:
        left_out = ("from session", "set_config('role'", "typeinfo_tree", "set_config('jit'")
        if not any(words in record.query for words in left_out):
            asked.append(record.query)

    transaction = engine().current_transaction.get()
    assert transaction is not None
    with transaction.connection.query_logger(note):
        yield asked
        await asyncio.sleep(0.01)


async def entries() -> list[tuple[str | None, str | None]]:
    rows = await database.fetch(
        "select query, celex from history_entry h left join work w on w.id = h.work order by at"
    )
    return [(row["query"], row["celex"]) for row in rows]


def titles(page: str) -> list[str]:
    return re.findall(r'item-list__title"><a href="([^"]+)"', page)


class TestSearching:
    async def test_a_visitor_sees_titles_and_no_passage(self, anonymous: Browser):
        answer = await anonymous.get("/search?q=effacement")
        assert answer.status_code == 200
        assert f"/documents/{GDPR}" in titles(answer.text)
        assert "<mark>" not in answer.text
        assert 'href="/sign-up"' in answer.text

    async def test_a_holder_sees_where_with_a_link_to_the_place(self, as_alice: Browser):
        answer = await as_alice.get("/search?q=oubli")
        assert f'href="/documents/{GDPR}#art_17"' in answer.text
        assert "Article 17" in answer.text
        assert "Notre résumé" in answer.text

    @pytest.mark.parametrize("path", ["/search", "/en/search"])
    async def test_a_name_leads_straight_to_the_act(self, anonymous: Browser, path):
        prefix = path.removesuffix("/search")
        for typed in ("2016/679", "32016R0679", "RGPD", "gdpr", "r%C3%A8glement+2016%2F679"):
            answer = await anonymous.get(f"{path}?q={typed}")
            assert answer.status_code == 303
            assert answer.headers["location"] == f"{prefix}/documents/{GDPR}"
        answer = await anonymous.get(f"{path}?q=article+17+RGPD")
        assert answer.headers["location"].endswith(f"{GDPR}#art_17")

    async def test_nothing_found_says_why_and_what_to_try(self, as_alice: Browser):
        answer = await as_alice.get("/search?q=les+zzyzx")
        assert answer.status_code == 200
        assert "Aucun acte trouvé" in answer.text
        assert "<q>zzyzx</q>" in answer.text
        assert "<q>les</q>" in answer.text

    @pytest.mark.parametrize("typed", ["%00", "a%00b", "x" * 501, "%01", "a&q=b"])
    async def test_what_cannot_be_looked_for_is_said_beside_the_box(self, as_alice, typed):
        answer = await as_alice.get(f"/search?q={typed}")
        assert answer.status_code == 422
        assert "notice--danger" in answer.text
        assert await entries() == []

    @pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "%C2%B2", ""])
    async def test_a_page_that_cannot_be_does_not_exist(self, as_alice, page):
        assert (await as_alice.get(f"/search?q=union&page={page}")).status_code == 404

    async def test_htmx_gets_the_results_alone(self, as_alice: Browser):
        whole = await as_alice.get("/search?q=union")
        part = await as_alice.get("/search?q=union&page=2", htmx=True)
        assert whole.headers["vary"] == part.headers["vary"] == "HX-Request"
        assert part.text.lstrip().startswith('<div id="results"')
        assert "<html" not in part.text

    async def test_pages_turn_without_javascript(self, as_alice: Browser):
        first = await as_alice.get("/search?q=union")
        (following,) = re.findall(r'rel="next" href="([^"]+)"', first.text)
        second = await as_alice.get(following.replace("&amp;", "&"))
        assert not set(titles(first.text)) & set(titles(second.text))

    @pytest.mark.asvs("1.2.1", "1.2.2")
    async def test_what_was_typed_is_shown_escaped(self, as_alice: Browser):
        answer = await as_alice.get("/search?q=%3Cscript%3Ealert%281%29%3C%2Fscript%3E")
        assert "<script>alert" not in answer.text
        assert "&lt;script&gt;" in answer.text

    async def test_an_empty_box_explains_how_to_search(self, anonymous: Browser):
        for path in ("/search", "/search?q=", "/en/search?q=%20"):
            answer = await anonymous.get(path)
            assert answer.status_code == 200
            assert "2016/679" in answer.text

    async def test_takes_few_queries(self, as_alice: Browser):
        async with queries() as asked:
            await as_alice.get("/search?q=effacement")
        assert 3 <= len(asked) <= 5, asked


class TestReading:
    async def test_a_visitor_reads_the_title_and_is_invited(self, anonymous: Browser):
        answer = await anonymous.get(f"/documents/{GDPR}")
        assert answer.status_code == 200
        assert "Règlement (UE) 2016/679" in answer.text
        assert 'id="art_17"' not in answer.text
        assert f"/sign-in?next=/documents/{GDPR}" in answer.text

    async def test_a_holder_reads_the_text_with_contents_and_pinpoints(self, as_alice: Browser):
        answer = await as_alice.get(f"/documents/{GDPR}")
        assert '<section id="art_17"' in answer.text
        assert answer.text.count('href="#art_17"') >= 2
        assert "Notre résumé, et non la loi" in answer.text
        assert answer.headers["cache-control"] == "no-store"

    async def test_in_english_under_en_and_in_the_other_language_at_will(self, as_alice):
        assert "No general monitoring" in (await as_alice.get(f"/en/documents/{DSA}")).text
        other = await as_alice.get(f"/documents/{DSA}?text=en")
        assert "Mere conduit" in other.text
        assert 'lang="en"' in other.text

    async def test_what_was_deleted_is_shown_as_deleted(self, as_alice: Browser):
        await database.execute(
            """update provision set status = 'deleted', changed_by = '32022R2065'
            where path = 'art_17' and expression in
            (select e.id from expression e join work w on w.id = e.work where celex = $1)""",
            GDPR,
        )
        page = (await as_alice.get(f"/documents/{GDPR}")).text
        deleted = page[page.index('<div class="repealed" id="art_17">') :]
        assert deleted.index("Supprimé") < deleted.index("<del>")
        assert f'href="/documents/{DSA}">le règlement 2022/2065</a>' in deleted
        assert "Article 17 — Effacement" in page
        assert "(supprimé)" in page

    @pytest.mark.parametrize(
        "path",
        ["39999R9999", "nope", "%00", "a/b/c", "..%2F..%2Fetc", f"{GDPR}?version=oj-1999-01-01",
         f"{GDPR}?text=de", f"{GDPR}?version=%00", "é" * 200, ""],
    )  # fmt: skip
    async def test_what_is_unknown_does_not_exist(self, as_alice, anonymous, path):
        for browser in (as_alice, anonymous):
            assert (await browser.get(f"/documents/{path}")).status_code == 404

    async def test_another_spelling_of_the_number_leads_to_the_act(self, anonymous: Browser):
        for spelling in ("32016r0679", "02016R0679-20160504"):
            answer = await anonymous.get(f"/documents/{spelling}")
            assert answer.status_code == 303
            assert answer.headers["location"] == f"/documents/{GDPR}"

    async def test_a_number_with_a_slash_is_a_number(self, as_alice: Browser):
        assert "Charte des droits" in (await as_alice.get("/documents/12012P/TXT")).text

    async def test_takes_few_queries(self, as_alice: Browser, anonymous: Browser):
        for browser, most in ((as_alice, 4), (anonymous, 1)):
            async with queries() as asked:
                await browser.get(f"/documents/{GDPR}")
            assert len(asked) == most, asked


@pytest.mark.promise("P-ACC-8")
class TestBookmarks:
    async def test_a_visitor_is_sent_to_sign_in(self, anonymous: Browser):
        for answer in (
            await anonymous.get("/bookmarks"),
            await anonymous.post("/bookmarks", {"celex": GDPR}),
        ):
            assert answer.status_code == 303
            assert answer.headers["location"] == "/sign-in?next=/bookmarks"

    async def test_are_added_and_removed_without_javascript(self, as_alice: Browser):
        for _ in range(2):
            added = await as_alice.post("/bookmarks", {"celex": GDPR})
            assert added.status_code == 303
            assert added.headers["location"] == f"/documents/{GDPR}?notice=bookmark-added"
        listed = await as_alice.get("/bookmarks")
        assert titles(listed.text) == [f"/documents/{GDPR}"]
        removed = await as_alice.post("/bookmarks/removal", {"celex": GDPR, "seen_on": "list"})
        after = await as_alice.get(removed.headers["location"])
        assert titles(after.text) == []
        assert "Annuler" in after.text
        await as_alice.post("/bookmarks", {"celex": GDPR, "seen_on": "list"})
        assert titles((await as_alice.get("/bookmarks")).text) == [f"/documents/{GDPR}"]

    async def test_are_toggled_in_place_by_htmx(self, as_alice: Browser):
        added = await as_alice.post("/bookmarks", {"celex": GDPR}, htmx=True)
        assert added.text.lstrip().startswith('<form id="bookmark"')
        assert "Retirer des signets" in added.text
        removed = await as_alice.post("/bookmarks/removal", {"celex": GDPR}, htmx=True)
        assert "Remettre dans les signets" in removed.text
        listed = await as_alice.post(
            "/bookmarks/removal", {"celex": GDPR, "seen_on": "list"}, htmx=True
        )
        assert listed.text.lstrip().startswith('<div id="bookmarks"')

    async def test_are_not_shown_to_a_stranger(self, as_alice: Browser, as_bob: Browser):
        await as_alice.post("/bookmarks", {"celex": GDPR})
        assert titles((await as_bob.get("/bookmarks")).text) == []
        await as_bob.post("/bookmarks/removal", {"celex": GDPR})
        assert titles((await as_alice.get("/bookmarks")).text) == [f"/documents/{GDPR}"]

    @pytest.mark.parametrize("celex", ["", "39999R9999", "x" * 500, "\0", "éÿ", "12012P"])
    async def test_of_what_does_not_exist_do_not_exist(self, as_alice: Browser, celex):
        for path in ("/bookmarks", "/bookmarks/removal"):
            assert (await as_alice.post(path, {"celex": celex})).status_code == 404

    async def test_staff_have_none(self, as_support: Browser):
        assert (await as_support.get("/bookmarks")).status_code == 404
        await as_support.get(f"/documents/{GDPR}")
        await as_support.get("/search?q=effacement")
        assert await entries() == []

    async def test_of_another_language_keep_their_language(self, as_alice: Browser):
        added = await as_alice.post("/en/bookmarks", {"celex": GDPR})
        assert added.headers["location"].startswith(f"/en/documents/{GDPR}")
        assert "Your bookmarks" in (await as_alice.get("/en/bookmarks")).text

    async def test_take_one_query(self, as_alice: Browser):
        for celex in (GDPR, DSA):
            await as_alice.post("/bookmarks", {"celex": celex})
        async with queries() as asked:
            await as_alice.get("/bookmarks")
        assert len(asked) == 1, asked


@pytest.mark.promise("P-ACC-8")
class TestHistory:
    async def test_holds_searches_and_openings_once(self, as_alice: Browser):
        for _ in range(3):
            await as_alice.get("/search?q=effacement")
            await as_alice.get(f"/documents/{GDPR}")
        await as_alice.get("/search?q=effacement&page=2")
        await as_alice.get("/search?q=%00")
        assert sorted(await entries(), key=str) == [("effacement", None), (None, GDPR)]
        page = (await as_alice.get("/history")).text
        assert "/search?q=effacement" in page
        assert f"/documents/{GDPR}" in page

    async def test_does_not_hold_what_a_browser_fetches_ahead(self, as_alice: Browser):
        for path in ("/search?q=effacement", f"/documents/{GDPR}"):
            await as_alice.client.get(path, headers={"Sec-Purpose": "prefetch;prerender"})
        assert await entries() == []

    async def test_of_a_visitor_is_not_held(self, anonymous: Browser):
        await anonymous.get("/search?q=effacement")
        await anonymous.get(f"/documents/{GDPR}")
        assert await entries() == []

    async def test_is_not_shown_to_a_stranger_nor_erased_by_one(self, as_alice, as_bob):
        await as_alice.get("/search?q=effacement")
        assert "effacement" not in titles((await as_bob.get("/history")).text)
        entry = await database.fetch_value("select id from history_entry")
        for wanted in (entry, "00000000-0000-0000-0000-000000000000", "nonsense"):
            answer = await as_bob.post(f"/history/{wanted}/erasure")
            assert answer.status_code == 404
        await as_bob.post("/history/erasure")
        assert await entries() == [("effacement", None)]

    async def test_is_erased_entry_by_entry(self, as_alice: Browser):
        for typed in ("effacement", "cookies"):
            await as_alice.get(f"/search?q={typed}")
        first, second = [
            row["id"]
            for row in await database.fetch("select id from history_entry order by at")
        ]
        answer = await as_alice.post(f"/history/{first}/erasure")
        assert (answer.status_code, answer.headers["location"]) == (303, "/history")
        answer = await as_alice.post(f"/history/{second}/erasure", htmx=True)
        assert answer.text.lstrip().startswith('<div id="history"')
        assert await entries() == []

    async def test_is_erased_whole(self, as_alice: Browser):
        await as_alice.get("/search?q=effacement")
        answer = await as_alice.post("/history/erasure")
        assert answer.headers["location"] == "/history?notice=history-cleared"
        assert await entries() == []

    async def test_is_switched_off_and_on(self, as_alice: Browser):
        off = await as_alice.post("/history/switch", {"kept": "off"})
        assert off.headers["location"] == "/history?notice=history-off"
        await as_alice.get("/search?q=effacement")
        await as_alice.get(f"/documents/{GDPR}")
        assert await entries() == []
        assert "Reprendre l’historique" in (await as_alice.get("/history")).text
        await as_alice.post("/history/switch", {"kept": "on"})
        await as_alice.get("/search?q=effacement")
        assert await entries() == [("effacement", None)]

    @pytest.mark.parametrize("kept", ["", "maybe", "ON", "\0", "x" * 1000])
    async def test_switch_knows_on_and_off_alone(self, as_alice: Browser, kept):
        answer = await as_alice.post("/history/switch", {"kept": kept})
        assert 400 <= answer.status_code < 500

    @pytest.mark.parametrize("page", ["0", "x", "-1", "999999999999"])
    async def test_page_that_cannot_be_does_not_exist(self, as_alice: Browser, page):
        assert (await as_alice.get(f"/history?page={page}")).status_code == 404

    async def test_takes_one_query(self, as_alice: Browser):
        await as_alice.get("/search?q=effacement")
        async with queries() as asked:
            await as_alice.get("/history")
        assert len(asked) == 1, asked


async def test_the_first_page_shows_what_was_read_and_kept(as_alice: Browser):
    await as_alice.get(f"/documents/{GDPR}")
    await as_alice.post("/bookmarks", {"celex": DSA})
    page = (await as_alice.get("/")).text
    assert titles(page) == [f"/documents/{GDPR}", f"/documents/{DSA}"]


async def test_a_form_from_elsewhere_changes_nothing(as_alice: Browser):
    for path in ("/bookmarks", "/bookmarks/removal", "/history/erasure", "/history/switch"):
        answer = await as_alice.client.post(path, data={"celex": GDPR, "kept": "off"})
        assert answer.status_code == 403
    assert await database.fetch_value("select count(*) from bookmark") == 0


async def test_the_first_page_names_acts_in_the_language_of_the_page(as_alice: Browser) -> None:
    await as_alice.get(f"/documents/{GDPR}")
    assert "General Data Protection Regulation" in (await as_alice.get("/en")).text
    assert "General Data Protection Regulation" not in (await as_alice.get("/")).text


def test_a_point_of_a_judgment_is_cited_without_an_article() -> None:
    assert research.place_of("pt_5").fr == "Point 5"
    assert research.place_of("pt_5").en == "Point 5"
