"""Whatever happens in whatever order, nothing reaches who said no."""

from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from domain import campaigns, database, prospect_imports, prospects, rights, suppression
from domain.campaigns import Campaign, Draft, Nobody
from domain.campaigns import NotReady as NotLeaving
from domain.mail import Mail
from domain.processors import Letter
from domain.processors.mailing import LocalMailbox
from domain.prospect_imports import NotReady as NotRead
from domain.prospect_imports import ProspectImport
from domain.prospects import Prospect, Source
from domain.suppression import Reason
from jobs.mail import send
from jobs.prospects import inform, read_list, send_campaign, take_list
from tests.cast import NOW
from tests.domain.rights.people import make_request

NAMES = ("paula", "peter", "petra")
DRAFT = Draft(subject_fr="Bonjour", text_fr="Essayez.", subject_en="Hello", text_en="Try it.")
_TABLES = ("mail", "prospect", "suppressed", "campaign", "prospect_import", "duty")


def address_of(name: str) -> str:
    return f"{name}@example.org"


class World:
    """What the test knows beside the program: who said no, and who is restricted."""

    def __init__(self) -> None:
        self.now = NOW
        self.no: set[str] = set()
        self.gone: set[str] = set()
        self.held: dict[str, str] = {}
        self.reached: list[str] = []
        self.wrongly: list[str] = []

    async def hand_over(self, letter: Letter, *, again: bool) -> None:
        """Stand where the mails leave."""
        self.reached.append(letter.address)
        if letter.address in self.no or letter.address in self.held:
            self.wrongly.append(letter.address)

    async def do(self, step: str, name: str) -> None:
        self.now += timedelta(minutes=1)
        await getattr(self, step)(name)

    async def arrives(self, name: str) -> None:
        """A list with two people comes and is read; nobody said yes to it yet."""
        import_id, other = uuid4(), NAMES[NAMES.index(name) - 1]
        await prospect_imports.begin(
            import_id, source=Source.MET, source_name="Salon", language="fr", now=self.now
        )
        rows = "".join(f"{address_of(one)},A,{import_id}\n" for one in (name, other))
        content = f"email,first name,last name\n{rows}".encode()
        await prospect_imports.keep(import_id, 1, content, now=self.now)
        await read_list(import_id, self.now)

    async def is_taken(self, _name: str) -> None:
        for one in await ProspectImport.objects().where(ProspectImport.confirmed_at.is_null()):
            with suppress(NotRead):
                await prospect_imports.confirm(one.id, now=self.now)
                await take_list(one.id, self.now)

    async def says_no(self, name: str) -> None:
        if (known := await self._find(name)) is not None:
            self._lets_go(known.email)
            await prospects.object_to_prospecting(known.id, now=self.now)

    async def complains(self, name: str) -> None:
        """By the provider of mail, which knows the address alone."""
        self.no.add(address_of(name))
        await suppression.suppress(address_of(name), reason=Reason.COMPLAINT, now=self.now)

    async def is_erased(self, name: str) -> None:
        if await self._find(name) is None:
            return
        request = await make_request(
            name,
            right="erasure",
            closed_at=None,
            decided_at=None,
            decision=None,
            decision_reason=None,
        )
        await rights.grant(request.id, decided_by=uuid4(), now=self.now)
        await rights.carry_out(request.id, now=self.now)
        self._lets_go(address_of(name))

    def _lets_go(self, email: str) -> None:
        self.no.add(email)
        self.gone.add(email)

    async def is_restricted(self, name: str) -> None:
        if (known := await self._find(name)) is not None:
            await prospects.restrict(known.id, now=self.now)
            self.held[known.email] = known.last_name

    async def is_free_again(self, name: str) -> None:
        if (known := await self._find(name)) is not None:
            await prospects.lift_restriction(known.id, now=self.now)
        self.held.pop(address_of(name), None)

    async def is_written_to(self, _name: str) -> None:
        """A campaign gets its yes, and its mails wait."""
        campaign_id = uuid4()
        await campaigns.write(DRAFT, campaign_id=campaign_id, now=self.now)
        with suppress(Nobody):
            await campaigns.confirm(campaign_id, now=self.now)
            await send_campaign(campaign_id, self.now)

    async def is_informed(self, name: str) -> None:
        if (known := await self._find(name)) is not None:
            await inform(known.id, self.now)

    async def is_spared(self, _name: str) -> None:
        """Every campaign that leaves is stopped."""
        for one in await Campaign.objects():
            with suppress(NotLeaving):
                await campaigns.stop(one.id, now=self.now)

    async def gets_mail(self, _name: str) -> None:
        """What waits is handed over."""
        for one in await Mail.objects().where(Mail.sent_at.is_null()):
            await send(one.id, self.now)

    async def _find(self, name: str) -> Prospect | None:
        return await prospects.find_by_address(address_of(name))

    async def check(self) -> None:
        """Nothing reached who said no; no list brought them back, or wrote over who is held."""
        assert not self.wrongly
        stored = {one.email: one.last_name for one in await Prospect.objects()}
        assert not self.gone & set(stored)
        assert {email: stored[email] for email in self.held if email in stored} == {
            email: last for email, last in self.held.items() if email in stored
        }


STEPS = (
    *("arrives", "is_taken", "says_no", "complains", "is_erased", "is_restricted"),
    *("is_free_again", "is_written_to", "is_informed", "is_spared", "gets_mail"),
)
LIVES = st.lists(
    st.tuples(st.sampled_from(STEPS), st.sampled_from(NAMES)), min_size=3, max_size=25
)
BEGINNING = [("arrives", "paula"), ("is_taken", "paula")]


async def lived(life: list[tuple[str, str]]) -> World:
    for table in _TABLES:
        await database.execute(f"delete from {table}")
    world = World()
    with pytest.MonkeyPatch.context() as meanwhile:
        meanwhile.setattr(LocalMailbox, "hand_over", _standing_in(world))
        for step, name in life:
            await world.do(step, name)
            await world.check()
    return world


def _standing_in(world: World):
    async def hand_over(_mailbox, letter, *, again):
        await world.hand_over(letter, again=again)

    return hand_over


@pytest.mark.promise("P-MKT-4")
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(life=LIVES)
@example([*BEGINNING, ("is_written_to", "paula"), ("says_no", "paula"), ("gets_mail", "paula")])
@example([*BEGINNING, ("arrives", "paula"), ("says_no", "paula"), ("is_taken", "paula")])
@example([*BEGINNING, ("arrives", "paula"), ("is_restricted", "paula"), ("is_taken", "paula")])
@example([*BEGINNING, ("arrives", "paula"), ("is_erased", "paula"), ("is_taken", "paula")])
@example([*BEGINNING, ("is_informed", "paula"), ("complains", "paula"), ("gets_mail", "paula")])
async def test_nothing_reaches_who_said_no_whatever_happened_before(undone, life):
    await lived([*BEGINNING, *life, ("is_written_to", "paula"), ("gets_mail", "paula")])


async def test_who_said_nothing_is_reached(undone):
    """Or the test above would prove nothing."""
    world = await lived([*BEGINNING, ("is_written_to", "paula"), ("gets_mail", "paula")])
    assert sorted(world.reached) == [address_of("paula"), address_of("petra")]
