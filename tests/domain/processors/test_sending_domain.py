"""Whether others may write in our name is read off the DNS, and silence is no yes."""

from dataclasses import replace
from datetime import timedelta

import dns.asyncresolver
import dns.exception
import dns.resolver
import pytest

from domain import mail, processors
from domain.mail import Protection, SendingDomainCheck
from domain.processors import sending_domain
from domain.processors.sending_domain import (
    NoAnswer,
    dkim_in,
    dmarc_in,
    spf_in,
    text_records,
)
from domain.settings import current_settings
from tests.cast import NOW
from tests.domain.rows import make_row

SOUND, WEAK, MISSING = Protection.SOUND, Protection.WEAK, Protection.MISSING


@pytest.mark.parametrize(
    ("records", "stands"),
    [
        ([], MISSING),
        (["google-site-verification=x"], MISSING),
        (["v=spf10 -all"], MISSING),
        (["other", "v=spf1 include:spf.mailjet.com -all"], SOUND),
        (["v=spf1 include:spf.mailjet.com ~all "], SOUND),
        (["v=spf1 include:spf.mailjet.com ?all"], WEAK),
        (["v=spf1 +all"], WEAK),
        (["v=spf1"], WEAK),
        (["v=spf1 -all", "v=spf1 -all"], WEAK),
        (["v=spf1 include:spf.mailjet.com -all exp=explain.assisteu.eu"], SOUND),
        (["v=spf1 -ALL redirect=_spf.example.org"], SOUND),
        (["v=spf1 ?all -all"], WEAK),
        (["v=spf1 all"], WEAK),
        (["v=spf1 redirect=_spf.example.org"], WEAK),
        (["v=spf1 include:not-all exp=-all.example.org"], WEAK),
    ],
)
def test_spf(records, stands):
    assert spf_in(records) is stands


@pytest.mark.parametrize(
    ("records", "stands"),
    [
        ([], MISSING),
        (["words"], MISSING),
        (["v=DKIM1; k=rsa; p=MIGfMA0"], SOUND),
        (["p=MIGfMA0"], SOUND),
        (["v=DKIM1; p="], WEAK),
    ],
)
def test_dkim(records, stands):
    assert dkim_in(records) is stands


@pytest.mark.parametrize(
    ("records", "stands"),
    [
        ([], MISSING),
        (["v=DMARC2; p=reject"], MISSING),
        (["v=DMARC1; p=reject; rua=mailto:x@example.org"], SOUND),
        (["v=DMARC1;p=quarantine"], SOUND),
        (["v=DMARC1; p=none"], WEAK),
        (["v=DMARC1; sp=reject"], WEAK),
        (["v=DMARC1; p=reject", "v=DMARC1; p=none"], WEAK),
        (["v=DMARC1; p = Reject ; sp=none"], SOUND),
    ],
)
def test_dmarc(records, stands):
    assert dmarc_in(records) is stands


@pytest.mark.parametrize(
    ("above", "stands"),
    [
        ("v=DMARC1; p=reject", SOUND),
        ("v=DMARC1; p=reject; sp=none", WEAK),
        ("v=DMARC1; p=none; sp=quarantine", SOUND),
        (None, MISSING),
    ],
)
async def test_a_subdomain_without_policy_has_that_of_the_domain_above(
    undone, monkeypatch, above, stands
):
    asked = []

    async def texts(name):
        asked.append(name)
        return [above] if above and name == "_dmarc.example.org" else []

    ours = current_settings()
    below = replace(ours, mail=replace(ours.mail, sender="x@news.mail.example.org"))
    monkeypatch.setattr(sending_domain, "current_settings", lambda: below)
    await processors.look_up_sending_domain(now=NOW, texts=texts)
    assert (await mail.latest_look_up()).dmarc == stands
    assert asked[2:] == [
        f"_dmarc.{each}"
        for each in ("news.mail.example.org", "mail.example.org", "example.org")
    ]


async def test_the_newest_look_stands_among_several(undone):
    for days in (1, 2, 0):
        await make_row(SendingDomainCheck, looked_at=NOW + timedelta(days=days))
    assert (await mail.latest_look_up()).looked_at == NOW + timedelta(days=2)


async def test_the_domain_of_our_mail_is_looked_up_and_the_last_look_stands(undone):
    asked = []

    async def texts(name):
        asked.append(name)
        if name.startswith("_dmarc."):
            raise NoAnswer
        return ["v=spf1 -all"] if name == "assisteu.eu" else []

    for _ in range(2):
        await processors.look_up_sending_domain(now=NOW, texts=texts)
    assert asked[:3] == ["assisteu.eu", "mailjet._domainkey.assisteu.eu", "_dmarc.assisteu.eu"]
    found = await mail.latest_look_up()
    assert (found.domain, found.looked_at) == ("assisteu.eu", NOW)
    assert (found.spf, found.dkim, found.dmarc) == ("sound", "missing", "unknown")


@pytest.mark.parametrize(
    ("failure", "answers"),
    [
        (dns.resolver.NXDOMAIN(), []),
        (dns.resolver.NoAnswer.__new__(dns.resolver.NoAnswer), []),
        (dns.exception.Timeout(), None),
        (dns.resolver.NoNameservers.__new__(dns.resolver.NoNameservers), None),
        (OSError(), None),
    ],
    ids=["no name", "no record", "silence", "no server", "no network"],
)
async def test_no_record_is_told_from_no_answer(monkeypatch, failure, answers):
    async def resolve(*_given, **_named):
        raise failure

    monkeypatch.setattr(dns.asyncresolver.Resolver, "resolve", resolve)
    if answers is None:
        with pytest.raises(NoAnswer):
            await text_records("assisteu.eu")
    else:
        assert await text_records("assisteu.eu") == answers


async def test_a_machine_that_names_no_server_answers_nothing(monkeypatch):
    def unconfigured(*_given, **_named):
        raise dns.resolver.NoResolverConfiguration

    monkeypatch.setattr(dns.asyncresolver.Resolver, "__init__", unconfigured)
    with pytest.raises(NoAnswer):
        await text_records("assisteu.eu")
