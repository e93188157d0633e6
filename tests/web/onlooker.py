"""What the register lets somebody see: the expectation of the matrix, read off the sheets."""

from dataclasses import dataclass, replace
from uuid import UUID

from domain import database
from domain.register.completeness import column_name
from domain.roles import STAFF, Role
from tests.web.canaries import Canary
from tests.web.twins import PEOPLE, WITHOUT_ACCOUNT, email_of
from tests.web.world import World


@dataclass(frozen=True)
class Onlooker:
    """Somebody who looks: their roles, who they are, and whom they administer."""

    roles: frozenset[Role]
    persons: frozenset[str] = frozenset()
    """As whom they are known: by their account, or by a link that was mailed to them."""

    members: frozenset[str] = frozenset()
    """The people of the organisation that they administer."""

    administrators: frozenset[str] = frozenset()
    """Who administers the organisation that they belong to, or that invites them."""

    def may_see(self, canary: Canary) -> bool:
        """Tell whether a sheet shows the datum to them: the rule of the whole matrix."""
        by_role = any(
            canary.datum.is_shown_to(role) and self.covers(role, canary.owner)
            for role in self.roles & frozenset(canary.activity.access)
        )
        as_member = canary.holding.known_to_members and canary.owner in self.administrators
        return by_role or self._counts_by(canary) or bool(as_member and canary.datum.shown)

    def _counts_by(self, canary: Canary) -> bool:
        """Tell whether the officer sees a clock of what is nobody's, by which rows are counted.

        As the second wall lets them, for forecasts and the watch over periods (art. 39(1)(b)).
        """
        clock = column_name(canary.holding.retention.starts_at)
        return canary.owner is None and Role.DPO in self.roles and canary.column == clock

    def covers(self, role: Role, owner: str | None) -> bool:
        """Tell whose data a role opens: one's own, one's organisation's, or anybody's."""
        if role is Role.HOLDER:
            return owner in self.persons
        if role is Role.ORG_ADMIN:
            return owner in self.members
        return True

    def together_with(self, other: "Onlooker") -> "Onlooker":
        """Return them as they see with a link that was mailed to ``other`` as well."""
        return Onlooker(
            self.roles | other.roles,
            self.persons | other.persons,
            members=self.members,
            administrators=self.administrators | other.administrators,
        )


async def onlooker_of(world: World, name: str) -> Onlooker:
    """Return ``name``, one of the actors of the walk."""
    account = world.browsers[name].account
    if account is None:
        return Onlooker(frozenset())
    known = await reader_of(email_of(name))
    roles = known.roles | {Role(account.role)}
    if not account.administers_organisation:
        return replace(known, roles=roles)
    members = await _people_of(account.organisation)
    return replace(known, roles=roles | {Role.ORG_ADMIN}, members=members)


async def reader_of(email: str) -> Onlooker:
    """Return who reads the mail to an address: the holder of what it proves, staff too."""
    organisations = await database.fetch(
        "select organisation from account where email = $1 and organisation is not null"
        " union select organisation from invitation where email = $1",
        email,
    )
    administrators = [
        await _people_of(each, "administers_organisation") for (each,) in organisations
    ]
    return Onlooker(
        frozenset({Role.HOLDER}),
        frozenset(name for name in _KNOWN if _KNOWN[name] == email),
        administrators=frozenset().union(*administrators),
    )


_KNOWN = {name: email_of(name) for name in (*PEOPLE, *WITHOUT_ACCOUNT)}


async def _people_of(organisation: UUID, condition: str = "true") -> frozenset[str]:
    """Return who belongs to an organisation, or is invited to it."""
    rows = await database.fetch(
        f"select email from account where organisation = $1 and {condition}"
        " union select email from invitation where organisation = $1 and $2",
        organisation,
        condition == "true",
    )
    emails = {email for (email,) in rows}
    return frozenset(name for name in _KNOWN if _KNOWN[name] in emails)


def is_staff(onlooker: Onlooker) -> bool:
    return bool(onlooker.roles & frozenset(STAFF))
