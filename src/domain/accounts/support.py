"""What our support does for somebody who cannot sign in yet."""

from datetime import datetime

from domain import database, duties
from domain.acting import by_itself

MAIL_PROOF_AGAIN = "mail:prove-address-again"
"""Duty: the mail that proves an address, once more."""


@by_itself
async def ask_proof_again(*, email: str, now: datetime) -> None:
    """See to it that the proof of an address is sent again, if a sign-up waits for it.

    Nothing tells whether one does: support does not see sign-ups. The latest one is meant.
    """
    waiting = await database.fetch_value(
        "select id from sign_up where email = $1 and not exists"
        " (select from account where account.email = sign_up.email and closed_at is null)"
        " order by created_at desc limit 1",
        email,
    )
    if waiting is not None:
        await duties.assign(kind=MAIL_PROOF_AGAIN, subject=waiting, now=now)
