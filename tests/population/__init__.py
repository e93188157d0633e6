"""A simulated population of honest and sharing people, for the detector's proofs.

Seeded: the same world and size give the same people. What is assumed stands in ``worlds.py``
(how people use the site) and in ``kinds.py`` (who they are and where they work). Nothing
here was fitted to real people: none were observed.
"""

from tests.population.accuracy import Accuracy, accuracy
from tests.population.kinds import HONEST, SHARING, UNSEEN
from tests.population.population import MONDAY, Population, populate, sightings_of, write_csv
from tests.population.worlds import HELD_OUT, TUNED, World

__all__ = [
    "HELD_OUT",
    "HONEST",
    "MONDAY",
    "SHARING",
    "TUNED",
    "UNSEEN",
    "Accuracy",
    "Population",
    "World",
    "accuracy",
    "populate",
    "sightings_of",
    "write_csv",
]
