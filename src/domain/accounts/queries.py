"""Reading accounts."""

from dataclasses import dataclass
from uuid import UUID

from piccolo.custom_types import Combinable

from domain.accounts.tables import Account, Organisation
from domain.errors import NotFound
from domain.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What a person's own page says of the account."""

    account: Account
    organisation_name: str | None


async def without_secrets(which: Combinable) -> list[Account]:
    """Return accounts without what only the program reads: hash of the password, app's key.

    For pages, whose roles the database shows no more (P-SEC-3). The accounts that are
    returned must not be saved whole.
    """
    rows = await Account.select(exclude_secrets=True).where(which)
    return [Account(**row, _exists_in_db=True) for row in rows]


async def overview(account_id: UUID) -> Overview:
    """Return the account of a person, with the name of the organisation it belongs to.

    Raises:
        NotFound: It is gone.
    """
    found = await without_secrets(Account.id == account_id)
    if not found:
        raise NotFound
    account = found[0]
    organisation = (
        await Organisation.objects().where(Organisation.id == account.organisation).first()
    )
    return Overview(
        account=account, organisation_name=organisation.name if organisation else None
    )


async def names_of_staff() -> dict[UUID, str]:
    """Return the members of staff by name, for the DPO's reading of the trail."""
    staff = await without_secrets(Account.role != "holder")
    return {one.id: f"{one.first_name} {one.last_name}" for one in staff}


async def all_staff() -> list[Account]:
    """Return the members of staff, those who work here first."""
    staff = await without_secrets(Account.role != "holder")
    return sorted(staff, key=lambda one: (one.left_at is not None, one.role, one.email))


async def officers() -> list[Account]:
    """Return the officers who work for us now and took up their account."""
    return [
        one
        for one in await all_staff()
        if one.role == Role.DPO and not one.left_at and one.first_name
    ]


async def find_staff(account_id: UUID) -> Account:
    """Return a member of staff.

    Raises:
        NotFound: There is none of this id.
    """
    found = await without_secrets((Account.id == account_id) & (Account.role != "holder"))
    if not found:
        raise NotFound
    return found[0]
