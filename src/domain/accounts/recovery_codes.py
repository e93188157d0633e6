"""Recovery codes: for who lost the second factor; ten of them, each good once (P-SEC-2).

Only keyed hashes are kept, and the key lies outside the database: a copy of the database
gives nothing to try guesses against. Fifty bits each, and tries are throttled.
"""

import secrets
from datetime import datetime
from uuid import UUID

from domain import database
from domain.accounts.second_factor import WrongCode
from domain.accounts.security_events import Change, note_change
from domain.accounts.tables import RecoveryCode
from domain.links import keyed_hash

HOW_MANY = 10
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without what is read for something else: 0 and o, 1, i and l."""
_LENGTH = 10


async def make_recovery_codes(account_id: UUID, *, now: datetime) -> list[str]:
    """Make ten codes in place of all earlier ones; return them, for the only time."""
    codes = [
        "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH)) for _ in range(HOW_MANY)
    ]
    async with database.transaction():
        await database.execute("select from account where id = $1 for update", account_id)
        await forget_recovery_codes(account_id)
        await RecoveryCode.insert(
            *(
                RecoveryCode(account=account_id, code_hash=_hash(account_id, code), made_at=now)
                for code in codes
            )
        )
        await note_change(account_id, Change.RECOVERY_CODES, now=now)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


async def use_recovery_code(account_id: UUID, *, code: str, now: datetime) -> None:
    """Use up one recovery code: its row goes in the statement that finds it.

    Raises:
        WrongCode: It is none of this account's, or was used before.
    """
    async with database.transaction():
        used = await database.execute(
            "delete from recovery_code where account = $1 and code_hash = $2",
            account_id,
            _hash(account_id, code),
        )
        if not used:
            raise WrongCode
        await note_change(account_id, Change.RECOVERY_CODE_USED, now=now)


async def recovery_codes_left(account_id: UUID) -> int:
    """Return how many codes are not used yet."""
    left: int = await RecoveryCode.count().where(RecoveryCode.account == account_id)
    return left


async def forget_recovery_codes(account_id: UUID) -> None:
    """Take all codes away: new ones come, or no second factor is left to replace."""
    await RecoveryCode.delete().where(RecoveryCode.account == account_id)


def _hash(account_id: UUID, code: str) -> str:
    tidy = "".join(letter for letter in code.lower() if letter.isalnum())
    return keyed_hash(f"recovery-code:{account_id}", tidy.encode())
