"""Bringing acts into the collection: one act, one transaction, nothing left by halves."""

import re
import unicodedata
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal
from uuid import UUID

import asyncpg

from domain import database
from domain.database import transaction
from domain.periods import paris_day
from domain.research import reading
from domain.research.collection import SummarisedAct, summarised_acts
from domain.research.current import refresh
from domain.research.identifiers import eli_of, names_of, short_eli_of, type_of
from domain.research.parsed import Kind, NotReadable, ParsedExpression
from domain.text import Language, Text

State = Literal["imported", "unchanged", "passed", "failed"]

_FULLER = Text(
    "la collection tient déjà de cette version un texte au moins aussi complet",
    "the collection already holds a text of this version that is at least as full",
)
_TOO_LONG = Text(
    "un passage est trop long pour être indexé", "a passage is too long to be indexed"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file: the line of the report."""

    file: str
    state: State
    celex: str | None = None
    language: Language | None = None
    articles: int = 0
    message: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One text to be written, with what is known of its act."""

    expression: ParsedExpression
    sha256: str
    source: str
    file: str
    in_force: bool | None = None
    ecli: str | None = None
    aliases: tuple[str, ...] = ()
    subjects: Mapping[Language, tuple[str, ...]] = field(default_factory=dict)


async def import_paths(paths: Iterable[Path], *, now: datetime) -> AsyncIterator[Outcome]:
    """Read the files under ``paths`` into the collection; yield what became of each.

    The texts of one act are written together or not at all. A file that cannot be read is
    reported and leaves nothing; the act's other texts are still written. Importing the same
    file again changes nothing.
    """
    for _, found in reading.gather(paths):
        arrivals: list[Arrival] = []
        for item in found:
            outcome = _read(item, arrivals)
            if outcome is not None:
                yield outcome
        for outcome in await _write_all(arrivals, now=now):
            yield outcome


async def load_demo_collection(*, now: datetime) -> list[Outcome]:
    """Write our summaries of well-known acts; those already there are left alone."""
    outcomes: list[Outcome] = []
    for act in summarised_acts():
        outcomes += await _write_all(_arrivals(act), now=now)
    return outcomes


def _arrivals(act: SummarisedAct) -> list[Arrival]:
    return [
        Arrival(
            expression=expression,
            sha256=act.sha256,
            source=act.source,
            file=act.source,
            in_force=act.in_force,
            ecli=act.ecli,
            aliases=act.aliases,
        )
        for expression in act.expressions
    ]


def _read(
    item: reading.Source | reading.Passed | NotReadable, arrivals: list[Arrival]
) -> Outcome | None:
    if isinstance(item, reading.Passed):
        return Outcome(file=item.name, state="passed", message=item.why)
    try:
        if isinstance(item, NotReadable):
            raise item
        read = reading.read(item)
    except NotReadable as broken:
        return Outcome(file=broken.file, state="failed", message=broken.in_words())
    known = read.metadata
    arrivals.append(
        Arrival(
            expression=read.expression,
            sha256=read.sha256,
            source=read.source,
            file=item.name,
            in_force=known.in_force if known else None,
            subjects=known.subjects if known else {},
        )
    )
    return None


async def _write_all(arrivals: Sequence[Arrival], *, now: datetime) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for celex in dict.fromkeys(arrival.expression.celex for arrival in arrivals):
        of_act = [arrival for arrival in arrivals if arrival.expression.celex == celex]
        try:
            outcomes += await write_act(of_act, now=now)
        except asyncpg.ProgramLimitExceededError:
            outcomes += [
                Outcome(file=arrival.file, state="failed", celex=celex, message=_TOO_LONG)
                for arrival in of_act
            ]
    return outcomes


async def write_act(arrivals: Sequence[Arrival], *, now: datetime) -> list[Outcome]:
    """Write the texts of one act, its names, and which text is the one to read."""
    async with transaction():
        work_id = await _write_work(arrivals, now=now)
        outcomes = [await _write(arrival, work_id, now=now) for arrival in arrivals]
        if any(outcome.state == "imported" for outcome in outcomes):
            await refresh(work_id, today=paris_day(now))
    return outcomes


async def _write_work(arrivals: Sequence[Arrival], *, now: datetime) -> UUID:
    """Write what is known of the act; the summary never overrides what a file says."""
    celex = arrivals[0].expression.celex
    known = [arrival.in_force for arrival in arrivals if arrival.in_force is not None]
    from_files = any(arrival.expression.kind is not Kind.SUMMARY for arrival in arrivals)
    ecli = next((arrival.ecli for arrival in arrivals if arrival.ecli), None)
    subjects = arrivals[-1].subjects
    work_id: UUID = await database.fetch_value(
        """
        insert into work as w (celex, eli, ecli, type, dated_on, in_force,
            subjects_fr, subjects_en, imported_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (celex) do update set
            ecli = coalesce(excluded.ecli, w.ecli),
            dated_on = least(excluded.dated_on, w.dated_on),
            in_force = case when $10
                then coalesce(excluded.in_force, w.in_force)
                else coalesce(w.in_force, excluded.in_force) end,
            subjects_fr = case when excluded.subjects_fr = '{}'
                then w.subjects_fr else excluded.subjects_fr end,
            subjects_en = case when excluded.subjects_en = '{}'
                then w.subjects_en else excluded.subjects_en end
        returning id
        """,
        celex,
        eli_of(celex),
        ecli,
        type_of(celex),
        min(arrival.expression.dated_on for arrival in arrivals),
        known[-1] if known else None,
        list(subjects.get("fr", ())),
        list(subjects.get("en", ())),
        now,
        from_files,
    )
    await _write_names(work_id, celex, ecli, arrivals)
    return work_id


async def _write_names(
    work_id: UUID, celex: str, ecli: str | None, arrivals: Sequence[Arrival]
) -> None:
    given = [alias for arrival in arrivals for alias in arrival.aliases]
    own = [*names_of(celex), short_eli_of(celex), ecli]
    names = dict.fromkeys(filter(None, [*own, *given]))
    await database.execute(
        """
        insert into work_alias (work, alias, label)
        select $1, fold(label), label from unnest($2::varchar[]) label
        on conflict (alias, work) do nothing
        """,
        work_id,
        list(names),
    )


async def _write(arrival: Arrival, work_id: UUID, *, now: datetime) -> Outcome:
    expression = arrival.expression
    held = await database.fetch_row(
        """
        select e.id, e.sha256, e.source,
            (select count(*) from provision where expression = e.id) as provisions
        from expression e
        where work = $1 and language = $2 and kind = $3 and dated_on = $4
        for update
        """,
        work_id,
        expression.language,
        expression.kind,
        expression.dated_on,
    )
    if held is not None and held["sha256"] == arrival.sha256:
        return _outcome(arrival, "unchanged")
    if held is not None and _is_no_fuller(arrival, held):
        return _outcome(arrival, "passed", _FULLER)
    if held is not None:
        await database.execute("delete from expression where id = $1", held["id"])
    await _insert(arrival, work_id, now=now)
    return _outcome(arrival, "imported")


def _is_no_fuller(arrival: Arrival, held: database.Row) -> bool:
    """Whether another file already gave as much: a fragment never replaces the act."""
    held_from, held_count = str(held["source"]), int(held["provisions"])
    return held_from != arrival.source and len(arrival.expression.provisions) <= held_count


def _outcome(arrival: Arrival, state: State, message: Text | None = None) -> Outcome:
    return Outcome(
        file=arrival.file,
        state=state,
        celex=arrival.expression.celex,
        language=arrival.expression.language,
        articles=arrival.expression.count("article"),
        message=message,
    )


async def _insert(arrival: Arrival, work_id: UUID, *, now: datetime) -> None:
    expression = arrival.expression
    expression_id = await database.fetch_value(
        """
        insert into expression (work, language, kind, dated_on, sha256, title, source,
            imported_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8) returning id
        """,
        work_id,
        expression.language,
        expression.kind,
        expression.dated_on,
        arrival.sha256,
        _bare(_composed(expression.title)),
        arrival.source[:300],
        now,
    )
    await database.copy_rows(
        "provision",
        ("expression", "language", "position", "path", "parent", "level", "number",
         "heading", "body", "status", "changed_by"),
        [
            (expression_id, expression.language, position, one.path, one.parent, one.level,
             _composed(one.number), _composed(one.heading), _composed(one.body),
             one.status.value, one.changed_by)
            for position, one in enumerate(expression.provisions, start=1)
        ],
    )  # fmt: skip


def _bare(title: str) -> str:
    """Return the title without the note on the European Economic Area that follows it."""
    return re.sub(r"\s*\((?:Texte? \w+)[^()]*\b(?:EEE|EEA)[^()]*\)\.?$", "", title)


def _composed(words: str) -> str:
    """Return ``words`` with one character per letter, as search and display count them."""
    return unicodedata.normalize("NFC", words)
