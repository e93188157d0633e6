"""Sightings as columns of numbers: the only form in which the detector reads them."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from domain.licence.detector.networks import network_of

Numbers = npt.NDArray[np.int64]
Networks = npt.NDArray[np.uint64]
Truths = npt.NDArray[np.bool_]

DAY: Final = 86_400_000
"""Milliseconds: the unit of all instants in here, counted from 1970 in UTC."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


def instant_of(at: datetime) -> int:
    """Return the milliseconds of an instant; what is finer is cut off."""
    return (at - _EPOCH) // _MILLISECOND


def moment_of(instant: int) -> datetime:
    """Return the instant of so many milliseconds."""
    return _EPOCH + int(instant) * _MILLISECOND


def session_number(session: Hashable) -> int:
    """Return 32 bits for a session.

    Two sessions of one account meet in one number once in four thousand million pairs; they
    then count as one, which speaks for the account.
    """
    return int.from_bytes(sha256(str(session).encode()).digest()[:4])


class Stream(NamedTuple):
    """Sightings as columns, one number a sighting in each."""

    account: Numbers
    session: Numbers
    network: Networks
    at: Numbers

    def only(self, these: Truths | Numbers | slice) -> "Stream":
        """Return some of them, in the order given."""
        account, session, network, at = self
        return Stream(account[these], session[these], network[these], at[these])


@dataclass(frozen=True, slots=True, kw_only=True)
class Sightings:
    """Sightings of many accounts, in any order; each column has one number a sighting."""

    accounts: Sequence[Hashable]
    """The accounts, by the number in ``account``."""
    account: Numbers
    session: Numbers
    network: Networks
    at: Numbers

    @property
    def stream(self) -> Stream:
        """The columns without the names."""
        return Stream(self.account, self.session, self.network, self.at)

    @property
    def end(self) -> datetime:
        """The first instant after all of them: until when they can be absorbed."""
        return moment_of(int(self.at.max()) + 1) if len(self.at) else _EPOCH

    @classmethod
    def of(cls, rows: Iterable[tuple[Hashable, Hashable, str, datetime]]) -> "Sightings":
        """Take ``(account, session, ip, at)``; what has no readable address is left out.

        A sighting that was stored without a session belongs to none: it is left out too.
        """
        accounts: dict[Hashable, int] = {}
        sessions: dict[Hashable, int] = {}
        networks: dict[str, int | None] = {}
        taken: list[tuple[int, int, int, int]] = []
        for account, session, ip, at in rows:
            if ip not in networks:
                networks[ip] = _network_or_none(ip)
            if session not in sessions:
                sessions[session] = session_number(session)
            network = networks[ip]
            if network is not None and session is not None:
                number = accounts.setdefault(account, len(accounts))
                taken.append((number, sessions[session], network, instant_of(at)))
        account_, session_, network_, at_ = zip(*taken, strict=True) if taken else ((),) * 4
        return cls(
            accounts=list(accounts),
            account=np.array(account_, np.int64),
            session=np.array(session_, np.int64),
            network=np.array(network_, np.uint64),
            at=np.array(at_, np.int64),
        )


def _network_or_none(ip: str) -> int | None:
    try:
        return network_of(ip)
    except ValueError:
        return None
