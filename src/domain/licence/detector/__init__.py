"""Shared accounts, seen from addresses alone: facts for a person who decides (P-ACC-6).

The detector sees account, session, address and time; nothing else, and no clock::

    batch = detector.Sightings.of(rows)                 # (account, session, ip, at), any order
    absorbed = detector.absorb(states, batch, until=until)
    absorbed.states                                     # account -> bytes, to be kept
    absorbed.late                                       # accounts to replay from the table
    finding = detector.judge(state, until=until)        # facts for and against
    detector.scores(states, until=until)                # account -> score, of many at once

``until`` is the hold-back: sightings at or after it are left for the next time. A state
without sightings is ``b""``. Replaying an account is absorbing its sightings of the last
``WINDOW`` into ``b""``: the result is the same, byte for byte.
"""

from domain.licence.detector.finding import (
    THRESHOLD,
    BothInUse,
    CounterEvidence,
    Day,
    Evidence,
    Finding,
    Interleaved,
    Lane,
    LikeOnePerson,
    LowVolume,
    MeetByChance,
    Place,
    QuickSwitches,
    RemoteDesktopLike,
    SessionInBoth,
    SeveralAtOnce,
    SeveralBehindOneAddress,
    Span,
    Switch,
    Wandering,
)
from domain.licence.detector.judgement import judge, scores
from domain.licence.detector.networks import network_named, network_of
from domain.licence.detector.sightings import Sightings, instant_of, session_number
from domain.licence.detector.state import WINDOW, Absorbed, absorb

__all__ = [
    "THRESHOLD",
    "WINDOW",
    "Absorbed",
    "BothInUse",
    "CounterEvidence",
    "Day",
    "Evidence",
    "Finding",
    "Interleaved",
    "Lane",
    "LikeOnePerson",
    "LowVolume",
    "MeetByChance",
    "Place",
    "QuickSwitches",
    "RemoteDesktopLike",
    "SessionInBoth",
    "SeveralAtOnce",
    "SeveralBehindOneAddress",
    "Sightings",
    "Span",
    "Switch",
    "Wandering",
    "absorb",
    "instant_of",
    "judge",
    "network_named",
    "network_of",
    "scores",
    "session_number",
]
