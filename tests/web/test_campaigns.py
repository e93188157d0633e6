"""Pages on campaigns: written, read over, sent, stopped."""

import pytest

from domain import campaigns
from domain.campaigns import Campaign
from domain.duties.tables import Duty
from domain.mail import Mail
from domain.prospects import Prospect
from jobs.mail import send
from jobs.prospects import send_campaign
from tests.cast import NOW, make_staff, signed_in
from tests.domain.rows import make_row

LIST = "/staff/campaigns"
WORDS = {
    "subject_fr": "Bonjour {first_name}",
    "text_fr": "Essayez assistEU.",
    "subject_en": "Hello {first_name}",
    "text_en": "Try assistEU.",
    "source": "",
    "language": "",
    "informed": "",
    "older_months": "",
    "newer_months": "",
}


@pytest.fixture
async def as_marketing(app, undone):
    async with await signed_in(app, await make_staff("marketing")) as browser:
        yield browser


async def written(browser, **changed):
    await browser.get(f"{LIST}/new")
    return await browser.post(f"{LIST}/new", data=WORDS | changed)


async def test_a_campaign_is_written_read_over_sent_and_done(as_marketing):
    await make_row(Prospect, email="paula@example.net", first_name="Paula", collected_at=NOW)
    assert "Aucune campagne" in (await as_marketing.get(LIST)).text
    here = (await written(as_marketing)).headers["location"].partition("?")[0]
    shown = (await as_marketing.get(here)).text
    assert "Bonjour Camille" in shown
    assert "<strong>1</strong>" in shown
    assert await Mail.count() == 0
    assert (await as_marketing.post(f"{here}/confirmation")).status_code == 303
    [campaign] = await Campaign.objects()
    assert "Arrêter" in (await as_marketing.get(here)).text
    await send_campaign(campaign.id, campaign.confirmed_at)
    assert "Arrêter" in (await as_marketing.get(here, htmx=True)).text
    [paula] = await Mail.objects()
    await send(paula.id, campaign.confirmed_at)
    assert "Tous ont été atteints" in (await as_marketing.get(here, htmx=True)).text
    assert "écrite" in (await as_marketing.get(LIST)).text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"subject_fr": ""}, "Écrivez l’objet"),
        ({"text_en": ""}, "Écrivez le texte"),
        ({"text_fr": "Cher {email}"}, "{email} n’est pas connu"),
        ({"source": "elsewhere"}, "Choisissez"),
        ({"older_months": "7"}, "Choisissez"),
    ],
)
async def test_what_is_wrong_is_said_beside_it(as_marketing, changed, said):
    answer = await written(as_marketing, **changed)
    assert answer.status_code == 422
    assert said in answer.text
    assert await Campaign.count() == 0


async def test_words_are_corrected_until_it_leaves(as_marketing):
    await make_row(Prospect, email="paula@example.net", collected_at=NOW)
    here = (await written(as_marketing)).headers["location"].partition("?")[0]
    assert "Essayez assistEU." in (await as_marketing.get(f"{here}/words")).text
    await as_marketing.post(f"{here}/words", data=WORDS | {"text_fr": "Autre chose."})
    assert "Autre chose." in (await as_marketing.get(here)).text
    await as_marketing.post(f"{here}/confirmation")
    late = await as_marketing.post(f"{here}/words", data=WORDS)
    assert late.status_code == 409


async def test_it_goes_to_those_of_an_old_contact(as_marketing):
    await make_row(Prospect, email="paula@example.net", collected_at=NOW, kept_from=NOW)
    answer = await written(as_marketing, older_months="12")
    here = answer.headers["location"].partition("?")[0]
    shown = (await as_marketing.get(here)).text.replace("\N{NO-BREAK SPACE}", " ")
    assert "12 mois" in shown
    assert 'value="12" selected' in (await as_marketing.get(f"{here}/words")).text


async def test_to_nobody_it_does_not_leave(as_marketing):
    here = (await written(as_marketing)).headers["location"].partition("?")[0]
    assert "Envoyer la campagne" not in (await as_marketing.get(here)).text
    assert (await as_marketing.post(f"{here}/confirmation")).status_code == 409


async def test_it_is_tried_by_who_writes_it(as_marketing):
    here = (await written(as_marketing)).headers["location"].partition("?")[0]
    assert "M’envoyer un essai" in (await as_marketing.get(here)).text
    answer = await as_marketing.post(f"{here}/trial")
    assert answer.headers["location"] == f"{here}?notice=campaign-tested"
    assert "marqué comme tel" in (await as_marketing.get(answer.headers["location"])).text
    assert await Duty.count().where(Duty.kind == "try-campaign") == 1


async def test_it_is_stopped(as_marketing):
    await make_row(Prospect, email="paula@example.net", collected_at=NOW)
    here = (await written(as_marketing)).headers["location"].partition("?")[0]
    await as_marketing.post(f"{here}/confirmation")
    await as_marketing.post(f"{here}/stop")
    shown = (await as_marketing.get(here)).text
    assert "étaient déjà partis 0 courriels" in shown.replace("\N{NO-BREAK SPACE}", " ")
    [campaign] = await campaigns.latest()
    assert campaign.stopped_at is not None


async def test_nobody_else_has_such_pages(as_alice, as_support):
    for browser in (as_alice, as_support):
        for path in (LIST, f"{LIST}/new"):
            assert (await browser.get(path)).status_code == 404
