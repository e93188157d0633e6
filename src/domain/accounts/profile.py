"""Rectification where it harms nobody: names, occupation, telephone, practice (P-RIG-3)."""

from dataclasses import asdict, dataclass
from uuid import UUID

from domain.accounts.queries import without_secrets
from domain.accounts.tables import Account
from domain.errors import NotFound
from domain.text import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What a member of staff corrects."""

    first_name: str
    last_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity(Names):
    """What a holder corrects; a guest alone gives no telephone number (P-ACC-5)."""

    occupation: str
    telephone: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """Where a holder works, if they say."""

    practice_name: str | None
    position: str | None
    practice_areas: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """The language in which we write to the person."""

    language: Language


async def correct(account_id: UUID, facts: Names | Practice | Speech) -> Account:
    """Store what a person corrects in their own account, and return it as it is now.

    No processor holds these values, so nobody else needs to be told (GDPR art. 19).

    Raises:
        NotFound: The account is gone.
    """
    found = await without_secrets(Account.id == account_id)
    if not found:
        raise NotFound
    account = found[0]
    values = asdict(facts)
    for name, value in values.items():
        setattr(account, name, value)
    await account.save([getattr(Account, name) for name in values])
    return account
