"""A certificate or a key that nobody could use is refused before the start, in clear words."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import PrivateFormat

from domain.settings import OwnTls, Settings, WrongSetting
from tests.transport.certificates import A_DAY, make_certificate
from web.embedded import CannotStart
from web.supervisor import children_of
from web.tls import refuse_unusable_certificate

NOW = datetime.now(UTC)


def refused(certificate, key, *, now=NOW):
    with pytest.raises(CannotStart) as refusal:
        refuse_unusable_certificate(OwnTls(certificate=certificate, key=key), now=now)
    return str(refusal.value)


def test_a_good_pair_is_taken(tmp_path):
    made = make_certificate(tmp_path)
    refuse_unusable_certificate(OwnTls(certificate=made.certificate, key=made.key), now=NOW)


def test_an_expired_certificate_says_since_when(tmp_path):
    made = make_certificate(tmp_path, begins=-3 * A_DAY, ends=-A_DAY)
    said = refused(made.certificate, made.key)
    assert f"expired on {NOW - A_DAY:%Y-%m-%d}" in said


def test_a_certificate_of_tomorrow_says_from_when(tmp_path):
    made = make_certificate(tmp_path, begins=A_DAY)
    assert f"is valid from {NOW + A_DAY:%Y-%m-%d}" in refused(made.certificate, made.key)


def test_the_key_of_another_certificate_is_refused(tmp_path):
    mine, other = make_certificate(tmp_path / "a"), make_certificate(tmp_path / "b")
    said = refused(mine.certificate, other.key)
    assert said == f"The key {other.key} is not that of {mine.certificate}."


@pytest.mark.parametrize(
    ("form", "password", "why"),
    [
        (PrivateFormat.TraditionalOpenSSL, None, "is not in the form PKCS#8"),
        (PrivateFormat.TraditionalOpenSSL, b"a password", "is not in the form PKCS#8"),
        (PrivateFormat.PKCS8, b"a password", "has a password"),
    ],
)
def test_a_key_of_another_form_says_how_to_turn_it(tmp_path, form, password, why):
    made = make_certificate(tmp_path, form=form, password=password)
    said = refused(made.certificate, made.key)
    assert why in said
    assert "openssl pkcs8 -topk8 -nocrypt -in key.pem" in said


def test_what_is_no_key_or_no_certificate_is_named(tmp_path):
    made = make_certificate(tmp_path)
    junk = tmp_path / "junk.pem"
    junk.write_bytes(b"\xff junk")
    assert refused(junk, made.key) == f"{junk} holds no certificate in PEM."
    assert refused(made.certificate, junk) == f"{junk} is no private key."
    assert refused(made.key, made.key) == f"{made.key} holds no certificate in PEM."


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    made = make_certificate(tmp_path)
    gone = tmp_path / "gone.pem"
    assert refused(gone, made.key) == f"{gone} cannot be read: No such file or directory."
    assert refused(made.certificate, tmp_path) == f"{tmp_path} cannot be read: Is a directory."


class TestTheSettings:
    def environment(self, tmp_path, **given):
        return {"ASSISTEU_DATA_DIR": str(tmp_path)} | {
            f"ASSISTEU_{name}": str(value) for name, value in given.items()
        }

    def test_make_the_outside_https(self, tmp_path):
        given = self.environment(tmp_path, TLS_CERT="c.pem", TLS_KEY="k.pem", PORT="8443")
        settings = Settings.from_environment(given)
        assert settings.public_url == "https://localhost:8443"
        assert settings.over_https
        assert settings.own_tls == OwnTls(
            certificate=Path("c.pem").resolve(), key=Path("k.pem").resolve()
        )

    def test_without_a_certificate_the_local_run_is_over_http(self, tmp_path):
        settings = Settings.from_environment(self.environment(tmp_path))
        assert settings.own_tls is None
        assert not settings.over_https

    @pytest.mark.parametrize(("given", "missing"), [("TLS_CERT", "KEY"), ("TLS_KEY", "CERT")])
    def test_one_without_the_other_is_refused(self, tmp_path, given, missing):
        with pytest.raises(WrongSetting, match=f"ASSISTEU_TLS_{missing}"):
            Settings.from_environment(self.environment(tmp_path, **{given: "x.pem"}))

    def test_http_outside_is_refused(self, tmp_path):
        given = self.environment(
            tmp_path, TLS_CERT="c.pem", TLS_KEY="k.pem", PUBLIC_URL="http://assisteu.eu"
        )
        with pytest.raises(WrongSetting, match="ASSISTEU_PUBLIC_URL: https is needed"):
            Settings.from_environment(given)

    def site(self, given):
        children = children_of(Settings.from_environment(given))
        return next(child for child in children if child.name == "web")

    def test_the_server_is_started_with_version_1_3_alone(self, tmp_path):
        given = self.environment(tmp_path, TLS_CERT="c.pem", TLS_KEY="k.pem")
        web = self.site(given)
        words = " ".join(web.command)
        assert "--ssl-protocol-min tls1.3" in words
        assert f"--ssl-keyfile {Path('k.pem').resolve()}" in words
        assert web.command[-1] == "web.asgi:app"
        plain = self.site(self.environment(tmp_path))
        assert "--ssl" not in " ".join(plain.command)


def test_a_certificate_that_ends_today_is_taken_until_its_last_second(tmp_path):
    made = make_certificate(tmp_path, ends=A_DAY)
    files = OwnTls(certificate=made.certificate, key=made.key)
    refuse_unusable_certificate(files, now=NOW + A_DAY - timedelta(minutes=1))
    assert "expired" in refused(made.certificate, made.key, now=NOW + A_DAY + A_DAY)
