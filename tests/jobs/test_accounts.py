"""The mail that answers a sign-up, and what ends by itself at night."""

from datetime import timedelta
from uuid import uuid4

import pytest

from domain import accounts, links
from domain.accounts import Account, Particulars, Session, SignUp
from domain.duties import Duty
from domain.mail import Mail
from domain.roles import Role
from jobs.accounts import end_what_is_over
from jobs.handlers import HANDLERS
from tests.domain.accounts_cast import NOON, NUMBER, PASSWORD, an_account

pytestmark = pytest.mark.usefixtures("undone")
SPAM = Particulars(
    first_name="WIN A PRIZE", last_name="evil.example", occupation="spam", telephone=NUMBER
)


async def sign_up(email="alice@example.org", language="fr"):
    await accounts.sign_up(
        form_id=uuid4(),
        email=email,
        password=PASSWORD,
        particulars=SPAM,
        form_secret_hash=None,
        language=language,
        now=NOON,
    )
    duty = await Duty.objects().where(Duty.kind.like("mail:%")).first()
    for _ in range(2):  # after a crash, a duty is performed again
        await HANDLERS[duty.kind](duty.subject, NOON)
    mails = await Mail.objects()
    assert len(mails) == 1
    return mails[0]


class TestTheMailAfterASignUp:
    @pytest.mark.parametrize(("language", "prefix"), [("fr", ""), ("en", "/en")])
    async def test_proves_the_address_by_a_link_in_the_person_s_language(
        self, language, prefix
    ):
        mail = await sign_up(language=language)
        asked = await SignUp.objects().first()
        link = (
            f"http://testserver{prefix}/prove-address/{links.sign('prove-address', asked.id)}"
        )
        assert mail.address == "alice@example.org"
        assert link in mail.text
        assert f'href="{link}"' in mail.html

    @pytest.mark.asvs("1.3.11")
    async def test_says_nothing_that_its_author_typed(self):
        mail = await sign_up()
        for typed in ("WIN", "evil", "spam", NUMBER):
            assert typed not in mail.text + mail.html + mail.subject

    async def test_tells_a_holder_that_the_account_exists_in_the_holder_s_language(self):
        await an_account("alice@example.org", language="en")
        mail = await sign_up()
        assert "already" in mail.subject
        assert "prove-address" not in mail.text
        assert "http://testserver/en/sign-in" in mail.text

    async def test_is_not_written_any_more_once_the_address_is_proven(self):
        await sign_up()
        await Mail.delete(force=True)
        asked = await SignUp.objects().first()
        await asked.remove()
        await HANDLERS[accounts.MAIL_PROOF](asked.id, NOON)
        await HANDLERS[accounts.MAIL_KNOWN](asked.id, NOON)
        assert not await Mail.exists()


class TestAtNight:
    @pytest.mark.promise("P-OPS-2")
    async def test_sessions_and_invitations_that_are_over_are_written_down_as_ended(self):
        alice = await an_account("alice@example.org")
        await accounts.sessions.open_session(account_id=alice.id, now=NOON)
        await accounts.add_staff(
            email="nour@example.org", role=Role.DPO, language="fr", now=NOON
        )
        await end_what_is_over(NOON + timedelta(days=400))
        assert not await Session.exists().where(Session.ended_at.is_null())
        assert await Account.exists().where(Account.left_at.is_not_null())
