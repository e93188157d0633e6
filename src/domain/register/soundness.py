"""Whether each sheet can be relied upon: what its readers take for granted about it."""

import re
from collections import Counter
from collections.abc import Iterable

from piccolo.columns import Column, ForeignKey

from domain.accounts.tables import Account
from domain.register.completeness import column_name
from domain.register.sheets import Holding, ProcessingActivity

_PROMISE = re.compile(r"P-[A-Z]{3}-\d{1,2}")
_SLUG = re.compile(r"[a-z]+(-[a-z]+)*")


def faults(activities: Iterable[ProcessingActivity]) -> list[str]:
    """Return what is wrong with the sheets, in words; empty when they are sound."""
    sheets = tuple(activities)
    repeated = [slug for slug, count in Counter(s.slug for s in sheets).items() if count > 1]
    return [
        *(f"{slug}: two sheets have this name" for slug in repeated),
        *(f"{sheet.slug}: {fault}" for sheet in sheets for fault in _faults_of(sheet)),
        *(
            f"{sheet.slug}: {holding.table_name}: {fault}"
            for sheet in sheets
            for holding in sheet.holdings
            for fault in [*_faults_of_data(holding), *_faults_of_clock(holding, sheets)]
        ),
    ]


def _faults_of(sheet: ProcessingActivity) -> list[str]:
    found = []
    if not _SLUG.fullmatch(sheet.slug):
        found.append("its name is not made of plain words")
    if not _PROMISE.fullmatch(sheet.promise):
        found.append(f"no promise of the policy is called {sheet.promise}")
    if not sheet.legal_bases:
        found.append("no legal basis (GDPR art. 6(1))")
    if sheet.gap is None and any(h.retention.source == "default" for h in sheet.holdings):
        found.append("a period that no policy publishes, and no gap that says so")
    found += [
        f"{recipient.name} receives data without an agreement (GDPR art. 28(3))"
        for recipient in sheet.recipients
        if recipient.agreement_since is None
    ]
    return found


def _faults_of_data(holding: Holding) -> list[str]:
    found = [
        f"{column_name(column)} stands on another table"
        for column in holding.columns
        if column._meta.table is not holding.table
    ]
    repeated = [
        name for name, count in Counter(map(column_name, holding.columns)).items() if count > 1
    ]
    found += [f"{name} is named twice" for name in repeated]
    if holding.subject and not _leads_to_a_person(holding):
        found.append("the way to its person leads nowhere")
    return found


def _faults_of_clock(holding: Holding, sheets: tuple[ProcessingActivity, ...]) -> list[str]:
    """Return what is wrong with a clock: it is the table's own, or the account's."""
    clock = holding.retention.starts_at
    if clock._meta.table is holding.table:
        return []
    if not holding.follows_account:
        return [f"its clock {column_name(clock)} is neither its own nor the account's"]
    followed = [
        other.retention.period
        for sheet in sheets
        for other in sheet.holdings
        if other.table is Account
        and column_name(other.retention.starts_at) == column_name(clock)
    ]
    if holding.retention.period in followed:
        return []
    return ["it follows the account, with a period that is not the account's"]


def _leads_to_a_person(holding: Holding) -> bool:
    """Tell whether each step of the way stands on the table that the step before points to."""
    table = holding.table
    for column in holding.subject:
        if column._meta.table is not table:
            return False
        table = _target(column) or table
    return True


def _target(column: Column) -> type | None:
    if not isinstance(column, ForeignKey):
        return None
    return column._foreign_key_meta.resolved_references  # noqa: SLF001
