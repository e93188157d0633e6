"""Worlds: how often, how long and how quickly people use the site, and what a session is.

The detector's constants were chosen on ``TUNED``; nothing was chosen on ``HELD_OUT``.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class World:
    """Assumptions that hold for everybody in one population. Seconds, unless said."""

    name: str
    visits: float = 3.0
    """Visits on a working day, the median person's; people differ (log-normal, 0.6)."""
    pages: float = 7.0
    """Pages of a visit, mean (geometric)."""
    clicks: tuple[float, float] = (6.0, 0.7)
    """Median and log-deviation of the pause after a page that is only passed."""
    reading: tuple[float, float] = (50.0, 1.0)
    """The same after a page that is read."""
    clicked: float = 0.45
    """Share of pages that are only passed."""
    change: tuple[float, float] = (18.0, 0.75)
    """Median and log-deviation of the time in which one person changes devices."""
    in_turns: float = 0.35
    """Share of visits of a person with two devices in which both are used."""
    session: Literal["device", "week", "day", "visit"] = "device"
    """What a session lasts: as long as the device's cookie, a week, a day, one visit."""
    polls: bool = True
    """Whether the polls of idle tabs stand among the events, against the rule."""
    resolution: float = 0.0
    """Instants are cut to this; 0 keeps microseconds."""
    carrier: int = 200
    """Addresses of a mobile carrier's translator that a telephone may get."""
    hop: float = 0.15
    """Chance, page by page, that the carrier gives another address."""
    days: int = 90


TUNED = (
    World(name="plain"),
    World(name="visits", session="visit", visits=2.5, pages=6),
    World(name="slow", visits=1.5, pages=5, session="day", reading=(80.0, 1.0), resolution=1.0),
    World(name="busy", visits=6, pages=11, clicks=(4.0, 0.6), hop=0.4, in_turns=0.6),
)

HELD_OUT = (
    World(
        name="weekly cookies",
        session="week",
        visits=4,
        pages=5,
        clicks=(9.0, 0.5),
        reading=(35.0, 1.3),
        clicked=0.3,
        change=(14.0, 0.6),
        carrier=40,
    ),
    World(
        name="short and quick",
        session="visit",
        visits=5,
        pages=4,
        clicks=(3.0, 0.8),
        clicked=0.7,
        change=(11.0, 0.55),
        in_turns=0.5,
        resolution=1.0,
        hop=0.05,
    ),
    World(
        name="long readers",
        visits=2,
        pages=16,
        clicks=(12.0, 0.9),
        reading=(120.0, 0.8),
        clicked=0.25,
        change=(30.0, 1.0),
        in_turns=0.2,
        polls=False,
        carrier=2000,
        hop=0.6,
    ),
)
