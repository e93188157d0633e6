"""What holds for organisations and their people: no I/O, no clock."""

from domain.errors import DomainError
from domain.periods import Period, end_in_sql

STATISTICS = "organisation-statistics"
"""Slug of the activity on whose sheet the counters stand, and to which members may object."""

CLAUSE_IN_FORCE = (
    "statistics_clause.since_on <= {day}"
    " and {day} < coalesce(statistics_clause.until_on, 'infinity'::date)"
)
"""SQL: the clause holds on ``{day}``: from its first day, up to the day on which it ends."""

OBJECTED = f"""
    exists (select from objection where objection.account = account.id
            and objection.activity = '{STATISTICS}' and objection.withdrawn_at is null)
"""
"""SQL: the person is out of the statistics, from the objection on and while it is weighed."""

MEMBER = "account.role = 'holder' and account.closed_at is null"
"""SQL: who takes a seat of the organisation."""


class OrganisationEnded(DomainError):
    """The organisation is a client no more."""


class NoSeatLeft(DomainError):
    """Every seat that the organisation bought is taken or offered."""


class AlreadyMember(DomainError):
    """The person is a member of the organisation already."""


class LastAdministrator(DomainError):
    """An organisation is never left without an administrator by its own people."""


class InvitationSpent(DomainError):
    """The invitation was accepted or withdrawn before, or waited too long."""


class NotForYou(DomainError):
    """The invitation was sent to the address of somebody else."""


class BelongsElsewhere(DomainError):
    """The person is a member of another organisation."""


class SecondFactorNeeded(DomainError):
    """An administrator signs in with a second factor, and the person has none yet."""


class ClausesOverlap(DomainError):
    """Another clause holds during the same days."""


class EndsBeforeItBegins(DomainError):
    """The end of a clause does not lie after its beginning."""


def waiting(valid_for: Period, *, now: str) -> str:
    """Return the SQL condition of the invitations that can still be accepted.

    The last instant of the period counts.
    """
    return (
        "invitation.accepted_at is null and invitation.withdrawn_at is null"
        f" and {end_in_sql('invitation.invited_at', valid_for)} >= {now}"
    )
