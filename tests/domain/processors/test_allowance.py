"""Nothing leaves but what a sheet allows, to whom it names, under an agreement (P-SHA-1, 2)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain import processors
from domain.accounts import Account
from domain.mail import Mail
from domain.register import MAILJET, OVH, REGISTER, SENT_MAIL
from domain.register.recipients import HUBSPOT, PROCESSORS

TODAY = date(2026, 11, 26)
A_DAY = timedelta(days=1)
MAIL = (Mail.address, Mail.subject, Mail.text, Mail.html)


def allowed(processor=MAILJET, activity=SENT_MAIL, columns=MAIL, on=TODAY):
    processors.allow(processor, activity, columns, on=on)


@pytest.mark.promise("P-SHA-1")
class TestWhatASheetAllows:
    def test_leaves(self):
        allowed()

    def test_and_one_column_more_does_not(self):
        with pytest.raises(processors.NotOnTheSheet):
            allowed(columns=(*MAIL, Account.telephone))

    def test_goes_to_nobody_whom_the_sheet_does_not_name(self):
        with pytest.raises(processors.NotARecipient):
            allowed(HUBSPOT)

    def test_of_one_activity_allows_nothing_for_another(self):
        for activity in REGISTER:
            if MAILJET not in activity.recipients:
                with pytest.raises(processors.NotARecipient):
                    allowed(activity=activity)


@pytest.mark.promise("P-SHA-2")
class TestAnAgreement:
    def test_holds_from_its_first_day_through_its_last(self):
        ending = replace(MAILJET, agreement_since=TODAY, agreement_until=TODAY)
        mail = replace(SENT_MAIL, recipients=(OVH, ending))
        allowed(ending, mail)
        for day in (TODAY - A_DAY, TODAY + A_DAY):
            with pytest.raises(processors.NoAgreement):
                allowed(ending, mail, on=day)

    def test_that_there_is_none_of_sends_nothing(self):
        without = replace(MAILJET, agreement_since=None)
        with pytest.raises(processors.NoAgreement):
            allowed(without, replace(SENT_MAIL, recipients=(without,)))

    def test_holds_with_every_processor_of_the_published_policy(self):
        assert all(processor.has_agreement(on=TODAY) for processor in PROCESSORS)
