"""What holds for accounts and their sessions: no I/O, no clock."""

from datetime import timedelta

from domain.periods import Period, end_in_sql

FRESH_FOR = timedelta(minutes=10)
"""How long a password (and second factor) given opens exports and erasure (step-up)."""

HOLDER_SESSION = Period(months=12)
"""The policy's longest life of the authentication cookie (P-COO-3)."""

STAFF_IDLE = timedelta(minutes=30)
STAFF_SESSION = timedelta(hours=12)

CODE_DUE_WITHIN = timedelta(minutes=10)
"""A session whose second factor is not given by then was never opened."""

VISIT_PRECISION = timedelta(minutes=1)
"""Last visits are written once a minute at most: true to one minute, rounded in favour of
the person, whose data is never held longer for it (docs/adr/last-visit.md)."""

OWES_SECOND_FACTOR = """
    (account.role <> 'holder' or account.administers_organisation
     or account.totp_secret is not null
     or exists (select from passkey where passkey.account = account.id))
"""
"""SQL: staff and administrators of organisations sign in with a second factor as well, and
so does whoever took one up (P-SEC-2)."""

SESSION_ENDS_AT = f"""
    case
        when {OWES_SECOND_FACTOR} and session.second_factor_at is null
            then session.created_at + interval '{CODE_DUE_WITHIN.seconds} seconds'
        when account.role <> 'holder'
            then least(
                session.last_used_at + interval '{STAFF_IDLE.seconds} seconds',
                session.created_at + interval '{STAFF_SESSION.seconds} seconds')
        else {end_in_sql("session.created_at", HOLDER_SESSION)}
    end
"""
"""SQL: the instant at which a session ends by itself; from then on it opens nothing."""
