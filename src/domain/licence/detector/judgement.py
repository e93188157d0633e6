"""Judging: from the stretches of accounts to scores, and to the facts behind one."""

from collections.abc import Hashable, Mapping
from datetime import datetime
from itertools import islice
from typing import Final

from domain.licence.detector.facts_against import facts_against
from domain.licence.detector.facts_for import facts_for
from domain.licence.detector.finding import Finding
from domain.licence.detector.pairs import pairs_of
from domain.licence.detector.picture import day_of
from domain.licence.detector.places import places_of
from domain.licence.detector.seen import seen_in
from domain.licence.detector.sightings import DAY, instant_of, moment_of
from domain.licence.detector.state import WINDOW, stretches_kept
from domain.licence.detector.stretches import Stretches
from domain.licence.detector.weighing import Weights, scores_of, weights_of

_AT_ONCE: Final = 1_000
"""Accounts scored in one go: enough for the columns to be worth it, little memory."""


def judge(state: bytes, *, until: datetime) -> Finding:
    """Return what the last ``WINDOW`` before ``until`` shows of one account."""
    seen = seen_in(stretches_kept({"": state}, until=until))
    return Finding(
        since=moment_of((instant_of(until) // DAY - WINDOW.days) * DAY),
        until=until,
        score=seen.score,
        places=seen.described(),
        evidence=facts_for(seen),
        counter_evidence=facts_against(seen),
        day=day_of(seen),
    )


def scores(states: Mapping[Hashable, bytes], *, until: datetime) -> dict[Hashable, float]:
    """Return the scores that ``judge`` gives, of many accounts at once."""
    found: dict[Hashable, float] = {}
    rest = iter(states.items())
    while some := dict(islice(rest, _AT_ONCE)):
        scored = _scored(stretches_kept(some, until=until), len(some))
        found.update(zip(some, scored.tolist(), strict=True))
    return found


def _scored(stretches: Stretches, accounts: int) -> Weights:
    pairs, switches = pairs_of(stretches, places_of(stretches))
    return scores_of(pairs, weights_of(pairs, switches), accounts)
