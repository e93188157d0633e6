"""Adding prospects, noting exchanges, and letting go of who says no."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID, uuid5

from domain import database, duties, forgetting, suppression
from domain.acting import by_itself
from domain.errors import DomainError, NotFound
from domain.periods import after
from domain.prospects.rules import CONTACTS, SOON, Kind, Source
from domain.prospects.tables import Prospect
from domain.text import Language

INFORM = "inform-prospect"
"""Mail duty: tells a prospect what art. 14 wants told, unless a mail did before."""
SYNCHRONISE = "synchronise-hubspot"
THE_LIST = UUID("6f1a5f4e-7d0b-4b3c-9a51-3c1a7f5f9b10")
"""What the duty of synchronising is about: one at a time, for the whole list."""
_HUBSPOT = "hubspot"


class AlreadyKnown(DomainError):
    """A prospect has this address."""


class IsSuppressed(DomainError):
    """The person objected to prospecting: the address is never stored again (P-MKT-4)."""


class NoSuchProvider(DomainError):
    """No provider of data is listed in the policy: none may be a source (P-MKT-1)."""


class NotBefore(DomainError):
    """The exchange would lie before the data were collected, or in the future."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What is known of a prospect."""

    email: str
    first_name: str
    last_name: str
    telephone: str | None = None
    social_profile: str | None = None
    language: Language = "fr"
    source: Source = Source.MET
    source_name: str = ""


@by_itself
async def add(details: Details, *, prospect_id: UUID, now: datetime) -> None:
    """Add a prospect, and the duty to inform them (art. 13, 14).

    ``prospect_id`` is the form's: sent twice, it is one prospect.

    Raises:
        IsSuppressed: The person objected before.
        NoSuchProvider: The source is a provider, and none is listed.
        AlreadyKnown: The address has a prospect.
    """
    if details.source is Source.PROVIDER:
        raise NoSuchProvider
    if await suppression.is_suppressed(details.email):
        raise IsSuppressed
    async with database.transaction():
        written = await database.execute(
            """
            insert into prospect (id, email, first_name, last_name, telephone, social_profile,
                                  language, source, source_name, collected_at, kept_from,
                                  changed_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $10)
            on conflict do nothing
            """,
            prospect_id,
            *asdict(details).values(),
            now,
        )
        if not written and not await Prospect.exists().where(Prospect.id == prospect_id):
            raise AlreadyKnown
        due_at = after(now, SOON)
        await duties.assign(kind=INFORM, subject=prospect_id, now=now, due_at=due_at)
        await duties.assign(kind=SYNCHRONISE, subject=THE_LIST, now=now)


@by_itself
async def change(details: Details, *, prospect_id: UUID, now: datetime) -> None:
    """Rectify what is known of a prospect (art. 16); the source stays what it was.

    Raises:
        NotFound: There is no such prospect (any more).
        IsSuppressed: The new address is one that objected.
        AlreadyKnown: Another prospect has the new address.
    """
    if await suppression.is_suppressed(details.email):
        raise IsSuppressed
    async with database.transaction():
        former = await locked(prospect_id)
        same = await Prospect.objects().where(Prospect.email == details.email).first()
        if same is not None and same.id != prospect_id:
            raise AlreadyKnown
        if former.email != details.email:
            await forgetting.order(processor=_HUBSPOT, address=former.email, now=now)
        await Prospect.update(
            {
                Prospect.email: details.email,
                Prospect.first_name: details.first_name,
                Prospect.last_name: details.last_name,
                Prospect.telephone: details.telephone,
                Prospect.social_profile: details.social_profile,
                Prospect.language: details.language,
                Prospect.changed_at: now,
            }
        ).where(Prospect.id == prospect_id)
        await duties.assign(kind=SYNCHRONISE, subject=THE_LIST, now=now)


@by_itself
async def note_interaction(
    *, interaction_id: UUID, prospect_id: UUID, kind: Kind, at: datetime, now: datetime
) -> None:
    """Note an exchange; a contact starts the three years again (P-MKT-2, P-MKT-3).

    ``interaction_id`` is the form's: sent twice, it is one exchange. One that is noted late
    moves no later contact back.

    Raises:
        NotFound: There is no such prospect (any more).
        NotBefore: ``at`` lies in the future, or before the data were collected.
    """
    async with database.transaction():
        prospect = await locked(prospect_id)
        if not prospect.collected_at <= at <= now:
            raise NotBefore
        await database.execute(
            "insert into interaction (id, prospect, kind, at) values ($1, $2, $3, $4)"
            " on conflict (id) do nothing",
            interaction_id,
            prospect_id,
            kind,
            at,
        )
        if kind in CONTACTS:
            await database.execute(
                "update prospect set last_contact_at = greatest(last_contact_at, $2),"
                " kept_from = greatest(kept_from, $2) where id = $1",
                prospect_id,
                at,
            )


async def note_handed_over(email: str, *, campaign_id: UUID | None, now: datetime) -> None:
    """Note that a mail to a prospect was handed over, in the transaction that notes it.

    It told them what art. 14 wants told, unless another mail had: the first time counts. A
    campaign's is an exchange too, and no contact: noted twice, it is one.
    """
    prospect_id = await database.fetch_value(
        "update prospect set informed_at = coalesce(informed_at, $2) where email = $1"
        " returning id",
        email,
        now,
    )
    if prospect_id is None or campaign_id is None:
        return
    await database.execute(
        "insert into interaction (id, prospect, kind, at) values ($1, $2, $3, $4)"
        " on conflict (id) do nothing",
        uuid5(campaign_id, f"mail {prospect_id}"),
        prospect_id,
        Kind.MAIL,
        now,
    )


async def press(prospect_id: UUID, *, now: datetime) -> None:
    """Note that a prospect answered on our page: a contact of today, once a day.

    Raises:
        NotFound: There is no such prospect (any more).
    """
    await note_interaction(
        interaction_id=uuid5(prospect_id, f"click {now:%Y-%m-%d}"),
        prospect_id=prospect_id,
        kind=Kind.CLICK,
        at=now,
        now=now,
    )


@by_itself
async def object_to_prospecting(
    prospect_id: UUID,
    *,
    now: datetime,
    reason: suppression.Reason = suppression.Reason.OBJECTION,
) -> None:
    """Let go of a prospect at once, for good, without asking why (art. 21(3), P-MKT-4).

    The row and its history go, and the database has HubSpot and Mailjet asked to forget them
    (``migrations/sql/prospects.sql``); the address stays under a keyed hash alone. The last
    campaign that reached them counts it. Done already, it does nothing.
    """
    async with database.transaction():
        try:
            prospect = await locked(prospect_id)
        except NotFound:
            return
        await suppression.suppress(prospect.email, reason=reason, now=now)
        await database.execute("select set_config('assisteu.objection', 'true', true)")
        await Prospect.delete().where(Prospect.id == prospect_id)
        await database.execute("select set_config('assisteu.objection', '', true)")


@by_itself
async def restrict(prospect_id: UUID, *, now: datetime) -> None:
    """Restrict a prospect's data: stored, and not used (art. 18). The first time counts.

    Raises:
        NotFound: There is no such prospect.
    """
    async with database.transaction():
        await locked(prospect_id)
        await database.execute(
            "update prospect set restricted_at = coalesce(restricted_at, $2) where id = $1",
            prospect_id,
            now,
        )


@by_itself
async def lift_restriction(prospect_id: UUID, *, now: datetime) -> None:
    """Let a prospect's data be used again; what changed meanwhile goes to HubSpot.

    Who was not informed is informed as it was due, or now: the month of art. 14(3) went on.

    Raises:
        NotFound: There is no such prospect.
    """
    async with database.transaction():
        prospect = await locked(prospect_id)
        await database.execute(
            "update prospect set restricted_at = null where id = $1", prospect_id
        )
        if prospect.informed_at is None:
            due_at = after(prospect.collected_at, SOON)
            await duties.assign(kind=INFORM, subject=prospect_id, now=now, due_at=due_at)
        await duties.assign(kind=SYNCHRONISE, subject=THE_LIST, now=now)


async def mark_synchronised(prospect_id: UUID, *, changed_at: datetime, now: datetime) -> bool:
    """Note that HubSpot has a prospect as they were at ``changed_at``; later changes stand.

    Tells whether they are still as they were then.
    """
    return bool(
        await database.execute(
            "update prospect set synchronised_at = $3 where id = $1 and changed_at = $2",
            prospect_id,
            changed_at,
            now,
        )
    )


async def locked(prospect_id: UUID) -> Prospect:
    """Return a prospect, held until the transaction ends.

    Raises:
        NotFound: There is no such prospect.
    """
    found = (
        await Prospect.objects().where(Prospect.id == prospect_id).lock_rows("UPDATE").first()
    )
    if found is None:
        raise NotFound
    return found
