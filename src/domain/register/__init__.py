"""The register: why each column of personal data exists, on what ground, for how long.

The record of processing activities (GDPR art. 30), and the one place where a period, a
recipient, a basis or a cookie is stated. Everything else is read off it.
"""

from domain.register.accounts import (
    ACCOUNTS,
    GUEST_TELEPHONE,
    SHARING_DETECTION,
    SIGN_UPS,
)
from domain.register.backups import BACKUPS, BACKUPS_KEPT_FOR
from domain.register.breaches import BREACHES
from domain.register.completeness import complaints
from domain.register.cookies import COOKIES, FORM_COOKIE, SESSION_COOKIE
from domain.register.directives import CONSENT_PROOFS, DEATH_REPORTS, DIRECTIVES
from domain.register.enquiries import FEEDBACK, FORM_CONSENTS, FORM_MESSAGES
from domain.register.holds import LEGAL_HOLDS
from domain.register.marketing import PROSPECTING, SUPPRESSION
from domain.register.not_personal import NOT_PERSONAL
from domain.register.operations import (
    AUDIT_TRAIL,
    DUTIES,
    SENT_MAIL,
    TRAIL_KEPT_FOR,
    UNDELIVERABLE,
)
from domain.register.organisations import (
    INVITATIONS,
    OBJECTIONS,
    ORGANISATION_MEMBERS,
    ORGANISATION_STATISTICS,
)
from domain.register.recipients import HUBSPOT, JSDELIVR, MAILJET, OVH, PROCESSORS, ZOOM
from domain.register.research import RESEARCH_FEATURES
from domain.register.rights import ACCESS_PACKAGES, FORGETTING, RIGHTS_REQUESTS
from domain.register.sheets import (
    Cookie,
    DataProcessor,
    Datum,
    Holding,
    Kept,
    LegalBasis,
    ProcessingActivity,
    RetentionPeriod,
    Section,
)
from domain.register.sign_in import (
    ADDRESS_CHANGES,
    PASSWORD_RESETS,
    SECOND_FACTORS,
    SESSIONS,
    THROTTLING,
)
from domain.register.staff import STAFF_ACCOUNTS
from domain.register.training import TO_ZOOM, TRAINING_REQUESTS, TRAINING_SESSIONS
from domain.register.visitors import HOST_LOG

REGISTER: tuple[ProcessingActivity, ...] = (
    HOST_LOG,
    FORM_MESSAGES,
    ACCOUNTS,
    GUEST_TELEPHONE,
    ORGANISATION_MEMBERS,
    ORGANISATION_STATISTICS,
    TRAINING_SESSIONS,
    TRAINING_REQUESTS,
    SIGN_UPS,
    INVITATIONS,
    SESSIONS,
    SECOND_FACTORS,
    ADDRESS_CHANGES,
    PASSWORD_RESETS,
    THROTTLING,
    SHARING_DETECTION,
    RESEARCH_FEATURES,
    FEEDBACK,
    PROSPECTING,
    SUPPRESSION,
    RIGHTS_REQUESTS,
    ACCESS_PACKAGES,
    FORGETTING,
    LEGAL_HOLDS,
    OBJECTIONS,
    DIRECTIVES,
    CONSENT_PROOFS,
    FORM_CONSENTS,
    DEATH_REPORTS,
    SENT_MAIL,
    UNDELIVERABLE,
    AUDIT_TRAIL,
    DUTIES,
    BREACHES,
    BACKUPS,
    STAFF_ACCOUNTS,
)
"""Every processing activity, in the order of the policy."""


def recipients_in_use(*, htmx_from_cdn: bool) -> tuple[DataProcessor, ...]:
    """Return who may receive data in this installation (P-SHA-1)."""
    return (*PROCESSORS, JSDELIVR) if htmx_from_cdn else PROCESSORS


__all__ = [
    "ACCESS_PACKAGES",
    "ACCOUNTS",
    "ADDRESS_CHANGES",
    "AUDIT_TRAIL",
    "BACKUPS",
    "BACKUPS_KEPT_FOR",
    "BREACHES",
    "CONSENT_PROOFS",
    "COOKIES",
    "DEATH_REPORTS",
    "DIRECTIVES",
    "DUTIES",
    "FEEDBACK",
    "FORGETTING",
    "FORM_CONSENTS",
    "FORM_COOKIE",
    "FORM_MESSAGES",
    "GUEST_TELEPHONE",
    "HOST_LOG",
    "HUBSPOT",
    "INVITATIONS",
    "JSDELIVR",
    "LEGAL_HOLDS",
    "MAILJET",
    "NOT_PERSONAL",
    "OBJECTIONS",
    "ORGANISATION_MEMBERS",
    "ORGANISATION_STATISTICS",
    "OVH",
    "PASSWORD_RESETS",
    "PROCESSORS",
    "PROSPECTING",
    "REGISTER",
    "RESEARCH_FEATURES",
    "RIGHTS_REQUESTS",
    "SECOND_FACTORS",
    "SENT_MAIL",
    "SESSIONS",
    "SESSION_COOKIE",
    "SHARING_DETECTION",
    "SIGN_UPS",
    "STAFF_ACCOUNTS",
    "SUPPRESSION",
    "THROTTLING",
    "TO_ZOOM",
    "TRAIL_KEPT_FOR",
    "TRAINING_REQUESTS",
    "TRAINING_SESSIONS",
    "UNDELIVERABLE",
    "ZOOM",
    "Cookie",
    "DataProcessor",
    "Datum",
    "Holding",
    "Kept",
    "LegalBasis",
    "ProcessingActivity",
    "RetentionPeriod",
    "Section",
    "complaints",
    "recipients_in_use",
]
