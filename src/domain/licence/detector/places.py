"""Places: networks of one account that its own sessions tie together.

A session that is seen on two networks within ten minutes ties them: both protocols of one
line, two lines of one office, a home and the carrier on which a telephone leaves it. A network
used on several days is fixed, and makes a place with those tied to it. All other networks
(a carrier's, a VPN's, hotels') make no place of their own: they are where their session is,
or, of short sessions, one place together.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from domain.licence.detector.sightings import Numbers, Truths
from domain.licence.detector.stretches import Stretches

FIXED_DAYS: Final = 4
"""Days of use from which a network counts as fixed."""
_FIXED_SHARE: Final = 10
"""And at least one in so many of the account's days: chance brings a busy telephone back to
one address of its carrier on four days."""
_MANY: Final = 5
"""Networks of one session on one day from which it hops."""
_TIED_WITHIN: Final = 600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where each stretch was; numbers mean something within one call alone."""

    network: Numbers
    """The network of each stretch, an account's own number."""
    session: Numbers
    place: Numbers
    fixed: Truths
    ties: Numbers
    """Pairs of tied networks, sorted; see ``pair_of``."""
    networks: int


def places_of(stretches: Stretches) -> Places:
    """Return the places of many accounts."""
    network = numbered(stretches.account, stretches.network)
    session = numbered(stretches.account, stretches.session)
    fixed_network = _fixed(stretches, session, network)
    networks = len(fixed_network)
    ties = _ties(stretches, session, network)
    one, other = ties // networks, ties % networks
    both = fixed_network[one] & fixed_network[other]
    root = _united(networks, one[both], other[both])
    fixed = fixed_network[network]
    wandering = _wandering(stretches, session) + networks
    return Places(
        network=network,
        session=session,
        place=np.where(fixed, root[network], wandering),
        fixed=fixed,
        ties=ties,
        networks=networks,
    )


def numbered(*columns: np.ndarray) -> Numbers:
    """Return one number for each different row of ``columns``, in the order of the rows."""
    order = np.lexsort(columns[::-1])
    new = np.zeros(len(order), np.bool_)
    for column in columns:
        ordered = column[order]
        new[1:] |= ordered[1:] != ordered[:-1]
    numbers = np.empty(len(order), np.int64)
    numbers[order] = np.cumsum(new)
    return numbers


def distinct(codes: Numbers) -> Numbers:
    """Return the different ones, in order: by sorting, three times as fast as by hashing."""
    ordered = np.sort(codes)
    new = np.ones(len(ordered), np.bool_)
    new[1:] = ordered[1:] != ordered[:-1]
    return ordered[new]


def days_of(numbers: Numbers, day: Numbers) -> Numbers:
    """Return on how many days each number occurs."""
    if not len(numbers):
        return np.zeros(0, np.int64)
    pairs = distinct(numbers * (1 << 20) + day)
    return np.bincount(pairs >> 20)


def pair_of(one: Numbers, other: Numbers, size: int) -> Numbers:
    """Return one number for two, whichever comes first."""
    return np.minimum(one, other) * size + np.maximum(one, other)


def _fixed(stretches: Stretches, session: Numbers, network: Numbers) -> Truths:
    days = days_of(network, stretches.day)
    account = np.zeros(len(days), np.int64)
    account[network] = stretches.account
    active = days_of(stretches.account, stretches.day)
    hopping = _hopping(stretches, session, network)
    passed_by = np.zeros(len(days), np.int64)
    counted = days_of(network[hopping], stretches.day[hopping])
    passed_by[: len(counted)] = counted
    return (
        (days >= FIXED_DAYS)
        & (days * _FIXED_SHARE >= active[account])
        & (2 * passed_by <= days)
    )


def _hopping(stretches: Stretches, session: Numbers, network: Numbers) -> Truths:
    """Tell which stretches are on a network that is only passed by that day.

    So it is where all its sessions were seen on many networks that day: the addresses of a
    carrier, to which a busy telephone comes back by chance.
    """
    visited = numbered(session, stretches.day)
    seen = numbered(visited, network)
    first = np.zeros(int(seen.max(initial=-1)) + 1, np.int64)
    first[seen] = visited
    networks = np.bincount(first)[visited]
    here = numbered(network, stretches.day)
    fewest = np.full(int(here.max(initial=-1)) + 1, _MANY, np.int64)
    np.minimum.at(fewest, here, networks)
    hopping: Truths = fewest[here] >= _MANY
    return hopping


def _ties(stretches: Stretches, session: Numbers, network: Numbers) -> Numbers:
    order = np.lexsort((stretches.begins, session))
    one, other = order[:-1], order[1:]
    tied = (
        (session[one] == session[other])
        & (network[one] != network[other])
        & (stretches.begins[other] - stretches.ends[one] < _TIED_WITHIN)
    )
    size = int(network.max()) + 1 if len(network) else 1
    return distinct(pair_of(network[one[tied]], network[other[tied]], size))


def _united(size: int, one: Numbers, other: Numbers) -> Numbers:
    """Return the least number of each one's union."""
    root = np.arange(size)
    while True:
        least = np.minimum(root[one], root[other])
        united = root.copy()
        np.minimum.at(united, one, least)
        np.minimum.at(united, other, least)
        united = united[united]
        if (united == root).all():
            return root
        root = united


def _wandering(stretches: Stretches, session: Numbers) -> Numbers:
    """Return where stretches on no fixed network are: with their session, if that lasts."""
    lasting = days_of(session, stretches.day) >= FIXED_DAYS
    return np.where(lasting[session], session, len(lasting) + stretches.account)
