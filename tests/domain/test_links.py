"""Links in mails: signed by this installation, for one purpose, and by nobody else."""

import hashlib
import hmac
from dataclasses import replace
from uuid import uuid4

import pytest

from domain import links
from domain.settings import current_settings

SUBJECT = uuid4()


@pytest.mark.asvs("9.1.1")
def test_name_their_row():
    assert links.read("prove-address", links.sign("prove-address", SUBJECT)) == SUBJECT


def changed(token: str) -> list[str]:
    """Return every token that differs from ``token`` in one letter, and some shorter ones."""
    letters = [
        token[:at] + ("0" if letter != "0" else "1") + token[at + 1 :]
        for at, letter in enumerate(token)
    ]
    return [*letters, token[:-1], token + "0", token.partition(".")[0], "", ".", token[33:]]


@pytest.mark.asvs("9.1.1")
def test_damaged_in_any_letter_open_nothing():
    for token in changed(links.sign("prove-address", SUBJECT)):
        with pytest.raises(links.NotOurLink):
            links.read("prove-address", token)


@pytest.mark.asvs("9.2.2")
def test_of_another_purpose_open_nothing():
    with pytest.raises(links.NotOurLink):
        links.read("password-reset", links.sign("prove-address", SUBJECT))


@pytest.mark.asvs("9.1.3", "9.2.3")
def test_of_another_installation_open_nothing(monkeypatch):
    token = links.sign("prove-address", SUBJECT)
    other = replace(current_settings(), secret_key="another key of thirty-two letters")
    monkeypatch.setattr(links, "current_settings", lambda: other)
    with pytest.raises(links.NotOurLink):
        links.read("prove-address", token)


@pytest.mark.asvs("9.1.2")
@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha512", "sha3_256"])
def test_signed_in_any_other_way_open_nothing(algorithm):
    key = current_settings().secret_key.encode()
    message = b"link:prove-address\0" + SUBJECT.bytes
    signature = hmac.new(key, message, getattr(hashlib, algorithm)).hexdigest()[:43]
    for unsigned in (signature, "none", "0" * 43, hashlib.sha256(message).hexdigest()[:43]):
        with pytest.raises(links.NotOurLink):
            links.read("prove-address", f"{SUBJECT.hex}.{unsigned}")


@pytest.mark.asvs("11.2.3")
def test_carry_a_signature_of_more_than_128_bits():
    assert len(links.sign("prove-address", SUBJECT).partition(".")[2]) * 4 >= 128
