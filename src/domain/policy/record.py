"""The record of processing activities (GDPR art. 30(1)), read off the register."""

import csv
import io
from typing import Any

from domain.policy.security import MEASURES
from domain.policy.version import UPDATED_ON
from domain.register import REGISTER, Holding, ProcessingActivity, recipients_in_use
from domain.register.bases import BASIS_NAMES, rights_on
from domain.register.completeness import column_name
from domain.register.controller import AUTHORITY, CONTROLLER
from domain.register.words import period_in_words
from domain.roles import ROLE_NAMES
from domain.text import Language


def record_of_processing(*, lang: Language, htmx_from_cdn: bool) -> dict[str, Any]:
    """Return the whole record: who answers, who receives, and one sheet for each activity."""
    return {
        "updated_on": UPDATED_ON.isoformat(),
        "language": lang,
        "controller": {
            "name": CONTROLLER.name,
            "registration": CONTROLLER.register_entry[lang],
            "seat": CONTROLLER.seat,
            "data_protection_officer": CONTROLLER.officer,
            "contact": CONTROLLER.officer_email,
            "supervisory_authority": AUTHORITY.full_name[lang],
        },
        "security_measures": [measure[lang] for measure in MEASURES],
        "recipients": [
            {
                "name": one.name,
                "purpose": one.purpose[lang],
                "country": one.country[lang],
                "safeguards": one.safeguards[lang] if one.safeguards else None,
                "agreement_since": (
                    one.agreement_since.isoformat() if one.agreement_since else None
                ),
                "activities": [s.slug for s in REGISTER if one in s.recipients],
                "gap": one.gap[lang] if one.gap else None,
            }
            for one in recipients_in_use(htmx_from_cdn=htmx_from_cdn)
        ],
        "activities": [_activity(activity, lang) for activity in REGISTER],
    }


def record_as_csv(*, lang: Language, htmx_from_cdn: bool) -> str:
    """Return the record as a table, one line for each activity.

    What is said once for all stands on each line, as art. 30 asks of each activity.
    """
    record = record_of_processing(lang=lang, htmx_from_cdn=htmx_from_cdn)
    shared = {
        **{f"controller_{fact}": value for fact, value in record["controller"].items()},
        "updated_on": record["updated_on"],
        "security_measures": record["security_measures"],
    }
    lines = [_line(activity, shared) for activity in record["activities"]]
    out = io.StringIO()
    table = csv.DictWriter(out, fieldnames=list(lines[0]), lineterminator="\r\n")
    table.writeheader()
    table.writerows(lines)
    return out.getvalue()


def _activity(activity: ProcessingActivity, lang: Language) -> dict[str, Any]:
    return {
        "slug": activity.slug,
        "promise": activity.promise,
        "section": activity.section.value,
        "name": activity.name[lang],
        "purpose": activity.purpose[lang],
        "legal_bases": [BASIS_NAMES[basis][lang] for basis in activity.legal_bases],
        "data_subjects": activity.data_subjects[lang],
        "data": [_holding(holding, lang) for holding in activity.holdings],
        "seen_by": [ROLE_NAMES[role][lang] for role in activity.access],
        "recipients": [recipient.name for recipient in activity.recipients],
        "third_country_transfers": [
            f"{one.name}: {one.country[lang]} ({one.safeguards[lang]})"
            for one in activity.recipients
            if one.safeguards
        ],
        "rights": [right[lang] for right in rights_on(activity)],
        "gap": activity.gap[lang] if activity.gap else None,
    }


def _holding(holding: Holding, lang: Language) -> dict[str, Any]:
    return {
        "table": holding.table_name,
        "rows": holding.rows,
        "columns": [
            {
                "column": column_name(datum.column),
                "label": datum.label[lang],
                "provided_by_the_person": datum.provided,
            }
            for datum in holding.data
        ],
        "retention": period_in_words(holding.retention)[lang],
        "period": holding.retention.period.as_interval(),
        "clock": column_name(holding.retention.starts_at),
        "source": holding.retention.source,
        "kept_after_erasure": (
            holding.on_erasure.because[lang] if holding.on_erasure else None
        ),
    }


def _line(activity: dict[str, Any], shared: dict[str, Any]) -> dict[str, str]:
    """Return one line of the table: lists become words between semicolons."""
    labels = [c["label"] for holding in activity["data"] for c in holding["columns"]]
    retention = [holding["retention"] for holding in activity["data"]]
    kept = [h["kept_after_erasure"] for h in activity["data"] if h["kept_after_erasure"]]
    plain = {name: value for name, value in activity.items() if name != "data"}
    said = {
        **plain,
        "categories_of_data": list(dict.fromkeys(labels)),
        "retention": list(dict.fromkeys(retention)),
        "kept_after_erasure": list(dict.fromkeys(kept)),
        **shared,
    }
    return {name: _cell(value) for name, value in said.items()}


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(str(part) for part in value)
    return "" if value is None else str(value)
