"""Reading campaigns, and what became of their mails."""

from dataclasses import dataclass
from uuid import UUID

from domain.campaigns.tables import Campaign
from domain.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """How far a campaign is."""

    addressed: int
    reached: int


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


def sent_of(campaign: Campaign) -> Sent:
    """Return how far a campaign is: reached is who was written to or passed over."""
    return Sent(addressed=campaign.addressed, reached=campaign.written + campaign.passed_over)
