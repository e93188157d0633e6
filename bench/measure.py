"""How we measure: A and B in turns, many rounds, the median of the ratios with its interval.

Absolute numbers of a shared machine mean little. A ratio of two sides measured side by side
does: each round runs both, in alternating order, so that what disturbs one disturbs the
other. The interval is a bootstrap of the median over the rounds (95 %).
"""

import json
import random
import statistics
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

RESULTS = Path(__file__).parent / "results.json"
ROUNDS = 20

Side = Callable[[], Awaitable[float]]
"""One run of one side; returns its figure (a rate or a cost, the same unit on both sides)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """``ours / bare`` over all rounds; of a cost ``bare / ours``: more is always better."""

    median: float
    low: float
    high: float
    rounds: int
    ours: float
    """Median of our side, in ``unit``."""
    bare: float
    """Median of the bare side, in ``unit``."""
    unit: str


@dataclass(slots=True, kw_only=True)
class Result:
    """What one benchmark found, and what it was hoped to be."""

    name: str
    goal: str
    met: bool
    limit: str
    """What limits the figure, in one sentence."""
    figures: dict[str, Any] = field(default_factory=dict)
    measured_at: str = field(
        default_factory=lambda: datetime.now(UTC).isoformat("T", "seconds")
    )


async def interleaved(
    *, ours: Side, bare: Side, rounds: int = ROUNDS
) -> list[tuple[float, float]]:
    """Run both sides ``rounds`` times, the first one changing from round to round.

    A warm-up of each goes before and is not counted.
    """
    await ours()
    await bare()
    pairs = []
    for turn in range(rounds):
        if turn % 2:
            mine, theirs = await ours(), await bare()
        else:
            theirs, mine = await bare(), await ours()
        pairs.append((mine, theirs))
    return pairs


def ratio_of(pairs: Sequence[tuple[float, float]], *, unit: str, cost: bool = False) -> Ratio:
    """Return the median ratio of the rounds, with its 95 % bootstrap interval."""
    ratios = [bare / ours if cost else ours / bare for ours, bare in pairs]
    low, high = interval(ratios)
    return Ratio(
        median=round(statistics.median(ratios), 4),
        low=round(low, 4),
        high=round(high, 4),
        rounds=len(pairs),
        ours=round(statistics.median(ours for ours, _ in pairs), 4),
        bare=round(statistics.median(bare for _, bare in pairs), 4),
        unit=unit,
    )


def interval(values: Sequence[float], *, resamples: int = 5000) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of the median. Seeded: the same values, the same."""
    chance = random.Random(20261124)  # noqa: S311 - statistics, not secrets
    medians = sorted(
        statistics.median(chance.choices(values, k=len(values))) for _ in range(resamples)
    )
    return medians[int(resamples * 0.025)], medians[int(resamples * 0.975)]


def cpu_seconds(processes: Iterable[int]) -> float:
    """Return the CPU time that processes and all their children have used so far."""
    used = 0.0
    for pid in processes:
        parent = psutil.Process(pid)
        for process in (parent, *parent.children(recursive=True)):
            times = process.cpu_times()
            used += times.user + times.system
    return used


def resident_mb(pid: int | None = None) -> float:
    """Return the memory that a process holds, in MB."""
    return float(psutil.Process(pid).memory_info().rss) / 1e6


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which ``share`` of ``values`` lie."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def record(result: Result) -> None:
    """Print the result, and keep it in ``bench/results.json`` beside the others."""
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    kept[result.name] = asdict(result)
    RESULTS.write_text(json.dumps(kept, indent=2, ensure_ascii=False, sort_keys=True) + "\n")
    print(shown(result))


def shown(result: Result) -> str:
    """Return the lines of a result as people read them."""
    verdict = "met" if result.met else "NOT MET"
    lines = [f"{result.name}: goal {result.goal}: {verdict}"]
    lines += [f"  {name}: {_short(value)}" for name, value in result.figures.items()]
    return "\n".join([*lines, f"  limit: {result.limit}"])


def _short(value: Any) -> str:
    if isinstance(value, dict) and "median" in value:
        return (
            f"{value['median']:.3f} [{value['low']:.3f}, {value['high']:.3f}] over"
            f" {value['rounds']} rounds; ours {value['ours']:,.2f}, bare {value['bare']:,.2f}"
            f" {value['unit']}"
        )
    return f"{value:,.1f}" if isinstance(value, float) else str(value)
