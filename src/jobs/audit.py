"""Verifying the audit trail: by night, and when the DPO asks for it (P-SEC-3)."""

import logging
from datetime import datetime
from uuid import UUID

from domain import audit
from domain.audit import VERIFY_TRAIL
from domain.register import TRAIL_KEPT_FOR
from domain.settings import current_settings

log = logging.getLogger("jobs.audit")


async def verify_trail(now: datetime) -> None:
    """Verify the trail against itself and its anchors; a flaw is told in the log as well."""
    found = await audit.verify(
        file=current_settings().audit_anchors, kept_for=TRAIL_KEPT_FOR, now=now
    )
    if found.fault is not None:
        facts = {"fault": found.fault, "number": found.fault_number}
        log.error("the audit trail is not whole", extra={"facts": facts})


async def _verify_at_once(_the_trail: UUID, now: datetime) -> None:
    await verify_trail(now)


HANDLERS = {VERIFY_TRAIL: _verify_at_once}
