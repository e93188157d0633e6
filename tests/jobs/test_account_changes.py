"""The mails about changes of means to sign in."""

import pytest

from domain import accounts
from domain.accounts import Change, SecurityEvent
from domain.accounts.security_events import note_change
from domain.duties import Duty
from domain.mail import Mail
from jobs.handlers import HANDLERS
from tests.domain.accounts_cast import NOON, an_account

pytestmark = pytest.mark.usefixtures("undone")


async def perform(now):
    """Perform every duty that waits, each twice, as after a crash."""
    for duty in await Duty.objects().where(Duty.done_at.is_null()):
        for _ in range(2):
            await HANDLERS[duty.kind](duty.subject, now)
        duty.done_at = now
        await duty.save()


@pytest.mark.promise("P-SEC-2")
@pytest.mark.parametrize("change", Change)
@pytest.mark.parametrize("language", ["fr", "en"])
async def test_every_change_is_told_once_in_the_person_s_language(change, language):
    alice = await an_account("alice@example.org", language=language)
    await note_change(alice.id, change, now=NOON)
    await perform(NOON)
    (mail,) = await Mail.objects()
    assert mail.address == "alice@example.org"
    assert mail.subject == accounts.CHANGES[change][language]
    assert "alice" not in mail.text.lower()


async def test_two_changes_alike_are_two_mails():
    alice = await an_account("alice@example.org")
    for _ in range(2):
        await note_change(alice.id, Change.PASSWORD, now=NOON)
    await perform(NOON)
    assert await Mail.count() == 2
    assert await SecurityEvent.count() == 2
