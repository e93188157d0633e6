"""P-RIG-1: a copy of all personal data, with purposes, recipients, periods and rights."""

import csv
import io
import json
import re
from datetime import UTC, datetime
from zipfile import ZipFile

import pytest

from domain import audit, database, requests, rights
from domain.accounts import Account
from domain.audit import Reason
from domain.duties.tables import Duty
from domain.errors import NotFound
from domain.register import REGISTER
from domain.requests import Asked, Right
from domain.requests.tables import Package, PackagePart
from domain.research.tables import HistoryEntry
from domain.rights import DataSubject, Folder, delivery, subject_of_account
from domain.rights.sinks import PART_SIZE
from domain.roles import Role
from jobs.rights import package_page
from tests.cast import NOW, make_account, make_staff
from tests.domain.rights.people import entangle, make_package_row, make_person, make_request
from tests.domain.rows import make_row

pytestmark = [pytest.mark.promise("P-RIG-1"), pytest.mark.usefixtures("committed")]


async def files_of(person: DataSubject, folder) -> dict[str, str]:
    await rights.write_package(person, Folder(folder), pages=package_page, now=NOW)
    return {
        str(file.relative_to(folder)): file.read_bytes().decode()
        for file in folder.rglob("*")
        if file.is_file()
    }


async def package_of(account, folder):
    return await files_of(await subject_of_account(account.id), folder)


def rows_of(files, activity, table):
    data = json.loads(files["data.json"])
    (found,) = [one for one in data["activities"] if one["slug"] == activity]
    return [row for one in found["tables"] if one["table"] == table for row in one["rows"]]


async def ask_for_a_copy(account):
    return await requests.ask_from_account(
        Asked(right=Right.ACCESS, form_id=account.id, language="fr"),
        account_id=account.id,
        now=NOW,
    )


async def make_copy(request):
    await rights.make_package(request.id, pages=package_page, clock=lambda: NOW)


async def test_the_copy_is_pages_json_and_a_csv_file_for_each_activity(tmp_path):
    ines = await make_person("ines")
    files = await package_of(ines, tmp_path)
    assert {"index.html", "data.json", "csv/accounts.csv", "csv/sessions.csv"} <= set(files)
    slugs = {one["slug"] for one in json.loads(files["data.json"])["activities"]}
    assert {f"csv/{slug}.csv" for slug in slugs} | {"index.html", "data.json"} == set(files)


async def test_the_page_speaks_in_words_and_leaves_ids_and_codes_to_the_files(tmp_path):
    ines = await make_person("ines")
    await entangle(ines, await make_person("jules"))
    files = await package_of(ines, tmp_path)
    page = files["index.html"]
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", page)
    assert "titulaire du compte" in page
    for code in ("holder", "sign_up", "invitation_", "refused", "unlawful"):
        assert f"<dd>{code}</dd>" not in page
        assert f"<td>{code}</td>" not in page
    (account,) = rows_of(files, "accounts", "account")
    assert account["role"] == "holder"
    assert str(ines.id) in files["csv/sessions.csv"]


async def test_every_word_that_is_shown_of_the_person_stands_in_each_of_the_three(tmp_path):
    ines = await make_person("ines")
    files = await package_of(ines, tmp_path)
    tables = "".join(text for name, text in files.items() if name.startswith("csv/"))
    for word in (
        "ines@example.org",
        "Last-ines",
        "Occupation of ines",
        "Practice of ines",
        "Position of ines",
        "Areas of ines",
        "ip-ines",
        "Text ines",
        "Message of ines",
        "Reason for ines",
        "WORK-",
    ):
        for where, text in (
            ("page", files["index.html"]),
            ("json", files["data.json"]),
            ("csv", tables),
        ):
            assert word in text, f"{word} is not in the {where}"


@pytest.mark.asvs("8.2.2")
async def test_nothing_of_another_person_is_in_it(tmp_path):
    ines, jules = await make_person("ines"), await make_person("jules")
    await entangle(ines, jules)
    await make_package_row(await make_request("jules", account=jules.id), "jules")
    everything = "".join((await package_of(ines, tmp_path)).values()).lower()
    assert "ines" in everything
    assert "jules" not in everything
    assert str(jules.id) not in everything
    assert "last-dpo" not in everything


@pytest.mark.asvs("14.2.4", "15.3.1")
async def test_hashes_and_keys_are_named_not_printed(tmp_path):
    ines = await make_person("ines")
    files = await package_of(ines, tmp_path)
    everything = "".join(files.values())
    assert "hash-ines" not in everything
    assert "totp-ines" not in everything
    assert "empreinte du mot de passe" in files["index.html"]


async def test_each_activity_tells_purpose_basis_recipients_period_and_rights(tmp_path):
    ines = await make_person("ines")
    page = (await package_of(ines, tmp_path))["index.html"]
    page = re.sub(r"[\u00a0\u202f]", " ", page).replace("&#39;", "'")
    assert "Vérifier votre identité, vous donner accès au site" in page
    assert "RGPD, art. 6(1)(b)" in page
    assert "Mailjet : Envoi des courriels (Allemagne)" in page
    assert "1 an à compter de votre dernière visite" in page
    assert "opposition" in page
    assert "3, place de Fontenoy" in page
    assert "dpo@assisteu.eu" in page


async def test_it_is_in_the_person_s_language(tmp_path):
    ines = await make_person("ines")
    await Account.update({Account.language: "en"}).where(Account.id == ines.id)
    files = await package_of(ines, tmp_path)
    assert '<html lang="en">' in files["index.html"]
    assert json.loads(files["data.json"])["language"] == "en"
    assert "Verify your identity" in files["data.json"]
    assert "Vérifier" not in "".join(files.values())


async def test_it_tells_who_looked_by_role_time_and_reason_and_not_by_name(tmp_path):
    ines, dpo = await make_person("ines"), await make_staff("dpo")
    await audit.note_look(
        actor_id=dpo.id,
        actor_role=Role.DPO,
        subject_id=ines.id,
        action="request.read",
        reason=Reason.RIGHTS_REQUEST,
        now=NOW,
    )
    files = await package_of(ines, tmp_path)
    assert "traitement de votre demande" in files["index.html"]
    (look,) = json.loads(files["data.json"])["looks_by_staff"]
    assert look["role"] == "délégué à la protection des données"
    assert str(dpo.id) not in "".join(files.values())


async def test_the_json_and_the_csv_hold_each_row_exactly(tmp_path):
    ines = await make_account("ines")
    odd = 'Ünïcode, "quoted"; back\\slash\nnew line\ttab \x01\x02 {"a": 1} \\. end'
    for place in range(700):
        await make_row(HistoryEntry, account=ines.id, at=NOW, query=f"{odd} {place}")
    files = await package_of(ines, tmp_path)
    expected = sorted(f"{odd} {place}" for place in range(700))
    rows = rows_of(files, "research-features", "history_entry")
    assert sorted(row["query"] for row in rows) == expected
    table = csv.DictReader(io.StringIO(files["csv/research-features.csv"], newline=""))
    assert sorted(row["query"] for row in table) == expected


@pytest.mark.asvs("1.3.3")
async def test_no_spreadsheet_takes_a_person_s_words_for_a_formula(tmp_path):
    ines = await make_account("ines")
    dangerous = ["=1+1", "+33", "-2", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0"]
    for query in [*dangerous, "plain", "'quoted"]:
        await make_row(HistoryEntry, account=ines.id, at=NOW, query=query)
    files = await package_of(ines, tmp_path)
    table = csv.DictReader(io.StringIO(files["csv/research-features.csv"], newline=""))
    cells = {row["query"] for row in table}
    assert cells == {f"'{query}" for query in dangerous} | {"plain", "'quoted"}
    stored = {row["query"] for row in rows_of(files, "research-features", "history_entry")}
    assert set(dangerous) <= stored


@pytest.mark.asvs("1.2.1")
async def test_what_a_person_typed_is_text_on_the_page_and_never_markup(tmp_path):
    ines = await make_account("ines")
    await make_row(HistoryEntry, account=ines.id, at=NOW, query="<script>alert(1)</script>")
    page = (await package_of(ines, tmp_path))["index.html"]
    assert "<script" not in page
    assert "&lt;script&gt;" in page


async def test_the_page_stops_at_five_thousand_rows_and_points_to_the_csv(tmp_path):
    ines = await make_account("ines")
    await database.execute(
        "insert into history_entry (account, at, query)"
        " select $1, $2::timestamptz - n * interval '1 minute', 'q' || n"
        " from generate_series(1, 5100) n",
        ines.id,
        NOW,
    )
    files = await package_of(ines, tmp_path)
    page = files["index.html"]
    assert "<td>q5000</td>" in page
    assert "<td>q5001</td>" not in page
    assert 'href="csv/research-features.csv"' in page
    assert len(rows_of(files, "research-features", "history_entry")) == 5100


async def test_a_person_without_account_gets_what_stands_under_the_address(tmp_path):
    await make_request("nobody")
    person = await rights.subject_of_address("nobody@example.org")
    files = await files_of(person, tmp_path)
    assert "Message of nobody" in files["index.html"]


async def test_what_somebody_else_may_have_typed_under_the_address_is_not_printed(tmp_path):
    """A request whose address was never proven may be another person's words (art. 15(4))."""
    ines = await make_account("ines")
    await make_request(
        "stranger", email=ines.email, proven_at=None, message="words of a stranger"
    )
    everything = "".join((await package_of(ines, tmp_path)).values())
    assert "words of a stranger" not in everything
    assert (
        len(rows_of(await package_of(ines, tmp_path), "rights-requests", "rights_request")) == 1
    )


async def test_every_activity_of_the_register_with_rows_is_in_it(tmp_path):
    ines = await make_person("ines")
    await make_package_row(await make_request("ines", account=ines.id, right="access"), "x")
    files = await package_of(ines, tmp_path)
    slugs = {one["slug"] for one in json.loads(files["data.json"])["activities"]}
    person = await subject_of_account(ines.id)
    for activity in REGISTER:
        for holding in activity.holdings:
            condition = rights.rows_of(holding, person) if holding.subject else None
            if condition and await database.fetch_value(
                f'select exists(select from "{holding.table_name}" where {condition.sql})',
                *condition.arguments,
            ):
                assert activity.slug in slugs


class TestMadeByAWorker:
    async def test_the_request_closes_when_the_copy_is_ready_and_a_mail_is_due(self):
        ines = await make_person("ines")
        request = await ask_for_a_copy(ines)
        await make_copy(request)
        assert (await requests.find(request.id)).closed_at == NOW
        package = await rights.ready_package(request.id, now=NOW)
        assert package.rows_written == package.rows_expected > 0
        assert await Duty.exists().where(Duty.kind == rights.TELL_READY)

    async def test_the_file_is_a_whole_zip(self):
        ines = await make_person("ines")
        request = await ask_for_a_copy(ines)
        await make_copy(request)
        with ZipFile(io.BytesIO(await fetched(request))) as whole:
            assert whole.testzip() is None
            assert "index.html" in whole.namelist()
            assert b"ines@example.org" in whole.read("data.json")

    async def test_it_is_kept_in_parts_of_a_bounded_size(self):
        ines = await make_account("ines")
        await database.execute(
            "insert into history_entry (account, at, query)"
            " select $1, $2, encode(sha256(n::text::bytea), 'hex') || n"
            " from generate_series(1, 60000) n",
            ines.id,
            NOW,
        )
        request = await ask_for_a_copy(ines)
        await make_copy(request)
        sizes = await database.fetch("select length(content) from package_part")
        assert len(sizes) > 3
        assert max(size for (size,) in sizes) <= PART_SIZE
        package = await rights.ready_package(request.id, now=NOW)
        assert package.size_bytes == sum(size for (size,) in sizes)
        with ZipFile(io.BytesIO(await fetched(request))) as whole:
            assert whole.read("csv/research-features.csv").count(b"\n") == 60_001

    async def test_whose_parts_are_gone_meanwhile_is_not_fetched(self):
        request = await ask_for_a_copy(await make_person("ines"))
        await make_copy(request)
        package = await rights.ready_package(request.id, now=NOW)
        await database.execute("delete from package where id = $1", package.id)
        with pytest.raises(NotFound):
            await anext(rights.fetch(package, now=NOW))

    async def test_done_twice_it_is_made_once(self):
        ines = await make_person("ines")
        request = await ask_for_a_copy(ines)
        await make_copy(request)
        first = await rights.ready_package(request.id, now=NOW)
        await make_copy(request)
        assert (await rights.ready_package(request.id, now=NOW)).id == first.id
        assert await Package.count() == 1

    async def test_a_failure_serves_nothing_and_leaves_the_request_open(self, monkeypatch):
        ines = await make_person("ines")
        request = await ask_for_a_copy(ines)

        def failing(part, **facts):
            if part == "closing":
                raise OSError("disk full")
            return package_page(part, **facts)

        with pytest.raises(OSError, match="disk full"):
            await rights.make_package(request.id, pages=failing, clock=lambda: NOW)
        assert (await requests.find(request.id)).closed_at is None
        with pytest.raises(NotFound):
            await rights.ready_package(request.id, now=NOW)
        await make_copy(request)
        with ZipFile(io.BytesIO(await fetched(request))) as whole:
            assert whole.testzip() is None

    async def test_a_failure_of_the_database_is_raised_and_not_swallowed(self, monkeypatch):
        ines = await make_person("ines")
        request = await ask_for_a_copy(ines)

        async def failing(*_arguments, **_options):
            raise ConnectionError

        monkeypatch.setattr(database, "copy_out", failing)
        with pytest.raises(ConnectionError):
            await make_copy(request)
        assert (await requests.find(request.id)).closed_at is None

    async def test_a_copy_that_lacks_a_row_is_not_handed_over(self, monkeypatch):
        ines = await make_person("ines")
        request = await ask_for_a_copy(ines)
        copy_out = database.copy_out

        async def one_too_few(*arguments, **options):
            return await copy_out(*arguments, **options) - 1

        monkeypatch.setattr(database, "copy_out", one_too_few)
        with pytest.raises(delivery.Incomplete):
            await make_copy(request)
        assert (await requests.find(request.id)).closed_at is None

    async def test_withdrawing_gives_up_the_copy_that_is_being_made(self):
        ines = await make_person("ines")
        request = await ask_for_a_copy(ines)

        async def withdraw_meanwhile():
            await requests.withdraw(request.id, now=NOW)

        await _meanwhile(request, withdraw_meanwhile)
        assert await Package.count() == await PackagePart.count() == 0
        assert (await requests.find(request.id)).withdrawn_at == NOW

    async def test_an_erasure_cancels_the_copy_that_is_being_made(self):
        ines = await make_person("ines")
        request = await ask_for_a_copy(ines)

        async def erase_meanwhile():
            await rights.erase_account(ines.id, cause="holder", now=NOW)

        await _meanwhile(request, erase_meanwhile)
        assert await Package.count() == await PackagePart.count() == 0
        assert not await Duty.exists().where(Duty.kind == rights.TELL_READY)

    async def test_it_reads_one_snapshot_of_the_database(self, tmp_path):
        ines = await make_person("ines")

        class Meddling(Folder):
            async def write(self, piece):
                await super().write(piece)
                await make_row(HistoryEntry, account=ines.id, at=NOW, query="too late")

        person = await subject_of_account(ines.id)
        await rights.write_package(person, Meddling(tmp_path), pages=package_page, now=NOW)
        assert "too late" not in (tmp_path / "data.json").read_text()
        assert "too late" not in (tmp_path / "csv/research-features.csv").read_text()

    async def test_it_is_served_for_72_hours_and_not_a_second_longer(self):
        ines = await make_person("ines")
        request = await ask_for_a_copy(ines)
        await make_copy(request)
        last = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
        assert await rights.ready_package(request.id, now=last)
        with pytest.raises(NotFound):
            await rights.ready_package(request.id, now=last.replace(second=1))

    async def test_inside_a_transaction_it_refuses_to_read(self, tmp_path):
        ines = await make_person("ines")
        async with database.transaction():
            with pytest.raises(RuntimeError, match="snapshot"):
                await package_of(ines, tmp_path)


async def fetched(request) -> bytes:
    package = await rights.ready_package(request.id, now=NOW)
    return b"".join([part async for part in rights.fetch(package, now=NOW)])


async def _meanwhile(request, act):
    """Make the copy, and let ``act`` happen in the middle of it."""
    acted = False

    async def clock_that_acts():
        nonlocal acted
        if not acted:
            acted = True
            await act()

    store = delivery.Storing.store

    async def storing(shelf, content):
        await clock_that_acts()
        await store(shelf, content)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivery.Storing, "store", storing)
        await make_copy(request)
