"""Every route × method × actor × id: who sees which datum of whom, as the register says.

Every column of personal data holds a canary (tests/web/canaries.py): from what an answer
holds it is read off which column of whom was disclosed. Whether it may be is asked of the
sheets alone (tests/web/onlooker.py), so that a sheet is all there is to change.
"""

import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from domain import database, requests
from domain.acting import by_itself
from domain.errors import NotFound
from domain.register.completeness import column_name
from domain.roles import Role
from tests.routes import Route, all_routes
from tests.web.canaries import ALIKE, Aviary, every_datum, plant, read_aviary
from tests.web.twins import NINE, world_of_twins
from tests.web.walk import Walk, walk_of
from tests.web.world import World
from web import account_data, staff_people

ROUTES = [
    route
    for route in all_routes()
    # The mailbox of everybody and the stand-ins exist in the embedded set-up alone
    # (tests/web/test_access.py).
    if not route.machine and not route.upload and not route.pattern.startswith("/local/")
]
ONE_REQUEST = "/account/data/requests/{request_id}"
ONE_PERSON = "/staff/people/{account_id}"


@pytest.fixture(scope="module")
async def standing(app: Any) -> AsyncIterator[tuple[World, Aviary]]:
    async with world_of_twins(app) as world:
        await plant()
        yield world, await read_aviary(world)


def only(pattern: str) -> list[Route]:
    return [route for route in ROUTES if (route.pattern, route.method) == (pattern, "GET")]


@pytest.mark.promise("P-SEC-3")
@pytest.mark.promise("P-VIS-1")
@pytest.mark.parametrize("actor", NINE)
@pytest.mark.asvs("8.2.1", "8.2.2", "8.2.3", "8.3.1", "8.4.1")
async def test_each_sees_what_the_register_shows_and_no_more(
    actor: str, standing: tuple[World, Aviary]
):
    walk = await walk_of(*standing, actor)
    complaints = await walk.through(ROUTES)
    assert not complaints, "\n".join(complaints)
    if actor != "visitor":
        assert {"account.first_name", "account.email"} <= walk.disclosed


async def test_every_datum_of_the_register_has_a_canary_of_two_people(
    standing: tuple[World, Aviary],
):
    _, aviary = standing
    owners = defaultdict(set)
    for canaries in aviary.by_key.values():
        for one in canaries:
            owners[one.activity.slug, one.column].add(one.owner)
    for activity, holding, datum in every_datum():
        column = column_name(datum.column)
        if column not in ALIKE:
            found = owners[activity.slug, column]
            assert len(found) > 1 or (found and not holding.subject), (activity.slug, column)


async def test_what_is_alike_is_on_a_sheet():
    assert {column_name(datum.column) for _, _, datum in every_datum()} >= ALIKE


class TestTheMatrixTells:
    """What it would say, was it otherwise."""

    async def test_of_a_page_that_shows_anybodys_thing(self, standing, monkeypatch):
        @by_itself  # the database alone would still hide it
        async def find(request_id, *, account_id):
            return await requests.find(request_id)

        monkeypatch.setattr(account_data.requests, "find_own", find)
        walk = await walk_of(*standing, "alice")
        complaints = await walk.through(only(ONE_REQUEST))
        assert any("200, unexpected" in one for one in complaints)
        assert any("rights_request.decision_reason of hugo" in one for one in complaints)

    async def test_of_a_role_that_a_sheet_no_longer_names(self, standing):
        world, aviary = standing

        def without_support(canary):
            access = tuple(role for role in canary.activity.access if role != Role.SUPPORT)
            return replace(canary, activity=replace(canary.activity, access=access))

        narrowed = Aviary(
            {key: frozenset(map(without_support, each)) for key, each in aviary.by_key.items()}
        )
        complaints = await (await walk_of(world, narrowed, "support")).through(only(ONE_PERSON))
        assert any("account.telephone of hugo" in one for one in complaints)

    async def test_of_a_column_that_is_shown_to_nobody(self, standing, monkeypatch):
        @by_itself  # the database alone would still hide it
        async def sight_of(account_id, *, role):
            value = await database.fetch_value(
                "select code_hash from recovery_code where account = $1", account_id
            )
            if value is None:
                raise NotFound
            label = next(every_datum())[2].label
            return [staff_people.rights.Seen(column="code_hash", label=label, value=value)]

        monkeypatch.setattr(staff_people.rights, "sight_of", sight_of)
        complaints = await (await walk_of(*standing, "support")).through(only(ONE_PERSON))
        assert any("recovery_code.code_hash of hugo" in one for one in complaints)

    async def test_of_a_look_that_is_not_noted(self, standing, monkeypatch):
        async def forget(*_arguments):
            pass

        monkeypatch.setattr(staff_people, "_note", forget)
        complaints = await (await walk_of(*standing, "support")).through(only(ONE_PERSON))
        assert any("the look at hugo is not noted" in one for one in complaints)

    async def test_of_a_name_in_a_log(self, standing, monkeypatch):
        find_own = requests.find_own

        async def tell(request_id, *, account_id):
            found = await find_own(request_id, account_id=account_id)
            logging.getLogger("web").warning("found", extra={"facts": {"of": found.email}})
            return found

        monkeypatch.setattr(account_data.requests, "find_own", tell)
        walk: Walk = await walk_of(*standing, "alice")
        complaints = await walk.through(only(ONE_REQUEST))
        assert "alice: email alice@example.org in a log (P-VIS-1)" in complaints
