"""The record of processing activities as linked data, in terms of W3C's DPV 2 (JSON-LD).

The context stands in the document: whoever reads it fetches nothing. Words are given in both
languages. The vocabulary: https://w3id.org/dpv and its extension for the GDPR.
"""

from typing import Any

from domain.periods import Period
from domain.policy.security import MEASURES
from domain.policy.version import UPDATED_ON
from domain.register import (
    REGISTER,
    DataProcessor,
    Datum,
    Holding,
    ProcessingActivity,
    recipients_in_use,
)
from domain.register.bases import rights_on
from domain.register.completeness import column_name
from domain.register.controller import AUTHORITY, CONTROLLER
from domain.register.words import period_in_words
from domain.text import LANGUAGES, Text

Node = dict[str, Any]

_CONTEXT: Node = {
    "dpv": "https://w3id.org/dpv#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "dct": "http://purl.org/dc/terms/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

RIGHT_TERMS: dict[str, str] = {
    "access": "eu-gdpr:A15",
    "rectification": "eu-gdpr:A16",
    "erasure": "eu-gdpr:A17",
    "restriction": "eu-gdpr:A18",
    "portability": "eu-gdpr:A20",
    "objection": "eu-gdpr:A21",
    "withdrawal of consent": "eu-gdpr:A7-3",
}
"""What DPV calls the rights that a basis opens, by their names here."""


def record_as_jsonld(*, address: str, htmx_from_cdn: bool) -> Node:
    """Return the record as one JSON-LD document.

    Args:
        address: Of the site, to which the names of what is described belong.
        htmx_from_cdn: Whether the browser fetches a file elsewhere, which makes a recipient.
    """
    context = {**_CONTEXT, "@base": f"{address.rstrip('/')}/privacy"}
    return {
        "@context": context,
        "@id": "#record",
        "dct:title": _both(
            Text("Registre des activités de traitement", "Record of processing activities")
        ),
        "dct:modified": {"@type": "xsd:date", "@value": UPDATED_ON.isoformat()},
        "dpv:hasDataController": _controller(),
        "dpv:hasTechnicalOrganisationalMeasure": [
            {"@type": "dpv:TechnicalOrganisationalMeasure", "dct:description": _both(measure)}
            for measure in MEASURES
        ],
        "dpv:hasRecipient": [
            _recipient(one) for one in recipients_in_use(htmx_from_cdn=htmx_from_cdn)
        ],
        "dpv:hasProcess": [_process(activity) for activity in REGISTER],
    }


def _controller() -> Node:
    return {
        "@id": "#controller",
        "@type": "dpv:DataController",
        "dpv:hasName": CONTROLLER.name,
        "dpv:hasAddress": CONTROLLER.seat,
        "dct:description": _both(CONTROLLER.register_entry),
        "dpv:hasDataProtectionOfficer": {
            "@type": "dpv:DataProtectionOfficer",
            "dpv:hasName": CONTROLLER.officer,
            "dpv:hasContact": f"mailto:{CONTROLLER.officer_email}",
        },
        "dpv:hasAuthority": {
            "@type": "dpv:DataProtectionAuthority",
            "dpv:hasName": _both(AUTHORITY.full_name),
            "dpv:hasAddress": AUTHORITY.address,
        },
    }


def _recipient(one: DataProcessor) -> Node:
    said: Node = {
        "@id": _name_of(one),
        "@type": "dpv:DataProcessor" if one.agreement_since else "dpv:Recipient",
        "dpv:hasName": one.name,
        "dpv:hasPurpose": _described("dpv:Purpose", one.purpose),
    }
    if one.safeguards is None:
        return {**said, "dpv:hasCountry": _described("dpv:Country", one.country)}
    return {
        **said,
        "dpv:hasThirdCountry": _described("dpv:ThirdCountry", one.country),
        "dpv:hasLegalBasis": _described("eu-gdpr:A46-2-c", one.safeguards),
    }


def _process(activity: ProcessingActivity) -> Node:
    return {
        "@id": f"#{activity.slug}",
        "@type": "dpv:Process",
        "dct:title": _both(activity.name),
        "dpv:hasIdentifier": activity.promise,
        "dpv:hasPurpose": _described("dpv:Purpose", activity.purpose),
        "dpv:hasLegalBasis": [{"@id": f"eu-gdpr:A6-1-{one}"} for one in activity.legal_bases],
        "dpv:hasDataController": {"@id": "#controller"},
        "dpv:hasDataSubject": _described("dpv:DataSubject", activity.data_subjects),
        "dpv:hasPersonalData": [
            _datum(datum) for holding in activity.holdings for datum in holding.data
        ],
        "dpv:hasStorageCondition": [_storage(holding) for holding in activity.holdings],
        "dpv:hasRecipient": [{"@id": _name_of(one)} for one in activity.recipients],
        "dpv:hasRight": [{"@id": RIGHT_TERMS[right.en]} for right in rights_on(activity)],
    }


def _datum(datum: Datum) -> Node:
    said = _described("dpv:PersonalData", datum.label)
    return {**said, "dpv:hasIdentifier": column_name(datum.column)}


def _storage(holding: Holding) -> Node:
    words = period_in_words(holding.retention)
    duration = {"@type": "xsd:duration", "@value": as_duration(holding.retention.period)}
    return {
        **_described("dpv:StorageDuration", words),
        "dpv:hasIdentifier": holding.table_name,
        "dpv:hasDuration": {"@type": "dpv:TemporalDuration", "rdf:value": duration},
    }


def as_duration(period: Period) -> str:
    """Return a period as XML Schema writes durations: ``P3Y``, ``PT72H``."""
    days = "".join(
        f"{count}{unit}"
        for count, unit in ((period.years, "Y"), (period.months, "M"), (period.days, "D"))
        if count
    )
    return f"P{days}" + (f"T{period.hours}H" if period.hours else "")


def _name_of(one: DataProcessor) -> str:
    return f"#recipient-{one.slug}"


def _described(kind: str, words: Text) -> Node:
    return {"@type": kind, "dct:description": _both(words)}


def _both(words: Text) -> list[Node]:
    return [{"@language": lang, "@value": words[lang]} for lang in LANGUAGES]
