"""Links: which address a device has, page by page.

A key below 2**32 is an IPv4 address; any other is an IPv6 network of 64 bits.
"""

from collections.abc import Callable

import numpy as np

from tests.population.human import DAY
from tests.population.worlds import World

Link = Callable[[np.random.Generator, np.ndarray, np.ndarray], np.ndarray]
"""Given chance, instants and visits: the network of each page."""


class Ground:
    """Addresses to give out: homes and offices of their own, carriers and VPNs for all."""

    def __init__(self, chance: np.random.Generator, world: World) -> None:
        self.chance = chance
        self.world = world
        self._next = 0
        self.carriers = [self._block(0x64400000 + (i << 16), world.carrier) for i in range(4)]
        self.mobile6 = [0x2A01_0CB0_0000_0000 + (i << 32) for i in range(4)]
        self.vpns = [self._block(0xB9000000 + (i << 16), 30) for i in range(5)]

    def _block(self, base: int, count: int) -> np.ndarray:
        return base + self.chance.choice(16384, count, replace=False)

    def v4(self) -> int:
        self._next += 1
        return 0x50000000 + (self._next * 40503) % 0x0F000000

    def v6(self) -> int:
        return 0x2A01_0E00_0000_0000 + int(self.chance.integers(1 << 40))

    def fixed(self) -> Link:
        return always(self.v4())

    def home(self) -> Link:
        """Return a home's link: one address, a lease that changes, or both protocols."""
        dice = self.chance.random()
        if dice < 0.55:
            return self.fixed()
        if dice < 0.8:
            return lease([self.v4() for _ in range(60)], days=self.chance.choice([1, 7, 20]))
        return dual(always(self.v4()), always(self.v6()), share=0.6)

    def carrier(self) -> Link:
        """Return a telephone's link: one of many addresses, another now and then."""
        which = self.chance.integers(4)
        pool, hop = self.carriers[which], self.world.hop
        if self.chance.random() < 0.3:
            return dual(hopping(pool, hop), attaching6(self.mobile6[which]), share=0.4)
        return hopping(pool, hop)

    def vpn(self, *, hop: float = 0.0) -> Link:
        return per_visit_exit(self.vpns[self.chance.integers(5)], hop)

    def multihomed(self, flip: float = 0.2) -> Link:
        keys = np.array([self.v4() for _ in range(self.chance.integers(2, 4))])
        return lambda chance, at, visit: np.where(
            chance.random(len(at)) < flip, chance.choice(keys, len(at)), keys[0]
        )


def always(key: int) -> Link:
    return lambda chance, at, visit: np.full(len(at), key, np.int64)


def lease(keys: list[int], *, days: float) -> Link:
    held = np.array(keys)
    return lambda chance, at, visit: held[(at / DAY / days).astype(int) % len(held)]


def dual(one: Link, other: Link, *, share: float) -> Link:
    def picked(chance, at, visit):
        first = chance.random(len(at)) < share
        return np.where(first, one(chance, at, visit), other(chance, at, visit))

    return picked


def hopping(pool: np.ndarray, hop: float) -> Link:
    """Return a link whose address changes with each visit and, by chance, with a page."""

    def picked(chance, at, visit):
        new = chance.random(len(at)) < hop
        if len(at):
            new[0] = True
            new[1:] |= visit[1:] != visit[:-1]
        return chance.choice(pool, int(new.sum()))[np.cumsum(new) - 1]

    return picked


def attaching6(base: int) -> Link:
    """Return a telephone's IPv6: another network of 64 bits whenever it attaches."""
    return lambda chance, at, visit: base + (visit.astype(np.int64) * 2654435761) % (1 << 31)


def per_visit_exit(exits: np.ndarray, hop: float) -> Link:
    return hopping(exits, hop)


def toggled(plain: Link, tunnel: Link, *, share: float, midway: float) -> Link:
    """Return a link that goes through a VPN in a share of visits, or from midway on."""

    def picked(chance, at, visit):
        visits = int(visit.max()) + 1 if len(visit) else 0
        on = (chance.random(visits) < share)[visit]
        turn = (chance.random(visits) < midway)[visit] & (chance.random(len(at)) < 0.3)
        return np.where(on ^ turn, tunnel(chance, at, visit), plain(chance, at, visit))

    return picked
