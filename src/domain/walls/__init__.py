"""The second wall: what PostgreSQL itself lets each role see and write (P-SEC-3).

Built from the register after each migration; the site does not start behind another wall
than its own register's.
"""

from domain.walls.building import WallMissing, is_standing, migrate, refuse_another_wall
from domain.walls.reading import Sight, sights_of
from domain.walls.statements import statements
from domain.walls.watching import breaches

__all__ = [
    "Sight",
    "WallMissing",
    "breaches",
    "is_standing",
    "migrate",
    "refuse_another_wall",
    "sights_of",
    "statements",
]
