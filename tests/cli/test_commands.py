"""The command line as an operator runs it: a process of its own beside the running site."""

import asyncio
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import asyncpg
import pytest

from domain.settings import Settings
from web.embedded import Services

DEMO = {"ASSISTEU_DEMO_PASSWORD": "a password of the tests", "ASSISTEU_DEMO_PEOPLE": "20"}


@pytest.fixture(scope="module")
def data_dir():
    """A data folder whose services run, as when the site does."""
    folder = Path(tempfile.mkdtemp(prefix="assisteu-cli-"))
    folder.chmod(0o755)
    services = Services(Settings.from_environment({"ASSISTEU_DATA_DIR": str(folder)}))
    assert services.hold()
    services.start()
    yield folder
    services.stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def run(data_dir):
    def run(*words, **environment):
        kept = {name: os.environ[name] for name in os.environ if name[:9] != "ASSISTEU_"}
        return subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "web", *words],
            env={**kept, "ASSISTEU_DATA_DIR": str(data_dir), **(environment or DEMO)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture(scope="module")
def seeded(run):
    done = run("seed-demo")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_demo_people_are_announced_with_what_they_sign_in_with(seeded):
    assert "alice@example.org" in seeded
    assert DEMO["ASSISTEU_DEMO_PASSWORD"] in seeded


def test_the_register_is_whole(run, seeded):
    done = run("register", "check", "--json")
    assert json.loads(done.stdout) == {"whole": True, "complaints": []}
    assert done.returncode == 0


class TestTheRecordOfProcessing:
    def test_as_a_table_has_a_line_for_each_activity(self, run, tmp_path):
        done = run("register", "export", "--format", "csv", "--out", str(tmp_path / "r.csv"))
        assert done.returncode == 0, done.stderr
        with (tmp_path / "r.csv").open(newline="") as file:
            assert "accounts" in {line["slug"] for line in csv.DictReader(file)}

    def test_as_json_names_the_controller(self, run):
        done = run("register", "export", "--format", "json", "--language", "en")
        assert json.loads(done.stdout)["controller"]["name"]

    def test_it_is_written_for_spreadsheets_and_as_linked_data(self, run, seeded, tmp_path):
        for form, begins in (("ods", b"PK"), ("jsonld", b"{")):
            file = tmp_path / f"record.{form}"
            done = run("register", "export", "--format", form, "--out", str(file))
            assert done.returncode == 0, done.stderr
            assert file.read_bytes().startswith(begins)
        assert "https://w3id.org/dpv#" in file.read_text()


class TestRetention:
    def test_the_preview_of_a_later_day_counts_what_will_be_past_its_period(self, run, seeded):
        done = run("retention", "preview", "--on", "2031-01-01", "--json")
        rows = {
            (line["activity"], line["table"]): line["rows"] for line in json.loads(done.stdout)
        }
        assert rows["accounts", "account"] > 0

    def test_a_run_leaves_evidence_and_a_second_finds_nothing(self, run, seeded):
        first = run("retention", "run", "--json")
        assert first.returncode == 0, first.stdout + first.stderr
        second = json.loads(run("retention", "run", "--json").stdout)
        assert {line["activity"] for line in second} >= {"accounts", "sessions"}
        assert sum(line["rows_erased"] for line in second) == 0

    def test_an_instant_that_is_none_is_wrong_use(self, run):
        done = run("retention", "run", "--at", "tomorrow")
        assert done.returncode == 2
        assert "--at" in done.stderr


class TestTheAuditTrail:
    def test_is_verified_with_its_result_for_machines(self, run, seeded):
        done = run("audit", "verify", "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        found = json.loads(done.stdout)
        assert (found["whole"], found["fault"]) == (True, None)
        assert found["entries"] >= 0

    def test_that_is_not_whole_ends_with_1_until_anchors_are_begun_anew(
        self, run, seeded, data_dir
    ):
        anchors = data_dir / "audit-anchors.jsonl"
        anchors.write_text("this is no anchor\n")
        done = run("audit", "verify")
        assert done.returncode == 1
        assert done.stdout == "The file of anchors is damaged at line 1.\n"
        done = run("audit", "verify", "--anew")
        assert done.returncode == 0, done.stdout
        assert "The chain is whole" in done.stdout
        [aside] = data_dir.glob("audit-anchors.jsonl.until-*")
        assert aside.read_text() == "this is no anchor\n"

    def test_is_exported_to_a_file(self, run, seeded, tmp_path):
        done = run("audit", "export", "--out", str(tmp_path / "trail.csv"))
        assert done.returncode == 0, done.stderr
        first, *_ = (tmp_path / "trail.csv").read_text().splitlines()
        assert first.startswith("number,at,actor,")
        assert first.endswith(",previous_hash,hash")


class TestTheReplayOfSightings:
    def test_compares_every_state_and_ends_with_1_where_one_differs(
        self, run, seeded, data_dir
    ):
        assert json.loads(run("sharing", "replay", "--json").stdout)["different"] == 0
        asyncio.run(keep_a_wrong_state(data_dir, "alice@example.org"))
        done = run("sharing", "replay", "--json")
        assert done.returncode == 1
        assert json.loads(done.stdout)["different"] == 1


async def keep_a_wrong_state(data_dir, email):
    settings = Settings.from_environment({"ASSISTEU_DATA_DIR": str(data_dir)})
    connection = await asyncpg.connect(settings.migration_database_url)
    written = await connection.execute(
        "insert into sharing_state (account, state, read_until, last_seen_at)"
        " select id, 'no state', now(), now() from account where email = $1"
        " on conflict (account) do update set state = excluded.state",
        email,
    )
    await connection.close()
    assert written == "INSERT 0 1"


def test_a_certificate_that_is_not_there_ends_the_start_with_its_name(run, tmp_path):
    words = ("--tls-cert", str(tmp_path / "gone.pem"), "--tls-key", str(tmp_path / "k.pem"))
    done = run("serve", *words)
    assert done.returncode == 1
    assert f"{tmp_path}/gone.pem cannot be read" in done.stderr
    assert "Traceback" not in done.stderr
    assert run("serve", *words[:2]).returncode == 2, "its key is missing"


class TestStaff:
    def test_an_added_person_gets_a_one_time_link(self, run):
        done = run("staff", "add", "Officer@Example.com", "--role", "dpo", "--json")
        added = json.loads(done.stdout)
        assert added["email"] == "officer@example.com"
        assert added["link"].startswith("http://localhost:8000/staff-invitation/")

    def test_a_subscriber_is_not_made_staff(self, run, seeded):
        done = run("staff", "add", "alice@example.org", "--role", "support")
        assert done.returncode == 1
        assert "stays what it is" in done.stderr

    @pytest.mark.parametrize(("email", "role"), [("nobody", "dpo"), ("a@b.fr", "king")])
    def test_what_is_no_address_or_no_role_is_wrong_use(self, run, email, role):
        assert run("staff", "add", email, "--role", role).returncode == 2


class TestTheAccessPackage:
    def test_of_a_person_is_written_for_the_operator_alone(self, run, seeded, tmp_path):
        folder = tmp_path / "package"
        done = run("access-package", "alice@example.org", "--out", str(folder))
        assert done.returncode == 0, done.stderr
        assert (folder / "index.html").exists()
        assert "alice@example.org" in (folder / "data.json").read_text()
        assert (folder / "csv" / "accounts.csv").exists()
        assert folder.stat().st_mode & 0o077 == 0
        again = run("access-package", "alice@example.org", "--out", str(folder))
        assert again.returncode == 2, "a folder that holds something is left alone"

    def test_of_nobody_is_refused(self, run, tmp_path):
        folder = tmp_path / "package"
        done = run("access-package", "nobody@example.org", "--out", str(folder))
        assert done.returncode == 1
        assert not folder.exists()


def test_a_file_that_cannot_be_read_is_named_and_leaves_nothing(run, tmp_path):
    broken = tmp_path / "broken.xml"
    broken.write_text("<ACT><unclosed></ACT>")
    done = run("import", str(broken), "--json")
    assert done.returncode == 1
    [outcome] = json.loads(done.stdout)
    assert outcome["state"] == "failed"
    assert "broken.xml" in outcome["file"]


def test_a_wrong_setting_ends_a_command_with_its_name(run):
    done = run("register", "check", ASSISTEU_PORT="none")
    assert done.returncode == 2
    assert "ASSISTEU_PORT" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.asvs("6.3.2")
def test_a_server_s_database_is_never_seeded(run):
    server = {
        "ASSISTEU_DATABASE_URL": "postgresql://web@127.0.0.1:1/assisteu",
        "ASSISTEU_REDIS_URL": "redis://127.0.0.1:1",
        "ASSISTEU_SECRET_KEY": "k" * 64,
        "ASSISTEU_MAIL": "smtp",
        "ASSISTEU_SMTP_URL": "smtp://relay.invalid",
        "ASSISTEU_PUBLIC_URL": "https://assisteu.eu",
    }
    assert "for the embedded database alone" in run("seed-demo", **server).stderr
    del server["ASSISTEU_REDIS_URL"]
    assert "ASSISTEU_REDIS_URL" in run("migrate", **server).stderr


def test_demo_people_who_were_removed_do_not_come_back(run, seeded, data_dir):
    removed = json.loads(run("demo", "remove", "--json").stdout)
    assert removed["account"] >= 12
    assert json.loads((data_dir / "demo.json").read_text())["are_wanted"] is False
    assert json.loads(run("demo", "remove", "--json").stdout)["account"] == 0
