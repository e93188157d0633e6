"""One row of each table, with as little as the schema accepts, for tests of every sheet."""

import secrets
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from piccolo.table import Table

from domain.accounts.tables import (
    AddressChange,
    Passkey,
    PasswordReset,
    RecoveryCode,
    SecurityEvent,
    Session,
    SignUp,
    Throttle,
)
from domain.audit.tables import AuditEntry, AuditPseudonym
from domain.backups.tables import Backup, Restoration
from domain.breaches.tables import (
    BreachChange,
    BreachNotice,
    BreachRecipient,
    PersonalDataBreach,
)
from domain.campaigns import Campaign, CampaignReaction
from domain.directives.tables import (
    DeathReport,
    Directive,
    DirectiveConsent,
    NamedPerson,
)
from domain.duties.tables import Duty
from domain.enquiries.tables import Enquiry, EnquiryLine, FormConsent
from domain.erasure_ledger.tables import ErasureMark
from domain.evidence.tables import Erasure
from domain.forgetting.tables import Forgetting
from domain.holds.tables import LegalHold
from domain.licence.tables import SharingCase, SharingHand, SharingState, Sighting
from domain.mail.tables import Mail, Undeliverable
from domain.organisations.tables import DailyUse, Invitation, Objection, StatisticsClause
from domain.outbound.tables import Outbound
from domain.prospect_imports.tables import ImportPart, ImportRow, ProspectImport
from domain.prospects.tables import Interaction, Prospect
from domain.requests.tables import IdentityDoubt, Package, PackagePart, RightsRequest
from domain.research.tables import Bookmark, HistoryEntry, Work
from domain.suppression.tables import Suppressed
from domain.training.tables import TrainingProposal, TrainingRegistration, TrainingSession
from tests.cast import make_account, make_organisation

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
NEVER_ENDING = datetime(2200, 1, 1, tzinfo=UTC)


async def make_row(table: type[Table], **columns: Any) -> Table:
    """Write a row of ``table``; what it points to is written first."""
    made = table(**(await _least(table, columns) | columns))
    await made.save()
    return made


async def _least(table: type[Table], given: dict[str, Any]) -> dict[str, Any]:
    plain = _PLAIN[table]() if table in _PLAIN else {}
    if "account" in given or table not in _OF_AN_ACCOUNT:
        return plain | await _parents(table, given)
    visiting = await make_account(f"person-{secrets.token_hex(6)}", last_visit_at=NEVER_ENDING)
    return plain | {"account": visiting.id} | await _parents(table, given)


async def _parents(table: type[Table], given: dict[str, Any]) -> dict[str, Any]:
    """Write what a row must point to, where it is not given."""
    if table in {Invitation, StatisticsClause, TrainingSession} and "organisation" not in given:
        return {"organisation": (await make_organisation(secrets.token_hex(6))).id}
    pointing = _PARENTS.get(table)
    if pointing is None or pointing[0] in given:
        return {}
    name, parent, columns = pointing
    if table is PackagePart:
        columns = {"begun_at": given["written_at"]}
    return {name: (await make_row(parent, **columns)).id}


_PARENTS: dict[type[Table], tuple[str, type[Table], dict[str, Any]]] = {
    Package: ("request", RightsRequest, {}),
    IdentityDoubt: ("request", RightsRequest, {}),
    PackagePart: ("package", Package, {}),
    SharingHand: ("of_case", SharingCase, {"seen_from": NEVER_ENDING}),
    CampaignReaction: ("id", Campaign, {}),
    ImportPart: ("of_import", ProspectImport, {}),
    ImportRow: ("of_import", ProspectImport, {}),
    Interaction: ("prospect", Prospect, {"kept_from": NEVER_ENDING}),
    TrainingProposal: ("session", TrainingSession, {}),
    TrainingRegistration: ("session", TrainingSession, {}),
    Bookmark: ("work", Work, {}),
    BreachChange: ("breach", PersonalDataBreach, {}),
    BreachNotice: ("breach", PersonalDataBreach, {}),
    BreachRecipient: ("notice", BreachNotice, {}),
    NamedPerson: ("directive", Directive, {}),
    EnquiryLine: ("enquiry", Enquiry, {"received_at": NEVER_ENDING}),
}
_OF_AN_ACCOUNT = (
    Directive,
    DailyUse,
    Objection,
    Session,
    Sighting,
    SharingState,
    SharingCase,
    AuditPseudonym,
    TrainingProposal,
    TrainingRegistration,
    HistoryEntry,
    AddressChange,
    RecoveryCode,
    Passkey,
    SecurityEvent,
    BreachRecipient,
)
_PERSON = {"first_name": "Ines", "last_name": "Ivanova", "language": "fr"}
_PLAIN: dict[type[Table], Any] = {
    SignUp: lambda: {
        "id": uuid4(),
        "form_id": uuid4(),
        "email": f"{secrets.token_hex(6)}@example.org",
        "occupation": "avocate",
        "telephone": "+33155550100",
        "password_hash": "x",
        "created_at": LONG_AGO,
        **_PERSON,
    },
    Session: lambda: {
        "id": uuid4(),
        "token_sha256": secrets.token_bytes(32),
        "created_at": LONG_AGO,
        "last_used_at": LONG_AGO,
        "authenticated_at": LONG_AGO,
    },
    AddressChange: lambda: {
        "id": uuid4(),
        "form_id": uuid4(),
        "email": f"{secrets.token_hex(6)}@example.org",
        "former_email": f"{secrets.token_hex(6)}@example.org",
    },
    PasswordReset: lambda: {
        "id": uuid4(),
        "form_id": uuid4(),
        "email": f"{secrets.token_hex(6)}@example.org",
    },
    RecoveryCode: lambda: {
        "id": uuid4(),
        "code_hash": secrets.token_hex(32),
        "made_at": LONG_AGO,
    },
    Passkey: lambda: {
        "id": uuid4(),
        "credential_id": secrets.token_bytes(32),
        "public_key": secrets.token_bytes(77),
        "sign_count": 0,
        "name": "clé",
        "added_at": LONG_AGO,
    },
    SecurityEvent: lambda: {"id": uuid4(), "kind": "password-changed"},
    Invitation: lambda: {
        "id": uuid4(),
        "form_id": uuid4(),
        "email": f"{secrets.token_hex(6)}@example.org",
        "language": "fr",
        "invited_by": uuid4(),
        "invited_at": LONG_AGO,
    },
    StatisticsClause: lambda: {
        "id": uuid4(),
        "since_on": LONG_AGO.date(),
        "recorded_at": LONG_AGO,
    },
    TrainingSession: lambda: {
        "id": uuid4(),
        "topic": "t",
        "minutes": 60,
        "proposed_at": LONG_AGO,
    },
    TrainingProposal: lambda: {"id": uuid4(), "expected": 5, "proposed_at": LONG_AGO},
    TrainingRegistration: lambda: {
        "id": uuid4(),
        "registered_at": LONG_AGO,
        "ends_at": LONG_AGO,
    },
    Objection: lambda: {"id": uuid4(), "activity": "statistics", "objected_at": LONG_AGO},
    DailyUse: lambda: {"day": LONG_AGO.date(), "searches": 1, "documents": 1},
    Throttle: lambda: {"id": uuid4(), "key_hash": secrets.token_hex(32), "tries": 1},
    Sighting: lambda: {"ip": "203.0.113.7"},
    SharingState: lambda: {"id": uuid4(), "state": b"", "last_seen_at": LONG_AGO},
    # Cleared: an account has one case to decide at most, and may have many of these.
    SharingCase: lambda: {
        "id": uuid4(),
        "email": f"{secrets.token_hex(6)}@example.org",
        "language": "fr",
        "opened_at": LONG_AGO,
        "seen_from": LONG_AGO,
        "finding": "{}",
        "decided_at": LONG_AGO,
        "decision": "dismissed",
        "grounds": "rien",
        "cleared_at": LONG_AGO,
    },
    SharingHand: lambda: {
        "id": uuid4(),
        "part": "decision",
        "member": uuid4(),
        "at": LONG_AGO,
    },
    AuditEntry: lambda: {
        "number": secrets.randbelow(2**60),
        "actor": uuid4(),
        "actor_role": "dpo",
        "action": "look",
        "reason": "rights-request",
        "previous_hash": "0" * 64,
        "hash": "0" * 64,
    },
    AuditPseudonym: lambda: {"id": uuid4(), "key": secrets.token_bytes(32)},
    Duty: lambda: {
        "id": uuid4(),
        "kind": "send-mail",
        "subject": uuid4(),
        "due_at": LONG_AGO,
        "created_at": LONG_AGO,
        "attempts": 0,
    },
    Erasure: lambda: {
        "id": uuid4(),
        "subject": uuid4(),
        "cause": "holder",
        "ordered_at": LONG_AGO,
        "values_left": 0,
    },
    LegalHold: lambda: {
        "id": uuid4(),
        "account": uuid4(),
        "reason": "r",
        "set_by": uuid4(),
        "set_at": LONG_AGO,
        "ends_on": NEVER_ENDING.date(),
        "ends_at": LONG_AGO,
    },
    Directive: lambda: {"id": uuid4(), "for_all": "keep", "decided_at": LONG_AGO},
    NamedPerson: lambda: {
        "id": uuid4(),
        "part": "trusted",
        "name": "Nadia Nommée",
        "email": f"{secrets.token_hex(6)}@example.org",
        "named_at": LONG_AGO,
    },
    DirectiveConsent: lambda: {
        "id": uuid4(),
        "account": uuid4(),
        "wording": "w",
        "wording_version": secrets.token_hex(32),
        "language": "fr",
        "given_at": LONG_AGO,
    },
    DeathReport: lambda: {
        "id": uuid4(),
        "account": uuid4(),
        "reported_by": "heir",
        "reporter_name": "Henri Héritier",
        "reporter_email": f"{secrets.token_hex(6)}@example.org",
        "language": "fr",
        "proof_seen_on": LONG_AGO.date(),
        "entered_by": uuid4(),
        "entered_at": LONG_AGO,
    },
    Mail: lambda: {
        "id": uuid4(),
        "address": f"{secrets.token_hex(6)}@example.org",
        "subject": "s",
        "text": "t",
        "html": "<p>t</p>",
        "written_at": LONG_AGO,
    },
    Undeliverable: lambda: {
        "id": uuid4(),
        "address": f"{secrets.token_hex(6)}@example.org",
        "kind": "no-such-address",
        "mails": [],
        "noted_at": LONG_AGO,
    },
    ErasureMark: lambda: {"id": uuid4(), "kind": "erasure", "at": LONG_AGO},
    Backup: lambda: {
        "id": uuid4(),
        "made_at": LONG_AGO,
        "finished_at": LONG_AGO,
        "size_bytes": 1,
        "folder": "/nowhere",
    },
    Restoration: lambda: {
        "id": uuid4(),
        "backup_made_at": LONG_AGO,
        "restored_at": LONG_AGO,
    },
    Suppressed: lambda: {
        "id": uuid4(),
        "address_hash": secrets.token_hex(32),
        "reason": "objection",
        "suppressed_at": LONG_AGO,
    },
    Forgetting: lambda: {
        "id": uuid4(),
        "processor": "mailjet",
        "address": f"{secrets.token_hex(6)}@example.org",
        "ordered_at": LONG_AGO,
    },
    Prospect: lambda: {
        "id": uuid4(),
        "email": f"{secrets.token_hex(6)}@example.org",
        "source": "met",
        "source_name": "un colloque",
        "collected_at": LONG_AGO,
        "kept_from": LONG_AGO,
        "changed_at": LONG_AGO,
        **_PERSON,
    },
    Campaign: lambda: {
        "id": uuid4(),
        "subject_fr": "Bonjour {first_name}",
        "text_fr": "Essayez.",
        "subject_en": "Hello {first_name}",
        "text_en": "Try.",
        "written_at": LONG_AGO,
        "addressed": 0,
        "written": 0,
        "passed_over": 0,
        "sent": 0,
        "withheld": 0,
    },
    CampaignReaction: lambda: {"came_back": 0, "let_go": 0, "objected": 0},
    PersonalDataBreach: lambda: {
        "id": uuid4(),
        "recorded_at": LONG_AGO,
        "facts": "Un courriel est parti à trop de monde.",
        "natures": ["confidentiality"],
        "aware_at": LONG_AGO,
        "categories": ["accounts"],
    },
    BreachChange: lambda: {
        "id": uuid4(),
        "at": LONG_AGO,
        "role": "dpo",
        "act": "recorded",
        "after": "Un texte.",
    },
    BreachNotice: lambda: {
        "id": uuid4(),
        **{
            f"{part}_{lang}": "Un texte."
            for part in ("facts", "consequences", "measures", "advice")
            for lang in ("fr", "en")
        },
        "audience": "all",
        "written_at": LONG_AGO,
        "addressed": 0,
        "written": 0,
    },
    BreachRecipient: lambda: {"id": uuid4(), "chosen_at": LONG_AGO},
    ProspectImport: lambda: {
        "id": uuid4(),
        "source": "met",
        "source_name": "un colloque",
        "uploaded_at": LONG_AGO,
        "size_bytes": 0,
        "bytes_read": 0,
        "position": 0,
        "added": 0,
        "updated": 0,
    },
    ImportPart: lambda: {"id": uuid4(), "number": 1, "content": b"x", "written_at": LONG_AGO},
    ImportRow: lambda: {
        "id": uuid4(),
        "number": secrets.randbelow(2**40),
        "outcome": "new",
        "email": f"{secrets.token_hex(6)}@example.org",
        "read_at": LONG_AGO,
        **_PERSON,
    },
    Interaction: lambda: {"id": uuid4(), "kind": "call", "at": LONG_AGO},
    Outbound: lambda: {
        "id": uuid4(),
        "processor": "mailjet",
        "activity": "sent-mail",
        "external_id": secrets.token_hex(8),
        "address": f"{secrets.token_hex(6)}@example.org",
        "fields": ["mail.address"],
        "sent_at": LONG_AGO,
    },
    Enquiry: lambda: {
        "id": uuid4(),
        "kind": "contact",
        "email": f"{secrets.token_hex(6)}@example.org",
        "message": "m",
        "received_at": LONG_AGO,
        **_PERSON,
    },
    EnquiryLine: lambda: {
        "id": uuid4(),
        "kind": "contact",
        "words": "w",
        "written_at": LONG_AGO,
        "received_at": LONG_AGO,
    },
    FormConsent: lambda: {
        "id": uuid4(),
        "enquiry": uuid4(),
        "author_hash": secrets.token_hex(32),
        "kind": "contact",
        "wording": "w",
        "wording_version": "v",
        "given_at": LONG_AGO,
    },
    RightsRequest: lambda: {
        "id": uuid4(),
        "form_id": uuid4(),
        "right": "access",
        "channel": "page",
        "email": f"{secrets.token_hex(6)}@example.org",
        "received_at": LONG_AGO,
        "due_on": LONG_AGO.date(),
        **_PERSON,
    },
    IdentityDoubt: lambda: {
        "id": uuid4(),
        "reason": "r",
        "questions": "q",
        "stated_at": LONG_AGO,
    },
    Package: lambda: {
        "id": uuid4(),
        "expires_at": LONG_AGO,
        "rows_expected": 0,
        "rows_written": 0,
        "size_bytes": 0,
    },
    PackagePart: lambda: {"id": uuid4(), "number": 1, "content": b"x"},
    HistoryEntry: lambda: {"id": uuid4(), "at": LONG_AGO, "query": "rgpd"},
    Bookmark: lambda: {"id": uuid4(), "created_at": LONG_AGO},
    Work: lambda: {
        "id": uuid4(),
        "celex": secrets.token_hex(8),
        "type": "regulation",
        "dated_on": LONG_AGO.date(),
        "subjects_fr": [],
        "subjects_en": [],
        "imported_at": LONG_AGO,
    },
}
