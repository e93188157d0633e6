"""Which text of an act is the one to read, and under which words it is found."""

from datetime import date
from uuid import UUID

from domain import database
from domain.research.identifiers import cited_in, names_of, short_eli_of

_LONGEST_INDEXED = 700_000
"""Characters of one act that are indexed: a ``tsvector`` may not exceed 1 MB. The longest
act of the samples (the AI Act) has 420,000."""

_CURRENT = """
    with ranked as (
        select id, row_number() over (
            partition by language
            order by kind = 'summary', dated_on > $2,
                case when dated_on > $2 then dated_on end,
                dated_on desc, kind = 'oj'
        ) as rank
        from expression where work = $1
    )
    update expression e set is_current = (ranked.rank = 1)
    from ranked where ranked.id = e.id and e.is_current <> (ranked.rank = 1)
"""

TEXT_OF_EXPRESSION = """
    select p.* from provision p where p.expression = $1
    union all
    select p.* from provision p
    join expression oj on oj.id = p.expression and oj.kind = 'oj'
    join expression e on e.id = $1 and e.kind = 'consolidated'
        and oj.work = e.work and oj.language = e.language
    where p.level = 'recital'
        and not exists (select from provision r where r.expression = $1 and r.level = 'recital')
"""
"""A consolidation has no recitals: those of the act as published are read with it."""


async def refresh(work_id: UUID, *, today: date) -> None:
    """Choose the current text of each language, and index it.

    The newest text dated no later than ``today`` wins: a consolidation over the act as
    published, and either over our summary, which serves only where there is no law.
    """
    # Two steps, because at most one text may be current at any moment.
    await database.execute("update expression set is_current = false where work = $1", work_id)
    await database.execute(_CURRENT, work_id, today)
    await database.execute(
        "update expression set tsv = null where work = $1 and not is_current",
        work_id,
    )
    for row in await database.fetch(
        """
        select e.id, e.language, e.title, w.celex, w.ecli,
            case when e.language = 'fr' then w.subjects_fr else w.subjects_en end as subjects
        from expression e join work w on w.id = e.work
        where e.work = $1 and e.is_current
        """,
        work_id,
    ):
        await _index(row)


async def _index(expression: database.Row) -> None:
    living = [
        (row["heading"], row["body"])
        for row in await database.fetch(TEXT_OF_EXPRESSION, expression["id"])
        if row["status"] != "deleted"
    ]
    headings = "\n".join(heading for heading, _ in living if heading)
    body = "\n".join(body for _, body in living if body)[:_LONGEST_INDEXED]
    celex = expression["celex"]
    own = [*names_of(celex), short_eli_of(celex), expression["ecli"]]
    cited = cited_in(f"{expression['title']}\n{body}")
    identifiers = {name.lower() for name in own if name} | cited
    await database.execute(
        """
        update expression set tsv =
            setweight(words_of(language, $2), 'A')
            || setweight(words_of(language, $3), 'B')
            || words_of(language, $4)
            || array_to_tsvector($5::text[])
        where id = $1
        """,
        expression["id"],
        expression["title"],
        "\n".join([*expression["subjects"], headings[:_LONGEST_INDEXED]]),
        body,
        [f"id:{identifier}" for identifier in sorted(identifiers)],
    )
