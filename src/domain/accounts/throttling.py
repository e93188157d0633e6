"""Slowing down whoever tries too often: a pause, never a lock (P-SEC-2).

Counted in the database, atomically, so that every process counts together; under keyed
hashes, so that the counters say nothing of whom they count. Old ones go after 24 hours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_network

from domain import database
from domain.acting import by_itself
from domain.errors import DomainError
from domain.links import keyed_hash
from domain.networks import plain_address

QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


class TooManyTries(DomainError):
    """Too much of this was tried; after ``retry_after_s`` seconds it is possible again."""

    def __init__(self, retry_after_s: int) -> None:
        """Keep how long to wait."""
        super().__init__(f"again in {retry_after_s} s")
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class Limit:
    """How many tries are let through within a window of time."""

    tries: int
    within: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Throttled:
    """Something that is slowed down, and the limits that hold for it."""

    name: str
    everyone: Limit
    by_network: Limit
    by_address: Limit
    by_both: Limit | None = None
    """A narrower limit for one address tried from one network: who is elsewhere is not
    slowed down by whoever tries passwords on their account."""


SIGN_IN = Throttled(
    name="sign-in",
    everyone=Limit(1_800, MINUTE),
    by_network=Limit(100, QUARTER),
    by_address=Limit(50, QUARTER),
    by_both=Limit(10, QUARTER),
)
"""Ten passwords a quarter of an hour: a thousand a day against the ten million guesses that
the weakest password allowed takes (CNIL, délib. 2022-100: 50 bits with throttling)."""

SECOND_FACTOR = Throttled(
    name="second-factor",
    everyone=Limit(600, MINUTE),
    by_network=Limit(100, QUARTER),
    by_address=Limit(10, QUARTER),
)
"""Three codes of a million are right at any time: found after a year and more of trying."""

SIGN_UP = Throttled(
    name="sign-up",
    everyone=Limit(600, HOUR),
    by_network=Limit(30, HOUR),
    by_address=Limit(5, HOUR),
)
"""Each sends a mail: few for one address, so that nobody's mailbox is filled through us."""

PASSWORD_RESET = Throttled(
    name="password-reset",
    everyone=Limit(600, HOUR),
    by_network=Limit(30, HOUR),
    by_address=Limit(5, HOUR),
)

ADDRESS_CHANGE = Throttled(
    name="address-change",
    everyone=Limit(600, HOUR),
    by_network=Limit(20, HOUR),
    by_address=Limit(5, HOUR),
)
"""Counted by account, as whose mails they are, and by network; see ``SIGN_UP``."""

RIGHTS_REQUEST = Throttled(
    name="rights-request",
    everyone=Limit(600, HOUR),
    by_network=Limit(20, HOUR),
    by_address=Limit(5, HOUR),
)

ENQUIRY = Throttled(
    name="enquiry",
    everyone=Limit(600, HOUR),
    by_network=Limit(20, HOUR),
    by_address=Limit(10, HOUR),
)
"""Messages by our forms: each sends a mail to the address that was typed; see ``SIGN_UP``."""


@by_itself
async def count_try(what: Throttled, *, email: str, ip: str, now: datetime) -> None:
    """Count one try of ``what``, or refuse it when a limit is reached.

    Call it outside any transaction: a try stays counted when what it tried fails. The
    narrowest limit comes first, and a limit that refuses leaves the wider ones uncounted:
    who hammers one address from one network closes the door to nobody else.

    Raises:
        TooManyTries: A limit was reached before; not even a right password helps.
    """
    for key, limit in _counters(what, email, ip):
        window = _window(now, limit)
        tries = await database.fetch_value(
            "insert into throttle (key_hash, window_starts_at, tries) values ($1, $2, 1)"
            " on conflict (key_hash, window_starts_at)"
            " do update set tries = throttle.tries + 1 returning tries",
            key,
            window,
        )
        if tries > limit.tries:
            raise TooManyTries(int((window + limit.within - now).total_seconds()) + 1)


@by_itself
async def give_back(what: Throttled, *, email: str, ip: str, now: datetime) -> None:
    """Take a try back that turned out right: only wrong ones are held against anyone."""
    for key, limit in _counters(what, email, ip):
        await database.execute(
            "update throttle set tries = tries - 1"
            " where key_hash = $1 and window_starts_at = $2 and tries > 0",
            key,
            _window(now, limit),
        )


def _counters(what: Throttled, email: str, ip: str) -> Sequence[tuple[str, Limit]]:
    network = network_of(ip)
    counted = [
        ("both", f"{network} {email}", what.by_both),
        ("network", network, what.by_network),
        ("address", email, what.by_address),
        ("everyone", "", what.everyone),
    ]
    return [
        (keyed_hash(f"throttle:{what.name}:{kind}", value.encode()), limit)
        for kind, value, limit in counted
        if limit is not None
    ]


def network_of(ip: str) -> str:
    """Return whom an address stands for: itself, or its /64 for IPv6, all one household's."""
    address = plain_address(ip)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address or "unknown")


def _window(now: datetime, limit: Limit) -> datetime:
    """Return the start of the window that ``now`` falls in."""
    seconds = int(limit.within.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, tz=UTC)
