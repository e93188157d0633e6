"""Taking the rows of a list that somebody said yes to."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from domain import database, duties, suppression
from domain.periods import after
from domain.prospect_imports import lists
from domain.prospect_imports.reading import COLUMNS
from domain.prospect_imports.rules import BATCH, TO_TAKE, Outcome
from domain.prospect_imports.tables import ProspectImport
from domain.prospects import INFORM, SOON, SYNCHRONISE, THE_LIST


async def take_list(import_id: UUID, *, now: datetime) -> None:
    """Take the rows of a list that somebody said yes to, batch by batch.

    Each batch is one transaction with its position: killed anywhere, it goes on from there.
    Who said no meanwhile, or whose data were restricted, is not taken, and the row says so. The
    rows' data go with the batch that takes them; rows that were refused keep their number and
    reason for a week.
    """
    listed = await ProspectImport.objects().where(ProspectImport.id == import_id).first()
    if listed is None or listed.confirmed_at is None or listed.finished_at is not None:
        return
    while await _take_batch(listed, now=now):
        pass
    await lists.empty_rows(import_id)
    await lists.note(import_id, "finished_at = $2", now)


async def _take_batch(listed: ProspectImport, *, now: datetime) -> bool:
    async with database.transaction():
        await lists.plan_anew()
        position = (await lists.locked(listed.id)).position
        rows = await database.fetch(
            f"select number, {', '.join(COLUMNS)} from import_row"
            " where of_import = $1 and number > $2 and outcome = any($3)"
            f" order by number limit {BATCH}",
            listed.id,
            position,
            [str(outcome) for outcome in TO_TAKE],
        )
        if not rows:
            return False
        taken = await _let_pass(listed, rows)
        added, updated = await _write_prospects(listed, taken, now=now)
        await lists.note(
            listed.id,
            "position = $2, added = added + $3, updated = updated + $4",
            rows[-1]["number"],
            added,
            updated,
        )
        await database.execute(
            f"update import_row set {', '.join(f'{name} = null' for name in COLUMNS)}"
            " where of_import = $1 and number between $2 and $3",
            listed.id,
            rows[0]["number"],
            rows[-1]["number"],
        )
    return True


async def _let_pass(listed: ProspectImport, rows: Sequence[database.Row]) -> list[database.Row]:
    """Return the rows that may be taken now, and note of the others what became of them.

    Those who are known are held first: a no or a restriction that comes now waits, and one
    that came before is seen.
    """
    addresses = [row["email"] for row in rows]
    held = await database.fetch(
        "select email, restricted_at is not null as is_restricted from prospect"
        " where email = any($1) order by id for update",
        addresses,
    )
    restricted = {row["email"] for row in held if row["is_restricted"]}
    no = await suppression.suppressed(addresses)
    for outcome, whom in ((Outcome.RESTRICTED, restricted - no), (Outcome.SUPPRESSED, no)):
        await database.execute(
            "update import_row set outcome = $2 where of_import = $1 and number = any($3)",
            listed.id,
            outcome,
            [row["number"] for row in rows if row["email"] in whom],
        )
    return [row for row in rows if row["email"] not in no | restricted]


async def _write_prospects(
    listed: ProspectImport, rows: Sequence[database.Row], *, now: datetime
) -> tuple[int, int]:
    """Write people in one statement; return how many are new, and how many were changed."""
    columns = list(zip(*(row[1:] for row in map(tuple, rows)), strict=True)) or [()] * 6
    written = await database.fetch(
        """
        insert into prospect as known
            (email, first_name, last_name, telephone, social_profile, language, source,
             source_name, collected_at, kept_from, changed_at)
        select email, first_name, last_name, telephone, social_profile,
               coalesce(language, $7), $8, $9, $10, $10, $10
        from unnest($1::varchar[], $2::varchar[], $3::varchar[], $4::varchar[],
                    $5::varchar[], $6::varchar[])
             as given (email, first_name, last_name, telephone, social_profile, language)
        on conflict (email) do update set
            first_name = excluded.first_name,
            last_name = excluded.last_name,
            telephone = coalesce(excluded.telephone, known.telephone),
            social_profile = coalesce(excluded.social_profile, known.social_profile),
            changed_at = excluded.changed_at
            where known.restricted_at is null
        returning id, collected_at = $10 and changed_at = $10 as is_new
        """,
        *(list(column) for column in columns),
        listed.language,
        listed.source,
        listed.source_name,
        now,
    )
    new = [row["id"] for row in written if row["is_new"]]
    await database.execute(
        "insert into duty (kind, subject, due_at, created_at)"
        " select $1, subject, $2, $3 from unnest($4::uuid[]) as subject on conflict do nothing",
        INFORM,
        after(now, SOON),
        now,
        new,
    )
    if written:
        await duties.assign(kind=SYNCHRONISE, subject=THE_LIST, now=now)
    return len(new), len(written) - len(new)
