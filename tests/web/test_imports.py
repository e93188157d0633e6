"""Pages on lists of prospects: uploaded, read, decided."""

import pytest

from domain import prospect_imports
from domain.prospect_imports import ImportPart, ProspectImport
from domain.prospects import Prospect
from jobs.prospects import read_list, remove_list, take_list
from tests.cast import NOW, make_staff, signed_in

LIST = "/staff/prospects/imports"
CONTENT = "email;prénom;nom\npaula@example.net;Paula;Prospect\nbad;A;Aa\n".encode()
FIELDS = {"source": "directory", "source_name": "Annuaire du barreau", "language": "fr"}


@pytest.fixture
async def as_marketing(app, undone):
    async with await signed_in(app, await make_staff("marketing")) as browser:
        yield browser


async def upload(browser, content=CONTENT, *, token=None, **changed):
    await browser.get(LIST)
    given = {"csrf_token": browser.csrf_token() if token is None else token}
    return await browser.client.post(
        LIST,
        data=given | FIELDS | changed,
        files={"file": ("liste.csv", content, "text/csv")} if content is not None else None,
        headers={"sec-fetch-site": "same-origin"},
    )


async def the_list():
    [listed] = await ProspectImport.objects()
    return listed


class TestUploading:
    async def test_keeps_the_file_and_stores_nobody(self, as_marketing):
        answer = await upload(as_marketing)
        assert answer.status_code == 303
        listed = await the_list()
        assert answer.headers["location"] == f"{LIST}/{listed.id}?notice=list-uploaded"
        [part] = await ImportPart.objects()
        assert part.content == CONTENT
        assert await Prospect.count() == 0
        assert "La liste se lit" in (await as_marketing.get(f"{LIST}/{listed.id}")).text

    async def test_of_many_megabytes_is_kept_in_parts(self, as_marketing):
        content = CONTENT + b"x" * 2_500_000
        assert (await upload(as_marketing, content)).status_code == 303
        parts = await ImportPart.objects().order_by(ImportPart.number)
        assert [len(part.content) for part in parts[:2]] == [1024 * 1024] * 2
        assert b"".join(part.content for part in parts) == content

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"source": "provider"}, "Choisissez"),
            ({"source_name": ""}, "quelle rencontre"),
            ({"language": "de"}, "Choisissez"),
            ({"content": b""}, "Choisissez un fichier"),
        ],
    )
    async def test_says_beside_the_field_what_is_wrong_and_keeps_nothing(
        self, as_marketing, changed, said
    ):
        answer = await upload(as_marketing, **changed)
        assert answer.status_code == 422
        assert said in answer.text
        assert await ProspectImport.count() == await ImportPart.count() == 0

    async def test_needs_a_form_of_ours(self, as_marketing):
        assert (await upload(as_marketing, token="forged")).status_code == 403
        plain = await as_marketing.post(LIST, data=FIELDS)
        assert plain.status_code == 415
        cut_off = await as_marketing.client.post(
            LIST,
            content=b"--x\r\nContent-Disposition: form-data; na",
            headers={"content-type": "multipart/form-data; boundary=x"},
        )
        assert cut_off.status_code in {400, 403}
        assert await ProspectImport.count() == 0

    async def test_too_large_is_refused(self, as_marketing, monkeypatch):
        monkeypatch.setattr("web.staff_imports.MOST_BYTES", 1_000_000)
        assert (await upload(as_marketing, b"x" * 1_500_000)).status_code == 413


class TestALifeOfAList:
    async def test_is_read_shown_and_taken_after_a_yes(self, as_marketing):
        await upload(as_marketing)
        listed = await the_list()
        here = f"{LIST}/{listed.id}"
        await read_list(listed.id, NOW)
        shown = (await as_marketing.get(here)).text
        assert "paula@example.net" in shown
        assert "adresse e-mail absente ou inutilisable" in shown
        assert await Prospect.count() == 0
        await as_marketing.post(f"{here}/confirmation")
        assert "La liste est reprise" in (await as_marketing.get(here)).text
        await take_list(listed.id, NOW)
        assert "Liste reprise" in (await as_marketing.get(here, htmx=True)).text
        assert [one.email for one in await Prospect.objects()] == ["paula@example.net"]
        again = await as_marketing.post(f"{here}/confirmation")
        assert again.status_code == 409
        assert "1" in (await as_marketing.get(LIST)).text

    async def test_hands_over_what_was_refused(self, as_marketing):
        await upload(as_marketing)
        listed = await the_list()
        await read_list(listed.id, NOW)
        file = await as_marketing.get(f"{LIST}/{listed.id}/refusals.csv")
        assert file.text.splitlines() == ["row,outcome,reason,first row", "3,refused,email,"]

    async def test_shows_where_a_repeated_person_stands_first(self, as_marketing):
        await upload(as_marketing, CONTENT + b"paula@example.net;Paula;Prospect\n")
        listed = await the_list()
        await read_list(listed.id, NOW)
        shown = (await as_marketing.get(f"{LIST}/{listed.id}")).text
        assert "déjà à la ligne 2" in shown

    async def test_that_cannot_be_read_says_why(self, as_marketing):
        await upload(as_marketing, b"name\nA\n")
        listed = await the_list()
        await read_list(listed.id, NOW)
        shown = (await as_marketing.get(f"{LIST}/{listed.id}")).text
        assert "ne peut pas être lue" in shown
        assert "doit nommer les colonnes" in shown

    async def test_is_left_at_once(self, as_marketing):
        await upload(as_marketing)
        listed = await the_list()
        answer = await as_marketing.post(f"{LIST}/{listed.id}/cancellation")
        assert answer.headers["location"] == f"{LIST}?notice=list-cancelled"
        assert (await prospect_imports.find(listed.id)).cancelled_at is not None
        await remove_list(listed.id, NOW)
        assert await ImportPart.count() == 0
        shown = (await as_marketing.get(f"{LIST}/{listed.id}")).text
        assert "Cette liste a été écartée" in shown


async def test_nobody_else_has_such_pages(as_alice, as_support):
    for browser in (as_alice, as_support):
        assert (await browser.get(LIST)).status_code == 404
