"""Nothing is taken before a yes; then each row once, whatever dies meanwhile."""

from datetime import timedelta
from uuid import uuid4

import pytest

from domain import database, prospect_imports, prospects, suppression
from domain.duties.tables import Duty
from domain.errors import NotFound
from domain.prospect_imports import (
    REMOVE_LIST,
    ImportPart,
    ImportRow,
    NotReady,
    Outcome,
    lists,
    previews,
    read_list,
    remove_list,
    take_list,
)
from domain.prospects import INFORM, NoSuchProvider, Prospect, Source
from domain.suppression import Reason
from tests.cast import NOW
from tests.domain.rows import make_row

pytestmark = pytest.mark.usefixtures("undone")
LATER = NOW + timedelta(minutes=5)
HEADINGS = "email,first name,last name,telephone\n"


async def a_list(text: str, *, source=Source.DIRECTORY):
    import_id = uuid4()
    await prospect_imports.begin(
        import_id, source=source, source_name="Annuaire", language="en", now=NOW
    )
    content = text.encode()
    for number, start in enumerate(range(0, len(content), 64), start=1):
        await prospect_imports.keep(import_id, number, content[start : start + 64], now=NOW)
    return import_id


async def a_read_list(text: str):
    import_id = await a_list(text)
    await read_list(import_id, now=NOW)
    return import_id


async def taken(text: str):
    import_id = await a_read_list(text)
    await prospect_imports.confirm(import_id, now=LATER)
    await take_list(import_id, now=LATER)
    return import_id


def person(name, *, last="Aa", telephone=""):
    return f"{name}@example.net,A,{last},{telephone}\n"


async def outcomes(import_id):
    counts = await prospect_imports.counts_of(import_id)
    return {str(kind): count for kind, count in counts.by_outcome.items() if count}


async def test_no_plan_is_kept_from_when_the_tables_were_empty(undone, monkeypatch):
    """Or each batch reads all of the batches before it: 50 s instead of 6 for 100,000 rows."""
    asked = []

    async def suppressed(addresses):
        asked.append(await database.fetch_value("show plan_cache_mode"))
        return set()

    monkeypatch.setattr(suppression, "suppressed", suppressed)
    await taken(HEADINGS + person("p1"))
    assert asked == ["force_custom_plan"] * 2  # for the preview, and when it is taken


class TestThePreview:
    async def test_says_what_would_become_of_each_row_and_takes_none(self):
        await make_row(Prospect, email="same@example.net", first_name="A", last_name="Aa")
        await make_row(Prospect, email="changed@example.net", first_name="A", last_name="Old")
        await suppression.suppress("no@example.net", reason=Reason.OBJECTION, now=NOW)
        rows = [person(name) for name in ("new", "same", "changed", "no", "new", "same")]
        import_id = await a_read_list(HEADINGS + "".join(rows) + "bad,A,Aa,\n")
        assert await outcomes(import_id) == {
            "new": 1,
            "same": 1,
            "changed": 1,
            "suppressed": 1,
            "repeated": 2,
            "refused": 1,
        }
        assert await Prospect.count() == 2

    async def test_keeps_nothing_of_who_said_no(self):
        await suppression.suppress("no@example.net", reason=Reason.OBJECTION, now=NOW)
        import_id = await a_read_list(HEADINGS + person("no"))
        [row] = await prospect_imports.rows_of(import_id, Outcome.SUPPRESSED, limit=9)
        assert (row.email, row.first_name, row.last_name) == (None, None, None)

    async def test_finds_a_repetition_in_another_batch(self, monkeypatch):
        monkeypatch.setattr(previews, "BATCH", 2)
        rows = [person(name) for name in ("a", "b", "c", "d", "a")]
        import_id = await a_read_list(HEADINGS + "".join(rows))
        assert await outcomes(import_id) == {"new": 4, "repeated": 1}
        [again] = await prospect_imports.rows_of(import_id, Outcome.REPEATED, limit=9)
        assert (again.number, again.first_number) == (6, 2)

    async def test_names_the_first_appearance_of_each_repetition(self):
        rows = [person(name) for name in ("a", "b", "a", "a", "b")]
        import_id = await a_read_list(HEADINGS + "".join(rows))
        again = await prospect_imports.rows_of(import_id, Outcome.REPEATED, limit=9)
        assert [(row.number, row.first_number) for row in again] == [(4, 2), (5, 2), (6, 3)]

    async def test_has_an_index_for_the_search_of_repetitions(self):
        definitions = await database.fetch(
            "select indexdef from pg_indexes where tablename = 'import_row'"
        )
        assert any("(of_import, email, number)" in row["indexdef"] for row in definitions)

    async def test_leaves_a_restricted_prospect_as_they_are_and_keeps_nothing(self):
        await make_row(Prospect, email="held@example.net", restricted_at=NOW)
        import_id = await a_read_list(HEADINGS + person("held") * 2)
        assert await outcomes(import_id) == {"restricted": 2}
        rows = await prospect_imports.rows_of(import_id, Outcome.RESTRICTED, limit=9)
        assert {(row.email, row.last_name) for row in rows} == {(None, None)}

    async def test_lets_the_file_go_and_shows_how_far_it_is(self):
        import_id = await a_list(HEADINGS + person("a"))
        before = await prospect_imports.find(import_id)
        assert (before.bytes_read, before.previewed_at) == (0, None)
        await read_list(import_id, now=NOW)
        read = await prospect_imports.find(import_id)
        assert read.bytes_read == read.size_bytes == len(HEADINGS + person("a"))
        assert await ImportPart.count() == 0

    async def test_killed_half_way_begins_anew(self, monkeypatch):
        monkeypatch.setattr(previews, "BATCH", 2)
        import_id = await a_list(HEADINGS + "".join(person(f"p{n}") for n in range(7)))
        write, calls = previews._write_rows, []  # noqa: SLF001 - where it dies

        async def dies(*given, **named):
            calls.append(1)
            if len(calls) == 3:
                raise ConnectionError
            await write(*given, **named)

        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(previews, "_write_rows", dies)
            with pytest.raises(ConnectionError):
                await read_list(import_id, now=NOW)
        await read_list(import_id, now=NOW)
        assert await outcomes(import_id) == {"new": 7}

    async def test_of_a_file_that_is_no_list_leaves_no_row_and_says_why(self):
        import_id = await a_read_list("name,address\nA,a@example.net\n")
        listed = await prospect_imports.find(import_id)
        assert (listed.failure, listed.failed_in_row) == ("no-headings", 1)
        assert await ImportRow.count() == await ImportPart.count() == 0
        with pytest.raises(NotReady):
            await prospect_imports.confirm(import_id, now=NOW)

    async def test_hands_over_what_is_not_taken_by_number_and_reason(self):
        import_id = await a_read_list(HEADINGS + person("a") + "bad,A,Aa,\n" + person("a"))
        given = [row async for row in prospect_imports.refusals(import_id)]
        assert given == [(3, "refused", "email", None), (4, "repeated", None, 2)]


@pytest.mark.promise("P-MKT-1")
class TestTaking:
    async def test_needs_a_yes(self):
        import_id = await a_read_list(HEADINGS + person("a"))
        await take_list(import_id, now=NOW)
        assert await Prospect.count() == 0

    async def test_adds_who_is_new_with_source_and_duty(self):
        import_id = await taken(HEADINGS + person("a", telephone="0155550100"))
        [one] = await Prospect.objects()
        assert (one.email, one.source, one.source_name) == (
            "a@example.net",
            "directory",
            "Annuaire",
        )
        assert (one.telephone, one.language) == ("+33155550100", "en")
        assert one.collected_at == one.kept_from == LATER
        [duty] = await Duty.objects().where(Duty.kind == INFORM)
        assert duty.subject == one.id
        listed = await prospect_imports.find(import_id)
        assert (listed.added, listed.updated, listed.finished_at) == (1, 0, LATER)

    async def test_changes_who_is_known_and_keeps_what_the_list_does_not_say(self):
        known = await make_row(
            Prospect,
            email="a@example.net",
            last_name="Old",
            telephone="+33155550100",
            collected_at=NOW,
            kept_from=NOW,
            source="met",
        )
        import_id = await taken(HEADINGS + person("a", last="New"))
        found = await prospects.find(known.id)
        assert (found.last_name, found.telephone) == ("New", "+33155550100")
        assert (found.source, found.kept_from) == ("met", NOW)
        assert found.changed_at == LATER
        assert (await prospect_imports.find(import_id)).updated == 1
        assert await Duty.count().where(Duty.kind == INFORM) == 0

    async def test_leaves_who_said_no_since_the_preview(self):
        import_id = await a_read_list(HEADINGS + person("a") + person("b"))
        await suppression.suppress("a@example.net", reason=Reason.OBJECTION, now=NOW)
        await prospect_imports.confirm(import_id, now=LATER)
        await take_list(import_id, now=LATER)
        assert [one.email for one in await Prospect.objects()] == ["b@example.net"]

    async def test_leaves_who_was_restricted_since_the_preview_as_they_are(self):
        held = await make_row(
            Prospect, email="a@example.net", last_name="Old", collected_at=NOW, kept_from=NOW
        )
        import_id = await a_read_list(HEADINGS + person("a", last="New") + person("b"))
        assert await outcomes(import_id) == {"changed": 1, "new": 1}
        await prospects.restrict(held.id, now=NOW)
        await prospect_imports.confirm(import_id, now=LATER)
        await take_list(import_id, now=LATER)
        assert (await prospects.find(held.id)).last_name == "Old"
        assert await outcomes(import_id) == {"restricted": 1, "new": 1}
        listed = await prospect_imports.find(import_id)
        assert (listed.added, listed.updated) == (1, 0)

    async def test_never_brings_back_who_said_no_since_the_preview(self):
        known = await make_row(
            Prospect, email="a@example.net", last_name="Old", collected_at=NOW, kept_from=NOW
        )
        import_id = await a_read_list(HEADINGS + person("a"))
        await prospects.object_to_prospecting(known.id, now=NOW)
        await prospect_imports.confirm(import_id, now=LATER)
        await take_list(import_id, now=LATER)
        assert await Prospect.count() == 0
        assert await outcomes(import_id) == {"suppressed": 1}

    async def test_leaves_no_datum_in_the_rows(self):
        await taken(HEADINGS + person("a") + "bad,A,Aa,\n")
        left = await database.fetch_value(
            "select count(*) from import_row where email is not null or last_name is not null"
        )
        assert left == 0
        assert await ImportRow.count() == 2

    async def test_of_a_provider_is_refused(self):
        with pytest.raises(NoSuchProvider):
            await a_list(HEADINGS, source=Source.PROVIDER)


class TestDeciding:
    async def test_is_done_once(self):
        import_id = await a_read_list(HEADINGS + person("a"))
        await prospect_imports.confirm(import_id, now=NOW)
        for decide in (prospect_imports.confirm, prospect_imports.cancel):
            with pytest.raises(NotReady):
                await decide(import_id, now=NOW)

    async def test_no_removes_file_and_rows_in_the_background_and_in_batches(self, monkeypatch):
        monkeypatch.setattr(lists, "AT_ONCE", 2)
        for left in (
            await a_list(HEADINGS),
            await a_read_list(HEADINGS + "".join(person(f"p{n}") for n in range(5))),
        ):
            await prospect_imports.cancel(left, now=NOW)
            assert [row async for row in prospect_imports.refusals(left)] == []
            [duty] = await Duty.objects().where(Duty.subject == left, Duty.kind == REMOVE_LIST)
            await remove_list(duty.subject)
        assert await ImportRow.count() == await ImportPart.count() == 0

    async def test_no_wins_over_a_reading_that_goes_on(self, monkeypatch):
        monkeypatch.setattr(previews, "BATCH", 2)
        import_id = await a_list(HEADINGS + "".join(person(f"p{n}") for n in range(9)))
        write, calls = previews._write_rows, []  # noqa: SLF001 - what the no comes between

        async def while_somebody_says_no(*given, **named):
            await write(*given, **named)
            calls.append(1)
            if len(calls) == 2:
                await prospect_imports.cancel(import_id, now=NOW)

        monkeypatch.setattr(previews, "_write_rows", while_somebody_says_no)
        await read_list(import_id, now=NOW)
        assert len(calls) == 2
        await remove_list(import_id)
        assert await ImportRow.count() == await ImportPart.count() == 0
        listed = await prospect_imports.find(import_id)
        assert (listed.cancelled_at, listed.previewed_at, listed.failure) == (NOW, None, None)

    async def test_nothing_of_a_list_that_stays_is_removed(self):
        import_id = await a_read_list(HEADINGS + person("a"))
        await remove_list(import_id)
        assert await ImportRow.count() == 1

    async def test_of_nothing_is_not_found(self):
        for decide in (prospect_imports.confirm, prospect_imports.cancel):
            with pytest.raises(NotFound):
                await decide(uuid4(), now=NOW)

    async def test_before_it_is_read_is_not_ready(self):
        with pytest.raises(NotReady):
            await prospect_imports.confirm(await a_list(HEADINGS), now=NOW)
