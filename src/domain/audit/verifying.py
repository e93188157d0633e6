"""Verifying the trail: by night, and whenever the DPO asks for it (P-SEC-3, P-OPS-7)."""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from domain import duties
from domain.audit.anchors import Anchor, Damaged, keep, read_anchors, set_aside
from domain.audit.chain import Head, missing_ends, read_chain
from domain.audit.rules import Fault, Flaw
from domain.audit.tables import AuditVerification
from domain.periods import Period

VERIFY_TRAIL = "verify-trail"
"""Kind of the duty: the worker verifies, since it reaches the file of anchors."""

_THE_TRAIL = UUID(int=0)
"""There is one trail: its duty is about nothing else."""


async def verify(
    *, file: Path, kept_for: Period, now: datetime, anew: bool = False
) -> AuditVerification:
    """Verify the trail against itself and against every anchor; keep its head when it holds.

    The result is a row, for the DPO to read. A trail in which a flaw is found gets no new
    anchor: what is kept outside vouches for what was found whole.

    Args:
        file: Where the anchors are kept.
        kept_for: How long an entry is kept, as its sheet says.
        now: The present instant.
        anew: Set the former anchors aside first: after a backup was restored, or their file
            was lost. The row says that it was done.
    """
    if anew:
        await asyncio.to_thread(set_aside, file, now=now)
    # In this order: what was kept meanwhile by somebody else is then in all that is read later.
    remembered = None if anew else await _last_whole()
    anchors, flaw_of_file = await _anchors(file, remembered)
    chain = await read_chain(anchors)
    ends = missing_ends(chain, anchors, now=now, kept_for=kept_for)
    flaw = chain.flaw or ends or flaw_of_file
    if flaw is None and chain.head is not None:
        flaw = await _keep(file, chain.head, now=now)
    found = AuditVerification(
        id=uuid4(),
        verified_at=now,
        entries=chain.entries,
        first_number=chain.first_number,
        last_number=chain.head.number if chain.head else None,
        last_hash=chain.head.hash if chain.head else None,
        anchors=len(anchors),
        fault=flaw.fault.value if flaw else None,
        fault_number=flaw.number if flaw else None,
        began_anew=anew,
    )
    await found.save()
    return found


async def ask_verification(*, now: datetime) -> None:
    """Have the trail verified at once, by the worker; asked twice, it is done once."""
    await duties.assign(kind=VERIFY_TRAIL, subject=_THE_TRAIL, now=now)


async def verifications(*, limit: int = 30) -> list[AuditVerification]:
    """Return the latest verifications, the last one first."""
    return (
        await AuditVerification.objects()
        .order_by(AuditVerification.verified_at, ascending=False)
        .limit(limit)
    )


async def last_verification() -> AuditVerification | None:
    """Return the last verification; None when there was none yet."""
    found = await verifications(limit=1)
    return found[0] if found else None


async def _last_whole() -> AuditVerification | None:
    return (
        await AuditVerification.objects()
        .where(AuditVerification.fault.is_null())
        .order_by(AuditVerification.verified_at, ascending=False)
        .first()
    )


async def _anchors(
    file: Path, remembered: AuditVerification | None
) -> tuple[tuple[Anchor, ...], Flaw | None]:
    """Return the anchors, and what is wrong with their file."""
    try:
        anchors = await asyncio.to_thread(read_anchors, file)
    except Damaged as damaged:
        return (), Flaw(Fault.ANCHORS_DAMAGED, damaged.line)
    except OSError:
        return (), Flaw(Fault.ANCHORS_OUT_OF_REACH)
    return anchors, None if _holds(anchors, remembered) else Flaw(Fault.ANCHORS_MISSING)


def _holds(anchors: Iterable[Anchor], remembered: AuditVerification | None) -> bool:
    """Tell whether the anchor of the last whole verification is among ``anchors``."""
    if remembered is None or remembered.last_number is None:
        return True
    return any(
        (anchor.number, anchor.hash) == (remembered.last_number, remembered.last_hash)
        for anchor in anchors
    )


async def _keep(file: Path, head: Head, *, now: datetime) -> Flaw | None:
    anchor = Anchor(number=head.number, at=head.at, hash=head.hash, kept_at=now)
    try:
        await asyncio.to_thread(keep, file, anchor)
    except OSError:
        return Flaw(Fault.ANCHORS_OUT_OF_REACH)
    return None
