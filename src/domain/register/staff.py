"""The sheet of the people who work for assistEU: the policy speaks of them nowhere."""

from domain.accounts.tables import Account
from domain.periods import Period
from domain.register import labels
from domain.register.recipients import OVH
from domain.register.sheets import (
    Datum,
    Holding,
    LegalBasis,
    ProcessingActivity,
    RetentionPeriod,
    Section,
)
from domain.roles import ROLE_NAMES, Role
from domain.text import LANGUAGE_NAMES, Text

STAFF_ACCOUNTS = ProcessingActivity(
    slug="staff-accounts",
    promise="P-OPS-9",
    section=Section.OPERATIONS,
    name=Text("Comptes du personnel", "Accounts of staff"),
    purpose=Text(
        "Donner à chaque membre du personnel les accès de son rôle, et eux seuls",
        "Give each member of staff the accesses of their role, and no others",
    ),
    data_subjects=Text("membres du personnel", "members of staff"),
    legal_bases=(LegalBasis.CONTRACT,),
    holdings=(
        Holding(
            data=(
                Datum(Account.first_name, labels.FIRST_NAME, provided=True),
                Datum(Account.last_name, labels.LAST_NAME, provided=True),
                Datum(Account.email, labels.EMAIL, provided=True),
                Datum(Account.occupation, labels.OCCUPATION),
                Datum(Account.role, labels.ROLE, codes=ROLE_NAMES),
                Datum(Account.language, labels.LANGUAGE, provided=True, codes=LANGUAGE_NAMES),
                Datum(Account.opened_at, labels.OPENED_AT),
                Datum(Account.last_visit_at, labels.LAST_VISIT),
                Datum(Account.left_at, Text("date de départ", "date of departure")),
                Datum(Account.password_hash, labels.PASSWORD, shown=False),
                Datum(
                    Account.totp_secret,
                    labels.TOTP_SECRET,
                    shown=False,
                ),
            ),
            subject=(Account.id,),
            rows="role <> 'holder'",
            retention=RetentionPeriod(
                period=Period(months=6),
                starts_at=Account.left_at,
                counted_from=Text("du départ", "departure"),
                source="default",
            ),
        ),
    ),
    access=(Role.HOLDER, Role.DPO),
    recipients=(OVH,),
    gap=Text(
        "La politique publiée ne parle pas du personnel.",
        "The published policy does not speak of staff.",
    ),
)
