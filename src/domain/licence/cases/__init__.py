"""Cases: facts about an account that a person weighs, and the holder's say (P-ACC-6, P-ACC-7).

A case opens when the detector's facts weigh enough, and nothing follows from that. A member
of staff dismisses it, or has the holder told, hears them, and then dismisses or confirms it
with written grounds; the holder may contest, and somebody else reviews. Access stays as it is
throughout: what should follow is written down by one member of staff and agreed to by another.
"""

from domain.licence.cases.answering import contest, explain, say_it_was_not_me
from domain.licence.cases.deciding import (
    TELL_ASKED,
    TELL_DECIDED,
    TELL_REVIEWED,
    agree_to_measure,
    ask_holder,
    confirm,
    dismiss,
    propose_measure,
    review,
)
from domain.licence.cases.opening import forget_if_nothing_is_held, open_case
from domain.licence.cases.queries import (
    PAGE_SIZE,
    CaseFilter,
    cases,
    cases_of,
    count_by_state,
    find,
    hands_of,
)
from domain.licence.cases.rules import (
    ANSWER_WITHIN,
    COOLS_FOR,
    EXPLANATIONS,
    GROUNDS_LENGTH,
    STANDING,
    STATE_NAMES,
    UNDECIDED,
    WAITING,
    Explanation,
    GroundsMissing,
    NotHeardYet,
    NotNow,
    SamePerson,
    State,
    heard_at,
    may_be_confirmed,
    state_of,
)

__all__ = [
    "ANSWER_WITHIN",
    "COOLS_FOR",
    "EXPLANATIONS",
    "GROUNDS_LENGTH",
    "PAGE_SIZE",
    "STANDING",
    "STATE_NAMES",
    "TELL_ASKED",
    "TELL_DECIDED",
    "TELL_REVIEWED",
    "UNDECIDED",
    "WAITING",
    "CaseFilter",
    "Explanation",
    "GroundsMissing",
    "NotHeardYet",
    "NotNow",
    "SamePerson",
    "State",
    "agree_to_measure",
    "ask_holder",
    "cases",
    "cases_of",
    "confirm",
    "contest",
    "count_by_state",
    "dismiss",
    "explain",
    "find",
    "forget_if_nothing_is_held",
    "hands_of",
    "heard_at",
    "may_be_confirmed",
    "open_case",
    "propose_measure",
    "review",
    "say_it_was_not_me",
    "state_of",
]
