"""Opening an account: asked for in a form, open once the address is proven (P-ACC-1, -2)."""

import hmac
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from domain import database, duties
from domain.accounts import passwords, throttling
from domain.accounts.tables import SignUp
from domain.errors import DomainError
from domain.periods import Period, after
from domain.text import Language

PROVE_ADDRESS = "prove-address"
"""Purpose of the link in the mail."""

MAIL_PROOF = "mail:prove-address"
MAIL_KNOWN = "mail:account-exists"
"""Duties: the one mail or the other, about a sign-up."""


class LinkSpent(DomainError):
    """The link did its work before, or waited too long."""


class AccountExists(DomainError):
    """The address has an account already."""


class NotWhoAsked(DomainError):
    """It is another browser than the one that signed up, and not the password given there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What the policy lets us ask when an account is opened, address and password apart."""

    first_name: str
    last_name: str
    occupation: str
    telephone: str
    practice_name: str | None = None
    position: str | None = None
    practice_areas: str | None = None


async def sign_up(  # noqa: PLR0913 - the fields of one form
    *,
    form_id: UUID,
    email: str,
    password: str,
    particulars: Particulars,
    form_secret_hash: str | None,
    language: Language,
    now: datetime,
) -> None:
    """Take a sign-up and see to the mail that answers it.

    Whether the address has an account changes the mail alone: what is stored, what is
    answered and how long it takes are the same. The same form sent again is corrected in
    place and sends no second mail.

    Raises:
        TooBusy: Too many passwords wait to be hashed.
    """
    asked = {
        **asdict(particulars),
        "password_hash": await passwords.hash_password(password),
        "form_secret_hash": form_secret_hash,
        "language": language,
    }
    async with database.transaction():
        sign_up_id, is_new = await _store(form_id, email, asked, now)
        known = await database.fetch_value(
            "select true from account where email = $1 and closed_at is null", email
        )
        if is_new:
            kind = MAIL_KNOWN if known else MAIL_PROOF
            await duties.assign(kind=kind, subject=sign_up_id, now=now)


async def _store(
    form_id: UUID, email: str, asked: dict[str, str | None], now: datetime
) -> tuple[UUID, bool]:
    """Store a sign-up, or correct the one that the same form made; tell whether it is new."""
    places = ", ".join(f"${number}" for number in range(4, 4 + len(asked)))
    corrected = ", ".join(f"{name} = excluded.{name}" for name in asked)
    row = await database.fetch_row(
        f"""
        insert into sign_up (form_id, email, created_at, {", ".join(asked)})
        values ($1, $2, $3, {places})
        on conflict (form_id, email) do update set {corrected}
        returning id, xmax = 0 as is_new
        """,
        form_id,
        email,
        now,
        *asked.values(),
    )
    assert row is not None  # noqa: S101 - inserted or updated, the row comes back
    return row["id"], row["is_new"]


async def waiting_sign_up(sign_up_id: UUID, *, valid_for: Period, now: datetime) -> SignUp:
    """Return a sign-up whose address can still be proven.

    Args:
        sign_up_id: As its link names it.
        valid_for: How long a sign-up waits, as the register says.
        now: The present instant; the last one of the period still counts.

    Raises:
        LinkSpent: It was proven before, or waited too long.
    """
    found = await SignUp.objects().where(SignUp.id == sign_up_id).first()
    if found is None or now > after(found.created_at, valid_for):
        raise LinkSpent
    return found


def is_where_it_was_asked(asked: SignUp, form_secret_hash: str | None) -> bool:
    """Tell whether this browser is the one that signed up."""
    known: str | None = asked.form_secret_hash
    if known is None or form_secret_hash is None:
        return False
    return hmac.compare_digest(known, form_secret_hash)


async def prove_address(  # noqa: PLR0913 - which link, opened where, with what, when
    sign_up_id: UUID,
    *,
    form_secret_hash: str | None,
    password: str | None,
    ip: str,
    valid_for: Period,
    now: datetime,
) -> UUID:
    """Open the account that a sign-up asked for; return its id.

    The link proves the mailbox, not that its reader signed up: somebody else may have, with a
    password of theirs. So the reader is in the browser that signed up, or knows the password.
    The link works once: the sign-ups of the address go as the account is opened, and of two
    clicks at the same time one alone opens it.

    Raises:
        LinkSpent: It was proven before, or waited too long.
        NotWhoAsked: Another browser, and no password or a wrong one.
        TooManyTries: Slow down; counted as sign-ins of the address are.
        TooBusy: Too many passwords are being checked.
        AccountExists: The address got an account meanwhile, or its last one is being erased.
    """
    asked = await waiting_sign_up(sign_up_id, valid_for=valid_for, now=now)
    if not is_where_it_was_asked(asked, form_secret_hash):
        await _check_password(asked, password, ip=ip, now=now)
    proven_by = asked.password_hash
    async with database.transaction():
        await database.execute("select from sign_up where id = $1 for update", sign_up_id)
        asked = await waiting_sign_up(sign_up_id, valid_for=valid_for, now=now)
        if asked.password_hash != proven_by:  # corrected between the two
            raise NotWhoAsked
        account_id = await database.fetch_value(
            """
            insert into account (email, first_name, last_name, occupation, telephone,
                practice_name, position, practice_areas, role, opened_by, language,
                password_hash, opened_at, last_visit_at)
            select email, first_name, last_name, occupation, telephone, practice_name, position,
                practice_areas, 'holder', 'sign_up', language, password_hash, $2, $2
            from sign_up where id = $1
            on conflict (email) do nothing returning id
            """,
            sign_up_id,
            now,
        )
        if account_id is None:
            raise AccountExists
        await SignUp.delete().where(SignUp.email == asked.email)
    return UUID(str(account_id))


async def _check_password(
    asked: SignUp, password: str | None, *, ip: str, now: datetime
) -> None:
    if password is None:
        raise NotWhoAsked
    what = throttling.SIGN_IN
    await throttling.count_try(what, email=asked.email, ip=ip, now=now)
    if not await passwords.is_right(password, asked.password_hash):
        raise NotWhoAsked
    await throttling.give_back(what, email=asked.email, ip=ip, now=now)
