"""An agreement is watched to its last day, and the officer is warned in time (P-SHA-2)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain import forgetting, outbound, processors
from domain.periods import paris_day
from domain.processors import Agreement, stage_of
from domain.processors.standing import agreement_of, days_left
from domain.register import MAILJET, SENT_MAIL
from tests.cast import NOW

END = date(2026, 12, 31)
ENDING = replace(MAILJET, agreement_until=END)


@pytest.mark.promise("P-SHA-2")
class TestAnAgreement:
    @pytest.mark.parametrize(
        ("before", "stands", "stage"),
        [
            (61, Agreement.HOLDS, None),
            (60, Agreement.ENDS_SOON, 60),
            (31, Agreement.ENDS_SOON, 60),
            (30, Agreement.ENDS_SOON, 30),
            (8, Agreement.ENDS_SOON, 30),
            (7, Agreement.ENDS_SOON, 7),
            (0, Agreement.ENDS_SOON, 7),
            (-1, Agreement.LAPSED, -1),
            (-28, Agreement.LAPSED, -1),
            (-29, Agreement.LAPSED, None),
            (-400, Agreement.LAPSED, None),
        ],
    )
    def test_is_warned_of_as_its_end_comes_near(self, before, stands, stage):
        day = END - timedelta(days=before)
        assert agreement_of(ENDING, on=day) is stands
        assert stage_of(ENDING, on=day) == stage
        assert days_left(ENDING, on=day) == before
        assert ENDING.has_agreement(on=day) is (stands is not Agreement.LAPSED)

    def test_without_end_is_never_warned_of(self):
        assert agreement_of(MAILJET, on=date(2099, 1, 1)) is Agreement.HOLDS
        assert stage_of(MAILJET, on=date(2099, 1, 1)) is None

    def test_that_has_not_begun_is_none(self):
        assert agreement_of(MAILJET, on=date(2020, 1, 1)) is Agreement.NONE
        assert agreement_of(replace(MAILJET, agreement_since=None), on=END) is Agreement.NONE


async def test_what_really_went_stands_beside_what_may_go(undone):
    for number in range(3):
        await processors.note_sent(
            MAILJET,
            activity=SENT_MAIL,
            columns=(),
            external_id=str(number),
            account_id=None,
            address="alice@example.org",
            now=NOW - timedelta(days=number * 20),
        )
    await forgetting.order(processor="mailjet", address="alice@example.org", now=NOW)
    found = {one.processor.slug: one for one in await processors.standings(now=NOW)}
    mailjet = found["mailjet"]
    assert (mailjet.sendings, mailjet.last_at, mailjet.to_forget) == (2, NOW, 1)
    assert SENT_MAIL in mailjet.activities
    assert (found["stripe"].sendings, found["stripe"].last_at) == (0, None)
    assert found["stripe"].activities == ()
    assert await outbound.Outbound.count() == 3
    assert paris_day(NOW) < END
