"""``/staff-invitation``: a new member of staff, never without a second factor (P-SEC-2)."""

import re
from datetime import timedelta

import pyotp
import pytest
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_303_SEE_OTHER,
    HTTP_404_NOT_FOUND,
    HTTP_410_GONE,
    HTTP_422_UNPROCESSABLE_ENTITY,
)

from domain import accounts, clock, links
from domain.accounts import Account
from domain.roles import Role

NOUR = {
    "first_name": "Nour",
    "last_name": "Haddad",
    "password": "deux tortues lisent le journal",
}


@pytest.fixture
async def link(undone):
    account_id = await accounts.add_staff(
        email="nour@example.org", role=Role.SUPPORT, language="fr", now=clock.now()
    )
    return f"/staff-invitation/{links.sign('staff-invitation', account_id)}"


def offer(html: str) -> dict[str, str]:
    """What the page offers: its number, and the code that an app would show for it."""
    enrolment = re.search(r'name="enrolment" value="([0-9a-f]+)"', html)[1]
    secret = re.search(r'<code class="secret__value"[^>]*>([A-Z2-7 ]+)<', html)[1]
    return {"enrolment": enrolment, "code": pyotp.TOTP(secret.replace(" ", "")).at(clock.now())}


async def nour() -> Account:
    return await Account.objects().get(Account.email == "nour@example.org")


class TestTheInvitation:
    async def test_shows_a_square_and_a_key_without_changing_anything(self, anonymous, link):
        pages = [await anonymous.get(link) for _ in range(2)]
        assert {each.status_code for each in pages} == {HTTP_200_OK}
        assert 'src="data:image/svg+xml' in pages[0].text
        assert offer(pages[0].text)["enrolment"] != offer(pages[1].text)["enrolment"]
        assert (await nour()).totp_secret is None

    async def test_sets_everything_at_once_and_lets_sign_in(self, anonymous, link):
        filled = {**NOUR, **offer((await anonymous.get(link)).text)}
        answer = await anonymous.post(link, filled)
        assert answer.status_code == HTTP_303_SEE_OTHER
        assert answer.headers["location"] == "/sign-in?notice=staff-ready"
        sent = {"email": "nour@example.org", "password": NOUR["password"]}
        answer = await anonymous.post("/sign-in", sent)
        assert answer.headers["location"] == "/sign-in/second-factor"

    @pytest.mark.asvs("6.4.1")
    async def test_works_once(self, anonymous, link):
        filled = {**NOUR, **offer((await anonymous.get(link)).text)}
        await anonymous.post(link, filled)
        assert (await anonymous.get(link)).status_code == HTTP_410_GONE
        assert (await anonymous.post(link, filled)).status_code == HTTP_410_GONE

    @pytest.mark.asvs("6.4.1", "9.2.1")
    @pytest.mark.promise("P-OPS-1")
    async def test_after_fourteen_days_is_spent(self, anonymous, link):
        late = clock.now() - timedelta(days=14, minutes=1)
        await Account.update({Account.opened_at: late}, force=True)
        assert (await anonymous.get(link)).status_code == HTTP_410_GONE

    @pytest.mark.asvs("2.3.3")
    @pytest.mark.parametrize(
        "wrong",
        [
            {"code": "000000"},
            {"code": ""},
            {"password": "short"},
            {"first_name": ""},
            {"last_name": "a\x00"},
            {"enrolment": "0" * 32},
        ],
    )
    async def test_with_a_mistake_keeps_the_same_square_and_sets_nothing(
        self, anonymous, link, wrong
    ):
        shown = offer((await anonymous.get(link)).text)
        answer = await anonymous.post(link, {**NOUR, **shown, **wrong})
        assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        assert NOUR["password"] not in answer.text
        if "enrolment" not in wrong:
            assert offer(answer.text)["enrolment"] == shown["enrolment"]
        account = await nour()
        assert account.password_hash is None
        assert account.totp_secret is None

    @pytest.mark.parametrize("token", ["x", f"{'0' * 32}.{'A' * 43}"])
    async def test_by_a_damaged_link_is_not_found(self, anonymous, token):
        answer = await anonymous.get(f"/staff-invitation/{token}")
        assert answer.status_code == HTTP_404_NOT_FOUND

    async def test_by_the_link_of_a_holder_is_spent(self, anonymous, alice):
        token = links.sign("staff-invitation", alice.id)
        answer = await anonymous.get(f"/staff-invitation/{token}")
        assert answer.status_code == HTTP_410_GONE
