"""What scores are worth, beside the truth that a simulated population knows."""

from dataclasses import dataclass

import numpy as np

from tests.population.population import Population


@dataclass(frozen=True, kw_only=True)
class Accuracy:
    """Figures at a threshold, weighted to a share of sharing accounts."""

    false_per_10_000: float
    """Honest accounts from the threshold on, of 10,000 honest ones."""
    precision: float
    recall: float
    """Of the sharing accounts that addresses can reveal."""
    average_precision: float
    """Over honest accounts and those sharing ones."""
    flagged: dict[str, float]
    """Share of each kind from the threshold on."""


def accuracy(
    population: Population, scores: np.ndarray, *, threshold: float, sharing: float = 0.05
) -> Accuracy:
    """Compare scores, in the order of the accounts, with the truth."""
    shared, seen = population.shared, population.seen
    weight = np.where(shared, sharing / shared.sum(), (1 - sharing) / (~shared).sum())
    flagged = scores >= threshold
    found = (weight * (flagged & shared)).sum()
    wrong = (weight * (flagged & ~shared)).sum()
    kinds = np.array(population.kinds)
    counted = seen | ~shared
    return Accuracy(
        false_per_10_000=float(flagged[~shared].mean() * 10_000),
        precision=float(found / (found + wrong)) if found + wrong else 0.0,
        recall=float(flagged[seen].mean()),
        average_precision=_average_precision(seen[counted], scores[counted], weight[counted]),
        flagged={
            kind: float(flagged[kinds == kind].mean()) for kind in sorted(set(population.kinds))
        },
    )


def _average_precision(true: np.ndarray, scores: np.ndarray, weight: np.ndarray) -> float:
    """Return precision averaged over recall; equal scores count as one step."""
    order = np.argsort(-scores, kind="stable")
    true, scores, weight = true[order], scores[order], weight[order]
    found, taken = np.cumsum(weight * true), np.cumsum(weight)
    step = np.append(np.flatnonzero(np.diff(scores)), len(scores) - 1)
    recall = found[step] / found[-1]
    return float((found[step] / taken[step] * np.diff(recall, prepend=0)).sum())
