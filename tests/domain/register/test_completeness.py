"""No sheet, no storing: every column of every table is accounted for."""

from dataclasses import replace

import pytest
from piccolo.columns import Varchar
from piccolo.table import Table

from domain import database
from domain.accounts.tables import Account, SignUp
from domain.licence.tables import Sighting
from domain.mail.tables import Mail
from domain.periods import Period
from domain.policy.wholeness import register_complaints, tables
from domain.register import (
    ACCOUNTS,
    JSDELIVR,
    NOT_PERSONAL,
    REGISTER,
    RESEARCH_FEATURES,
    SENT_MAIL,
    SHARING_DETECTION,
    SIGN_UPS,
    Datum,
    complaints,
)
from domain.register.soundness import faults
from domain.roles import Role
from domain.text import LANGUAGES, Text
from tests.cast import make_account


def complaints_of(**changed):
    given = {"tables": tables(), "activities": REGISTER, "not_personal": NOT_PERSONAL}
    return complaints(**(given | changed))


@pytest.mark.asvs("14.1.1")
async def test_every_column_of_every_table_is_on_a_sheet_or_not_personal(undone):
    assert await register_complaints() == []


@pytest.mark.asvs("8.1.2", "14.1.2")
@pytest.mark.parametrize("sheet", REGISTER, ids=lambda sheet: sheet.slug)
def test_each_sheet_speaks_both_languages_and_names_promise_basis_and_period(sheet):
    texts = [sheet.name, sheet.purpose, *([sheet.gap] if sheet.gap else [])]
    texts += [datum.label for holding in sheet.holdings for datum in holding.data]
    texts += [holding.retention.counted_from for holding in sheet.holdings]
    assert all(text[language].strip() for text in texts for language in LANGUAGES)
    assert sheet.promise.startswith("P-")
    assert sheet.legal_bases
    assert all(holding.retention.source for holding in sheet.holdings)
    assert all(role in Role for role in sheet.access)


def test_a_new_column_without_a_sheet_is_found():
    class Person(Table, tablename="person"):
        shoe_size = Varchar()

    assert complaints_of(tables=[*tables(), Person]) == [
        "person.id: on no sheet, and not declared not personal",
        "person.shoe_size: on no sheet, and not declared not personal",
    ]


def test_a_column_taken_off_its_sheet_is_found():
    holding, *others = SHARING_DETECTION.holdings
    without_ip = replace(
        SHARING_DETECTION,
        holdings=(
            replace(
                holding, data=tuple(d for d in holding.data if d.column is not Sighting.ip)
            ),
            *others,
        ),
    )
    mutant = [without_ip if sheet is SHARING_DETECTION else sheet for sheet in REGISTER]
    assert complaints_of(activities=mutant) == [
        "sighting.ip: on no sheet, and not declared not personal"
    ]


def test_a_column_cannot_be_personal_and_not():
    assert complaints_of(not_personal=[*NOT_PERSONAL, Mail.address]) == [
        "mail.address: on a sheet, and declared not personal"
    ]


async def test_a_column_that_only_the_database_has_is_found(undone):
    await database.execute("alter table account add column shoe_size text")
    assert await register_complaints() == [
        "account.shoe_size: in the database, unknown to the program"
    ]


async def test_a_column_that_the_database_lacks_is_found(undone):
    await database.execute("alter table mail drop column sent_at cascade")
    assert await register_complaints() == ["mail.sent_at: not in the database"]


async def test_a_clock_without_an_index_is_found(undone):
    await database.execute("drop index mail_written_at")
    assert await register_complaints() == ["mail.written_at: a clock without an index"]


async def test_a_row_that_no_sheet_concerns_is_found(undone):
    await make_account("alice", telephone=None, opened_by="staff", role="dpo")
    only_holders = [sheet for sheet in REGISTER if sheet.slug != "staff-accounts"]
    found = await register_complaints(activities=only_holders)
    assert "account: 1 rows that no sheet concerns" in found


def changed(sheet, **changes):
    return [replace(sheet, **changes) if other is sheet else other for other in REGISTER]


def with_retention(sheet, **changes):
    holding, *others = sheet.holdings
    kept = replace(holding, retention=replace(holding.retention, **changes))
    return changed(sheet, holdings=(kept, *others))


def test_the_sheets_are_sound():
    assert faults(REGISTER) == []


@pytest.mark.parametrize(
    ("register", "fault"),
    [
        ([*REGISTER, ACCOUNTS], "accounts: two sheets have this name"),
        (changed(SIGN_UPS, slug="Sign ups"), "Sign ups: its name is not made of plain words"),
        (
            changed(SIGN_UPS, promise="OPS-1"),
            "sign-ups: no promise of the policy is called OPS-1",
        ),
        (changed(SIGN_UPS, legal_bases=()), "sign-ups: no legal basis (GDPR art. 6(1))"),
        (
            changed(SIGN_UPS, gap=None),
            "sign-ups: a period that no policy publishes, and no gap that says so",
        ),
        (
            changed(SENT_MAIL, recipients=(JSDELIVR,)),
            "sent-mail: jsDelivr receives data without an agreement (GDPR art. 28(3))",
        ),
        (
            with_retention(SENT_MAIL, starts_at=SignUp.created_at),
            (
                "sent-mail: mail: its clock sign_up.created_at is neither its own nor the"
                " account's"
            ),
        ),
        (
            with_retention(RESEARCH_FEATURES, period=Period(years=2)),
            (
                "research-features: bookmark: it follows the account, with a period that is"
                " not the account's"
            ),
        ),
        (
            changed(
                SENT_MAIL,
                holdings=(replace(SENT_MAIL.holdings[0], subject=(Account.email,)),),
            ),
            "sent-mail: mail: the way to its person leads nowhere",
        ),
        (
            changed(
                SENT_MAIL,
                holdings=(
                    replace(
                        SENT_MAIL.holdings[0],
                        data=(*SENT_MAIL.holdings[0].data, Datum(Mail.text, Text("x", "x"))),
                    ),
                ),
            ),
            "sent-mail: mail: mail.text is named twice",
        ),
    ],
)
def test_a_sheet_that_cannot_be_relied_upon_is_found(register, fault):
    assert fault in faults(register)
