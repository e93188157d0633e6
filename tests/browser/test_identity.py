"""Policy 6: identity is checked on reasonable doubt alone, and our time stands still."""

import pytest

from tests.browser.people import Person, Watch
from tests.browser.site import Site

ADDRESS = "nadia@example.net"
WHY = "L’adresse n’est pas celle que nous connaissons."
QUESTION = "Quel fut votre dernier signet ?"


@pytest.mark.promise("P-RIG-10")
async def test_a_doubt_is_stated_answered_and_the_time_extended(
    site: Site, watch: Watch
) -> None:
    nadia = Person(site, await watch.window())
    await nadia.goes_to("/rights")
    await nadia.page.get_by_label("Effacement de mes données").check()
    await nadia.types(first_name="Nadia", last_name="Neuve", email=ADDRESS)
    await nadia.presses("Envoyer la demande")
    await nadia.goes_to(await site.link_in_mail(ADDRESS, about="Confirmez"))
    await nadia.presses("Oui, elle vient de moi")
    request = await site.value("select id from rights_request where email = $1", ADDRESS)

    dpo = Person(site, await watch.window())
    await dpo.signs_in("dpo@example.org", to=f"/console/requests/{request}")
    await dpo.page.get_by_text("Exposer un doute raisonnable").click()
    await dpo.page.locator("#doubt-doubt_reason").fill(WHY)
    await dpo.page.locator("#doubt-questions").fill(QUESTION)
    await dpo.presses("Envoyer les questions")
    await dpo.sees("délai suspendu")

    await nadia.goes_to(await site.link_in_mail(ADDRESS, about="Une question"))
    await nadia.sees(WHY)
    await nadia.sees(QUESTION)
    await nadia.sees("suspendu")
    await nadia.types(answer="Le règlement sur les services numériques.")
    await nadia.presses("Envoyer la réponse")
    await nadia.sees("notre délai reprend")
    await nadia.does_not_see(QUESTION)

    await dpo.goes_to(f"/console/requests/{request}")
    await dpo.sees("Le règlement sur les services numériques.")
    await dpo.page.get_by_text("Prolonger le délai de deux mois").click()
    await dpo.page.locator("#extension-extension_reason").fill("Vos demandes sont nombreuses.")
    await dpo.presses("Prolonger et prévenir la personne")
    await dpo.sees("Vos demandes sont nombreuses.")
    await site.link_in_mail(ADDRESS, about="plus de temps")

    bob = Person(site, await watch.window())
    await bob.signs_in("bob@example.org")
    for path in (f"/console/requests/{request}", f"/account/data/requests/{request}"):
        answer = await bob.page.goto(path)
        assert answer is not None
        assert answer.status == 404
