"""``/account``: the person's own data, corrected in place (P-RIG-3)."""

import pytest
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_303_SEE_OTHER,
    HTTP_404_NOT_FOUND,
    HTTP_422_UNPROCESSABLE_ENTITY,
)

from domain.accounts import Account
from tests.cast import signed_in

IDENTITY = {
    "first_name": "Zoé",
    "last_name": "Lefèvre",
    "occupation": "Avocate",
    "telephone": "01 55 55 02 00",
}
PARTS = {
    "identity": IDENTITY,
    "practice": {"practice_name": "Étude", "position": "", "practice_areas": "Concurrence"},
    "language": {"language": "en"},
}

pytestmark = pytest.mark.promise("P-RIG-3")


class TestCorrectingTheAccount:
    @pytest.mark.parametrize("part", PARTS)
    async def test_works_without_javascript(self, as_alice, part):
        answer = await as_alice.post(f"/en/account/{part}", PARTS[part])
        assert answer.status_code == HTTP_303_SEE_OTHER
        assert answer.headers["location"] == "/en/account?notice=profile-saved"

    @pytest.mark.parametrize("part", PARTS)
    async def test_answers_htmx_with_the_part_alone(self, as_alice, part):
        answer = await as_alice.post(f"/en/account/{part}", PARTS[part], htmx=True)
        assert answer.status_code == HTTP_200_OK
        assert answer.headers["vary"] == "HX-Request"
        assert answer.text.lstrip().startswith(f'<section class="card" id="{part}"')
        assert "Saved." in answer.text
        assert "<html" not in answer.text

    @pytest.mark.asvs("8.2.3", "15.3.3")
    async def test_stores_what_was_typed_and_nothing_else(self, as_alice, alice, bob):
        for part, fields in PARTS.items():
            await as_alice.post(
                f"/account/{part}", {**fields, "role": "dpo", "email": "x@y.eu"}
            )
        await alice.refresh()
        assert (alice.first_name, alice.last_name) == ("Zoé", "Lefèvre")
        assert alice.telephone == "+33155550200"
        assert (alice.practice_name, alice.position) == ("Étude", None)
        assert alice.language == "en"
        assert (alice.role, alice.email) == ("holder", "alice@example.org")
        await bob.refresh()
        assert bob.first_name == "Bob"

    @pytest.mark.parametrize("htmx", [True, False])
    async def test_says_beside_the_field_what_is_wrong(self, as_alice, alice, htmx):
        wrong = {**IDENTITY, "telephone": "pas un numéro"}
        answer = await as_alice.post("/account/identity", wrong, htmx=htmx)
        assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        assert 'value="pas un numéro"' in answer.text
        assert 'aria-invalid="true"' in answer.text
        assert ("<html" in answer.text) is not htmx
        await alice.refresh()
        assert alice.first_name == "Alice"

    async def test_refuses_a_language_that_we_do_not_speak(self, as_alice):
        answer = await as_alice.post("/account/language", {"language": "de"})
        assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY

    @pytest.mark.promise("P-ACC-5")
    async def test_lets_a_guest_alone_give_no_telephone_number(self, app, as_alice, alice):
        without = {**IDENTITY, "telephone": ""}
        refused = await as_alice.post("/account/identity", without)
        assert refused.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        await Account.update({Account.opened_by: "invitation"}).where(Account.id == alice.id)
        async with await signed_in(app, alice) as guest:
            assert "(facultatif)" in (await guest.get("/account")).text
            taken = await guest.post("/account/identity", without)
            assert taken.status_code == HTTP_303_SEE_OTHER
        await alice.refresh()
        assert alice.telephone is None

    @pytest.mark.asvs("8.2.3", "15.3.3")
    async def test_of_staff_is_their_names_alone(self, as_support, support):
        before = support.occupation
        await as_support.post("/account/identity", IDENTITY)
        refused = await as_support.post("/account/practice", PARTS["practice"])
        assert refused.status_code == HTTP_404_NOT_FOUND
        await support.refresh()
        assert support.first_name == "Zoé"
        assert (support.occupation, support.telephone) == (before, None)
