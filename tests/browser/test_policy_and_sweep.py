"""What the register says is what people read and what the sweep does."""

import json

import pytest
from playwright.async_api import expect

from domain.register import COOKIES, REGISTER
from tests.browser.people import Person, Watch
from tests.browser.site import Site

pytestmark = pytest.mark.xdist_group("site")


@pytest.mark.parametrize("prefix", ["", "/en"], ids=["fr", "en"])
@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
async def test_the_policy_is_read_in_both_languages(
    site: Site, watch: Watch, prefix: str, *, js: bool
):
    reader = Person(site, await watch.window(java_script_enabled=js))
    await reader.goes_to(f"{prefix}/")
    await reader.page.locator(f"footer a[href='{prefix}/privacy']").click()
    language = "en" if prefix else "fr"
    await expect(reader.page.locator("html")).to_have_attribute("lang", language)
    words = await reader.reads()
    for activity in REGISTER:
        assert activity.name[language] in words, activity.slug
    assert ("English" if prefix else "officiel") in words or "official" in words
    await reader.page.locator(f"footer a[href='{prefix}/cookies']").click()
    for cookie in COOKIES:
        await reader.sees(cookie.name)


async def test_a_change_of_language_stays_on_the_page(site: Site, watch: Watch):
    reader = Person(site, await watch.window())
    await reader.goes_to("/search?q=travailleurs")
    await reader.page.locator("header").get_by_role("link", name="English").click()
    await reader.is_at("/en/search")
    await expect(reader.page.locator("main input[name=q]")).to_have_value("travailleurs")


async def test_what_is_past_its_period_is_swept_and_the_officer_reads_it(
    site: Site, watch: Watch
):
    """A sign-up that was never proven goes after seven days (P-OPS-1)."""
    await site.rows(
        "insert into sign_up (form_id, email, first_name, last_name, occupation, telephone,"
        " language, password_hash, created_at) values (gen_random_uuid(), $1, 'Vieille',"
        " 'Demande', 'avocate', '+33155550100', 'fr', 'x', now() - interval '8 days')"
        " returning id",
        "oubliee@example.net",
    )
    preview = json.loads(site.command("retention", "preview", "--json").stdout)
    assert sum(each["rows"] for each in preview if each["table"] == "sign_up") >= 1
    done = site.command("retention", "run", "--json")
    assert done.returncode == 0, done.stderr
    swept = {each["table"]: each["rows_erased"] for each in json.loads(done.stdout)}
    assert swept["sign_up"] >= 1
    stands_in = (await site.tables_with(["oubliee@example.net"]))["oubliee@example.net"]
    assert stands_in == set()

    dpo = Person(site, await watch.window())
    await dpo.signs_in("dpo@example.org", to="/console/evidence")
    await expect(
        dpo.page.locator("#sweeps tr, main tr", has_text="sign_up").first
    ).to_be_visible()
