"""What is typed is a question: every spelling finds, nothing is an error, nothing is silent."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import database, research
from domain.research import excerpts, naming, searching
from domain.research.folding import fold, places
from domain.research.question import LONGEST, NotAQuestion, read_question
from tests.domain.research.samples import ACT, CONSOLIDATED, PAGE


async def found(words: str, language: str = "fr", **how) -> list[str]:
    answer = await research.search(read_question(words), language=language, **how)
    return [hit.celex for hit in answer.hits]


TRICKY = [
    "Européen", "DONNÉES", "œuvre Œuvre æther", "l’article «\u00a0un\u202fdeux\u00a0» – C‑1/2",
    "Ÿ ñ ÎÏ", "plain", "", "été\u2026", "Straße", "ελληνικά", "a\u0301",
]  # fmt: skip


SIGNS = [
    "'",
    '"',
    '""',
    "&",
    "|",
    "!",
    "a & | b",
    "(((",
    ":*",
    "*",
    "a:*b",
    "<->",
    "\\",
    "%",
    "--",
    "; drop table work",
    "OR OR",
    "OU",
    "-",
    "- -",
    '-"',
    '"-"',
    "a OR",
    "🦊",
    "ñ'*",
    "1/2/3",
    "id:2016/679",
    "<script>",
    "a-b-c-",
    "C-1/1 -C-2/22",
    "-2016/679",
    '"a" OR -b',
    "eli/",
    "''::tsquery",
    "é*",
    "ab*cd*",
    " ".join(["mot"] * 100),
]


class TestTheSpelling:
    async def test_is_the_same_in_python_and_in_postgresql(self, undone):
        rows = await database.fetch(
            "select w, fold(w) as f from unnest($1::text[]) w", TRICKY[:-1]
        )
        assert [fold(row["w"]) for row in rows] == [row["f"] for row in rows]

    @given(st.text(max_size=60))
    def test_leads_back_to_where_each_letter_stands(self, words):
        assert len(places(words)) >= len(words)
        assert len(places(fold(words))) == len(fold(words))

    @pytest.mark.parametrize(
        ("typed", "also"),
        [("européen", "EUROPEEN"), ("données", "donnees"), ("œuvres", "oeuvre"),
         ("vie-privée", "vie privée"), ("intérêt légitime", "interets legitimes"),
         ("l’hébergeur", "hebergeur")],
    )  # fmt: skip
    async def test_does_not_change_what_is_found(self, summaries, typed, also):
        assert await found(typed) == await found(also) != []


class TestAQuestion:
    async def test_of_two_words_wants_both_wherever_they_stand(self, summaries):
        both = await found("cookies prospection")
        assert both == ["32002L0058"]

    async def test_in_quotation_marks_wants_them_side_by_side(self, summaries):
        apart = await found("légitime intérêt")
        assert "32016R0679" in apart
        assert await found('"intérêt légitime"') != []
        assert await found('"légitime intérêt"') == []

    async def test_with_or_wants_one_of_two(self, summaries):
        either = await found("cookies OU détachement")
        assert {"32002L0058", "31996L0071"} <= set(either)
        assert set(either) >= set(await found("cookies"))

    async def test_with_minus_leaves_acts_out(self, summaries):
        assert "32016R0679" in await found("consentement")
        assert "32016R0679" not in await found("consentement -enfant")
        assert "32016R0679" not in await found('consentement -"droit à l’oubli"')

    async def test_with_a_star_wants_beginnings(self, summaries):
        assert set(await found("whistleblow*", "en")) | set(await found("signal*")) != set()
        assert "31996L0071" in await found("détach*")

    async def test_in_one_language_finds_in_the_other(self, summaries):
        hits = (await research.search(read_question("mere conduit"), language="fr")).hits
        assert [(hit.celex, hit.language) for hit in hits] == [("32022R2065", "en")]

    async def test_names_and_asks_at_once(self, summaries):
        assert (await found("2022/2065 hébergement"))[0] == "32022R2065"
        assert "32000L0031" in await found("2022/2065")

    async def test_never_finds_what_was_deleted_as_law(self, shelf):
        shelf.version("32031R0007", "2031-01-05", fr=PAGE)
        shelf.version("02031R0007", "2032-01-01", fr=CONSOLIDATED)
        await shelf.bring_in()
        assert await found("lampe") == ["32031R0007"]
        assert await found("phare flotte") == await found("rhum") == []
        assert await found("œuvres de mer") == ["32031R0007"], "the recitals of the act"
        assert await found("brouillard") == [], "the version before the amendment"

    async def test_puts_what_is_no_longer_law_after_what_is(self, shelf):
        await shelf.bring_in(shelf.put("a.xml", ACT))
        await shelf.bring_in(shelf.put("b.xml", ACT.replace("2031/7", "2031/9")))
        await database.execute("update work set in_force = celex <> '32031R0009'")
        assert await found("keeper lamp", "en") == ["32031R0007", "32031R0009"]

    async def test_without_an_answer_says_which_word_nobody_has(self, summaries):
        answer = await research.search(read_question("données zzyzx"), language="fr")
        assert (answer.count, answer.missing) == (0, ("zzyzx",))

    @pytest.mark.parametrize(
        ("typed", "ignored"),
        [
            ("les données", ("les",)),
            ("l’a d’une données", ("l’a", "d’une")),
            ("-foo", ("-foo",)),
        ],
    )
    def test_says_what_it_does_not_look_for(self, typed, ignored):
        assert read_question(typed).ignored == ignored

    @pytest.mark.parametrize("typed", ["x" * (LONGEST + 1), "a\0b", "a\x07", "\ud800"])
    def test_that_cannot_be_kept_is_refused_in_both_languages(self, typed):
        with pytest.raises(NotAQuestion) as refused:
            read_question(typed)
        assert refused.value.why.fr != refused.value.why.en

    async def test_of_any_signs_is_never_an_error(self, summaries):
        for typed in SIGNS:
            await found(typed)
            await research.act_named(typed)

    @pytest.mark.asvs("1.2.4")
    async def test_of_random_signs_is_never_an_error(self, summaries):
        texts: list[str] = []

        @settings(max_examples=80, deadline=None, database=None)
        @given(st.text(alphabet="aé '\"-*&|!():<>\\/.12OURœ’«\u00a0C", max_size=30))
        def collect(text: str) -> None:
            texts.append(text)

        collect()
        for text in dict.fromkeys(texts):
            await found(text)
            await research.act_named(text)


class TestAnAnswer:
    async def test_comes_in_pages_and_counts_no_further_than_it_ranks(
        self, summaries, monkeypatch
    ):
        monkeypatch.setattr(searching, "PAGE", 5)
        first = await research.search(read_question("union"), language="fr")
        second = await research.search(read_question("union"), language="fr", page=2)
        assert first.count == second.count > 10
        assert not {h.celex for h in first.hits} & {h.celex for h in second.hits}
        monkeypatch.setattr(searching, "MOST_RANKED", 7)
        capped = await research.search(read_question("union"), language="fr")
        assert (capped.count, capped.is_capped) == (7, True)

    async def test_shows_where_with_the_accents_of_the_law(self, summaries):
        (hit, *_) = (await research.search(read_question("oubli"), language="fr")).hits
        excerpt = next(e for e in hit.excerpts if e.path == "art_17")
        assert excerpt.heading == "Effacement, «\u00a0droit à l’oubli\u00a0»"
        (hit,) = (
            await research.search(read_question("illicitement meconnue"), language="fr")
        ).hits or [None]
        assert hit is None or any(
            word == "méconnue" for e in hit.excerpts for word, marked in e.parts if marked
        )

    async def test_gives_a_visitor_no_text(self, summaries):
        answer = await research.search(read_question("données"), language="fr", with_text=False)
        assert answer.hits
        assert not any(hit.excerpts for hit in answer.hits)

    @pytest.mark.asvs("15.2.2")
    async def test_that_takes_too_long_is_stopped(self, summaries, monkeypatch):
        monkeypatch.setattr(searching, "TIME_LIMIT_MS", 1)
        monkeypatch.setattr(
            searching._Query,  # noqa: SLF001
            "whole",
            lambda *_: "to_tsquery('a' || pg_sleep(0.2)::text)",
        )
        await database.execute("savepoint before_search")
        with pytest.raises(research.TookTooLong):
            await found("données")
        await database.execute("rollback to savepoint before_search")


class TestAnExcerpt:
    def test_marks_the_letters_of_the_law_where_the_folded_ones_were_found(self):
        body = "Les œuvres d’été sont protégées."
        marked = "les \x02oeuvres\x03 d \x02ete\x03 sont protegees."
        parts = excerpts.passage(body, marked)
        assert "".join(piece for piece, _ in parts) == body
        assert [piece for piece, found in parts if found] == ["œuvres", "été"]

    def test_is_short_and_begins_before_the_first_mark(self):
        body = "mot " * 200 + "CIBLE " + "mot " * 200
        marked = fold(body).replace("cible", "\x02cible\x03")
        parts = excerpts.passage(body, marked)
        assert ("CIBLE", True) in parts
        assert sum(len(piece) for piece, _ in parts) < excerpts.LENGTH + 20
        assert parts[0][0] == "… "
        assert parts[-1][0] == " …"

    def test_without_marks_is_the_beginning(self):
        assert excerpts.passage("Bref.", "autre chose") == (("Bref.", False),)


def test_a_name_longer_than_a_question_is_none():
    assert naming.read_naming("") is None
    assert replace(naming.read_naming("RGPD"), path="x").names == ("RGPD",)
