"""Who says no waits for no campaign; a no to a list waits for the batch that is written."""

import asyncio
from uuid import uuid4

import pytest

from domain import campaigns, database, mail, prospect_imports, prospects
from domain.campaigns import CampaignReaction
from domain.mail import Mail
from domain.prospect_imports import ImportRow, operations, remove_list
from domain.prospects import Prospect
from jobs.mail import send
from tests.cast import NOW
from tests.domain.prospect_imports.test_taking import HEADINGS, a_list
from tests.domain.test_accounts_at_once import elsewhere, somebody_waits
from tests.jobs.test_campaigns import a_campaign, a_prospect, sent


@pytest.fixture
async def committed(pool):
    yield
    await database.execute(
        "truncate prospect, campaign, campaign_reaction, mail, duty, forgetting, suppressed,"
        " erasure_mark,"
        " undeliverable, prospect_import cascade"
    )


@pytest.fixture
async def written(committed):
    """A campaign whose two mails wait."""
    for name in ("paula", "peter"):
        await a_prospect(name)
    campaign_id = await a_campaign()
    await sent(campaign_id)
    return campaign_id


async def test_a_no_and_a_mail_thrown_away_wait_for_nobody_who_holds_the_campaign(written):
    [first, second] = await Mail.objects().order_by(Mail.address)
    await send(first.id, NOW)
    paula = await prospects.find_by_address(first.address)
    async with database.transaction(), asyncio.timeout(5):
        await campaigns.locked(written)
        await elsewhere(prospects.object_to_prospecting(paula.id, now=NOW))
        await elsewhere(mail.discard(second.id))
    reaction = await CampaignReaction.objects().first()
    assert (reaction.id, reaction.objected, reaction.let_go) == (written, 1, 1)


async def test_a_no_to_a_list_waits_for_the_batch_that_is_written_and_finds_its_rows(
    committed,
):
    import_id = await a_list(HEADINGS)
    async with database.transaction():
        await prospect_imports.lists.locked(import_id)
        says_no = elsewhere(operations.cancel(import_id, now=NOW))
        await somebody_waits()
        await database.execute(
            "insert into import_row (id, of_import, number, outcome, read_at)"
            " values ($1, $2, 2, 'new', $3)",
            uuid4(),
            import_id,
            NOW,
        )
    await says_no
    await remove_list(import_id)
    assert await ImportRow.count() == 0


async def test_a_restriction_waits_for_the_batch_that_takes_its_person(committed):
    known = await a_prospect("paula")
    import_id = await a_list("email,first name,last name\npaula@example.net,Paula,New\n")
    await prospect_imports.read_list(import_id, now=NOW)
    await prospect_imports.confirm(import_id, now=NOW)
    async with database.transaction():
        await database.execute("select from prospect where id = $1 for update", known.id)
        takes = elsewhere(prospect_imports.take_list(import_id, now=NOW))
        await somebody_waits()
        await prospects.restrict(known.id, now=NOW)
    await takes
    [paula] = await Prospect.objects()
    assert (paula.last_name, paula.restricted_at) == (known.last_name, NOW)
