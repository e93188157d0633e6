"""The password and the second factor of the demo people, changed for all of them at once."""

from domain import accounts, database


async def give_credentials(*, password: str, totp_secret: str) -> None:
    """Let every person of the demo sign in with these from now on.

    Those without a second factor get none; people who signed up themselves keep their own.
    """
    password_hash = await accounts.hash_password(password)
    async with database.transaction():
        await database.execute(
            "update account set password_hash = $1 where is_demo and password_hash is not null",
            password_hash,
        )
        await database.execute(
            "update account set totp_secret = $1, totp_last_step = null"
            " where is_demo and totp_secret is not null",
            totp_secret,
        )
