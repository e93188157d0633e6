"""``/rights``: requests of people without an account (P-RIG-10, P-RIG-9)."""

from uuid import uuid4

import pytest
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_303_SEE_OTHER,
    HTTP_404_NOT_FOUND,
    HTTP_409_CONFLICT,
    HTTP_422_UNPROCESSABLE_ENTITY,
    HTTP_429_TOO_MANY_REQUESTS,
)

from domain import rights
from domain.duties import Duty
from domain.requests import RightsRequest, State, addresses, state_of
from tests.cast import NOW
from tests.web.test_account_data import make_ready

VALID = {
    "right": "erasure",
    "first_name": "Zoé",
    "last_name": "Nguyễn",
    "email": "zoe@example.net",
    "ground": "no-longer-needed",
    "message": "Merci.",
}


async def send(browser, **fields):
    return await browser.post("/rights", VALID | {"form_id": uuid4().hex} | fields)


async def one_request():
    return await RightsRequest.objects().first()


@pytest.mark.promise("P-RIG-10")
class TestTheForm:
    @pytest.mark.parametrize(
        "path", ["/rights", "/en/rights", "/rights/sent", "/en/rights/sent"]
    )
    async def test_is_open_to_everybody(self, anonymous, path):
        assert (await anonymous.get(path)).status_code == HTTP_200_OK

    async def test_takes_a_request_without_an_account(self, anonymous):
        answer = await send(anonymous)
        assert (answer.status_code, answer.headers["location"]) == (303, "/rights/sent")
        asked = await one_request()
        assert (asked.email, asked.first_name, asked.last_name, asked.ground) == (
            "zoe@example.net",
            "Zoé",
            "Nguyễn",
            "no-longer-needed",
        )
        assert state_of(asked) is State.UNPROVEN

    async def test_answers_alike_whether_or_not_the_address_has_an_account(
        self, anonymous, alice
    ):
        known = await send(anonymous, email=alice.email)
        unknown = await send(anonymous, email="nobody@example.org")
        assert known.status_code == unknown.status_code
        assert known.headers["location"] == unknown.headers["location"]
        assert known.content == unknown.content

    async def test_sent_twice_has_one_effect(self, anonymous):
        form_id = uuid4().hex
        for _ in range(2):
            answer = await send(anonymous, form_id=form_id)
            assert answer.status_code == HTTP_303_SEE_OTHER
        assert await RightsRequest.count() == await Duty.count() == 1

    @pytest.mark.asvs("2.2.3")
    async def test_a_copy_has_no_ground(self, anonymous):
        await send(anonymous, right="access")
        assert (await one_request()).ground is None

    @pytest.mark.asvs("6.3.1")
    async def test_is_slowed_down(self, anonymous):
        answers = [(await send(anonymous)).status_code for _ in range(6)]
        assert answers == [HTTP_303_SEE_OTHER] * 5 + [HTTP_429_TOO_MANY_REQUESTS]
        assert await RightsRequest.count() == 5

    @pytest.mark.parametrize(
        ("field", "typed"),
        [
            ("right", ""),
            ("right", "everything"),
            ("email", ""),
            ("email", "not an address"),
            ("email", "x" * 300 + "@example.org"),
            ("email", "a@b\r\nBcc: c@d.eu"),
            ("first_name", ""),
            ("first_name", "x" * 101),
            ("last_name", "null\x00byte"),
            ("ground", "boredom"),
            ("message", "x" * 5001),
            ("message", "bell\x07"),
            ("email", ["a@example.org", "b@example.org"]),
        ],
    )
    async def test_tells_each_mistake_beside_its_field_and_keeps_the_rest(
        self, anonymous, field, typed
    ):
        answer = await send(anonymous, **{field: typed})
        assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        assert f'id="field-{field}-error"' in answer.text
        assert ("Zoé" in answer.text) or field == "first_name"
        assert await RightsRequest.count() == await Duty.count() == 0

    async def test_other_alphabets_are_names(self, anonymous):
        answer = await send(anonymous, first_name="Ελένη", last_name="山田", message="שלום")
        assert answer.status_code == HTTP_303_SEE_OTHER


@pytest.mark.promise("P-RIG-10")
class TestTheProof:
    async def proof(self, browser):
        await send(browser)
        return addresses.proof_of(await one_request())

    async def test_opening_the_link_proves_nothing(self, anonymous):
        path = await self.proof(anonymous)
        assert (await anonymous.get(path)).status_code == HTTP_200_OK
        assert (await one_request()).proven_at is None

    async def test_pressing_the_button_proves_the_address(self, anonymous):
        path = await self.proof(anonymous)
        answer = await anonymous.post(path)
        asked = await one_request()
        assert state_of(asked) is State.TO_DECIDE
        assert answer.headers["location"].startswith(addresses.follow_page_of(asked))
        followed = await anonymous.get("/en" + addresses.follow_page_of(asked))
        assert "to be decided" in followed.text
        assert "zoe@example.net" not in followed.text

    async def test_used_twice_it_leads_to_where_the_request_stands(self, anonymous):
        path = await self.proof(anonymous)
        await anonymous.post(path)
        first = (await one_request()).proven_at
        await anonymous.post(path)
        assert (await one_request()).proven_at == first
        assert (await anonymous.get(path)).status_code == HTTP_303_SEE_OTHER

    async def test_of_a_withdrawn_request_proves_nothing(self, anonymous):
        path = await self.proof(anonymous)
        follow = addresses.follow_page_of(await one_request())
        await anonymous.post(f"{follow}/withdrawal")
        assert (await anonymous.post(path)).status_code == HTTP_409_CONFLICT

    @pytest.mark.parametrize("method", ["get", "post"])
    async def test_a_guessed_or_damaged_link_is_a_page_that_does_not_exist(
        self, anonymous, method
    ):
        path = await self.proof(anonymous)
        token = path.rpartition("/")[2]
        for wrong in (token[:-1], f"{uuid4().hex}.{token[33:]}", "x", "%00", "é"):
            for kind in ("prove", "requests"):
                answer = await getattr(anonymous, method)(f"/rights/{kind}/{wrong}")
                assert answer.status_code == HTTP_404_NOT_FOUND

    async def test_a_link_of_one_kind_opens_no_page_of_another(self, anonymous):
        token = (await self.proof(anonymous)).rpartition("/")[2]
        assert (await anonymous.get(f"/rights/requests/{token}")).status_code == 404


class TestTheAnswer:
    async def follow(self, browser, **fields):
        await send(browser, **fields)
        asked = await one_request()
        await browser.post(addresses.proof_of(asked))
        return addresses.follow_page_of(asked)

    @pytest.mark.promise("P-RIG-9")
    async def test_a_refusal_tells_its_reasons_and_where_to_complain(self, anonymous):
        follow = await self.follow(anonymous)
        asked = await one_request()
        await rights.refuse(asked.id, decided_by=uuid4(), reason="Obligation légale.", now=NOW)
        html = (await anonymous.get(follow)).text
        assert "Obligation légale." in html
        assert "CNIL" in html

    @pytest.mark.promise("P-RIG-1")
    async def test_a_copy_is_handed_over_behind_the_link_and_a_button(self, anonymous):
        follow = await self.follow(anonymous, right="access")
        await make_ready(await one_request())
        assert (await anonymous.get(f"{follow}/download")).status_code == HTTP_200_OK
        taken = await anonymous.post(f"{follow}/download")
        assert taken.content == b"PK made-upPK made-up"
