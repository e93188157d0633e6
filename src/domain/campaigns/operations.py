"""Writing a campaign, saying yes to it, and going through its readers batch by batch."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from domain import database, duties, prospects
from domain.acting import by_itself
from domain.campaigns.queries import results_of
from domain.campaigns.rules import addressed_by, check_places, trial_of
from domain.campaigns.tables import Campaign
from domain.errors import DomainError, NotFound
from domain.prospects import Prospect

SEND_CAMPAIGN = "send-campaign"
TRY_CAMPAIGN = "try-campaign"
BATCH = 200
"""Mails written in one transaction."""


class Nobody(DomainError):
    """Nobody is addressed: there is nothing to send."""


class NotReady(DomainError):
    """The campaign was said yes to, or stopped, before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The words of a campaign, in both languages, and whom it addresses."""

    subject_fr: str
    text_fr: str
    subject_en: str
    text_en: str
    source: str | None = None
    language: str | None = None
    informed: bool | None = None
    older_months: int | None = None
    newer_months: int | None = None


@by_itself
async def write(draft: Draft, *, campaign_id: UUID, now: datetime) -> None:
    """Write a campaign down, or anew while nobody said yes to it; nothing is sent.

    Raises:
        UnknownPlace: A text names what we do not put there.
        NotReady: It was said yes to before.
    """
    for words in (draft.subject_fr, draft.text_fr, draft.subject_en, draft.text_en):
        check_places(words)
    facts = asdict(draft)
    columns = ", ".join(facts)
    places = ", ".join(f"${place}" for place in range(3, len(facts) + 3))
    changes = ", ".join(f"{name} = excluded.{name}" for name in facts)
    written = await database.execute(
        f"insert into campaign (id, written_at, {columns}) values ($1, $2, {places})"
        f" on conflict (id) do update set {changes} where campaign.confirmed_at is null",
        campaign_id,
        now,
        *facts.values(),
    )
    if not written:
        raise NotReady


@by_itself
async def confirm(campaign_id: UUID, *, now: datetime) -> None:
    """Say yes: the mails are written in the background.

    Raises:
        NotFound: There is no such campaign.
        NotReady: It was said yes to before.
        Nobody: It addresses nobody.
    """
    async with database.transaction():
        campaign = await locked(campaign_id)
        if campaign.confirmed_at is not None:
            raise NotReady
        addressed = await prospects.count(addressed_by(campaign, now=now))
        if not addressed:
            raise Nobody
        await database.execute(
            "update campaign set confirmed_at = $2, addressed = $3 where id = $1",
            campaign_id,
            now,
            addressed,
        )
        await duties.assign(kind=SEND_CAMPAIGN, subject=campaign_id, now=now, may_wait=True)


@by_itself
async def ask_trial(campaign_id: UUID, *, account_id: UUID, now: datetime) -> None:
    """Have a campaign sent to one member of staff alone, as a prospect would get it.

    Raises:
        NotFound: There is no such campaign.
        NotReady: It was said yes to: a trial comes too late.
    """
    async with database.transaction():
        if (await locked(campaign_id)).confirmed_at is not None:
            raise NotReady
        subject = trial_of(campaign_id, account_id)
        await duties.assign(kind=TRY_CAMPAIGN, subject=subject, now=now)


@by_itself
async def stop(campaign_id: UUID, *, now: datetime) -> None:
    """Write no more mails of a campaign, and let none leave that has not left.

    Those that wait are withdrawn with this transaction: none begins to leave after it
    (:func:`domain.mail.begin`), and the duty of each throws it away. One that is being handed
    over at this very moment leaves, and is counted as sent.

    Raises:
        NotFound: There is no such campaign.
        NotReady: It was stopped before, or nothing of it is left to leave.
    """
    async with database.transaction():
        campaign = await locked(campaign_id)
        if not (await results_of(campaign)).is_leaving:
            raise NotReady
        await database.execute(
            "update campaign set stopped_at = $2, finished_at = coalesce(finished_at, $2)"
            " where id = $1",
            campaign_id,
            now,
        )


async def next_batch(campaign: Campaign, *, now: datetime) -> list[Prospect]:
    """Return the next prospects that a campaign addresses, in the order of their ids.

    Held until the transaction ends: a no that comes now waits for it, and is asked about once
    more as each mail leaves. Who was added since the yes was not counted, and is left out.
    """
    condition, arguments = addressed_by(campaign, now=now).condition()
    place = len(arguments)
    rows = await database.fetch(
        f"select * from prospect where {condition} and collected_at <= ${place + 1}"
        f" and (${place + 2}::uuid is null or id > ${place + 2})"
        f" order by id limit {BATCH} for update",
        *arguments,
        campaign.confirmed_at,
        campaign.position,
    )
    return [Prospect(**dict(row), _exists_in_db=True) for row in rows]


async def note_batch(campaign_id: UUID, *, last: UUID, written: int, passed_over: int) -> None:
    """Note how far a campaign is, in the transaction that wrote the mails."""
    await database.execute(
        "update campaign set position = $2, written = written + $3,"
        " passed_over = passed_over + $4 where id = $1",
        campaign_id,
        last,
        written,
        passed_over,
    )


async def finish(campaign_id: UUID, *, now: datetime) -> None:
    """Note that a campaign reached everybody whom it addressed."""
    await database.execute(
        "update campaign set finished_at = $2 where id = $1 and finished_at is null",
        campaign_id,
        now,
    )


async def locked(campaign_id: UUID) -> Campaign:
    """Return a campaign, held until the transaction ends.

    Raises:
        NotFound: There is no such campaign.
    """
    found = (
        await Campaign.objects().where(Campaign.id == campaign_id).lock_rows("UPDATE").first()
    )
    if found is None:
        raise NotFound
    return found
