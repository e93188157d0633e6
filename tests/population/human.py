"""One human being's days: where they are, when they look at pages, on which device.

A human being is in one place at a time and touches one device at a time: that is what the
detector may rely on, and all that it may rely on.
"""

from dataclasses import dataclass

import numpy as np

from tests.population.worlds import World

DAY = 86_400.0
HOME, AWAY, OFFICE, OTHER = range(4)


@dataclass(frozen=True, kw_only=True)
class Habits:
    """What distinguishes one human being from the next."""

    office_days: float = 0.9
    """Chance that a working day is spent at the office; the others at home."""
    other_days: float = 0.0
    """Chance that a working day is spent elsewhere: a hotel, a client, a train."""
    evenings: float = 0.12
    """Share of visits outside the hours of work."""
    volume: float = 1.0
    week: tuple[float, ...] = (0.95, 0.95, 0.95, 0.95, 0.9, 0.06, 0.06)
    """Chance of working at all, Monday to Sunday."""
    hours: tuple[float, float] = (9.0, 18.0)
    devices: int = 1
    second_device: float = 0.25
    """Share of visits begun on the second device."""
    in_turns: float | None = None
    change: tuple[float, float] | None = None
    present: tuple[float, float] = (0.0, 1.0)
    """Part of the period in which this human being uses the account."""


@dataclass(frozen=True, kw_only=True)
class Trail:
    """Pages in order: instants (seconds of the period), device, place, visit."""

    at: np.ndarray
    device: np.ndarray
    where: np.ndarray
    visit: np.ndarray


def live(chance: np.random.Generator, world: World, habits: Habits) -> Trail:
    """Let one human being use the site for the whole period."""
    days = np.arange(world.days)
    works = chance.random(world.days) < np.asarray(habits.week)[days % 7]
    first, last = (int(share * world.days) for share in habits.present)
    works &= (days >= first) & (days < max(last, first + 1))
    begins, ends = _visits(chance, world, habits, days[works])
    pages = chance.geometric(1 / world.pages, len(begins))
    at, device, visit = _pages(chance, world, habits, begins, pages)
    keep = _one_visit_at_a_time(at, visit, len(begins), ends)
    at, device, visit = at[keep], device[keep], visit[keep]
    return Trail(at=at, device=device, visit=visit, where=_where(chance, world, habits, at))


def _visits(chance, world, habits, days):
    """Return when visits begin, and by when each must have ended (the end of its day)."""
    rate = world.visits * habits.volume
    count = chance.poisson(rate, len(days))
    day = np.repeat(days, count).astype(float)
    opening, closing = habits.hours
    hour = chance.uniform(opening, closing, len(day))
    lunch = (hour > 12.3) & (hour < 13.5) & (chance.random(len(day)) < 0.7)
    hour = np.where(lunch, chance.uniform(min(opening, 11), 12, len(day)), hour)
    late = chance.random(len(day)) < habits.evenings
    hour = np.where(
        late,
        np.where(chance.random(len(day)) < 0.25, 7.3, 20) + chance.random(len(day)) * 1.9,
        hour,
    )
    begins = np.sort(day * DAY + hour * 3600)
    return begins, (begins // DAY + 1) * DAY - 1


def _pages(chance, world, habits, begins, pages):
    """Return the pages of all visits: instants, devices, visits."""
    total = int(pages.sum())
    visit = np.repeat(np.arange(len(begins)), pages)
    clicked = chance.random(total) < world.clicked
    pause = np.where(
        clicked,
        chance.lognormal(np.log(world.clicks[0]), world.clicks[1], total),
        chance.lognormal(np.log(world.reading[0]), world.reading[1], total),
    )
    pause = np.clip(pause, 0.4, 1200)
    first = np.r_[True, visit[1:] != visit[:-1]] if total else np.zeros(0, bool)
    device = (chance.random(len(begins)) < habits.second_device)[visit].astype(int)
    if habits.devices == 1:
        device[:] = 0
    else:
        device, pause = _in_turns(
            chance, world, habits, visit=visit, device=device, pause=pause, first=first
        )
    pause[first] = 0
    elapsed = np.cumsum(pause)
    base = elapsed[first][visit] if total else elapsed
    return begins[visit] + elapsed - base, device, visit


def _in_turns(chance, world, habits, *, visit, device, pause, first):
    """Change devices within some visits; a change takes the time that hands and eyes need."""
    total = len(visit)
    share = world.in_turns if habits.in_turns is None else habits.in_turns
    both = (chance.random(visit[-1] + 1 if total else 0) < share)[visit]
    changes = both & ~first & (chance.random(total) < 0.35)
    start = np.maximum.accumulate(np.where(first, np.arange(total), 0))
    count = np.cumsum(changes)
    device = (device + count - count[start]) % 2
    median, spread = habits.change or world.change
    takes = chance.lognormal(np.log(median), spread, total)
    return device, np.where(changes, takes, pause)


def _one_visit_at_a_time(at, visit, visits, ends):
    """Leave out visits that begin before the one before has ended."""
    if not len(at):
        return np.zeros(0, bool)
    begin, end = np.full(visits, np.inf), np.zeros(visits)
    np.minimum.at(begin, visit, at)
    np.maximum.at(end, visit, at)
    before = np.r_[0.0, np.maximum.accumulate(end)[:-1]]
    return (begin > before + 60)[visit] & (at < ends[visit])


def _where(chance, world, habits, at):
    """Return the place of each instant: home, on the way, office, elsewhere."""
    days = world.days
    leaves = chance.normal(habits.hours[0] - 0.75, 0.3, days)
    arrives = leaves + chance.uniform(0.4, 0.9, days)
    goes = chance.normal(habits.hours[1] + 0.1, 0.5, days)
    back = goes + chance.uniform(0.4, 1.0, days)
    dice = chance.random(days)
    weekday = np.arange(days) % 7 < 5
    office = weekday & (dice < habits.office_days)
    other = (
        weekday & (dice >= habits.office_days) & (dice < habits.office_days + habits.other_days)
    )
    day = np.minimum((at // DAY).astype(int), days - 1)
    hour = at % DAY / 3600
    on_the_way = ((hour > leaves[day]) & (hour < arrives[day])) | (
        (hour > goes[day]) & (hour < back[day])
    )
    at_work = (hour >= arrives[day]) & (hour <= goes[day])
    where = np.full(len(at), HOME)
    where[other[day]] = OTHER
    away = (office | other)[day] & on_the_way
    where[away] = AWAY
    where[office[day] & at_work] = OFFICE
    return where
