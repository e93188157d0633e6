"""The licence is personal: where and when an account was used (P-ACC-6, P-ACC-7)."""

from domain.licence.objections import (
    FORGET,
    TELL_WEIGHED,
    GroundsNeeded,
    NotWeighedNow,
    find_objection,
    forget_sightings,
    last_objection,
    object_to_detection,
    objections_to_weigh,
    take_back,
    used_against_objections,
    weigh,
)
from domain.licence.operations import recording, write_sightings
from domain.licence.queries import Networks, networks_of, shortened, sightings_of
from domain.licence.rules import COLLECTED, SHARING, NoSightings, Seen, packed, unpacked
from domain.licence.tables import SharingCase, SharingHand, SharingState, Sighting

__all__ = [
    "COLLECTED",
    "FORGET",
    "SHARING",
    "TELL_WEIGHED",
    "GroundsNeeded",
    "Networks",
    "NoSightings",
    "NotWeighedNow",
    "Seen",
    "SharingCase",
    "SharingHand",
    "SharingState",
    "Sighting",
    "find_objection",
    "forget_sightings",
    "last_objection",
    "networks_of",
    "object_to_detection",
    "objections_to_weigh",
    "packed",
    "recording",
    "shortened",
    "sightings_of",
    "take_back",
    "unpacked",
    "used_against_objections",
    "weigh",
    "write_sightings",
]
