"""PostgreSQL and Redis that come with the program, for a machine that has Python alone."""

from web.embedded.cannot_start import CannotStart
from web.embedded.places import Places
from web.embedded.services import Services, services_for_a_command

__all__ = ["CannotStart", "Places", "Services", "services_for_a_command"]
