"""``/console/breaches``: recorded, assessed, notified, told, closed; the officer alone."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from domain.accounts.tables import Session
from domain.audit.tables import AuditEntry
from domain.breaches import BreachChange, BreachNotice, PersonalDataBreach
from domain.mail import Mail
from domain.periods import PARIS
from domain.register import REGISTER
from jobs.breaches import send_notice
from tests.cast import make_account
from tests.domain.rows import make_row
from tests.web.test_research_pages import queries

LIST = "/console/breaches"
HOUR = timedelta(hours=1)
NOTICE = {
    **{
        f"{part}_{lang}": f"{part.title()} {lang}."
        for part in ("facts", "consequences", "measures", "advice")
        for lang in ("fr", "en")
    },
    "audience": "listed",
    "addresses": "alice@example.org",
}


def wall(at):
    return f"{at.astimezone(PARIS):%Y-%m-%dT%H:%M}"


def facts(**changed):
    return {
        "facts": "Un export est resté lisible.",
        "nature_confidentiality": "on",
        "aware_at": wall(datetime.now(UTC) - 2 * HOUR),
        "sheet_accounts": "on",
        "persons": "120",
    } | changed


@pytest.fixture(autouse=True)
def _undone(undone):
    """Every test here begins with an empty register."""


async def recorded(browser, **changed):
    await browser.get(f"{LIST}/new")
    answer = await browser.post(f"{LIST}/new", data=facts(**changed))
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("?")[0]


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


async def test_a_breach_goes_from_its_record_to_its_closing(as_dpo):
    assert "Aucune violation n’est inscrite" in plain((await as_dpo.get(LIST)).text)
    here = await recorded(as_dpo)
    shown = plain((await as_dpo.get(here)).text)
    assert "reste 69 h" in shown or "reste 70 h" in shown
    assert "risque à évaluer" in shown
    for step, sent, said in (
        ("risk", {"risk": "high", "risk_reason": "Mots de passe."}, "CNIL à notifier"),
        (
            "notification",
            {"notified_at": wall(datetime.now(UTC) - HOUR), "reference": "2026-42"},
            "personnes à informer",
        ),
        (
            "information",
            {"informed_at": wall(datetime.now(UTC) - HOUR), "informed_how": "Courriel."},
            "Oui, clore",
        ),
    ):
        assert (await as_dpo.post(f"{here}/{step}", data=sent)).status_code == 303
        assert said in plain((await as_dpo.get(here)).text)
    assert (await as_dpo.post(f"{here}/closing")).status_code == 303
    closed = plain((await as_dpo.get(here)).text)
    assert "Conservée cinq ans" in closed
    assert "dans les 72 heures" in closed
    assert "Évaluer" not in closed
    late = await as_dpo.post(f"{here}/risk", data={"risk": "risk", "risk_reason": "x"})
    assert late.status_code == 409
    assert (await as_dpo.post(f"{here}/reopening")).status_code == 303
    assert (await PersonalDataBreach.objects().first()).closed_at is None


async def test_each_act_stands_in_the_trail_and_in_the_history_by_role(as_dpo):
    here = await recorded(as_dpo)
    await as_dpo.post(f"{here}/facts", data=facts(facts="Deux exports."))
    await as_dpo.post(f"{here}/risk", data={"risk": "no-risk", "risk_reason": "Chiffré."})
    await as_dpo.post(f"{here}/closing")
    await as_dpo.post(f"{here}/reopening")
    await as_dpo.get(f"{LIST}.csv")
    acts = [one.action for one in await AuditEntry.objects().order_by(AuditEntry.number)]
    assert acts == [
        *("breach.recorded", "breach.corrected", "breach.assessed", "breach.closed"),
        *("breach.reopened", "breaches.exported"),
    ]
    history = plain((await as_dpo.get(f"/en{here}")).text).partition('id="history"')[2]
    for said in ("Deux exports.", "Un export est resté lisible.", "no risk", "officer"):
        assert said in history
    assert {one.role for one in await BreachChange.objects()} == {"dpo"}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"facts": ""}, "Écrivez ce qui s’est passé"),
        ({"nature_confidentiality": ""}, "Choisissez au moins une nature"),
        ({"aware_at": "2126-01-31T10:00"}, "encore à venir"),
        ({"aware_at": "demain"}, "sous la forme"),
        ({"happened_from": "2126-01-31T10:00"}, "au plus tard quand elle est connue"),
        ({"happened_until": "2126-01-31T10:00"}, "n’est pas à venir"),
        ({"persons": "beaucoup"}, "nombre entier"),
    ],
)
async def test_what_cannot_be_is_said_beside_its_field(as_dpo, changed, said):
    await as_dpo.get(f"{LIST}/new")
    answer = await as_dpo.post(f"{LIST}/new", data=facts(**changed))
    assert answer.status_code == 422
    assert said in plain(answer.text)
    assert await PersonalDataBreach.count() == 0


async def test_the_wall_time_of_paris_is_what_starts_the_clock(as_dpo):
    await recorded(as_dpo, aware_at="2026-07-01T12:00")
    breach = await PersonalDataBreach.objects().first()
    assert breach.aware_at == datetime(2026, 7, 1, 10, 0, tzinfo=UTC)


async def test_a_late_notification_says_why(as_dpo):
    here = await recorded(as_dpo, aware_at=wall(datetime.now(UTC) - 80 * HOUR))
    late = {"notified_at": wall(datetime.now(UTC) - HOUR)}
    refused = await as_dpo.post(f"{here}/notification", data=late)
    assert refused.status_code == 422
    assert "Après 72 heures, dites pourquoi" in plain(refused.text)
    late["delay_reason"] = "L’enquête a pris du temps."
    assert (await as_dpo.post(f"{here}/notification", data=late)).status_code == 303
    assert "après 72 heures" in plain((await as_dpo.get(here)).text)


async def test_each_text_says_to_name_nobody_and_each_sheet_may_be_chosen(as_dpo):
    shown = plain((await as_dpo.get(f"/en{LIST}/new")).text)
    assert shown.count("Name nobody: no personal data in this text.") == 3
    for sheet in REGISTER:
        assert sheet.name.en in shown


class TestTheClocksOfTheConsole:
    async def front(self, browser, passed):
        aware_at = datetime.now(UTC) - passed
        await make_row(PersonalDataBreach, aware_at=aware_at)
        return plain((await browser.get("/console")).text)

    async def test_are_calm_at_first(self, as_dpo):
        shown = await self.front(as_dpo, HOUR)
        assert "notice--info" in shown
        assert "reste 70 h" in shown
        assert 'role="alert"' not in shown

    async def test_are_loud_in_the_last_day(self, as_dpo):
        shown = await self.front(as_dpo, 50 * HOUR)
        assert "la CNIL n’est pas notifiée" in shown
        assert "reste 21 h" in shown
        assert 'role="alert"' in shown

    async def test_are_loud_when_over(self, as_dpo):
        shown = await self.front(as_dpo, 73 * HOUR)
        assert "délai dépassé" in shown
        assert 'role="alert"' in shown

    async def test_are_not_there_once_stopped(self, as_dpo):
        await make_row(PersonalDataBreach, risk="no-risk")
        assert "la CNIL n’est pas notifiée" not in plain((await as_dpo.get("/console")).text)


class TestTheList:
    async def test_is_filtered_searched_and_handed_over(self, as_dpo):
        here = await recorded(as_dpo)
        other = await recorded(as_dpo, facts="Une panne.", measures="Relance.")
        await as_dpo.post(f"{other}/risk", data={"risk": "risk", "risk_reason": "x"})
        for query, found in (
            ("", {here, other}),
            ("?state=to-assess", {here}),
            ("?state=to-notify", {other}),
            ("?state=closed", set()),
            ("?q=RELANCE", {other}),
            ("?q=none%20of%20it", set()),
        ):
            shown = (await as_dpo.get(LIST + query)).text
            assert set(re.findall(rf'href="({LIST}/[0-9a-f-]{{36}})"', shown)) == found, query
        lines = (await as_dpo.get(f"{LIST}.csv?state=to-notify")).text.splitlines()
        assert lines[0].startswith("state,id,recorded_at,aware_at,")
        assert len(lines) == 2
        assert "Une panne." in lines[1]

    async def test_has_pages_and_few_queries(self, as_dpo):
        for hours in range(51):
            await make_row(PersonalDataBreach, aware_at=datetime.now(UTC) - hours * HOUR)
        async with queries() as asked:
            first = (await as_dpo.get(LIST)).text
        assert len(asked) <= 2, asked
        assert "?state=&amp;q=&amp;page=2" in first
        assert first.count("<tr>") == 51
        assert (await as_dpo.get(f"{LIST}?page=2")).text.count("<tr>") == 2

    async def test_a_breach_takes_few_queries(self, as_dpo):
        here = await recorded(as_dpo)
        async with queries() as asked:
            await as_dpo.get(here)
        assert len(asked) <= 4, asked


class TestTheFormOfTheAuthority:
    async def test_has_its_headings_and_what_is_known(self, as_dpo):
        here = await recorded(as_dpo)
        await as_dpo.post(f"{here}/risk", data={"risk": "high", "risk_reason": "Secrets."})
        shown = plain((await as_dpo.get(f"{here}/form")).text)
        for said in (
            *("assistEU SAS", "dpo@assisteu.eu", "Un export est resté lisible.", "120"),
            *("risque élevé", "Secrets.", "Catégories de personnes", "adresse e-mail"),
            "oui, le risque est élevé",
        ):
            assert said in shown, said


class TestANotice:
    async def test_is_written_read_over_sent_and_counted(self, as_dpo):
        await make_account("alice")
        here = await recorded(as_dpo)
        form = (await as_dpo.get(f"{here}/notices/new")).text
        assert "Un export est resté lisible." in form
        answer = await as_dpo.post(f"{here}/notices/new", data=NOTICE)
        there = answer.headers["location"].partition("?")[0]
        shown = plain((await as_dpo.get(there)).text)
        assert "Advice en." in shown
        assert "Advice fr." in shown
        assert "Oui, envoyer à 1" in shown
        assert await Mail.count() == 0
        assert (await as_dpo.post(f"{there}/confirmation")).status_code == 303
        assert "hx-trigger" in (await as_dpo.get(there)).text
        [notice] = await BreachNotice.objects()
        await send_notice(notice.id, notice.confirmed_at)
        assert "Toutes les personnes ont leur courriel" in plain(
            (await as_dpo.get(there, htmx=True)).text
        )
        assert await Mail.count() == 1
        assert "partie" in (await as_dpo.get(here)).text
        [entry] = await AuditEntry.objects().where(AuditEntry.action == "breach.notice-sent")
        assert entry.reason == "breach"
        assert (await as_dpo.post(f"{there}/confirmation")).status_code == 409

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"addresses": "alice@example.org\nx@example.org"}, "1 (lignes 2)"),
            ({"addresses": ""}, "Collez au moins une adresse"),
            ({"advice_en": ""}, "dans les deux langues"),
            ({"audience": "some"}, "Choisissez"),
        ],
    )
    async def test_what_is_wrong_is_said_beside_it(self, as_dpo, changed, said):
        await make_account("alice")
        here = await recorded(as_dpo)
        answer = await as_dpo.post(f"{here}/notices/new", data=NOTICE | changed)
        assert answer.status_code == 422
        assert said in plain(answer.text)
        assert await BreachNotice.count() == 0

    async def test_leaves_after_a_fresh_proof_of_identity_alone(self, as_dpo):
        await make_account("alice")
        notice = await make_row(BreachNotice)
        an_hour_ago = datetime.now(UTC) - HOUR
        await Session.update({Session.authenticated_at: an_hour_ago}, force=True)
        path = f"{LIST}/notices/{notice.id}/confirmation"
        answer = await as_dpo.post(path)
        assert answer.headers["location"] == f"/sign-in/again?next={path}"
        assert (await BreachNotice.objects().first()).confirmed_at is None

    async def test_of_a_closed_breach_is_refused(self, as_dpo):
        await make_account("alice")
        here = await recorded(as_dpo)
        await as_dpo.post(f"{here}/risk", data={"risk": "no-risk", "risk_reason": "x"})
        await as_dpo.post(f"{here}/closing")
        assert (await as_dpo.post(f"{here}/notices/new", data=NOTICE)).status_code == 409


async def test_nobody_else_has_such_pages(as_alice, as_support):
    breach = await make_row(PersonalDataBreach)
    notice = await make_row(BreachNotice, breach=breach.id)
    here = f"{LIST}/{breach.id}"
    for browser in (as_alice, as_support):
        for path in (
            *(LIST, f"{LIST}.csv", f"{LIST}/new", here, f"{here}/facts", f"{here}/form"),
            *(f"{here}/notices/new", f"{LIST}/notices/{notice.id}"),
        ):
            assert (await browser.get(path)).status_code == 404
        confirmation = f"{LIST}/notices/{notice.id}/confirmation"
        for path in (f"{here}/risk", f"{here}/closing", confirmation):
            assert (await browser.post(path)).status_code == 404
