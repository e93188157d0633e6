"""A list whose worker dies is taken all the same, each row once."""

import pytest

from domain import database, prospect_imports
from domain.duties.tables import Duty
from domain.prospect_imports import take_list, taking
from domain.prospects import INFORM, Prospect
from tests.cast import NOW
from tests.domain.prospect_imports.test_taking import HEADINGS, a_read_list, person


class TestKilled:
    @pytest.fixture
    async def committed(self, pool):
        yield
        await database.execute("truncate prospect, prospect_import, duty, forgetting cascade")

    @pytest.mark.parametrize("at", [1, 2, 3, 4])
    async def test_between_any_two_batches_each_row_is_taken_once(
        self, pool, committed, monkeypatch, at
    ):
        monkeypatch.setattr(taking, "BATCH", 3)
        import_id = await a_read_list(HEADINGS + "".join(person(f"p{n}") for n in range(10)))
        await prospect_imports.confirm(import_id, now=NOW)
        write, calls = taking._write_prospects, []  # noqa: SLF001 - where it dies

        async def dies(*given, **named):
            calls.append(1)
            written = await write(*given, **named)
            if len(calls) == at:
                raise ConnectionError
            return written

        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(taking, "_write_prospects", dies)
            with pytest.raises(ConnectionError):
                await take_list(import_id, now=NOW)
        assert await Prospect.count() == 3 * (at - 1)
        await take_list(import_id, now=NOW)
        listed = await prospect_imports.find(import_id)
        assert (await Prospect.count(), listed.added) == (10, 10)
        assert await Duty.count().where(Duty.kind == INFORM) == 10
