"""The page ``docs/asvs.md``: each requirement, its state, and the proof or the reason."""

from collections.abc import Mapping
from itertools import groupby

from tests.asvs.proofs import Proofs
from tests.asvs.standard import Requirement, requirements

MET, NOT_APPLICABLE, NOT_MET = "met", "not applicable", "**not met**"
STATES = (MET, NOT_APPLICABLE, NOT_MET)

_NO_TEST = "No test proves it."

_INTRODUCTION = """\
# OWASP ASVS 5.0, levels 1 and 2

Written by `make asvs`; do not edit. The [standard](https://github.com/OWASP/ASVS) (OWASP,
CC BY-SA 4.0) has the requirements in full; the titles here are our own short words.

- *Met*: tests with the marker `asvs("…")` prove it, and would fail without it.
- *Not applicable*: [asvs-not-applicable.toml](asvs-not-applicable.toml) says why.
- *Not met*: everything else, a requirement of which a part is open included; where more is to
  be said, it stands in [asvs-not-met.toml](asvs-not-met.toml)."""


def mistakes(
    proven: Proofs, not_applicable: Mapping[str, str], not_met: Mapping[str, str]
) -> list[str]:
    """Return what contradicts itself: ids that do not exist, ids in two states."""
    states = {"a marker": proven, "not applicable": not_applicable, "not met": not_met}
    unknown = [
        f"{number} ({where}) is no requirement of levels 1 and 2"
        for where, numbers in states.items()
        for number in numbers
        if number not in requirements()
    ]
    twice = [
        f"{number} has {first} and is {second}"
        for first, second in (
            ("a marker", "not applicable"),
            ("a marker", "not met"),
            ("the reason why not applicable", "not met"),
        )
        for number in states[first.removeprefix("the reason why ")]
        if number in states[second]
    ]
    return unknown + twice


def as_markdown(
    proven: Proofs, not_applicable: Mapping[str, str], not_met: Mapping[str, str]
) -> str:
    """Return the page: a line for each chapter, then one for each requirement."""

    def state_of(each: Requirement) -> str:
        if each.id in proven:
            return MET
        return NOT_APPLICABLE if each.id in not_applicable else NOT_MET

    def why(each: Requirement) -> str:
        if each.id in proven:
            return "<br>".join(f"`{node}`" for node in proven[each.id])
        return not_applicable.get(each.id) or not_met.get(each.id, _NO_TEST)

    every = list(requirements().values())
    lines = [_INTRODUCTION, "", *_summary(every, [state_of(each) for each in every])]
    for chapter, entries in groupby(every, key=lambda each: each.chapter):
        lines += [
            "",
            f"## {chapter}",
            "",
            "| | level | requirement | state | proof or reason |",
        ]
        lines.append("|---|---|---|---|---|")
        lines += [
            f"| {each.id} | {each.level} | {each.title} | {state_of(each)} | {why(each)} |"
            for each in entries
        ]
    return "\n".join([*lines, ""])


def _summary(every: list[Requirement], states: list[str]) -> list[str]:
    head = ["| chapter | met | not applicable | not met |", "|---|---|---|---|"]
    counted = [(each.chapter, state) for each, state in zip(every, states, strict=True)]
    for level in (1, 2):
        counted += [
            (f"**level {level}**", state)
            for each, state in zip(every, states, strict=True)
            if each.level == level
        ]
    names = dict.fromkeys(name for name, _ in counted)
    return head + [
        f"| {name} | "
        + " | ".join(str(counted.count((name, state))) for state in STATES)
        + " |"
        for name in names
    ]
