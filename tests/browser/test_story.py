"""The story of one person, from sign-up to the proof of erasure, in a real browser.

Told twice, with JavaScript and without. Each chapter goes on from the one before.
"""

import json
import zipfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.async_api import Browser, expect

from tests.browser.people import Person, Watch
from tests.browser.site import PASSWORD, Site

pytestmark = pytest.mark.xdist_group("site")

ZOE = {
    "first_name": "Zoéline",
    "last_name": "Quennevière",
    "telephone": "+33 1 55 55 77 01",
    "occupation": "Avocate zibelinière",
    "practice_name": "Cabinet Ypsilonne",
    "position": "Associée wisigothe",
    "practice_areas": "Droit du zeugme",
}
"""What she tells of herself: no other value of the site looks like these."""

HER_SEARCH = "transparence zirconium"
HER_MESSAGE = "Merci de tout effacer, foi de kangourou."
HER_WORDS = (
    "Zoéline",
    "Quennevi",
    "zoeline",
    "155557701",
    "zibelinière",
    "Ypsilonne",
    "wisigothe",
    "zeugme",
    "zirconium",
    "kangourou",
)


@dataclass
class Story:
    """Who is in it, and what was found on the way."""

    site: Site
    watch: Watch
    zoe: Person
    dpo: Person
    email: str
    with_javascript: bool
    found: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module", params=[True, False], ids=["js", "no-js"])
async def story(request, chromium: Browser, site: Site) -> AsyncIterator[Story]:
    watch = Watch(chromium, site)
    js = request.param
    yield Story(
        site,
        watch,
        zoe=Person(site, await watch.window(java_script_enabled=js)),
        dpo=Person(site, await watch.window(java_script_enabled=js)),
        email=f"zoeline.{'vive' if js else 'sobre'}@example.org",
        with_javascript=js,
    )
    await watch.close()


@pytest.fixture(autouse=True)
def nothing_forbidden_happens(story: Story) -> Iterator[None]:
    yield
    breaches, story.watch.breaches = story.watch.breaches, []
    assert breaches == []


async def test_01_she_asks_for_an_account_and_every_mistake_is_told_at_once(story: Story):
    zoe = await story.zoe.goes_to("/")
    await zoe.follows("Ouvrir un compte")
    await zoe.types(**ZOE | {"telephone": "12"}, email="zoeline@", password="court")
    await zoe.presses("Ouvrir le compte")
    await zoe.sees("Veuillez corriger ce qui suit")
    for name in ("email", "telephone", "password"):
        await expect(zoe.page.locator(f"#field-{name}-error")).to_be_visible()
    await expect(zoe.page.locator("#field-practice_name")).to_have_value("Cabinet Ypsilonne")
    await expect(zoe.page.locator("#field-password")).to_have_value("")

    await zoe.types(telephone=ZOE["telephone"], email=story.email, password=PASSWORD)
    await zoe.presses("Ouvrir le compte")
    await zoe.is_at("/sign-up/done")


async def test_02_the_account_opens_by_the_link_in_the_mail_and_not_before(story: Story):
    zoe = await story.zoe.goes_to("/sign-in")
    await zoe.types(email=story.email, password=PASSWORD)
    await zoe.presses("Se connecter")
    await zoe.sees("ne correspondent à aucun compte ouvert")

    (mail, *_) = await story.site.mails_to(story.email, about="")
    await zoe.goes_to("/local/mail")
    await zoe.follows(mail["subject"])
    await zoe.page.locator("main .message a").first.click()
    await zoe.sees(story.email)
    await zoe.presses("C’est moi : ouvrir le compte")
    await zoe.is_at("/sign-in")
    await zoe.sees("Votre adresse est prouvée")


async def test_03_she_signs_in(story: Story):
    zoe = await story.zoe.signs_in(story.email, to="/account")
    await zoe.sees("Zoéline Quennevière")
    practice = zoe.page.locator("main [name=practice_name]")
    await expect(practice).to_have_value("Cabinet Ypsilonne")


async def test_04_a_number_leads_straight_to_the_act(story: Story):
    zoe = await story.zoe.goes_to("/")
    await zoe.page.locator("main input[name=q]").fill("2016/679")
    await zoe.page.keyboard.press("Enter")
    await zoe.is_at("/documents/32016R0679")
    await zoe.sees("Règlement (UE) 2016/679")
    await zoe.sees("Article 17")


async def test_05_words_find_acts_and_the_passages_in_them(story: Story):
    zoe = await story.zoe.goes_to("/search?q=" + HER_SEARCH.replace(" ", "+"))
    await zoe.sees("Aucun acte trouvé")
    await zoe.goes_to("/search?q=travailleurs")
    await expect(zoe.page.locator("#results .excerpt").first).to_be_visible()
    await zoe.page.locator("#results .item-list__title a").first.click()
    await expect(zoe.page.locator("main h1")).to_be_visible()
    assert zoe.path.startswith("/documents/")


async def test_06_she_bookmarks_an_act_and_finds_it_again(story: Story):
    zoe = await story.zoe.goes_to("/documents/32016R0679")
    await zoe.presses("Ajouter aux signets")
    await expect(zoe.page.get_by_role("button", name="Retirer des signets")).to_be_visible()
    await zoe.goes_to("/bookmarks")
    await zoe.sees("2016/679")


async def test_07_she_sees_her_history_and_erases_an_entry(story: Story):
    zoe = await story.zoe.goes_to("/history")
    await zoe.sees(HER_SEARCH)
    await zoe.sees("travailleurs")
    await zoe.presses("Effacer travailleurs")
    erased = zoe.page.get_by_role("button", name="Effacer travailleurs")
    await expect(erased).to_have_count(0)
    await zoe.sees(HER_SEARCH)
    assert (
        await story.site.value(
            "select count(*) from history_entry where query = 'travailleurs' and account ="
            " (select id from account where email = $1)",
            story.email,
        )
        == 0
    )


async def test_08_a_copy_wants_the_password_again_when_it_was_given_long_ago(story: Story):
    await story.site.let_pass(minutes=11, since_password_of=story.email)
    zoe = await story.zoe.goes_to("/account/data")
    await zoe.presses("Demander une copie")
    await zoe.is_at("/sign-in/again")
    await zoe.types(password=PASSWORD)
    await zoe.presses("Continuer")
    await zoe.is_at("/account/data")


async def test_09_she_asks_for_a_copy_and_watches_it_being_made(story: Story):
    zoe = await story.zoe.goes_to("/account/data")
    with story.site.worker_asleep():
        await zoe.presses("Demander une copie")
        await zoe.sees("Préparation de la copie")
        await expect(zoe.page.locator("progress")).to_be_visible()
    # Nobody touches the page: it shows by itself that the work is done.
    await zoe.sees("La copie est prête")
    await story.site.mails_to(story.email, about="La copie de vos données est prête")


async def test_10_the_copy_is_readable_whole_and_hers_alone(story: Story):
    zoe = story.zoe
    await zoe.follows("Télécharger")
    async with zoe.page.expect_download() as started:
        await zoe.presses("Télécharger")
    download = await started.value
    assert download.suggested_filename.endswith(".zip")
    with zipfile.ZipFile(await download.path()) as package:
        assert package.testzip() is None
        names = package.namelist()
        assert {"index.html", "data.json"} <= set(names)
        assert any(name.startswith("csv/") and name.endswith(".csv") for name in names)
        readable = package.read("index.html").decode()
        machine = json.loads(package.read("data.json"))
        everything = b"".join(package.read(name) for name in names).decode()
    for word in ("Zoéline", "Quennevière", story.email, "Ypsilonne", "zirconium", "32016R0679"):
        assert word in readable, word
        assert word in json.dumps(machine, ensure_ascii=False), word
    assert '"travailleurs"' not in json.dumps(machine, ensure_ascii=False)
    for other in ("alice@example.org", "Martel", "argon2", "dpo@example.org"):
        assert other not in everything, other


async def test_11_she_asks_for_erasure(story: Story):
    zoe = await story.zoe.goes_to("/account/data")
    await zoe.follows("Demander un effacement")
    await zoe.sees("Ce qu’un effacement ferait aujourd’hui")
    await zoe.page.get_by_label("L’utilisation de mes données est illicite").check()
    await zoe.types(message=HER_MESSAGE)
    await zoe.presses("Envoyer la demande")
    await zoe.sees("à décider")
    story.found["request"] = zoe.path.rpartition("/")[2]
    await story.site.mails_to(story.email, about="Votre demande est bien arrivée")


async def test_12_the_officer_sees_the_request_and_its_deadline(story: Story):
    dpo = await story.dpo.signs_in("dpo@example.org", to="/console")
    reference = story.found["request"][:8].upper()
    line = dpo.page.locator(".deadline", has_text=reference)
    await expect(line).to_contain_text("Effacement de mes données")
    await expect(line).to_contain_text("réponse due le")
    await line.get_by_role("link").first.click()
    await dpo.sees(HER_MESSAGE)
    await dpo.sees("Zoéline Quennevière")


async def test_13_the_plan_says_what_goes_and_what_stays_until_when_and_why(story: Story):
    dpo = story.dpo
    goes, stays = dpo.page.locator("#plan-goes"), dpo.page.locator("#plan-stays")
    for table in ("account", "bookmark", "history_entry", "session"):
        await expect(goes).to_contain_text(table)
    await expect(stays).to_contain_text("rights_request")
    for row in await stays.locator("tbody tr").all():
        for told in ("Motif", "Jusqu’au", "Visible pour"):
            cell = row.locator(f"[data-label='{told}']")
            assert (await cell.inner_text()).strip(), await row.inner_text()


async def test_14_the_officer_decides_and_reads_the_evidence(story: Story):
    dpo = story.dpo
    await dpo.page.get_by_label("Faire droit à la demande").check()
    await dpo.presses("Enregistrer la décision")
    await dpo.sees("Décision enregistrée")
    await story.site.mails_to(story.email, about="Vos données sont effacées")
    await dpo.goes_to(f"/console/requests/{story.found['request']}")
    await dpo.sees("Restes trouvés")
    steps = dpo.page.locator("#erasure-steps")
    await expect(steps.locator("tr", has_text="bookmark")).to_contain_text("effacé")
    await expect(steps.locator("tr", has_text="rights_request")).to_contain_text("gardé")
    left = dpo.page.locator("dd", has=dpo.page.locator("xpath=../dt[.='Restes trouvés']"))
    await expect(left).to_have_text("0")


async def test_15_she_is_signed_out_everywhere_and_signs_in_no_more(story: Story):
    zoe = await story.zoe.goes_to("/account")
    await zoe.is_at("/sign-in")
    await zoe.types(email=story.email, password=PASSWORD)
    await zoe.presses("Se connecter")
    await zoe.sees("ne correspondent à aucun compte ouvert")


async def test_16_nothing_of_her_is_left_but_what_the_plan_said(story: Story):
    kept = await story.site.rows(
        "select distinct table_name from erasure_step join erasure on erasure.id = erasure"
        " where outcome = 'kept' and erasure.request = $1::text::uuid",
        story.found["request"],
    )
    may_stay = {row["table_name"] for row in kept}
    for word, stands_in in (await story.site.tables_with((*HER_WORDS, story.email))).items():
        assert stands_in <= may_stay, word


async def test_17_what_stays_is_seen_by_the_officer_alone(story: Story):
    support = Person(story.site, await story.watch.window())
    await support.signs_in("support@example.org", to="/account")
    answer = await support.page.goto(f"/console/requests/{story.found['request']}")
    assert answer is not None
    assert answer.status == 404
    await story.dpo.goes_to("/console/audit")
    await story.dpo.sees("Diane Perrault")
