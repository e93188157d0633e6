"""Pages on prospects: marketing's, and those that prospects themselves reach from a mail."""

from uuid import uuid4

import pytest

from domain import links, prospects
from domain.forgetting import Forgetting
from domain.prospects import ANSWER, UNSUBSCRIBE, Interaction, Prospect
from domain.suppression import Suppressed
from tests.cast import NOW, make_staff, signed_in, visitor
from tests.domain.rows import make_row

DETAILS = {
    "email": "prudence@example.net",
    "first_name": "Prudence",
    "last_name": "Prévost",
    "telephone": "",
    "social_profile": "",
    "language": "fr",
    "source": "directory",
    "source_name": "Annuaire du barreau",
}


@pytest.fixture
async def as_marketing(app, undone):
    async with await signed_in(app, await make_staff("marketing")) as browser:
        yield browser


async def paula():
    return await make_row(
        Prospect, email="paula@example.net", first_name="Paula", last_name="Prospect"
    )


def path(prospect, purpose):
    return f"/{purpose}/{links.sign(purpose, prospect.id)}"


@pytest.mark.promise("P-MKT-4")
class TestUnsubscribing:
    async def test_by_opening_the_link_nothing_happens(self, anonymous):
        prospect = await paula()
        for _ in range(2):
            shown = await anonymous.get(path(prospect, UNSUBSCRIBE))
            assert shown.status_code == 200
            assert "Ne plus jamais me contacter" in shown.text
        assert await Prospect.count() == 1
        assert await Suppressed.count() == 0

    async def test_takes_one_press_without_signing_in(self, anonymous):
        prospect = await paula()
        done = await anonymous.post(path(prospect, UNSUBSCRIBE))
        assert done.status_code == 200
        assert "Vous ne serez plus contacté" in done.text
        assert await Prospect.count() == 0
        assert await Suppressed.count() == 1
        assert await Forgetting.count() == 2

    @pytest.mark.parametrize(
        ("kind", "body"),
        [
            ("application/x-www-form-urlencoded", b"List-Unsubscribe=One-Click"),
            (
                "multipart/form-data; boundary=x",
                (
                    b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"'
                    b"\r\n\r\nOne-Click\r\n--x--\r\n"
                ),
            ),
        ],
        ids=["as a form", "in parts"],
    )
    async def test_takes_one_press_in_the_mailbox(self, app, undone, kind, body):
        prospect = await paula()
        async with visitor(app) as mailbox:
            done = await mailbox.client.post(
                path(prospect, UNSUBSCRIBE),
                content=body,
                headers={"content-type": kind, "sec-fetch-site": "cross-site"},
            )
        assert done.status_code == 200
        assert await Prospect.count() == 0

    async def test_is_said_again_to_who_is_gone(self, anonymous):
        prospect = await paula()
        for ask in (anonymous.post, anonymous.post, anonymous.get):
            answer = await ask(path(prospect, UNSUBSCRIBE))
            assert answer.status_code == 200
        assert "Vous ne serez plus contacté" in answer.text

    async def test_by_the_link_of_a_trial_says_that_it_does_nothing(self, anonymous):
        await paula()
        for ask in (anonymous.get, anonymous.post):
            answer = await ask("/unsubscribe/trial")
            assert answer.status_code == 200
            assert "personne n’est désinscrit" in answer.text
        assert "Ceci est un essai" in (await anonymous.get("/answer/trial")).text
        assert await Prospect.count() == 1
        assert await Suppressed.count() == 0

    async def test_needs_a_link_of_ours(self, anonymous):
        prospect = await paula()
        for token in ("x", links.sign(ANSWER, prospect.id)):
            assert (await anonymous.get(f"/unsubscribe/{token}")).status_code == 404
            assert (await anonymous.post(f"/unsubscribe/{token}")).status_code == 404
        assert await Prospect.count() == 1


@pytest.mark.promise("P-MKT-3")
class TestAnswering:
    async def test_by_opening_the_link_nothing_is_noted(self, anonymous):
        prospect = await paula()
        before = (await prospects.find(prospect.id)).kept_from
        assert (await anonymous.get(path(prospect, ANSWER))).status_code == 200
        assert (await prospects.find(prospect.id)).kept_from == before
        assert await Interaction.count() == 0

    async def test_takes_a_press_and_is_a_contact(self, anonymous):
        prospect = await paula()
        await anonymous.get(path(prospect, ANSWER))
        answer = await anonymous.post(path(prospect, ANSWER))
        assert answer.status_code == 303
        found = await prospects.find(prospect.id)
        assert found.last_contact_at == found.kept_from > NOW
        assert [each.kind for each in await prospects.history_of(prospect.id)] == ["click"]

    async def test_of_who_is_gone_is_not_found(self, anonymous):
        gone = f"/answer/{links.sign(ANSWER, uuid4())}"
        assert (await anonymous.get(gone)).status_code == 404


@pytest.mark.promise("P-MKT-1")
@pytest.mark.promise("P-MKT-2")
class TestMarketing:
    async def test_adds_a_prospect_with_the_source(self, as_marketing):
        await as_marketing.get("/staff/prospects/new")
        answer = await as_marketing.post("/staff/prospects/new", data=DETAILS)
        assert answer.status_code == 303
        shown = await as_marketing.get(answer.headers["location"])
        assert "Prudence Prévost" in shown.text
        assert "Annuaire du barreau" in shown.text

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("email", "nobody", "adresse"),
            ("source", "", "Choisissez"),
            ("source", "provider", "aucun fournisseur"),
            ("source_name", "", "quelle rencontre"),
            ("social_profile", "javascript:alert(1)", "https://"),
            ("telephone", "12", "numéro"),
        ],
    )
    async def test_is_told_beside_the_field_what_is_wrong(
        self, as_marketing, field, value, said
    ):
        await as_marketing.get("/staff/prospects/new")
        answer = await as_marketing.post("/staff/prospects/new", data=DETAILS | {field: value})
        assert answer.status_code == 422
        assert said in answer.text
        assert await Prospect.count() == 0

    async def test_cannot_store_who_said_no(self, as_marketing):
        prospect = await make_row(Prospect, email=DETAILS["email"])
        await prospects.object_to_prospecting(prospect.id, now=NOW)
        await as_marketing.get("/staff/prospects/new")
        answer = await as_marketing.post("/staff/prospects/new", data=DETAILS)
        assert answer.status_code == 422
        assert "s’est opposée" in answer.text

    async def test_searches_without_the_name_in_an_address(self, as_marketing):
        await paula()
        await as_marketing.get("/staff/prospects")
        found = await as_marketing.post("/staff/prospects", data={"who": "prosp"})
        assert "Paula Prospect" in found.text
        nobody = await as_marketing.post("/staff/prospects", data={"who": "nobody"})
        assert "Aucun prospect" in nobody.text

    async def test_goes_through_a_long_list_page_by_page(self, as_marketing):
        for number in range(53):
            await make_row(Prospect, first_name=f"N{number:02}")
        first = await as_marketing.get("/staff/prospects?source=met")
        assert "53" in first.text
        further = first.text.split('href="/staff/prospects?')[1].split('"')[0]
        second = await as_marketing.get(f"/staff/prospects?{further.replace('&amp;', '&')}")
        names = [f"N{number:02}" for number in range(53)]
        assert sum(name in first.text for name in names) == 50
        assert sum(name in second.text for name in names) == 3

    async def test_notes_an_exchange(self, as_marketing):
        prospect = await paula()
        here = f"/staff/prospects/{prospect.id}"
        await as_marketing.get(here)
        data = {"kind": "meeting", "on": "2026-11-20"}
        answer = await as_marketing.post(f"{here}/exchanges", data=data)
        assert answer.status_code == 303
        assert "rencontre" in (await as_marketing.get(here)).text
        wrong = await as_marketing.post(f"{here}/exchanges", data=data | {"on": "hier"})
        assert wrong.status_code == 422
        future = await as_marketing.post(f"{here}/exchanges", data=data | {"on": "2099-01-01"})
        assert future.status_code == 409

    async def test_records_an_objection(self, as_marketing):
        prospect = await paula()
        await as_marketing.get(f"/staff/prospects/{prospect.id}")
        answer = await as_marketing.post(f"/staff/prospects/{prospect.id}/objection")
        assert answer.headers["location"] == "/staff/prospects?notice=prospect-gone"
        assert await Prospect.count() == 0

    async def test_does_not_restrict(self, as_marketing):
        prospect = await paula()
        shown = await as_marketing.get(f"/staff/prospects/{prospect.id}")
        assert "/restriction" not in shown.text
        answer = await as_marketing.post(f"/staff/prospects/{prospect.id}/restriction")
        assert answer.status_code == 404


async def test_the_officer_restricts_and_lifts(as_dpo):
    prospect = await paula()
    here = f"/staff/prospects/{prospect.id}"
    await as_dpo.get(here)
    await as_dpo.post(f"{here}/restriction")
    assert "Données limitées" in (await as_dpo.get(here)).text
    await as_dpo.post(f"{here}/restriction-end")
    assert "Données limitées" not in (await as_dpo.get(here)).text


async def test_nobody_else_has_such_pages(as_alice, as_support):
    prospect = await paula()
    for browser in (as_alice, as_support):
        for rest in ("", "/new", f"/{prospect.id}", f"/{prospect.id}/details"):
            assert (await browser.get(f"/staff/prospects{rest}")).status_code == 404


async def test_however_many_they_are_the_page_counts_so_far_and_no_further(
    as_marketing, monkeypatch
):
    monkeypatch.setattr("web.staff_prospects._COUNTED", 2)
    for number in range(3):
        await make_row(Prospect, email=f"p{number}@example.net", collected_at=NOW)
    shown = (await as_marketing.get("/staff/prospects")).text
    assert '<span class="count">plus de 2</span>' in shown
    some = (await as_marketing.get("/staff/prospects?language=en")).text
    assert '<span class="count">0</span>' in some
