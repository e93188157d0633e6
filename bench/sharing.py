"""The detector of shared accounts: how fast, how small, how often right.

Speed and size: 5,000 accounts, 90 days of the world "plain", absorbed night by night on one
core without the database, and scored again after the last. Accuracy: the populations of
``tests/population``, with a quarter of the accounts shared so that the rates of sharing kinds
mean something; precision and average precision are weighted to 5 % (and 1 %).

    python -m bench.sharing          2,000 accounts, then 400 in each world
    python -m bench.sharing --full   5,000 accounts, then 5,000 in each world
"""

import argparse
import os
from time import process_time

import numpy as np
from tests.population import HELD_OUT, TUNED, World, accuracy, populate, sightings_of

from bench import measure
from domain.licence import detector
from domain.licence.detector.sightings import DAY, moment_of

GOAL_A_SECOND = 150_000
LEAST_A_SECOND = 50_000
STATE_KB = (5, 30)


def before(sightings: detector.Sightings, since: int, until: int) -> detector.Sightings:
    """Return the sightings of some days."""
    mine = (sightings.at >= since) & (sightings.at < until)
    return detector.Sightings(
        accounts=sightings.accounts,
        account=sightings.account[mine],
        session=sightings.session[mine],
        network=sightings.network[mine],
        at=sightings.at[mine],
    )


NIGHTS = 14
"""Two whole weeks: the first night of a week has the past to pack."""


def speed(*, accounts: int) -> None:
    """Absorb night by night, score after each; record events a second and sizes of states."""
    sightings = sightings_of(populate(TUNED[0], accounts=accounts))
    end = (int(sightings.at.max()) // DAY + 1) * DAY
    first = end - NIGHTS * DAY
    states = detector.absorb({}, before(sightings, 0, first), until=moment_of(first)).states
    events, absorbing, scoring = 0, 0.0, []
    for night in range(first, end, DAY):
        batch = before(sightings, night, night + DAY)
        until = moment_of(night + DAY)
        begun = process_time()
        states |= detector.absorb(states, batch, until=until).states
        absorbed = process_time()
        detector.scores(states, until=until)
        scoring.append(process_time() - absorbed)
        absorbing += absorbed - begun
        events += len(batch.at)
    replayed = process_time()
    detector.absorb({}, sightings, until=moment_of(end))
    replaying = process_time() - replayed
    sizes = [len(state) / 1000 for state in states.values()]
    p50, p95 = np.percentile(sizes, 50), np.percentile(sizes, 95)
    rate = events / absorbing
    measure.record(
        measure.Result(
            name="sharing: speed",
            goal=f"≥ {GOAL_A_SECOND:,} events/s on one core (at least {LEAST_A_SECOND:,}),"
            f" states ≤ {STATE_KB[0]} / {STATE_KB[1]} kB (p50 / p95)",
            met=bool(rate >= GOAL_A_SECOND and p50 <= STATE_KB[0] and p95 <= STATE_KB[1]),
            limit="Work for each account and night, whatever it did: the more events an account"
            " has, the more events a second. Scoring reads 90 days again each time.",
            figures={
                "accounts": accounts,
                "events absorbed in nights": events,
                "events/s, night by night": round(rate),
                "events/s, all 90 days at once": round(len(sightings.at) / replaying),
                "scoring all 90 days of all accounts again, s": round(
                    float(np.median(scoring)), 2
                ),
                "state kB p50": round(float(p50), 1),
                "state kB p95": round(float(p95), 1),
            },
        )
    )


def worth(world: World, *, accounts: int) -> None:
    """Score one world's people; record how often that was right."""
    population = populate(world, accounts=accounts, shared=0.25, seed=7)
    sightings = sightings_of(population)
    states = detector.absorb({}, sightings, until=sightings.end).states
    found = detector.scores(states, until=sightings.end)
    scores = np.array([found.get(name, -99.0) for name in sightings.accounts])
    at_5, at_1 = (
        accuracy(population, scores, threshold=detector.THRESHOLD, sharing=share)
        for share in (0.05, 0.01)
    )
    measure.record(
        measure.Result(
            name=f"sharing: accuracy, {world.name}"
            + (" (held out)" if world in HELD_OUT else ""),
            goal="≤ 20 false per 10,000 honest accounts; precision ≥ 0.85 at 5 % sharing",
            met=at_5.false_per_10_000 <= 20 and at_5.precision >= 0.85,
            limit="How seldom two people happen to be at work in the same minutes.",
            figures={
                "accounts": accounts,
                "false per 10,000": round(at_5.false_per_10_000, 1),
                "precision at 5 %": f"{at_5.precision:.3f}",
                "precision at 1 %": f"{at_1.precision:.3f}",
                "recall": f"{at_5.recall:.3f}",
                "average precision": f"{at_5.average_precision:.3f}",
                "flagged by kind": {
                    kind: round(share, 4) for kind, share in at_5.flagged.items() if share
                },
            },
        )
    )


def main(*, full: bool) -> None:
    """Measure, and record."""
    speed(accounts=5000 if full else 2000)
    for world in (*TUNED, *HELD_OUT):
        worth(world, accounts=5000 if full else 400)


if __name__ == "__main__":
    # One core: nothing here may gain by a second.
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--full", action="store_true")
    main(full=options.parse_args().full)
