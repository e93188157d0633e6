"""An act comes in whole or not at all, and twice is once."""

import pytest

from domain import database, research
from domain.errors import NotFound
from domain.research.collection import summarised_acts
from tests.domain.research.conftest import NOW
from tests.domain.research.samples import (
    ACT,
    ANNEX,
    CONSOLIDATED,
    NOTICE,
    PAGE,
    SHARED,
    with_real_files,
)


async def count(table: str) -> int:
    return await database.fetch_value(f"select count(*) from {table}")


class TestAnImport:
    async def test_writes_an_act_with_its_names(self, shelf):
        (outcome,) = await shelf.bring_in(shelf.put("act.xml", ACT))
        assert (outcome.state, outcome.celex, outcome.articles) == ("imported", "32031R0007", 2)
        for name in (
            "2031/7",
            "32031R0007",
            "32031r0007",
            "Regulation (EU) 2031/7",
            "http://data.europa.eu/eli/reg/2031/7/oj",
        ):
            assert (await research.act_named(name)).celex == "32031R0007", name

    async def test_of_the_same_file_again_changes_nothing(self, shelf):
        shelf.put("act.xml", ACT)
        await shelf.bring_in()
        before = await database.fetch("select id, ingest from expression")
        (again,) = await shelf.bring_in()
        assert again.state == "unchanged"
        assert await database.fetch("select id, ingest from expression") == before

    async def test_of_a_corrected_file_replaces_its_text(self, shelf):
        shelf.put("act.xml", ACT)
        await shelf.bring_in()
        shelf.put("act.xml", ACT.replace("Rest is a right", "Sleep is a right"))
        (again,) = await shelf.bring_in()
        assert again.state == "imported"
        assert await count("expression") == 1
        assert await database.fetch_value(
            "select body from provision where path = 'art_5a'"
        ) == ("Sleep is a right.")

    async def test_of_a_fragment_never_replaces_the_act(self, shelf):
        await shelf.bring_in(shelf.put("act.xml", ACT))
        fragment = (
            ACT[: ACT.index('<ARTICLE IDENTIFIER="005A"')] + ACT[ACT.index("</DIVISION>") :]
        )
        (outcome,) = await shelf.bring_in(shelf.put("fragment.xml", fragment))
        assert outcome.state == "passed"
        assert "at least as full" in outcome.message.en
        assert await count("provision where path = 'art_5a'") == 1

    async def test_of_a_broken_file_leaves_nothing_behind(self, shelf):
        (outcome,) = await shelf.bring_in(shelf.put("act.xml", ACT[:900]))
        assert outcome.state == "failed"
        assert "act.xml, line" in outcome.message.en
        assert "act.xml, ligne" in outcome.message.fr
        for table in ("work", "work_alias", "expression", "provision"):
            assert await count(table) == 0, table

    async def test_that_fails_half_way_leaves_nothing_behind(self, shelf, pool, undone):
        """Beyond what a ``tsvector`` can hold, PostgreSQL refuses the second provision."""
        huge = " ".join(f"w{number:x}" for number in range(250_000))
        shelf.put("act.xml", ACT.replace("Rest is a right.", huge))
        await database.execute("savepoint before_import")
        (outcome,) = await shelf.bring_in()
        await database.execute("rollback to savepoint before_import")
        assert outcome.state == "failed"
        assert await count("work") == 0

    async def test_of_a_folder_joins_annexes_and_reports_every_file(self, shelf):
        shelf.put("oj/act.xml", ACT)
        shelf.put("oj/annex.xml", ANNEX)
        shelf.put("oj/act.doc.xml", NOTICE)
        shelf.put("oj/broken.xml", "<ACT>")
        outcomes = {o.file.rpartition("/")[2]: o.state for o in await shelf.bring_in()}
        assert outcomes == {
            "act.xml": "imported",
            "act.doc.xml": "passed",
            "broken.xml": "failed",
        }
        assert await count("provision where path = 'anx_4'") == 1

    async def test_takes_titles_dates_and_force_from_the_metadata(self, shelf):
        shelf.version("32031R0007", "2031-01-05", fr=PAGE, en=ACT)
        await shelf.bring_in()
        act = await research.document("32031R0007", language="fr")
        assert act.shown.title == "Règlement – des phares"
        assert (act.in_force, act.subjects) == (True, ("phare",))
        assert act.other_language.title == "Lighthouse Regulation"

    async def test_says_that_a_version_has_no_text(self, shelf):
        shelf.version("32031R0007", "2031-01-05")
        (outcome,) = await shelf.bring_in()
        assert (outcome.state, await count("work")) == ("passed", 0)


class TestTheTextToRead:
    async def test_is_the_newest_consolidation_with_the_recitals_of_the_act(self, shelf):
        shelf.version("32031R0007", "2031-01-05", fr=PAGE)
        shelf.version("02031R0007", "2032-01-01", fr=CONSOLIDATED)
        await shelf.bring_in()
        act = await research.document("32031R0007", language="fr")
        assert act.shown.key == "consolidated-2032-01-01"
        assert [p.path for p in act.recitals] == ["rct_1"]
        assert [v.key for v in act.of_language] == ["consolidated-2032-01-01", "oj-2031-01-05"]

    async def test_is_not_one_of_the_future(self, shelf):
        shelf.version("32031R0007", "2031-01-05", fr=PAGE)
        shelf.version("02031R0007", "2040-01-01", fr=CONSOLIDATED)
        await shelf.bring_in()
        act = await research.document("32031R0007", language="fr")
        assert act.shown.key == "oj-2031-01-05"

    async def test_of_a_consolidation_s_number_is_its_act(self, shelf):
        await shelf.bring_in(shelf.put("act.xml", ACT))
        assert (
            await research.document("02031R0007-20320101", language="en")
        ).celex == "32031R0007"

    @pytest.mark.parametrize("celex", ["", "nope", "39999R9999", "'; drop", "\0", "é" * 300])
    async def test_of_an_unknown_number_is_not_found(self, shelf, celex):
        with pytest.raises(NotFound):
            await research.document(celex, language="fr")

    async def test_of_an_unknown_version_is_not_found(self, shelf):
        await shelf.bring_in(shelf.put("act.xml", ACT))
        with pytest.raises(NotFound):
            await research.document("32031R0007", language="en", version="oj-1999-01-01")


class TestOurSummaries:
    def test_cover_some_thirty_acts_in_both_languages(self):
        acts = list(summarised_acts())
        assert len(acts) >= 30
        for act in acts:
            fr, en = act.expressions
            assert [p.path for p in fr.provisions] == [p.path for p in en.provisions]
            assert 4 <= len(fr.provisions) <= 12, act.celex
            for expression in act.expressions:
                paths = {p.path for p in expression.provisions}
                assert all(p.body and p.heading for p in expression.provisions)
                assert all(p.parent in {None, *paths} for p in expression.provisions), act.celex

    async def test_come_in_once(self, summaries):
        assert {o.state for o in await research.load_demo_collection(now=NOW)} == {"unchanged"}

    async def test_give_way_to_the_law_and_stay_readable(self, summaries, shelf):
        gdpr = PAGE.replace("2031/7", "2016/679").replace("5 janvier 2031", "27 avril 2016")
        await shelf.bring_in(shelf.put("fr.xml", gdpr))
        act = await research.document("32016R0679", language="fr")
        assert act.shown.kind == "oj"
        summary = await research.document(
            "32016R0679", language="fr", version="summary-2016-04-27"
        )
        assert summary.passages[0].path == "art_3"

    async def test_are_reached_by_their_names(self, summaries):
        for name, celex, path in NAMES:
            named = await research.act_named(name)
            assert named is not None, name
            assert (named.celex, named.path) == (celex, path), name

    async def test_are_not_reached_by_what_is_no_name(self, summaries):
        for words in NO_NAMES:
            assert await research.act_named(words) is None, words


NAMES = [
    ("RGPD", "32016R0679", None),
    ("gdpr", "32016R0679", None),
    ("DSA", "32022R2065", None),
    ("règlement 2022/2065", "32022R2065", None),
    ("Règlement (UE) n° 910/2014", "32014R0910", None),
    ("1/2003", "32003R0001", None),
    ("directive 93/13/CEE", "31993L0013", None),
    ("C-131/12", "62012CJ0131", None),
    ("C‑131/12", "62012CJ0131", None),
    ("ECLI:EU:C:2014:317", "62012CJ0131", None),
    ("12012P/TXT", "12012P/TXT", None),
    ("02016R0679-20160504", "32016R0679", None),
    ("article 17 RGPD", "32016R0679", "art_17"),
    ("art. 6(1)(f) du RGPD", "32016R0679", "art_6/par_1/pt_f"),
    ("article 5 bis eIDAS", "32014R0910", "art_5a"),
    ("article 101 TFUE", "12012E101", None),
]
NO_NAMES = [
    "",
    "données",
    "article 17",
    "2016/679 2022/2065",
    "2016/679 consentement",
    "9999/1",
    "RGPD consentement",
    "directive",
    "règlement 2016",
]


@with_real_files
async def test_the_real_files_come_in_twice_with_one_effect(shelf):
    first = await shelf.bring_in(SHARED / "cellar-corpus")
    again = await shelf.bring_in(SHARED / "cellar-corpus")
    assert sum(o.state == "imported" for o in first) == 22
    assert [o.state for o in again if o.state in ("imported", "unchanged")] == [
        "unchanged"
    ] * 22
    assert (
        sum(o.state == "failed" for o in first) == sum(o.state == "failed" for o in again) == 6
    )
    act = await research.document("32000L0031", language="fr")
    deleted = [p for p in walk(act.passages) if p.level == "article" and p.status == "deleted"]
    assert [p.number for p in deleted] == [f"Article {number}" for number in range(12, 16)]


def walk(passages):
    for passage in passages:
        yield passage
        yield from walk(passage.children)
