"""The policy and the cookies, as people read them: from the register, in both languages."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from domain import policy
from domain.periods import Period
from domain.register import COOKIES, PROCESSORS, REGISTER
from domain.register.controller import AUTHORITY, CONTROLLER
from domain.register.words import period_in_words
from domain.text import LANGUAGES
from web.checks.typography import printed
from web.rendering import path_in

GOLDEN = Path(__file__).parents[1] / "golden"
BLOCKS = ("h1", "h2", "h3", "h4", "p", "li", "dt", "dd", "caption", "th", "td", "summary")


def text_of(body):
    """Return what a page says, one block a line."""
    main = html.fromstring(body).find(".//main")
    return "\n".join(line for block in main.iter(*BLOCKS) if (line := _words(block))) + "\n"


def _words(block):
    if block.xpath("ancestor::p|ancestor::li|ancestor::td|ancestor::dd"):
        return ""
    words = " ".join(re.split(r"[ \t\r\n]+", block.text_content())).strip()
    level = {"h1": "# ", "h2": "\n## ", "h3": "\n### ", "h4": "\n#### ", "li": "- "}
    return f"{level.get(block.tag, '')}{words}" if words else ""


@pytest.mark.promise("P-POL-1")
@pytest.mark.parametrize("lang", LANGUAGES)
async def test_the_policy_reads_as_it_was_reviewed(anonymous, lang, request):
    """A changed period shows here as changed legal text: ``make golden``, read the diff."""
    answer = await anonymous.get(path_in(lang, "/privacy"))
    golden = GOLDEN / f"privacy.{lang}.txt"
    if request.config.getoption("--refresh-golden"):
        golden.write_text(text_of(answer.text), encoding="utf-8")
    assert text_of(answer.text) == golden.read_text(encoding="utf-8")


def test_the_french_is_set_as_it_is_printed():
    lines = (GOLDEN / "privacy.fr.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if printed(line) != line] == []


async def test_a_changed_period_changes_the_policy(anonymous, monkeypatch):
    sheet = next(one for one in REGISTER if one.slug == "sharing-detection")
    holding, *others = sheet.holdings
    shorter = replace(holding.retention, period=Period(months=5))
    changed = replace(sheet, holdings=(replace(holding, retention=shorter), *others))
    mutant = tuple(changed if one is sheet else one for one in REGISTER)
    monkeypatch.setattr("domain.policy.document.REGISTER", mutant)
    assert "5 mois à compter de chaque utilisation" in text_of(
        (await anonymous.get("/privacy")).text
    )


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_every_sheet_recipient_and_period_stands_in_the_policy(anonymous, lang):
    text = text_of((await anonymous.get(path_in(lang, "/privacy"))).text)
    for sheet in REGISTER:
        assert sheet.purpose[lang] in text
        for holding in sheet.holdings:
            assert period_in_words(holding.retention)[lang] in text
    for processor in PROCESSORS:
        assert processor.name in text
        assert processor.country[lang] in text
    for gap in policy.gaps(htmx_from_cdn=True):
        assert gap.words[lang] in text


@pytest.mark.promise("P-POL-1")
async def test_the_english_text_says_that_it_is_not_the_official_one(anonymous):
    english = text_of((await anonymous.get("/en/privacy")).text)
    french = text_of((await anonymous.get("/privacy")).text)
    assert "The English version is not the official version" in english
    assert "version anglaise" not in french


@pytest.mark.promise("P-POL-3")
@pytest.mark.parametrize("lang", LANGUAGES)
async def test_the_policy_says_who_we_are_and_to_whom_to_complain(anonymous, lang):
    text = text_of((await anonymous.get(path_in(lang, "/privacy"))).text)
    for fact in (
        CONTROLLER.name,
        CONTROLLER.seat,
        CONTROLLER.officer,
        CONTROLLER.officer_email,
    ):
        assert fact in text
    assert AUTHORITY.full_name[lang] in text


@pytest.mark.promise("P-SHA-1")
async def test_the_cdn_is_a_recipient_while_it_is_used_and_only_then(anonymous, monkeypatch):
    assert "jsDelivr" in text_of((await anonymous.get("/privacy")).text)
    own = policy.privacy_policy(htmx_from_cdn=False)
    assert "jsDelivr" not in [one.processor.name for one in own.recipients]
    assert "jsDelivr" not in [gap.about.fr for gap in own.gaps]


def test_who_receives_nothing_yet_is_said_to_receive_nothing():
    receiving = {
        one.processor.name: bool(one.activities)
        for one in policy.privacy_policy(htmx_from_cdn=False).recipients
    }
    assert receiving == {
        "OVH": True,
        "Mailjet": True,
        "Axeptio": False,
        "Stripe": False,
        "Zoom": True,
        "HubSpot": True,
    }


def test_what_is_announced_is_not_in_service():
    in_service = {sheet.promise for sheet in REGISTER}
    announced = {promise for one in policy.ANNOUNCED for promise in one.promises}
    assert in_service & announced == set()


@pytest.mark.promise("P-COO-3")
@pytest.mark.parametrize("lang", LANGUAGES)
async def test_the_cookie_page_lists_what_is_set(anonymous, lang):
    text = text_of((await anonymous.get(path_in(lang, "/cookies"))).text)
    for cookie in COOKIES:
        assert cookie.name in text
        assert cookie.purpose[lang] in text
    assert {"fr": "12 mois", "en": "12 months"}[lang] in text


async def test_the_pages_need_no_javascript_and_set_no_cookie(anonymous):
    for path in ("/privacy", "/cookies"):
        answer = await anonymous.get(path)
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers


def test_no_period_is_typed_in_the_templates():
    """Periods come from the register: a number beside a unit of time was typed."""
    folder = Path(__file__).parents[2] / "templates/policy"
    typed = re.compile(
        r"\b(\d+|un|deux|trois|cinq|dix|one|two|three|five|ten)[\s\u00a0]+"
        r"(an|ans|année|mois|jours|heures?|years?|months?|days|hours?)\b"
    )
    found = [
        m.group() for file in folder.glob("*.html") for m in typed.finditer(file.read_text())
    ]
    assert found == []
