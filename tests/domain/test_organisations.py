"""Organisations: seats, invitations, administrators, leaving, and the end of a contract."""

from datetime import timedelta
from uuid import uuid4

import pyotp
import pytest

from domain import accounts, organisations
from domain.accounts import MAIL_SECURITY_EVENT, Account
from domain.duties.tables import Duty
from domain.errors import NotFound
from domain.organisations import (
    MAIL_CLAUSE,
    MAIL_ENDED,
    MAIL_INVITATION,
    MAIL_REMOVED,
    Enrolment,
    GuestParticulars,
    Invitation,
)
from domain.periods import paris_day
from domain.register import INVITATIONS
from tests.domain.accounts_cast import (
    NOON,
    PASSWORD,
    TOTP_SECRET,
    an_account,
    an_administrator,
    an_organisation,
)
from tests.domain.test_accounts_sign_in import sign_in, who

pytestmark = pytest.mark.usefixtures("undone")
FORTNIGHT = INVITATIONS.holdings[0].retention.period
GUEST = GuestParticulars(first_name="Gaël", last_name="Invité", occupation="Juriste")
STAFF = uuid4()


@pytest.fixture
async def chambers(undone):
    return await an_organisation()


@pytest.fixture
async def carol(chambers):
    return await an_administrator("carol@example.org", chambers.id)


@pytest.fixture
async def dave(chambers):
    return await an_account(
        "dave@example.org", organisation=chambers.id, opened_by="invitation", telephone=None
    )


async def invite(organisation, email="guest@example.org", *, now=NOON, **changed):
    form_id = changed.pop("form_id", None) or uuid4()
    await organisations.invite(
        organisation_id=organisation.id,
        email=email,
        as_administrator=changed.pop("as_administrator", False),
        by=changed.pop("by", STAFF),
        form_id=form_id,
        language="fr",
        valid_for=FORTNIGHT,
        now=now,
    )
    return await Invitation.objects().where(Invitation.form_id == form_id).first()


async def accept(invitation, *, now=NOON, enrolment=None, particulars=GUEST):
    return await organisations.open_invited_account(
        invitation.id,
        particulars=particulars,
        password=PASSWORD,
        enrolment=enrolment,
        language="fr",
        valid_for=FORTNIGHT,
        now=now,
    )


async def join(invitation, account, *, now=NOON, enrolment=None, keep=None):
    await organisations.join(
        invitation.id,
        account_id=account.id,
        enrolment=enrolment,
        keep=keep,
        valid_for=FORTNIGHT,
        now=now,
    )


def an_enrolment(invitation, *, now=NOON):
    number = accounts.new_enrolment()
    secret = accounts.offered_secret(invitation.id, number)
    return Enrolment(number=number, code=pyotp.TOTP(secret).at(now))


async def now_of(account) -> Account:
    return await Account.objects().get(Account.id == account.id)


async def duties_of(kind) -> set:
    return {duty.subject for duty in await Duty.objects().where(Duty.kind == kind)}


async def seats(organisation, *, now=NOON):
    return await organisations.seats_of(organisation.id, valid_for=FORTNIGHT, now=now)


class TestInviting:
    async def test_offers_a_seat_and_sees_to_the_mail(self, chambers, carol):
        made = await invite(chambers, by=carol.id)
        assert await duties_of(MAIL_INVITATION) == {made.id}
        assert (await seats(chambers)).offered == 1
        assert await organisations.inviter_of(made) == carol.first_name + " Martin"

    async def test_by_our_staff_names_nobody(self, chambers):
        assert await organisations.inviter_of(await invite(chambers)) is None

    async def test_stores_the_same_whether_the_address_has_an_account_or_not(self, chambers):
        await an_account("known@example.org")
        known, unknown = await invite(chambers, "known@example.org"), await invite(chambers)
        assert await duties_of(MAIL_INVITATION) == {known.id, unknown.id}

    async def test_again_replaces_the_first_whose_link_is_spent(self, chambers):
        first = await invite(chambers)
        second = await invite(chambers)
        with pytest.raises(organisations.InvitationSpent):
            await accept(first)
        assert (await seats(chambers)).offered == 1
        await accept(second)

    async def test_sent_twice_is_one_invitation(self, chambers):
        form_id = uuid4()
        for _ in range(2):
            await invite(chambers, form_id=form_id)
        assert await Invitation.count() == 1

    @pytest.mark.asvs("2.3.2")
    async def test_beyond_the_seats_is_refused(self, chambers, carol):
        for number in range(4):
            await invite(chambers, f"guest{number}@example.org")
        with pytest.raises(organisations.NoSeatLeft):
            await invite(chambers, "one-more@example.org")

    async def test_a_seat_is_free_again_when_an_invitation_is_withdrawn_or_too_old(
        self, chambers, carol
    ):
        made = [await invite(chambers, f"guest{number}@example.org") for number in range(4)]
        await organisations.withdraw_invitation(
            made[0].id, organisation_id=chambers.id, now=NOON
        )
        assert (await seats(chambers)).left == 1
        assert (await seats(chambers, now=NOON + timedelta(days=15))).left == 4

    async def test_a_member_is_refused(self, chambers, dave):
        with pytest.raises(organisations.AlreadyMember):
            await invite(chambers, dave.email)

    async def test_nobody_to_an_organisation_that_ended(self, chambers):
        await organisations.end_organisation(organisation_id=chambers.id, now=NOON)
        with pytest.raises(organisations.OrganisationEnded):
            await invite(chambers)

    @pytest.mark.asvs("8.4.1")
    async def test_of_another_organisation_cannot_be_withdrawn(self, chambers):
        made = await invite(chambers)
        other = await an_organisation("Cabinet Erin")
        with pytest.raises(NotFound):
            await organisations.withdraw_invitation(made.id, organisation_id=other.id, now=NOON)
        await accept(made)


class TestAcceptingWithANewAccount:
    @pytest.mark.promise("P-ACC-5")
    async def test_opens_a_guest_s_account_without_a_telephone_number(self, chambers):
        account_id = await accept(await invite(chambers))
        guest = await Account.objects().get(Account.id == account_id)
        assert (guest.opened_by, guest.telephone) == ("invitation", None)
        assert guest.organisation == chambers.id
        assert not guest.administers_organisation
        opened = await accounts.sign_in(
            email="guest@example.org",
            password=PASSWORD,
            ip="192.0.2.1",
            replacing=None,
            now=NOON,
        )
        assert not opened.second_factor_due

    async def test_works_once(self, chambers):
        made = await invite(chambers)
        await accept(made)
        with pytest.raises(organisations.InvitationSpent):
            await accept(made)

    @pytest.mark.promise("P-OPS-1")
    async def test_works_through_fourteen_days_and_not_after(self, chambers):
        made = await invite(chambers)
        with pytest.raises(organisations.InvitationSpent):
            await accept(made, now=NOON + timedelta(days=14, seconds=1))
        await accept(made, now=NOON + timedelta(days=14))

    async def test_withdrawn_opens_nothing(self, chambers):
        made = await invite(chambers)
        await organisations.withdraw_invitation(made.id, organisation_id=chambers.id, now=NOON)
        with pytest.raises(organisations.InvitationSpent):
            await accept(made)
        assert await Account.count() == 0

    async def test_of_an_address_that_got_an_account_meanwhile_changes_nothing(self, chambers):
        made = await invite(chambers)
        guest = await an_account("guest@example.org")
        with pytest.raises(accounts.AccountExists):
            await accept(made)
        assert (await now_of(guest)).organisation is None

    async def test_when_seats_were_taken_back_is_refused(self, chambers, carol):
        made = await invite(chambers)
        await organisations.set_seats(organisation_id=chambers.id, seats=1)
        with pytest.raises(organisations.NoSeatLeft):
            await accept(made)

    @pytest.mark.promise("P-SEC-2")
    async def test_as_administrator_wants_a_second_factor(self, chambers):
        made = await invite(chambers, as_administrator=True)
        with pytest.raises(organisations.SecondFactorNeeded):
            await accept(made)
        with pytest.raises(accounts.WrongCode):
            await accept(made, enrolment=Enrolment(number=accounts.new_enrolment(), code="1"))
        await accept(made, enrolment=an_enrolment(made))
        opened = await accounts.sign_in(
            email="guest@example.org",
            password=PASSWORD,
            ip="192.0.2.1",
            replacing=None,
            now=NOON,
        )
        assert opened.second_factor_due


class TestJoiningWithAnAccount:
    async def test_takes_the_seat_and_keeps_the_account(self, chambers):
        alice = await an_account("alice@example.org")
        await join(await invite(chambers, alice.email), alice)
        joined = await now_of(alice)
        assert joined.organisation == chambers.id
        assert (joined.opened_by, joined.telephone) == ("sign_up", alice.telephone)

    async def test_by_somebody_else_is_refused(self, chambers):
        bob = await an_account("bob@example.org")
        made = await invite(chambers, "alice@example.org")
        with pytest.raises(organisations.NotForYou):
            await join(made, bob)
        assert (await now_of(bob)).organisation is None

    async def test_from_another_organisation_is_refused(self, chambers):
        other = await an_organisation("Cabinet Erin")
        frank = await an_account("frank@example.org", organisation=other.id)
        with pytest.raises(organisations.BelongsElsewhere):
            await join(await invite(chambers, frank.email), frank)
        assert (await now_of(frank)).organisation == other.id

    async def test_twice_is_refused(self, chambers):
        alice = await an_account("alice@example.org")
        made = await invite(chambers, alice.email)
        await join(made, alice)
        with pytest.raises(organisations.InvitationSpent):
            await join(made, alice)

    async def test_as_administrator_sets_the_second_factor_that_lacks(self, chambers):
        alice = await an_account("alice@example.org")
        made = await invite(chambers, alice.email, as_administrator=True)
        with pytest.raises(organisations.SecondFactorNeeded):
            await join(made, alice)
        await join(made, alice, enrolment=an_enrolment(made))
        joined = await now_of(alice)
        assert joined.administers_organisation
        assert joined.totp_secret

    async def test_as_administrator_tells_of_the_factor_and_ends_the_other_sessions(
        self, chambers
    ):
        alice = await an_account("alice@example.org")
        here, there = await sign_in(alice.email), await sign_in(alice.email)
        made = await invite(chambers, alice.email, as_administrator=True)
        await join(made, alice, enrolment=an_enrolment(made), keep=here.session_id)
        assert await who(here)
        assert await who(there) is None
        assert await Duty.exists().where(Duty.kind == MAIL_SECURITY_EVENT)


class TestAdministrators:
    async def make(self, chambers, member):
        return await organisations.make_administrator(
            organisation_id=chambers.id,
            account_id=member.id,
            by=STAFF,
            form_id=uuid4(),
            language="fr",
            valid_for=FORTNIGHT,
            now=NOON,
        )

    async def test_who_has_a_second_factor_is_made_one_at_once(self, chambers, dave):
        await Account.update({Account.totp_secret: TOTP_SECRET}).where(Account.id == dave.id)
        assert await self.make(chambers, dave)
        assert (await now_of(dave)).administers_organisation

    async def test_who_has_none_is_invited_and_takes_no_second_seat(self, chambers, dave):
        assert not await self.make(chambers, dave)
        assert not (await now_of(dave)).administers_organisation
        assert (await seats(chambers)).offered == 0
        [made] = await Invitation.objects()
        await join(made, dave, enrolment=an_enrolment(made))
        assert (await now_of(dave)).administers_organisation

    async def test_of_another_organisation_does_not_exist(self, chambers, dave):
        erins = await an_organisation("Cabinet Erin")
        for deed in (
            self.make(erins, dave),
            organisations.end_administration(organisation_id=erins.id, account_id=dave.id),
            organisations.remove_member(organisation_id=erins.id, account_id=dave.id, now=NOON),
        ):
            with pytest.raises(NotFound):
                await deed
        assert (await now_of(dave)).organisation == chambers.id

    @pytest.mark.asvs("2.3.2")
    async def test_the_last_one_cannot_leave_nor_step_down(self, chambers, carol, dave):
        with pytest.raises(organisations.LastAdministrator):
            await organisations.leave_organisation(account_id=carol.id)
        with pytest.raises(organisations.LastAdministrator):
            await organisations.end_administration(
                organisation_id=chambers.id, account_id=carol.id
            )
        assert (await now_of(carol)).administers_organisation

    async def test_one_of_two_can(self, chambers, carol):
        await an_administrator("second@example.org", chambers.id)
        await organisations.leave_organisation(account_id=carol.id)
        assert (await now_of(carol)).organisation is None

    async def test_a_closed_account_administers_nothing(self, chambers, carol):
        await an_administrator("second@example.org", chambers.id, closed_at=NOON)
        with pytest.raises(organisations.LastAdministrator):
            await organisations.leave_organisation(account_id=carol.id)


class TestLeaving:
    async def test_frees_the_seat_and_keeps_the_account(self, chambers, carol, dave):
        before = await seats(chambers)
        await organisations.leave_organisation(account_id=dave.id)
        assert (await seats(chambers)).taken == before.taken - 1
        assert (await now_of(dave)).closed_at is None

    async def test_who_is_removed_is_told(self, chambers, carol, dave):
        await organisations.remove_member(
            organisation_id=chambers.id, account_id=dave.id, now=NOON
        )
        assert await duties_of(MAIL_REMOVED) == {dave.id}

    async def test_who_belongs_to_none_cannot(self):
        alice = await an_account("alice@example.org")
        with pytest.raises(NotFound):
            await organisations.leave_organisation(account_id=alice.id)


class TestTheEndOfAContract:
    async def test_lets_everybody_go_and_tells_them(self, chambers, carol, dave):
        made = await invite(chambers)
        await organisations.end_organisation(organisation_id=chambers.id, now=NOON)
        for member in (carol, dave):
            left = await now_of(member)
            assert left.organisation is None
            assert not left.administers_organisation
        assert await duties_of(MAIL_ENDED) == {carol.id, dave.id}
        with pytest.raises(organisations.InvitationSpent):
            await accept(made)

    async def test_ends_once(self, chambers):
        await organisations.end_organisation(organisation_id=chambers.id, now=NOON)
        with pytest.raises(organisations.OrganisationEnded):
            await organisations.end_organisation(organisation_id=chambers.id, now=NOON)


TODAY = paris_day(NOON)


async def record(organisation, since_on=TODAY, until_on=None):
    await organisations.record_clause(
        organisation_id=organisation.id,
        since_on=since_on,
        until_on=until_on,
        now=NOON,
    )


async def use(organisation, *, now=NOON):
    rows = await organisations.statistics_of(
        organisation.id, month=paris_day(now).replace(day=1), now=now
    )
    return {row.email: (row.active_days, row.searches, row.documents) for row in rows}


@pytest.mark.promise("P-ACC-9")
class TestTheClauseOnStatistics:
    async def test_without_it_nothing_is_counted_and_there_are_no_statistics(
        self, chambers, dave
    ):
        await organisations.count_search(account_id=dave.id, now=NOON)
        with pytest.raises(NotFound):
            await use(chambers)
        await record(chambers)
        assert await use(chambers) == {dave.email: (0, 0, 0)}

    async def test_holds_from_its_first_day_until_the_day_on_which_it_ends(self, chambers):
        await record(chambers, TODAY, TODAY + timedelta(days=2))
        found = [
            await organisations.clause_in_force(chambers.id, on=TODAY + timedelta(days=days))
            for days in (-1, 0, 1, 2)
        ]
        assert [one is not None for one in found] == [False, True, True, False]

    async def test_counts_days_searches_and_documents(self, chambers, dave):
        await record(chambers, TODAY - timedelta(days=9))
        for now in (NOON, NOON, NOON - timedelta(days=1)):
            await organisations.count_search(account_id=dave.id, now=now)
        await organisations.count_document(account_id=dave.id, now=NOON)
        assert await use(chambers) == {dave.email: (2, 3, 1)}

    async def test_tells_every_member(self, chambers, carol, dave):
        await record(chambers)
        assert await duties_of(MAIL_CLAUSE) == {carol.id, dave.id}

    async def test_is_recorded_once_and_never_over_another(self, chambers):
        await record(chambers)
        await record(chambers)
        assert len(await organisations.clauses_of(chambers.id)) == 1
        with pytest.raises(organisations.ClausesOverlap):
            await record(chambers, TODAY + timedelta(days=3))
        with pytest.raises(organisations.EndsBeforeItBegins):
            await record(chambers, TODAY, TODAY)

    async def test_ended_takes_the_counters_and_the_page_with_it(self, chambers, dave):
        await record(chambers)
        await organisations.count_search(account_id=dave.id, now=NOON)
        await organisations.end_clause(organisation_id=chambers.id, now=NOON)
        with pytest.raises(NotFound):
            await use(chambers)
        await record(chambers, TODAY)
        assert await use(chambers) == {dave.email: (0, 0, 0)}

    async def test_run_out_loses_its_counters_with_the_night(self, chambers, dave):
        await record(chambers, TODAY, TODAY + timedelta(days=1))
        await organisations.count_search(account_id=dave.id, now=NOON)
        assert await organisations.forget_what_no_clause_covers(now=NOON) == 0
        tomorrow = NOON + timedelta(days=1)
        assert await organisations.forget_what_no_clause_covers(now=tomorrow) == 1

    async def test_shows_nothing_of_another_organisation(self, chambers, dave):
        await record(chambers)
        erins = await an_organisation("Cabinet Erin")
        await record(erins)
        assert await use(erins) == {}

    async def test_leaving_takes_the_counters_along(self, chambers, carol, dave):
        await record(chambers)
        await organisations.count_search(account_id=dave.id, now=NOON)
        await organisations.leave_organisation(account_id=dave.id)
        await join(await invite(chambers, dave.email), dave)
        assert (await use(chambers))[dave.email] == (0, 0, 0)


@pytest.mark.promise("P-ACC-9")
class TestObjecting:
    async def test_takes_the_person_out_at_once(self, chambers, carol, dave):
        await record(chambers)
        await organisations.count_search(account_id=dave.id, now=NOON)
        await organisations.object_to_statistics(account_id=dave.id, now=NOON)
        await organisations.count_search(account_id=dave.id, now=NOON)
        assert set(await use(chambers)) == {carol.email}
        standing = await organisations.standing_of(dave.id, now=NOON)
        assert standing.objected_at == NOON

    async def test_keeps_its_first_date(self, dave):
        await organisations.object_to_statistics(account_id=dave.id, now=NOON)
        later = NOON + timedelta(days=1)
        await organisations.object_to_statistics(account_id=dave.id, now=later)
        standing = await organisations.standing_of(dave.id, now=later)
        assert standing.objected_at == NOON

    async def test_can_be_taken_back(self, chambers, dave):
        await record(chambers)
        await organisations.object_to_statistics(account_id=dave.id, now=NOON)
        await organisations.withdraw_objection(account_id=dave.id, now=NOON)
        await organisations.count_search(account_id=dave.id, now=NOON)
        assert await use(chambers) == {dave.email: (1, 1, 0)}
