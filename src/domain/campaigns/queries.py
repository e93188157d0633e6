"""Reading campaigns, and what became of their mails."""

from dataclasses import dataclass
from uuid import UUID

from domain import accounts
from domain.accounts import Account
from domain.campaigns.rules import trial_of
from domain.campaigns.tables import Campaign, CampaignReaction
from domain.errors import NotFound


@dataclass(frozen=True, slots=True)
class Results:
    """What became of a campaign's mails, as far as it is."""

    campaign: Campaign
    reaction: CampaignReaction

    @property
    def reached(self) -> int:
        """Who was written to, or passed over."""
        return self.campaign.written + self.campaign.passed_over

    @property
    def left_out(self) -> int:
        """Who was restricted or erased between the yes and their turn; 0 until it is done."""
        is_done = self.campaign.finished_at and not self.campaign.stopped_at
        return max(self.campaign.addressed - self.reached, 0) if is_done else 0

    @property
    def not_left(self) -> int:
        """Mails that wait; where the campaign is stopped, those that were withdrawn."""
        one = self.campaign
        return max(one.written - one.sent - one.withheld - self.reaction.let_go, 0)

    @property
    def is_leaving(self) -> bool:
        """Whether mails are being written, or wait to leave: it can be stopped."""
        one = self.campaign
        is_on_its_way = one.confirmed_at is not None and one.stopped_at is None
        return is_on_its_way and (one.finished_at is None or self.not_left > 0)

    @property
    def undeliverable(self) -> int:
        """Mails that nothing could deliver: not sent because of that, or come back."""
        return self.campaign.withheld + self.reaction.came_back


async def find(campaign_id: UUID) -> Campaign:
    """Return a campaign.

    Raises:
        NotFound: There is no such campaign.
    """
    found = await Campaign.objects().where(Campaign.id == campaign_id).first()
    if found is None:
        raise NotFound
    return found


async def latest(*, limit: int = 50) -> list[Campaign]:
    """Return the campaigns, the latest first."""
    return await Campaign.objects().order_by(Campaign.written_at, ascending=False).limit(limit)


async def results_of(campaign: Campaign) -> Results:
    """Return what became of a campaign's mails."""
    reaction = (
        await CampaignReaction.objects().where(CampaignReaction.id == campaign.id).first()
    )
    none_yet = CampaignReaction(came_back=0, let_go=0, objected=0)
    return Results(campaign, reaction or none_yet)


async def trial(trial_id: UUID) -> tuple[Campaign, Account] | None:
    """Return which campaign a trial is of, and who asked for it.

    None where it was said yes to meanwhile, or its member of staff has left.
    """
    staff = [one for one in await accounts.all_staff() if one.left_at is None]
    undecided = (
        await Campaign.objects()
        .where(Campaign.confirmed_at.is_null())
        .order_by(Campaign.written_at, ascending=False)
        .limit(_UNDECIDED)
    )
    found = (
        (campaign, account)
        for campaign in undecided
        for account in staff
        if trial_of(campaign.id, account.id) == trial_id
    )
    return next(found, None)


_UNDECIDED = 200
"""Campaigns that a trial may be of: more never wait for a yes."""
