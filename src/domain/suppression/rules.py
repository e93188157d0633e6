"""Why an address is suppressed, and how it is told from another without being kept."""

from enum import StrEnum

from domain.links import keyed_hash


class Reason(StrEnum):
    """What put an address on the list. Valued as stored."""

    OBJECTION = "objection"
    COMPLAINT = "complaint"
    ERASURE = "erasure"


def hash_of(address: str) -> str:
    """Return the keyed hash of an address, however its letters are written."""
    return keyed_hash("suppressed", address.strip().casefold().encode())
