"""Putting people together: events of many accounts, with the truth beside them."""

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

import numpy as np

from domain.licence.detector import Sightings
from tests.population.human import DAY, live
from tests.population.kinds import HONEST, SHARING, UNSEEN, Person
from tests.population.links import Ground
from tests.population.worlds import World

LASTS = {"device": 400, "week": 7, "day": 1}


@dataclass(frozen=True, kw_only=True)
class Population:
    """Events in no particular order, and who is who."""

    world: World
    account: np.ndarray
    session: np.ndarray
    network: np.ndarray
    """IPv4 below 2**32, else an IPv6 network of 64 bits."""
    at: np.ndarray
    """Microseconds from the first midnight, a Monday."""
    kinds: list[str]
    """By account."""

    @property
    def shared(self) -> np.ndarray:
        return np.array([kind in SHARING for kind in self.kinds])

    @property
    def seen(self) -> np.ndarray:
        """Accounts whose sharing addresses can reveal at all."""
        return np.array([kind in SHARING and kind != UNSEEN for kind in self.kinds])


def populate(world: World, *, accounts: int, shared: float = 0.05, seed: int = 0) -> Population:
    """Make a population; each kind, honest or sharing, has the same number of accounts."""
    chance = np.random.default_rng([zlib.crc32(world.name.encode()), seed])
    ground = Ground(chance, world)
    sharing = round(accounts * shared)
    kinds = [list(SHARING)[i % len(SHARING)] for i in range(sharing)]
    kinds += [list(HONEST)[i % len(HONEST)] for i in range(accounts - sharing)]
    kinds = [kinds[i] for i in chance.permutation(accounts)]
    parts = []
    for number, kind in enumerate(kinds):
        for at, session, network in _events(chance, ground, world, kind):
            parts.append((np.full(len(at), number), session, network, at))
    account, session, network, at = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    if world.resolution:
        at = at // world.resolution * world.resolution
    order = chance.permutation(len(at))
    return Population(
        world=world, kinds=kinds, account=account[order], session=session[order],
        network=network[order].astype(np.uint64), at=(at[order] * 1e6).astype(np.int64),
    )  # fmt: skip


def _events(chance, ground, world, kind):
    made = {**HONEST, **SHARING}[kind](chance, ground)
    for one in made:
        if isinstance(one, Person):
            trail = live(chance, world, one.habits)
            network = np.zeros(len(trail.at), np.int64)
            for device in range(2):
                for where in range(4):
                    mine = (trail.device == device) & (trail.where == where)
                    if mine.any():
                        link = one.wiring[device, where]
                        network[mine] = link(chance, trail.at[mine], trail.visit[mine])
            session = _sessions(chance, world, trail.at, trail.device, trail.visit)
            yield trail.at, session, network
        elif world.polls:
            yield _polls(chance, world, one)


def _sessions(chance, world, at, device, visit):
    salt = chance.integers(1 << 48, size=2)[device]
    if world.session == "visit":
        turn = visit
    else:
        lasts = LASTS[world.session]
        turn = ((at / DAY + chance.uniform(0, lasts)) / lasts).astype(int)
    return (salt + turn.astype(np.int64) * 2654435761).astype(np.int64)


def _polls(chance, world, tab):
    """On half of the days a tab is left open for some hours and asks for news."""
    days = np.flatnonzero(chance.random(world.days) < 0.5)
    runs, sessions = [], []
    for day in days:
        begin = day * DAY + chance.uniform(7, 12) * 3600
        at = np.arange(begin, begin + chance.uniform(1, 8) * 3600, tab.every)
        runs.append(at + chance.normal(0, 0.05, len(at)))
        sessions.append(np.full(len(at), chance.integers(1 << 48)))
    at = np.concatenate(runs) if runs else np.zeros(0)
    session = np.concatenate(sessions) if runs else np.zeros(0, np.int64)
    return at, session, tab.link(chance, at, np.zeros(len(at), int))


MONDAY = datetime(2026, 1, 5, tzinfo=UTC)


def sightings_of(population: Population) -> Sightings:
    """Return the events as the detector takes them; accounts are named by their place."""
    return Sightings(
        accounts=[f"account-{number:05}" for number in range(len(population.kinds))],
        account=population.account.astype(np.int64),
        session=population.session & 0xFFFF_FFFF,
        network=population.network,
        at=population.at // 1000 + int(MONDAY.timestamp() * 1000),
    )


def write_csv(population: Population, path: Path) -> None:
    """Write the events as ``assisteu sharing scan`` reads them."""
    moment = np.datetime64(MONDAY.replace(tzinfo=None), "us") + population.at
    rows = zip(population.account, population.session, population.network, moment, strict=True)
    with path.open("w") as file:
        file.write("account_id,session_id,ip,at\n")
        file.writelines(
            f"account-{account:05},{session & 0xFFFF_FFFF:08x},{_address(network)},{at}Z\n"
            for account, session, network, at in rows
        )


def _address(network: int) -> str:
    """Return an address in the network: of IPv6, one of many."""
    if network < 1 << 32:
        return str(IPv4Address(int(network)))
    return str(IPv6Address((int(network) << 64) + 0x1234))
