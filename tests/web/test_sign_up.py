"""``/sign-up`` and ``/prove-address``: opening an account (P-ACC-1, P-ACC-2, P-SEC-2)."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_303_SEE_OTHER,
    HTTP_404_NOT_FOUND,
    HTTP_409_CONFLICT,
    HTTP_410_GONE,
    HTTP_422_UNPROCESSABLE_ENTITY,
    HTTP_429_TOO_MANY_REQUESTS,
)

from domain import links
from domain.accounts import Account, SignUp
from domain.duties import Duty
from tests.cast import make_account, visitor

ALICE = {
    "email": "alice@example.org",
    "password": "deux tortues lisent le journal",
    "first_name": "Alice",
    "last_name": "Martin",
    "occupation": "avocate",
    "telephone": "06 12 34 56 78",
}
OPTIONAL = {"practice_name": "Cabinet", "position": "associée", "practice_areas": "concurrence"}


def inputs(html: str) -> set[str]:
    main = html.partition("<main")[2]
    return set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', main))


async def the_link() -> str:
    sign_up = await SignUp.objects().order_by(SignUp.created_at, ascending=False).first()
    return f"/prove-address/{links.sign('prove-address', sign_up.id)}"


@pytest.mark.promise("P-ACC-1")
class TestTheForm:
    @pytest.mark.asvs("6.4.2")
    @pytest.mark.parametrize("path", ["/sign-up", "/en/sign-up"])
    async def test_asks_for_the_fields_of_the_policy_and_no_other(self, anonymous, path):
        answer = await anonymous.get(path)
        assert answer.status_code == HTTP_200_OK
        assert answer.headers["cache-control"] == "no-store"
        assert inputs(answer.text) == {*ALICE, *OPTIONAL, "csrf_token", "form_id"}

    async def test_says_which_fields_may_stay_empty(self, anonymous):
        html = (await anonymous.get("/en/sign-up")).text
        assert html.count("(optional)") == len(OPTIONAL)

    async def test_sent_whole_leads_to_the_mailbox(self, anonymous):
        answer = await anonymous.post("/en/sign-up", {**ALICE, **OPTIONAL})
        assert answer.status_code == HTTP_303_SEE_OTHER
        assert answer.headers["location"] == "/en/sign-up/done"
        assert (await anonymous.get("/en/sign-up/done")).status_code == HTTP_200_OK
        sign_up = await SignUp.objects().first()
        assert sign_up.telephone == "+33612345678"
        assert (sign_up.language, sign_up.practice_areas) == ("en", "concurrence")

    @pytest.mark.asvs("2.3.3")
    async def test_sent_twice_has_one_effect(self, anonymous):
        form = {**ALICE, "form_id": uuid4().hex}
        answers = [await anonymous.post("/sign-up", form) for _ in range(2)]
        assert [each.status_code for each in answers] == [HTTP_303_SEE_OTHER] * 2
        assert await SignUp.count() == await Duty.count() == 1

    async def test_sent_empty_says_so_beside_each_field(self, anonymous):
        answer = await anonymous.post("/en/sign-up")
        assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        for name in ALICE:
            assert f'id="field-{name}-error"' in answer.text
            assert re.search(rf'name="{name}"[^>]*aria-invalid="true"', answer.text)
        assert not await SignUp.exists()

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("email", "nobody"),
            ("email", "a@b"),
            ("email", "x" * 300 + "@example.org"),
            ("email", "a\x00@example.org"),
            ("telephone", "12"),
            ("telephone", "1" * 41),
            ("first_name", "x" * 101),
            ("first_name", "a\x00b"),
            ("last_name", "a\x1bb"),
            ("last_name", "a\u202eb"),
            ("last_name", "\u200b"),
            ("occupation", "   "),
            ("practice_areas", "x" * 301),
            ("password", "short"),
            ("password", "motdepasse123"),
            ("password", "x" * 257),
            ("password", "alicemartin12"),
        ],
    )
    async def test_wrong_in_one_field_keeps_what_was_typed_and_stores_nothing(
        self, anonymous, field, value
    ):
        answer = await anonymous.post("/sign-up", {**ALICE, **OPTIONAL, field: value})
        assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        assert f'id="field-{field}-error"' in answer.text
        assert answer.text.count('class="field__error"') == 1
        assert "associée" in answer.text
        assert ALICE["password"] not in answer.text
        assert not await SignUp.exists()

    async def test_takes_names_of_any_alphabet(self, anonymous):
        names = {"first_name": "李小龍", "last_name": "محمد O’Neill", "occupation": "юрист"}
        answer = await anonymous.post("/sign-up", {**ALICE, **names})
        assert answer.status_code == HTTP_303_SEE_OTHER
        assert (await SignUp.objects().first()).first_name == "李小龍"

    async def test_with_the_same_field_twice_is_refused(self, anonymous):
        answer = await anonymous.post(
            "/sign-up", {**ALICE, "email": ["a@example.org", "b@example.org"]}
        )
        assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        assert not await SignUp.exists()

    @pytest.mark.asvs("1.1.2", "1.2.1")
    async def test_shows_what_was_typed_as_text_and_never_as_html(self, anonymous):
        answer = await anonymous.post(
            "/sign-up", {**ALICE, "first_name": '"><script>x</script>', "email": "no"}
        )
        assert "<script>x" not in answer.text


@pytest.mark.promise("P-SEC-2")
class TestEnumeration:
    async def test_a_known_and_an_unknown_address_get_the_same_answer(self, anonymous, alice):
        answers = [
            await anonymous.post("/sign-up", {**ALICE, "email": email})
            for email in (alice.email, "nobody@example.org")
        ]
        seen = [(each.status_code, each.headers["location"], each.text) for each in answers]
        assert seen[0] == seen[1]
        assert set(answers[0].headers) == set(answers[1].headers)
        assert await SignUp.count() == await Duty.count() == 2

    @pytest.mark.asvs("6.3.1")
    async def test_too_many_sign_ups_of_one_address_are_paused_with_the_form_kept(
        self, anonymous
    ):
        for _ in range(5):
            await anonymous.post("/sign-up", ALICE)
        answer = await anonymous.post("/en/sign-up", ALICE)
        assert answer.status_code == HTTP_429_TOO_MANY_REQUESTS
        assert 0 < int(answer.headers["retry-after"]) <= 3601
        assert 'value="Alice"' in answer.text
        assert ALICE["password"] not in answer.text
        assert "Too many tries" in answer.text


@pytest.mark.promise("P-ACC-2")
class TestProvingTheAddress:
    @pytest.mark.asvs("3.5.3", "7.6.2")
    async def test_opens_the_account_by_a_button_and_never_by_opening_the_link(self, anonymous):
        await anonymous.post("/sign-up", ALICE)
        link = await the_link()
        for _ in range(2):
            page = await anonymous.get(link)
            assert page.status_code == HTTP_200_OK
            assert "alice@example.org" in page.text
        assert (await anonymous.client.head(link)).status_code == HTTP_200_OK
        assert not await Account.exists()
        answer = await anonymous.post(link)
        assert answer.status_code == HTTP_303_SEE_OTHER
        assert answer.headers["location"] == "/sign-in?notice=address-proven"
        assert (
            "votre compte est ouvert"
            in (await anonymous.get("/sign-in?notice=address-proven")).text
        )
        assert await Account.count() == 1

    async def test_elsewhere_asks_for_the_password_that_was_chosen(self, app, anonymous):
        await anonymous.post("/sign-up", ALICE)
        link = await the_link()
        assert 'name="password"' not in (await anonymous.get(link)).text
        async with visitor(app) as elsewhere:
            assert 'name="password"' in (await elsewhere.get(link)).text
            for password in ("", "un autre mot de passe"):
                answer = await elsewhere.post(link, {"password": password})
                assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
                assert 'id="field-password-error"' in answer.text
            assert not await Account.exists()
            answer = await elsewhere.post(link, {"password": ALICE["password"]})
            assert answer.headers["location"] == "/sign-in?notice=address-proven"

    async def test_of_a_sign_up_by_somebody_else_opens_nothing(self, app, anonymous):
        async with visitor(app) as attacker:
            await attacker.post("/sign-up", {**ALICE, "password": "mot de passe du pirate"})
        link = await the_link()
        await anonymous.post("/sign-up", ALICE)
        answer = await anonymous.post(link, {"password": ALICE["password"]})
        assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        assert not await Account.exists()

    async def test_where_somebody_else_is_signed_in_leaves_them_signed_in(
        self, anonymous, as_bob
    ):
        await anonymous.post("/sign-up", ALICE)
        password = {"password": ALICE["password"]}
        answer = await as_bob.post(await the_link(), password)
        assert answer.headers["location"] == "/?notice=address-proven"
        assert "bob@example.org" in (await as_bob.get("/account")).text

    async def test_twice_says_that_the_link_is_spent(self, anonymous):
        await anonymous.post("/sign-up", ALICE)
        link = await the_link()
        await anonymous.post(link)
        for answer in (await anonymous.get(link), await anonymous.post(link)):
            assert answer.status_code == HTTP_410_GONE
            assert "déjà servi" in answer.text

    @pytest.mark.asvs("9.2.1")
    @pytest.mark.promise("P-OPS-1")
    async def test_after_seven_days_says_that_the_link_is_spent(self, anonymous):
        await anonymous.post("/sign-up", ALICE)
        link = await the_link()
        late = SignUp.created_at - timedelta(days=7, seconds=1)
        await SignUp.update({SignUp.created_at: late}, force=True)
        assert (await anonymous.get(link)).status_code == HTTP_410_GONE
        assert (await anonymous.post(link)).status_code == HTTP_410_GONE
        assert not await Account.exists()

    async def test_of_an_address_with_an_account_by_now_says_so(self, anonymous):
        await anonymous.post("/sign-up", ALICE)
        await make_account("alice")
        answer = await anonymous.post(f"/en{await the_link()}")
        assert answer.status_code == HTTP_409_CONFLICT
        assert "has an account already" in answer.text

    @pytest.mark.asvs("9.1.1")
    @pytest.mark.parametrize(
        "token", ["x", "x.y", f"{'0' * 32}.{'A' * 43}", "%00", "é", "..%2f", "a" * 5000]
    )
    async def test_by_a_damaged_link_is_not_found(self, anonymous, token):
        for answer in (
            await anonymous.get(f"/prove-address/{token}"),
            await anonymous.post(f"/prove-address/{token}"),
        ):
            assert answer.status_code == HTTP_404_NOT_FOUND

    @pytest.mark.asvs("9.2.2")
    async def test_by_a_link_of_another_purpose_is_not_found(self, anonymous):
        await anonymous.post("/sign-up", ALICE)
        sign_up = await SignUp.objects().first()
        token = links.sign("staff-invitation", sign_up.id)
        assert (
            await anonymous.get(f"/prove-address/{token}")
        ).status_code == HTTP_404_NOT_FOUND
