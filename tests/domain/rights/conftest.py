"""Some of what is proven here needs transactions that end as they do in production."""

from collections.abc import AsyncIterator

import pytest

from domain import database


@pytest.fixture
async def committed(pool: str) -> AsyncIterator[str]:
    """Really written. Emptied afterwards."""
    yield pool
    await database.execute(
        "truncate account, organisation, work, rights_request, erasure, duty, mail, sign_up,"
        " password_reset, throttle, audit_entry, outbound, prospect, suppressed, erasure_mark,"
        " forgetting,"
        " undeliverable, legal_hold, prospect_import, personal_data_breach,"
        " directive_consent, death_report cascade"
    )
