"""A file of EU law becomes provisions with addresses; what was deleted is never law."""

import pytest

from domain.research import formex, xhtml, xml
from domain.research.parsed import Kind, ParsedExpression, Status
from tests.domain.research.samples import (
    ACT,
    ANNEX,
    CONSOLIDATED,
    OLD_PAGE,
    PAGE,
    SHARED,
    with_real_files,
)


def read(text: str, *annexes: str) -> ParsedExpression:
    root = xml.load(text.encode())
    if xhtml.is_xhtml(root):
        return xhtml.read(root)
    return formex.read(root, annexes=[xml.load(annex.encode()) for annex in annexes])


def at(expression: ParsedExpression, path: str):
    return next(p for p in expression.provisions if p.path == path)


class TestFormex:
    def test_says_what_the_act_is(self):
        act = read(ACT)
        assert (act.celex, act.language, act.kind) == ("32031R0007", "en", Kind.OJ)
        assert act.dated_on.isoformat() == "2031-01-05"
        assert act.title.startswith("Regulation (EU) 2031/7 of 5 January 2031 on the keeping")

    def test_gives_each_provision_an_address_and_its_own_words(self):
        act = read(ACT)
        assert at(act, "chp_2").heading == "KEEPERS"
        assert at(act, "art_1").parent == "chp_2"
        assert at(act, "art_1/par_1").body == "A keeper shall:"
        assert at(act, "art_1/par_1/pt_a").body == "light the lamp;"
        assert at(act, "art_1/par_1/pt_b").body == "log the night:\n– wind,"
        assert at(act, "art_5a").body == "Rest is a right."
        assert at(act, "rct_2").body == "Keepers need rest."

    def test_keeps_the_order_of_what_follows_a_list(self):
        paths = [p.path for p in read(ACT).provisions]
        assert paths.index("art_1/par_1/al_2") == paths.index("art_1/par_1/pt_b") + 1
        assert at(read(ACT), "art_1/par_1/al_2").body == "Fog changes nothing."

    def test_sets_quotation_marks_and_leaves_footnotes_out(self):
        assert at(read(ACT), "art_1/par_2").body == "A ‘lamp’ is any light."
        assert at(read(ACT), "cit_1").body == "Having regard to the sea,"

    def test_joins_an_annex_that_came_in_a_file_of_its_own(self):
        act = read(ACT, ANNEX)
        assert at(act, "anx_4").heading == "Lamps"
        assert at(act, "anx_4").body == "Oil lamps.\nOil | litre"

    def test_shows_deleted_articles_and_paragraphs_as_deleted_by_their_act(self):
        act = read(CONSOLIDATED)
        assert at(act, "art_2").status is Status.DELETED
        assert at(act, "art_2").changed_by == "32032R0001"
        assert at(act, "art_1/par_2").status is Status.DELETED
        assert at(act, "art_1").status is Status.IN_FORCE
        assert at(act, "art_1/par_1").status is Status.IN_FORCE

    def test_leaves_out_words_deleted_within_a_sentence_that_stands(self):
        article = at(read(CONSOLIDATED), "art_3")
        assert (article.status, article.body) == (Status.REPLACED, "Le repos est dû.")

    def test_dates_a_consolidation_by_the_day_that_it_shows(self):
        act = read(CONSOLIDATED)
        assert (act.kind, act.dated_on.isoformat()) == (Kind.CONSOLIDATED, "2032-01-01")
        assert act.celex == "32031R0007"


class TestPagesOfTheOfficialJournal:
    def test_give_the_same_addresses_as_formex(self):
        act = read(PAGE)
        assert (act.celex, act.language) == ("32031R0007", "fr")
        assert act.dated_on.isoformat() == "2031-01-05"
        assert (at(act, "art_1").number, at(act, "art_1").heading) == (
            "Article premier",
            "Devoir",
        )
        assert at(act, "art_1/par_1").body == "Le gardien doit:"
        assert at(act, "art_1/par_1/pt_a").body == "allumer la lampe ;"
        assert at(act, "art_1/par_2").number == "2."
        assert at(act, "anx_4").body == "Lampes."
        assert at(act, "chp_2").heading == "Gardiens"

    def test_know_the_entities_of_html(self):
        assert at(read(PAGE), "rct_1").body == "Les œuvres de mer\u00a0guident."

    def test_are_read_without_ids_where_the_classes_are_old(self):
        act = read(OLD_PAGE)
        assert act.celex == "31999L0005"
        assert at(act, "art_1").parent == "tis_1"
        assert at(act, "art_1").body == "La mer est à tous."
        assert at(act, "art_2/par_1").body == "Elle monte.\nElle descend."
        assert at(act, "art_2/par_2").body == "Elle attend."


COUNTS = [
    ("formex-oj/32016R0679_en.fmx.xml", 99, 372, 173, 0),
    ("formex-oj/32022R0868_en.fmx.xml", 38, 132, 63, 0),
    ("formex-oj/32024R1689_en.fmx.xml", 113, 509, 180, 13),
    ("formex-oj/32024R0903/L_202400903EN.000101.fmx.xml", 23, 95, 57, 0),
    ("cellar-corpus/32016r0679/versions/2016-04-27/fr.xml", 99, None, 173, 0),
    ("cellar-corpus/32016r0679/versions/2016-04-27/en.xml", 99, None, 173, 0),
    ("cellar-corpus/32016r0679/versions/2016-05-04/fr.fmx4", 99, 372, 0, 0),
    ("cellar-corpus/32016r0679/versions/2016-05-04/en.fmx4", 99, 372, 0, 0),
    ("cellar-corpus/32014r0910/versions/2014-07-23/fr.xml", 52, None, 77, None),
    ("cellar-corpus/32014r0910/versions/2014-07-23/en.xml", 52, None, 77, None),
    ("cellar-corpus/32014r0910/versions/2024-05-20/fr.fmx4", 85, 335, 0, 7),
    ("cellar-corpus/32014r0910/versions/2024-10-18/fr.fmx4", 85, 335, 0, 7),
    ("cellar-corpus/32014r0910/versions/2024-10-18/en.fmx4", 85, 335, 0, 7),
    ("cellar-corpus/32000l0031/versions/2024-02-17/fr.fmx4", 24, 58, 0, 1),
    ("cellar-corpus/32000l0031/versions/2024-02-17/en.fmx4", 24, 58, 0, 1),
    ("cellar-corpus/31995l0046/versions/2018-05-25/fr.fmx4", 34, None, 0, 0),
    ("cellar-corpus/31995l0046/versions/2018-05-25/en.fmx4", 1, None, 0, 0),
]


def real(name: str) -> ParsedExpression:
    path = SHARED / name
    if path.is_dir():
        path = next(f for f in path.iterdir() if not f.name.endswith(".doc.xml"))
    return read(path.read_text("utf-8").removeprefix("\ufeff"))


@with_real_files
class TestRealFiles:
    @pytest.mark.parametrize(
        ("name", "articles", "paragraphs", "recitals", "annexes"),
        COUNTS,
        ids=[c[0] for c in COUNTS],
    )
    def test_hold_as_many_provisions_as_were_counted(
        self, name, articles, paragraphs, recitals, annexes
    ):
        act = real(name)
        assert act.count("article") == articles
        assert act.count("recital") == recitals
        assert paragraphs in (None, act.count("paragraph"))
        assert annexes in (None, act.count("annex"))
        assert len({p.path for p in act.provisions}) == len(act.provisions)

    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_of_the_e_commerce_directive_show_articles_12_to_15_as_deleted(self, language):
        act = real(f"cellar-corpus/32000l0031/versions/2024-02-17/{language}.fmx4")
        deleted = {
            p.path: p.changed_by
            for p in act.provisions
            if p.level == "article" and p.status is Status.DELETED
        }
        assert deleted == dict.fromkeys(("art_12", "art_13", "art_14", "art_15"), "32022R2065")

    def test_give_the_gdpr_the_same_articles_in_formex_and_on_the_page(self):
        formex_one = real("formex-oj/32016R0679_en.fmx.xml")
        page_one = real("cellar-corpus/32016r0679/versions/2016-04-27/en.xml")
        paths = [
            [p.path for p in act.provisions if p.level != "closing"]
            for act in (formex_one, page_one)
        ]
        assert paths[0] == paths[1]
