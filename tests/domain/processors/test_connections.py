"""Each processor is our account, a stand-in of the local run, or refused: never pretended."""

from dataclasses import replace

import pytest

from domain.processors import STOOD_IN_FOR, NotConfigured, connections, memory_of
from domain.processors.hubspot import Contact
from domain.settings import current_settings

ALICE = Contact(email="alice@example.org", first_name="Alice", last_name="Martin")


@pytest.fixture
def set_up(monkeypatch, tmp_path):
    """Return what sets the installation up: with these accounts, embedded or not."""

    def as_(*, embedded, **accounts):
        settings = current_settings()
        changed = replace(
            settings,
            embedded=embedded,
            data_dir=tmp_path,
            processors=replace(settings.processors, **accounts),
        )
        monkeypatch.setattr(connections, "current_settings", lambda: changed)

    return as_


@pytest.mark.parametrize("name", STOOD_IN_FOR)
class TestWithoutAnAccount:
    def test_the_local_run_has_a_stand_in(self, set_up, name):
        set_up(embedded=True)
        assert getattr(connections, name)().transport is not None

    def test_nothing_is_sent_elsewhere(self, set_up, name):
        set_up(embedded=False)
        with pytest.raises(NotConfigured):
            getattr(connections, name)()


@pytest.mark.parametrize(
    ("name", "account"),
    [
        ("hubspot", {"hubspot_key": "key"}),
        ("zoom", {"zoom_account": "a", "zoom_client": "c", "zoom_secret": "s"}),
        ("matomo", {"matomo_url": "https://matomo.example"}),
        ("axeptio", {"axeptio_project": "p"}),
    ],
)
@pytest.mark.parametrize("embedded", [True, False])
def test_with_an_account_it_is_asked_itself(set_up, embedded, name, account):
    set_up(embedded=embedded, **account)
    gateway = getattr(connections, name)()
    assert gateway.transport is None
    assert gateway.url.startswith("https://")
    assert "stand-in" not in gateway.url


def test_where_mail_stays_here_nobody_is_known_at_mailjet():
    with pytest.raises(NotConfigured):
        connections.mailjet()


async def test_what_a_stand_in_was_given_is_remembered_for_every_process(set_up):
    set_up(embedded=True)
    assert memory_of("hubspot").read() == {}
    await connections.hubspot().upsert([ALICE])
    assert list(memory_of("hubspot").read()["contacts"]) == [ALICE.email]
    await connections.hubspot().erase(ALICE.email)
    assert memory_of("hubspot").read()["contacts"] == {}
