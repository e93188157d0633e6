"""How much what was counted of two places speaks for two people rather than one.

Weights are natural logarithms of likelihood ratios, so that they add up. The constants are
round numbers between what one person and two people did in every simulated world of
``docs/sharing-detection.md``; none was fitted to a single one.
"""

from math import lgamma, log
from typing import Final

import numpy as np
import numpy.typing as npt

from domain.licence.detector.finding import THRESHOLD
from domain.licence.detector.pairs import QUICK, SECOND, Pairs, Switches
from domain.licence.detector.sightings import Numbers, Truths

Weights = npt.NDArray[np.float64]

NOTHING: Final = -9.0
"""The score of an account in which no two places alternate within an hour."""

_ONE_PERSON: Final = (0.002, 0.0035, 0.0065)
"""Of switches under a minute, one person's share in the first, second and third second: hands
and eyes take longer to change devices. Somewhat more than what people of our worlds do."""
_TWO_PEOPLE: Final = 0.08 / 3
"""Two people's share in each of these seconds: they do not wait for each other."""
_SLOWER: Final = log((1 - 3 * _TWO_PEOPLE) / (1 - sum(_ONE_PERSON)))
_PATIENCE: Final = 2.5
"""The meetings of visits alone never say more than this for two people, nor less than -3."""
_OF_A_DAY: Final = 3
_KNOWN_DAYS: Final = 8
_UNPROVEN: Final = THRESHOLD - 0.5
_log_gamma = np.vectorize(lgamma, otypes=[np.float64])


def weights_of(pairs: Pairs, switches: Switches) -> Weights:
    """Return the weight of each pair of places.

    Without a quick switch no case opens, however much else there is; where one place wanders,
    as a telephone does, or hardly anything alternates, one quick switch is not enough either.
    """
    weight = alternation(pairs, switches) + company(pairs) + presence(pairs)
    proven = (pairs.quick >= 2) | (  # noqa: PLR2004 - as the docstring says
        (pairs.quick == 1) & pairs.fixed & (pairs.within_minute > 2)  # noqa: PLR2004
    )
    return np.where(proven, weight, np.minimum(weight, _UNPROVEN))


def scores_of(pairs: Pairs, weights: Weights, accounts: int) -> Weights:
    """Return each account's score: its heaviest pair's weight."""
    scores = np.full(accounts, NOTHING)
    np.maximum.at(scores, pairs.account, weights)
    return scores


def alternation(pairs: Pairs, switches: Switches) -> Weights:
    """Weigh how many of the switches under a minute were too quick for one person.

    Of one day three quick ones count at most: a single odd hour opens no case.
    """
    weight: Weights = _SLOWER * (pairs.within_minute - pairs.quick).astype(np.float64)
    counted = _quickest_of_each_day(switches)
    for second, share in enumerate(_ONE_PERSON):
        in_it = counted[switches.gap[counted] // SECOND == second]
        count = np.bincount(switches.pair[in_it], minlength=len(pairs.one))
        weight += count * log(_TWO_PEOPLE / share)
    return weight


def _quickest_of_each_day(switches: Switches) -> Numbers:
    """Return the quick switches, of each pair and day the quickest alone."""
    quick = np.flatnonzero(switches.gap < QUICK)
    quick = quick[np.lexsort((switches.gap[quick], switches.day[quick], switches.pair[quick]))]
    pair, day = switches.pair[quick], switches.day[quick]
    more = np.zeros(len(quick), np.bool_)
    more[_OF_A_DAY:] = (pair[_OF_A_DAY:] == pair[:-_OF_A_DAY]) & (
        day[_OF_A_DAY:] == day[:-_OF_A_DAY]
    )
    return quick[~more]


def company(pairs: Pairs) -> Weights:
    """Weigh how often visits in two places meet, beside how often chance would have it.

    Two people come and go without heed of each other: about as often as chance. One person
    with two devices takes both in hand at once, far more often; one who travels between two
    places never.
    """
    chance = pairs.expected + 0.3
    two = _negative_binomial(pairs.meetings, 1.15 * chance, 6.0)
    never = _negative_binomial(pairs.meetings, 0.15 * chance, 2.0)
    together = _negative_binomial(pairs.meetings, 7 * chance, 1.2)
    return np.clip(two - np.logaddexp(never, together) + log(2), -3.0, _PATIENCE)


def presence(pairs: Pairs) -> Weights:
    """Weigh on how many days both are in use, of those on which one is: fixed places alone."""
    share = pairs.both_days / np.maximum(pairs.either_days, 1)
    known: Truths = pairs.fixed & (pairs.both_days >= _KNOWN_DAYS)
    return np.where(known, np.clip(4 * (share - 0.3), 0, 1.5), 0.0) - ~pairs.fixed


def _negative_binomial(counts: Numbers, mean: Weights, shape: float) -> Weights:
    """Return the logarithm of the probability of counts whose mean itself varies."""
    logarithm: Weights = (
        _log_gamma(counts + shape)
        - lgamma(shape)
        - _log_gamma(counts + 1)
        + shape * np.log(shape / (shape + mean))
        + counts * np.log(mean / (shape + mean))
    )
    return logarithm
