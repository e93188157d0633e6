"""The one clock. Only the web, the jobs and the command line read it, never a rule.

An import contract keeps the rest of the domain from importing this file.
"""

from datetime import UTC, datetime, timedelta

from domain.settings import current_settings


def now() -> datetime:
    """Return the present instant in UTC, moved by ``ASSISTEU_CLOCK_OFFSET_S`` (local run)."""
    return datetime.now(UTC) + timedelta(seconds=current_settings().clock_offset_s)
