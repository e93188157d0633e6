"""What each role may write, and what the program itself may read and write (P-SEC-3).

The register says who sees; what may be changed follows from what the pages do, and stands
here alone. A role writes within the rows that it may read, never beyond.
"""

from dataclasses import dataclass

from piccolo.columns import Column
from piccolo.table import Table

from domain.accounts.tables import (
    Account,
    AddressChange,
    Organisation,
    Passkey,
    PasswordReset,
    RecoveryCode,
    SecurityEvent,
    Session,
    SignUp,
    Throttle,
)
from domain.audit.tables import AuditEntry, AuditPseudonym
from domain.breaches.tables import (
    BreachChange,
    BreachNotice,
    BreachRecipient,
    PersonalDataBreach,
)
from domain.campaigns.tables import Campaign
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
from domain.licence.tables import SharingCase, SharingHand
from domain.mail.tables import Mail, Undeliverable
from domain.organisations.tables import (
    DailyUse,
    Invitation,
    Objection,
    OrganisationEnd,
    StatisticsClause,
)
from domain.prospect_imports.tables import ImportPart, ImportRow, ProspectImport
from domain.prospects.tables import Interaction, Prospect
from domain.requests.tables import IdentityDoubt, Package, PackagePart, RightsRequest
from domain.research.tables import Bookmark, HistoryEntry
from domain.roles import Role
from domain.suppression.tables import Suppressed
from domain.training.tables import (
    TrainingProposal,
    TrainingRegistration,
    TrainingSession,
    TrainingTime,
)

READ, ADD, REMOVE = "select", "insert", "delete"


@dataclass(frozen=True, slots=True)
class Grant:
    """What may be done with one table: whole verbs, and the columns that may be changed."""

    table: type[Table]
    verbs: tuple[str, ...] = ()
    changes: tuple[Column, ...] = ()
    reads: tuple[Column, ...] = ()
    """For the program itself: the columns, where it may not read them all."""


_OWN: tuple[Grant, ...] = (
    Grant(
        Account,
        changes=(
            Account.first_name,
            Account.last_name,
            Account.occupation,
            Account.telephone,
            Account.practice_name,
            Account.position,
            Account.practice_areas,
            Account.language,
            Account.keeps_history,
        ),
    ),
    Grant(Bookmark, (ADD, REMOVE)),
    Grant(HistoryEntry, (ADD, REMOVE)),
    Grant(DailyUse, (ADD, REMOVE), (DailyUse.searches, DailyUse.documents)),
    Grant(Objection, (ADD,), (Objection.withdrawn_at,)),
    Grant(
        SharingCase,
        changes=(
            SharingCase.explained_at,
            SharingCase.explanation,
            SharingCase.explanation_words,
            SharingCase.contested_at,
            SharingCase.contest_words,
        ),
    ),
)

_OF_SUPPORT: tuple[Grant, ...] = (
    Grant(
        SharingCase,
        changes=(
            SharingCase.asked_at,
            SharingCase.decided_at,
            SharingCase.decision,
            SharingCase.grounds,
            SharingCase.reviewed_at,
            SharingCase.review,
            SharingCase.review_grounds,
            SharingCase.cleared_at,
            SharingCase.measure,
            SharingCase.measure_proposed_at,
            SharingCase.measure_agreed_at,
        ),
    ),
    Grant(SharingHand, (ADD,)),
)

_OF_THE_OFFICER: tuple[Grant, ...] = (
    Grant(Objection, changes=(Objection.decided_at, Objection.decision, Objection.grounds)),
)

WRITES: dict[Role, tuple[Grant, ...]] = {
    Role.HOLDER: _OWN,
    Role.SUPPORT: _OF_SUPPORT,
    Role.DPO: _OF_THE_OFFICER,
}
"""By role. What is not here a role only reads: what changes a contract, a membership or a
request is done by the program itself, after the web's wall let its role pass."""

ITSELF: tuple[Grant, ...] = (
    Grant(
        Account,
        (READ, ADD),
        changes=(
            Account.first_name,
            Account.last_name,
            Account.language,
            Account.email,
            Account.password_hash,
            Account.totp_secret,
            Account.totp_last_step,
            Account.last_visit_at,
            Account.closed_at,
            Account.left_at,
            Account.organisation,
            Account.administers_organisation,
        ),
    ),
    *(
        Grant(table, (READ, ADD, REMOVE), tuple(table._meta.columns))
        for table in (
            SignUp,
            Session,
            Throttle,
            AddressChange,
            PasswordReset,
            RecoveryCode,
            Passkey,
            SecurityEvent,
            Invitation,
            RightsRequest,
            IdentityDoubt,
            Duty,
            TrainingSession,
            TrainingTime,
            TrainingProposal,
            TrainingRegistration,
        )
    ),
    *(
        Grant(table, (READ, ADD, REMOVE), tuple(table._meta.columns))
        for table in (
            Prospect,
            Interaction,
            ProspectImport,
            ImportPart,
            ImportRow,
            Campaign,
        )
    ),
    Grant(PersonalDataBreach, (READ, ADD), tuple(PersonalDataBreach._meta.columns)),
    # A line is never changed: it only takes the closing of its breach along.
    Grant(BreachChange, (READ, ADD), (BreachChange.closed_at,)),
    Grant(
        BreachNotice,
        (READ, ADD),
        (BreachNotice.confirmed_at, BreachNotice.addressed, BreachNotice.closed_at),
    ),
    Grant(BreachRecipient, (READ, ADD)),
    Grant(
        Enquiry,
        (READ, ADD, REMOVE),
        (Enquiry.answered_at, Enquiry.appointed_at, Enquiry.closed_at),
    ),
    Grant(EnquiryLine, (READ, ADD, REMOVE)),
    Grant(FormConsent, (READ, ADD), (FormConsent.ended_at,)),
    Grant(Suppressed, (READ, ADD)),
    Grant(Forgetting, (ADD,)),
    Grant(ErasureMark, (ADD,), reads=(ErasureMark.id,)),
    Grant(AuditEntry, (READ, ADD)),
    Grant(AuditPseudonym, (READ, ADD), (AuditPseudonym.account,)),
    Grant(Package, (READ, REMOVE), (Package.fetched_at,)),
    Grant(PackagePart, (READ,)),
    Grant(DailyUse, (REMOVE,), reads=(DailyUse.account,)),
    Grant(Objection, (READ,)),
    Grant(
        Mail, (REMOVE,), changes=(Mail.account,), reads=(Mail.id, Mail.address, Mail.account)
    ),
    Grant(Undeliverable, (READ, ADD, REMOVE), tuple(Undeliverable._meta.columns)),
    Grant(Organisation, (READ, ADD), (Organisation.seats,)),
    Grant(OrganisationEnd, (READ, ADD)),
    Grant(StatisticsClause, (READ, ADD), (StatisticsClause.until_on,)),
    Grant(Erasure, (READ, ADD), (Erasure.request,)),
    Grant(Directive, (READ, ADD, REMOVE)),
    Grant(NamedPerson, (READ, ADD, REMOVE)),
    Grant(DirectiveConsent, (READ, ADD), (DirectiveConsent.ended_at,)),
    Grant(
        DeathReport,
        (READ, ADD),
        (
            DeathReport.executed_at,
            DeathReport.executed_by,
            DeathReport.early_reason,
            DeathReport.hands_copy,
            DeathReport.called_off_at,
            DeathReport.closed_at,
        ),
    ),
    Grant(
        LegalHold,
        (READ, ADD),
        (LegalHold.ends_at, LegalHold.lifted_at, LegalHold.lifted_by, LegalHold.lift_reason),
    ),
)
"""What the program needs before it knows who calls, and for its own books.

Whatever shows how a person works is not among it: no bookmark, no history, no sighting, no
mail can be read here.
"""
