"""The privacy policy, the record of processing and the promises: read off the register."""

from domain.policy.announced import ANNOUNCED, Announced
from domain.policy.document import (
    CookieInWords,
    PrivacyPolicy,
    RecipientInWords,
    SheetInWords,
    cookies_in_words,
    privacy_policy,
    sheet_in_words,
)
from domain.policy.gaps import Gap, gaps
from domain.policy.linked_record import record_as_jsonld
from domain.policy.promises import Promise, Site, State, Transport, check_promises
from domain.policy.record import record_as_csv, record_of_processing
from domain.policy.spreadsheet import record_as_ods
from domain.policy.version import PUBLISHED_ON, UPDATED_ON
from domain.policy.wholeness import register_complaints

__all__ = [
    "ANNOUNCED",
    "PUBLISHED_ON",
    "UPDATED_ON",
    "Announced",
    "CookieInWords",
    "Gap",
    "PrivacyPolicy",
    "Promise",
    "RecipientInWords",
    "SheetInWords",
    "Site",
    "State",
    "Transport",
    "check_promises",
    "cookies_in_words",
    "gaps",
    "privacy_policy",
    "record_as_csv",
    "record_as_jsonld",
    "record_as_ods",
    "record_of_processing",
    "register_complaints",
    "sheet_in_words",
]
