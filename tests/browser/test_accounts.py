"""Accounts in a real browser: deleting one's own, and a new member of staff."""

import json
import re

import pytest
from playwright.async_api import expect

from tests.browser.people import Person, Watch
from tests.browser.site import PASSWORD, Site

pytestmark = pytest.mark.xdist_group("site")

EITHER_WAY = pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])


@EITHER_WAY
async def test_a_holder_deletes_the_account_and_nobody_has_to_decide(
    site: Site, watch: Watch, *, js: bool
):
    who = await site.rows(
        "select email, last_name from account where is_demo and role = 'holder'"
        " and closed_at is null and not administers_organisation and email ~ '[0-9]@'"
        " and language = 'fr' and not exists (select from rights_request"
        "  where strpos(concat_ws(' ', rights_request.*::text), account.email) > 0)"
        " order by email limit 1"
    )
    email = who[0]["email"]
    holder = Person(site, await watch.window(java_script_enabled=js))
    await holder.signs_in(email, to="/account")
    await holder.follows("Supprimer mon compte…")
    await expect(holder.page.locator("#goes")).to_contain_text("Comptes")
    await holder.page.locator("summary", has_text="Supprimer mon compte").last.click()
    await holder.presses("Oui, supprimer mon compte et mes données")
    await holder.is_at("/")
    await holder.sees("Votre compte est fermé")

    await holder.goes_to("/account")
    await holder.is_at("/sign-in")
    await holder.types(email=email, password=PASSWORD)
    await holder.presses("Se connecter")
    await holder.sees("ne correspondent à aucun compte ouvert")

    await site.mails_to(email, about="Vos données sont effacées")
    assert await site.value("select count(*) from account where email = $1", email) == 0
    # The one mail that tells of it stays for its period; whoever it was is nowhere else.
    stands_in = (await site.tables_with([email]))[email]
    assert stands_in <= {"mail", "forgetting"}


@EITHER_WAY
async def test_a_new_member_of_staff_is_invited_by_a_link_that_serves_once(
    site: Site, watch: Watch, *, js: bool
):
    email = f"nora.{'vive' if js else 'sobre'}@example.org"
    done = site.command("staff", "add", email, "--role", "support", "--json")
    assert done.returncode == 0, done.stderr
    link = json.loads(done.stdout)["link"]

    nora = Person(site, await watch.window(java_script_enabled=js))
    await nora.goes_to(link)
    await nora.sees(email)
    key = await nora.page.locator(".secret__value").inner_text()
    secret = re.sub(r"\s", "", key)
    await expect(nora.page.locator("main img[src^='data:image/svg']")).to_be_visible()
    await nora.types(first_name="Nora", last_name="Nouvelle", password=PASSWORD, code="000000")
    await nora.presses("Ouvrir mon compte")
    await nora.sees("Veuillez corriger ce qui suit")
    assert re.sub(r"\s", "", await nora.page.locator(".secret__value").inner_text()) == secret

    await nora.types(password=PASSWORD, code=await site.code(email, secret))
    await nora.presses("Ouvrir mon compte")
    await nora.is_at("/sign-in")
    await nora.sees("Votre compte est prêt")
    await nora.types(email=email, password=PASSWORD)
    await nora.presses("Se connecter")
    await nora.is_at("/sign-in/second-factor")
    await nora.types(code=await site.code(email, secret))
    await nora.presses("Continuer")
    await nora.goes_to("/account")
    await nora.sees("Nora Nouvelle")

    somebody_else = Person(site, await watch.window())
    await somebody_else.goes_to(link)
    await somebody_else.sees("Ce lien ne sert plus")


@pytest.mark.asvs("3.5.1")
async def test_a_form_that_was_sent_by_another_site_is_refused(site: Site, watch: Watch):
    """The cookie goes along with no form of another site, and the token is missing."""
    alice = Person(site, await watch.window())
    await alice.signs_in("alice@example.org", to="/account/sessions")
    answer = await alice.page.request.post(
        "/account/sessions/end-others", headers={"origin": "https://evil.example"}
    )
    assert answer.status == 403


@EITHER_WAY
async def test_a_person_without_an_account_asks_too_and_proves_the_address(
    site: Site, watch: Watch, *, js: bool
):
    email = f"quidam.{'vif' if js else 'sobre'}@example.net"
    somebody = Person(site, await watch.window(java_script_enabled=js))
    await somebody.goes_to("/rights")
    await somebody.page.get_by_label("Accès à mes données").check()
    await somebody.types(first_name="Quidam", last_name="Sanscompte", email=email)
    await somebody.presses("Envoyer la demande")
    await somebody.is_at("/rights/sent")
    await somebody.goes_to(await site.link_in_mail(email, about="Confirmez votre demande"))
    await somebody.presses("Oui, elle vient de moi")
    await somebody.sees("Votre adresse est prouvée")
    await somebody.sees("à décider")
