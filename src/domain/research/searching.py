"""Finding acts: the newest that answer, the best first, with where they answer.

PostgreSQL stems and matches words; it sees whole acts, so that two words may stand in two
articles. What stands side by side is looked for within provisions, whose words keep their
places. Only the newest answers are ranked: ranking all of 200,000 acts takes twenty times
as long (docs/adr/search-in-postgresql.md), and an old act that matters is found by its name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg

from domain import database
from domain.errors import DomainError
from domain.research.excerpts import Excerpt, excerpts_of
from domain.research.question import Question, Term
from domain.text import Language

PAGE = 20
MOST_RANKED = 1_000
MOST_CANDIDATES = 3_000
TIME_LIMIT_MS = 4_000
NO_LONGER_LAW = 0.3
"""What an act that is no longer in force weighs: it is found, after those that are."""

_CONFIG: dict[Language, str] = {"fr": "pg_catalog.french", "en": "pg_catalog.english"}


class TookTooLong(DomainError):
    """The search was stopped: too many acts answer such common words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One act that answers."""

    celex: str
    type: str
    title: str
    language: Language
    kind: str
    dated_on: date
    in_force: bool | None
    excerpts: tuple[Excerpt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One page of the acts that answer."""

    hits: tuple[Hit, ...]
    count: int
    """At most ``MOST_RANKED``: then there are more."""
    page: int
    missing: tuple[str, ...] = ()
    """Of an empty answer, the terms that no act has."""

    @property
    def is_capped(self) -> bool:
        """Whether more acts answer than were ranked."""
        return self.count >= MOST_RANKED

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.count // PAGE))


class _Query:
    """SQL of a question, with its words as parameters."""

    def __init__(self) -> None:
        self.arguments: list[object] = []

    def bind(self, value: object) -> str:
        self.arguments.append(value)
        return f"${len(self.arguments)}"

    def term(self, term: Term, language: Language, *, loose: bool = False) -> str:
        """Return the ``tsquery`` of one term; ``loose`` gives a phrase as its words."""
        config = f"'{_CONFIG[language]}'::regconfig"
        words = self.bind(term.text)
        if term.kind == "identifier":
            return f"(quote_literal('id:' || {words}::text))::tsquery"
        if term.kind == "beginning":
            return f"to_tsquery({config}, quote_literal(fold({words}::text)) || ':*')"
        how = "phraseto_tsquery" if term.kind == "phrase" and not loose else "plainto_tsquery"
        # Without its hyphens: their compound would be asked for as a word of its own.
        return f"{how}({config}, replace(fold({words}::text), '-', ' '))"

    def group(self, group: Sequence[Term], language: Language) -> str:
        """Return the ``tsquery`` of a group over a whole act.

        An excluded phrase is left out: its words apart exclude nothing.
        """
        return " && ".join(
            f"{'!!' if term.excluded else ''}({self.term(term, language, loose=True)})"
            for term in group
            if not (term.excluded and term.kind == "phrase")
        )

    def whole(self, question: Question, language: Language) -> str:
        return " || ".join(f"({self.group(group, language)})" for group in question.groups)

    def any_of(self, terms: Sequence[Term], language: Language) -> str:
        return " || ".join(f"({self.term(term, language)})" for term in terms)

    def strictly(self, question: Question, language: Language) -> str:
        """Return the condition that phrases stand side by side, and exclusions nowhere."""
        return " or ".join(
            " and ".join(
                [
                    f"c.tsv @@ ({self.group(group, language)})",
                    *(self._holds(t, language) for t in group if t.needs_a_look),
                ]
            )
            for group in question.groups
        )

    def _holds(self, term: Term, language: Language) -> str:
        if not term.excluded:
            return self._stands_in("c", term, language)
        # What is excluded in one language is excluded with the act, in both.
        in_fr, in_en = (self._stands_in("o", term, tongue) for tongue in ("fr", "en"))
        return f"""not exists (select from expression o where o.work = c.work and o.is_current
            and (o.language = 'fr' and {in_fr} or o.language = 'en' and {in_en}))"""

    def _stands_in(self, expression: str, term: Term, language: Language) -> str:
        words = self.term(term, language)
        if term.kind != "phrase":
            return f"{expression}.tsv @@ {words}"
        return (
            f"(words_of({expression}.language, {expression}.title) @@ {words} or exists (select"
            f" from provision p where p.tsv @@ {words} and {_READ_WITH.format(c=expression)}))"
        )


_READ_WITH = """(p.expression = {c}.id or p.level = 'recital' and p.expression = any(
    select oj.id from expression oj where oj.work = {c}.work and oj.language = {c}.language
    and oj.kind = 'oj' and {c}.kind = 'consolidated'))"""
"""The provisions read with an expression: its own, and the recitals of the act as published."""


async def search(
    question: Question, *, language: Language, page: int = 1, with_text: bool = True
) -> Answer:
    """Return the acts that answer ``question``, those in ``language`` shown in it.

    ``with_text`` adds excerpts; without it nothing but titles leaves the database.

    Raises:
        TookTooLong: The database was stopped after four seconds.
    """
    if not question.groups:
        return Answer(hits=(), count=0, page=1)
    try:
        async with database.transaction():
            await database.execute(f"set local statement_timeout = {TIME_LIMIT_MS}")
            return await _answer(question, language=language, page=page, with_text=with_text)
    except asyncpg.QueryCanceledError:
        raise TookTooLong from None


async def _answer(
    question: Question, *, language: Language, page: int, with_text: bool
) -> Answer:
    rows = await _page_of(question, language=language, page=page)
    if not rows:
        missing = await _missing(question) if page == 1 else ()
        return Answer(hits=(), count=0, page=page, missing=missing)
    found = await _excerpts(question, rows) if with_text else {}
    return Answer(
        hits=tuple(_hit(row, found.get(row["id"], ())) for row in rows),
        count=rows[0]["total"],
        page=page,
    )


def _hit(row: database.Row, excerpts: tuple[Excerpt, ...]) -> Hit:
    return Hit(
        celex=row["celex"],
        type=row["type"],
        title=row["title"],
        language=row["language"],
        kind=row["kind"],
        dated_on=row["acted_on"],
        in_force=row["in_force"],
        excerpts=excerpts,
    )


async def _page_of(question: Question, *, language: Language, page: int) -> list[database.Row]:
    query = _Query()
    in_fr, in_en = query.whole(question, "fr"), query.whole(question, "en")
    holds = (
        f"(c.language = 'fr' and ({query.strictly(question, 'fr')})"
        f" or c.language = 'en' and ({query.strictly(question, 'en')}))"
        if any(term.needs_a_look for group in question.groups for term in group)
        else "true"
    )
    shown = query.bind(language)
    return await database.fetch(
        f"""
        with candidate as materialized (
            select e.id, e.work, e.language, e.kind, e.title, e.tsv,
                w.celex, w.type, w.in_force, w.dated_on as acted_on
            from expression e join work w on w.id = e.work
            where e.is_current and (
                e.language = 'fr' and e.tsv @@ ({in_fr})
                or e.language = 'en' and e.tsv @@ ({in_en})
            )
            order by w.dated_on desc nulls last, w.celex
            limit {MOST_CANDIDATES}
        ), ranked as (
            select distinct on (c.work) c.*,
                ts_rank(c.tsv, case c.language when 'fr' then {in_fr} else {in_en} end)
                    * case when c.in_force is false then {NO_LONGER_LAW} else 1 end as rank
            from candidate c where {holds}
            order by c.work, c.language = {shown} desc
        ), newest as (
            select * from ranked order by acted_on desc nulls last, celex limit {MOST_RANKED}
        )
        select id, celex, type, title, language, kind, acted_on, in_force,
            count(*) over () as total
        from newest order by rank desc, acted_on desc, celex
        limit {PAGE} offset {query.bind((page - 1) * PAGE)}
        """,
        *query.arguments,
    )


async def _excerpts(
    question: Question, rows: Sequence[database.Row]
) -> dict[UUID, tuple[Excerpt, ...]]:
    """Return the best provisions of each act on the page, the words found marked."""
    query = _Query()
    wanted = [
        Term("words", term.text) if term.kind == "identifier" else term
        for term in question.wanted
    ]
    in_fr, in_en = query.any_of(wanted, "fr"), query.any_of(wanted, "en")
    found = await database.fetch(
        f"""
        with query(language, words) as (values ('fr', {in_fr}), ('en', {in_en}))
        select c.id as expression, best.*, ts_headline(
            case best.language when 'fr' then 'pg_catalog.french'::regconfig
                else 'pg_catalog.english'::regconfig end,
            fold(best.body), best.words,
            'HighlightAll=true, StartSel=' || chr(2) || ', StopSel=' || chr(3)
        ) as marked
        from expression c cross join lateral (
            select p.path, p.level, p.number, p.heading, p.language, query.words,
                left(p.body, 1500) as body
            from provision p join query on query.language = p.language
            where {_READ_WITH.format(c="c")} and p.tsv @@ query.words
            order by p.body <> '' desc, ts_rank(p.tsv, query.words, 1) desc, p.position
            limit 2
        ) best
        where c.id = any({query.bind([row["id"] for row in rows])}::uuid[])
        """,
        *query.arguments,
    )
    return excerpts_of(found)


async def _missing(question: Question) -> tuple[str, ...]:
    """Return the terms of the question that no act has in either language."""
    query = _Query()
    terms = list(dict.fromkeys(question.wanted))[:10]
    checks = ", ".join(
        f"""exists (select from expression e where e.is_current and (
            e.language = 'fr' and e.tsv @@ ({query.term(term, "fr", loose=True)})
            or e.language = 'en' and e.tsv @@ ({query.term(term, "en", loose=True)})))"""
        for term in terms
    )
    (row,) = await database.fetch(f"select {checks}", *query.arguments)
    return tuple(term.text for term, is_there in zip(terms, row, strict=True) if not is_there)
