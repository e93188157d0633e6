"""Policy 1.a, as people live it: writing to us, being answered, and taking it all back."""

import pytest
from playwright.async_api import expect

from tests.browser.people import Person, Watch
from tests.browser.site import Site

WORDS = "Une démonstration des renvois, s’il vous plaît."
ANSWER = "Volontiers : demain à dix heures ?"


@pytest.mark.promise("P-VIS-2")
@pytest.mark.promise("P-VIS-3")
@pytest.mark.parametrize("javascript", [True, False])
async def test_a_visitor_writes_is_answered_and_erases_it_all(
    site: Site,
    watch: Watch,
    javascript: bool,  # noqa: FBT001 - pytest hands parameters in by name
) -> None:
    address = f"nina-{javascript}@example.net".lower()
    nina = Person(site, await watch.window(java_script_enabled=javascript))
    await nina.goes_to("/demonstration")
    await nina.sees("En appuyant sur « Envoyer », vous consentez")
    await nina.presses("Envoyer")
    await expect(nina.page.get_by_role("alert").first).to_contain_text("Indiquez votre prénom.")
    await nina.types(
        first_name="Nina",
        last_name="Novak",
        email=address,
        practice_name="Novak",
        message=WORDS,
    )
    await nina.presses("Envoyer")
    await nina.is_at("/contact/sent")

    support = Person(site, await watch.window(java_script_enabled=javascript))
    await support.signs_in("support@example.org", to="/staff/messages")
    await support.does_not_see("Novak")
    await support.types(who="novak")
    await support.presses("Chercher")
    await support.page.locator("#messages a").first.click()
    await support.sees(WORDS)
    await support.types(message=ANSWER)
    await support.presses("Envoyer la réponse")
    await support.sees(ANSWER)

    await nina.goes_to(await site.link_in_mail(address, about="Réponse"))
    await nina.sees(WORDS)
    await nina.sees(ANSWER)
    await nina.page.get_by_text("Tout effacer", exact=True).click()
    await nina.presses("Oui, tout effacer")
    await nina.sees("Votre message est effacé")
    left = await site.tables_with([address, WORDS, ANSWER])
    assert not any(left.values()), left
    proofs = await site.value("select count(*) from form_consent where ended_at is not null")
    assert proofs


@pytest.mark.promise("P-ACC-10")
async def test_a_holder_tells_what_does_not_work_and_the_product_team_reads_it(
    site: Site, watch: Watch
) -> None:
    bob = Person(site, await watch.window())
    await bob.signs_in("bob@example.org", to="/feedback")
    await bob.page.get_by_label("défaut").check()
    await bob.types(message="La recherche oublie les guillemets.")
    await bob.presses("Envoyer")
    await bob.sees("Merci !")
    product = Person(site, await watch.window())
    await product.signs_in("product@example.org", to="/staff/messages")
    await product.page.locator("#messages a").first.click()
    await product.sees("La recherche oublie les guillemets.")
