"""``assisteu sharing scan``: a file in, scores out, without database or Redis (P-ACC-6)."""

import csv
import gzip
import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from domain.licence import detector
from tests.population import TUNED, populate, write_csv
from web.cli import assisteu

HEADER = "account_id,session_id,ip,at\n"
GOOD = "a,s1,203.0.113.7,2026-03-02T09:00:00Z\n"
OTHER = "b,s2,2001:db8:1:2::5,2026-03-02T09:00:01.250000Z\n"


@pytest.fixture(scope="module")
def people():
    return populate(TUNED[0], accounts=20, shared=0.5, seed=2)


@pytest.fixture(scope="module")
def events(people, tmp_path_factory):
    file = tmp_path_factory.mktemp("events") / "events.csv"
    write_csv(people, file)
    return file


def scan(events, out, *words):
    return CliRunner().invoke(
        assisteu, ["sharing", "scan", "--events", str(events), "--out", str(out), *words]
    )


def written(file):
    with file.open(newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_account_has_its_score_and_the_last_line_is_the_threshold(
    people, events, tmp_path
):
    done = scan(events, tmp_path / "scores.csv")
    assert done.exit_code == 0, done.output
    rows = written(tmp_path / "scores.csv")
    assert len(rows) == len(people.kinds)
    assert all("e" not in row["score"].lower() for row in rows)
    assert done.stderr.splitlines()[-1] == f"threshold: {detector.THRESHOLD}"


def test_neither_order_nor_repetition_nor_compression_change_the_scores(events, tmp_path):
    header, *lines = events.read_text().splitlines(keepends=True)
    mixed = tmp_path / "mixed.csv.gz"
    with gzip.open(mixed, "wt") as file:
        file.writelines([header, *sorted(lines + lines[:500], key=lambda line: line[::-1])])
    assert scan(events, tmp_path / "one.csv").exit_code == 0
    assert scan(mixed, tmp_path / "other.csv").exit_code == 0
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "other.csv").read_bytes()


def test_machines_read_how_much_there_was_and_how_long_it_took(events, tmp_path):
    done = scan(events, tmp_path / "scores.csv", "--json")
    report = json.loads(done.stdout)
    assert report["accounts"] == 20
    assert report["threshold"] == detector.THRESHOLD
    assert report["state_bytes"]["p50"] > 0


def test_neither_database_nor_redis_is_started(events, tmp_path):
    home = tmp_path / "data"
    done = subprocess.run(  # noqa: S603 - our own program
        [
            *(sys.executable, "-m", "web", "sharing", "scan"),
            *("--events", str(events), "--out", str(tmp_path / "scores.csv")),
        ],
        env={"PATH": os.environ["PATH"], "ASSISTEU_DATA_DIR": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[-1] == f"threshold: {detector.THRESHOLD}"
    assert not home.exists()


class TestAFileThatIsNotAsItShouldBe:
    @pytest.mark.parametrize(
        ("content", "line", "why"),
        [
            ("", 1, "header"),
            (GOOD, 1, "header"),
            ("account_id;session_id;ip;at\n" + GOOD, 1, "header"),
            (HEADER + GOOD + "a,s1,203.0.113.7\n", 3, "3 fields"),
            (HEADER + GOOD + "a,s1,203.0.113.7,2026-03-02T09:00:00Z,more\n", 3, "5 fields"),
            (HEADER + GOOD + "a,,203.0.113.7,2026-03-02T09:00:00Z\n", 3, "session_id is empty"),
            (HEADER + GOOD + "a,s1,unknown,2026-03-02T09:00:00Z\n", 3, "no address"),
            (HEADER + "a,s1,203.0.113.999,2026-03-02T09:00:00Z\n", 2, "no address"),
            (HEADER + GOOD + "a,s1,203.0.113.7,yesterday\n", 3, "no instant"),
            (HEADER + GOOD + OTHER + "a,s1,203.0.113.7,2026-03-0", 4, "no instant"),
            (HEADER + GOOD + "a,s1,203.0.113.7,0001-01-01T00:00:00Z\n", 3, "of these times"),
            (HEADER + GOOD + "a,s1,203.0.113.7,2026-03-02T09:00", 3, "cut off"),
            (HEADER + GOOD + 'a,"s1,203.0.113.7,2026-03-02T09:00:00Z\n', 2, "after this line"),
        ],
    )
    def test_is_refused_with_its_place_and_nothing_is_written(
        self, content, line, why, tmp_path
    ):
        events = tmp_path / "events.csv"
        events.write_text(content)
        done = scan(events, tmp_path / "scores.csv")
        assert done.exit_code == 1
        assert f"{events}:{line}: " in done.stderr
        assert why in done.stderr
        assert list(tmp_path.iterdir()) == [events]

    def test_is_refused_when_its_compression_is_cut_off(self, events, tmp_path):
        cut = tmp_path / "cut.csv.gz"
        cut.write_bytes(gzip.compress(events.read_bytes())[:-4000])
        done = scan(cut, tmp_path / "scores.csv")
        assert done.exit_code == 1
        assert "truncated" in done.stderr
        assert list(tmp_path.iterdir()) == [cut]

    def test_is_refused_when_it_is_no_archive_despite_its_name(self, tmp_path):
        (tmp_path / "events.csv.gz").write_text(HEADER + GOOD)
        done = scan(tmp_path / "events.csv.gz", tmp_path / "scores.csv")
        assert done.exit_code == 1
        assert "cannot be read" in done.stderr

    def test_leaves_an_earlier_result_as_it_was(self, tmp_path):
        (tmp_path / "events.csv").write_text(GOOD)
        (tmp_path / "scores.csv").write_text("earlier")
        assert scan(tmp_path / "events.csv", tmp_path / "scores.csv").exit_code == 1
        assert (tmp_path / "scores.csv").read_text() == "earlier"

    def test_that_does_not_exist_is_a_wrong_use(self, tmp_path):
        assert scan(tmp_path / "none.csv", tmp_path / "scores.csv").exit_code == 2

    def test_a_folder_for_the_result_that_does_not_exist_is_a_wrong_use(self, tmp_path):
        (tmp_path / "events.csv").write_text(HEADER + GOOD)
        done = scan(tmp_path / "events.csv", tmp_path / "none" / "scores.csv")
        assert done.exit_code == 2


class TestAFileWithOddHabits:
    @pytest.mark.parametrize(
        "content",
        [
            HEADER + GOOD + OTHER,
            "\ufeff" + HEADER + GOOD + OTHER,
            (HEADER + GOOD + OTHER).replace("\n", "\r\n"),
            (HEADER + GOOD + OTHER).removesuffix("\n"),
            (HEADER + GOOD + OTHER).replace("Z", ""),
            (HEADER + GOOD + OTHER).replace("Z", "+00:00"),
            (HEADER + GOOD + OTHER).replace("T", " "),
            HEADER + '"a","s1","203.0.113.7","2026-03-02T09:00:00Z"\n' + OTHER,
        ],
    )
    def test_is_read_all_the_same(self, content, tmp_path):
        (tmp_path / "events.csv").write_bytes(content.encode())
        done = scan(tmp_path / "events.csv", tmp_path / "scores.csv")
        assert done.exit_code == 0, done.output
        assert [row["account_id"] for row in written(tmp_path / "scores.csv")] == ["a", "b"]

    def test_without_events_there_are_no_scores(self, tmp_path):
        (tmp_path / "events.csv").write_text(HEADER)
        assert scan(tmp_path / "events.csv", tmp_path / "scores.csv").exit_code == 0
        assert written(tmp_path / "scores.csv") == []
