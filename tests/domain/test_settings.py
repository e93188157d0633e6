"""Settings: a wrong value stops the start with a message that names it."""

from pathlib import Path

import pytest

from domain.settings import SETTINGS, Settings, WrongSetting, as_markdown

SERVER = {
    "ASSISTEU_DATABASE_URL": "postgresql://web@db/assisteu",
    "ASSISTEU_REDIS_URL": "redis://redis",
    "ASSISTEU_SECRET_KEY": "k" * 64,
    "ASSISTEU_PUBLIC_URL": "https://assisteu.eu",
    "ASSISTEU_MAIL": "smtp",
    "ASSISTEU_SMTP_URL": "smtp://relay",
}


_NAMED = {"ZOOM_ACCOUNT": "ZOOM_CLIENT"}
"""What is missing is named, where it is not the value that is wrong."""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("HTMX", "elsewhere"),
        ("WEB_PROCESSES", "0"),
        ("STATEMENT_TIMEOUT_MS", "1"),
        ("LOG_LEVEL", "loud"),
        ("CLOCK_OFFSET_S", "1.5"),
        ("PUBLIC_URL", "assisteu.eu"),
        ("PUBLIC_URL", "https://assisteu.eu/somewhere"),
        ("DEMO_PEOPLE", "-1"),
        ("DEMO_TOTP", "not base32"),
        ("DATABASE_URL", "mysql://db/assisteu"),
        ("REDIS_URL", "localhost:6379"),
        ("SIGHTINGS_REDIS_URL", "localhost:6379"),
        ("WORKER_DATABASE_URL", "postgresql://worker@db/assisteu"),
        ("MAIL", "pigeon"),
        ("MAIL_FROM", "assistEU"),
        ("SMTP_URL", "relay:25"),
        ("DKIM_SELECTOR", "a.b"),
        ("MAILJET_URL", "api.mailjet.com"),
        ("HUBSPOT_URL", "api.hubapi.com"),
        ("ZOOM_URL", "zoom"),
        ("ZOOM_ACCOUNT", "an account without its application"),
        ("MATOMO_URL", "matomo"),
        ("MATOMO_SITE", "0"),
        ("TRUSTED_PROXIES", "anyone"),
        ("TRUSTED_PROXIES", "10.0.0.1/8"),
    ],
)
def test_a_wrong_value_is_named(tmp_path, name, value):
    environment = {"ASSISTEU_DATA_DIR": str(tmp_path), f"ASSISTEU_{name}": value}
    with pytest.raises(WrongSetting, match=f"ASSISTEU_{_NAMED.get(name, name)}"):
        Settings.from_environment(environment)


def test_a_secret_is_not_repeated_in_the_message(tmp_path):
    environment = {"ASSISTEU_DATABASE_URL": "mysql://web:hunter2@db/assisteu"}
    with pytest.raises(WrongSetting) as refused:
        Settings.from_environment(environment)
    assert "hunter2" not in str(refused.value)


def test_mail_says_from_whom_it_comes_where_nobody_set_it(tmp_path):
    settings = Settings.from_environment({"ASSISTEU_DATA_DIR": str(tmp_path)})
    assert settings.mail.sender == "assistEU <no-reply@assisteu.eu>"


def test_the_embedded_set_up_needs_no_setting(tmp_path):
    settings = Settings.from_environment({"ASSISTEU_DATA_DIR": str(tmp_path)})
    assert settings.embedded
    assert "assisteu_web" in settings.database_url
    assert "assisteu_worker" in settings.worker_database_url
    assert settings.sightings_redis_url != settings.redis_url
    assert len(settings.secret_key) == 64
    again = Settings.from_environment({"ASSISTEU_DATA_DIR": str(tmp_path)})
    assert again.secret_key == settings.secret_key
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


class TestOutsideTheEmbeddedSetUp:
    def test_the_server_s_settings_are_taken_as_they_are(self):
        settings = Settings.from_environment(SERVER)
        assert not settings.embedded
        assert settings.hosts == {"assisteu.eu"}
        assert settings.worker_database_url == SERVER["ASSISTEU_DATABASE_URL"]

    def test_sightings_wait_in_a_redis_of_their_own_or_in_the_one_there_is(self):
        assert Settings.from_environment(SERVER).sightings_redis_url == "redis://redis"
        own = {"ASSISTEU_SIGHTINGS_REDIS_URL": "redis://memory"}
        assert Settings.from_environment(SERVER | own).sightings_redis_url == "redis://memory"

    @pytest.mark.asvs("13.2.3")
    @pytest.mark.parametrize("missing", ["REDIS_URL", "SECRET_KEY", "PUBLIC_URL", "SMTP_URL"])
    def test_a_missing_part_is_named(self, missing):
        environment = {k: v for k, v in SERVER.items() if k != f"ASSISTEU_{missing}"}
        with pytest.raises(WrongSetting, match=f"ASSISTEU_{missing}"):
            Settings.from_environment(environment)

    @pytest.mark.asvs("6.3.2", "11.2.3", "13.2.3")
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("PUBLIC_URL", "http://assisteu.eu"),
            ("SECRET_KEY", "short"),
            ("DEMO_PASSWORD", "anything"),
            ("DEMO_TOTP", "ABCDEFGH"),
            ("CLOCK_OFFSET_S", "60"),
            ("MAIL", "local"),
        ],
    )
    def test_what_belongs_to_the_local_run_is_refused(self, name, value):
        with pytest.raises(WrongSetting, match=f"ASSISTEU_{_NAMED.get(name, name)}"):
            Settings.from_environment(SERVER | {f"ASSISTEU_{name}": value})

    def test_mailjet_needs_its_key_and_its_secret(self):
        by_mailjet = SERVER | {"ASSISTEU_MAIL": "mailjet", "ASSISTEU_MAILJET_KEY": "key"}
        with pytest.raises(WrongSetting, match="ASSISTEU_MAILJET_SECRET"):
            Settings.from_environment(by_mailjet)
        mail = Settings.from_environment(by_mailjet | {"ASSISTEU_MAILJET_SECRET": "s"}).mail
        assert (mail.by, mail.mailjet_url) == ("mailjet", "https://api.mailjet.com")


def test_the_page_of_settings_says_what_the_program_reads():
    page = Path(__file__).parents[2] / "docs" / "settings.md"
    assert page.read_text() == as_markdown(), "run: make docs"
    assert all(f"`ASSISTEU_{setting.name}`" in page.read_text() for setting in SETTINGS)
