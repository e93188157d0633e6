"""Columns that say nothing of a person: ids of rows, states of the program, the law itself.

A column stands on a sheet or here, never on neither: a test walks every column.
"""

from piccolo.columns import Column

from domain.accounts.tables import (
    Account,
    AddressChange,
    Passkey,
    PasswordReset,
    RecoveryCode,
    SecurityEvent,
    Session,
    SignUp,
    Throttle,
)
from domain.audit.tables import AuditEntry, AuditPseudonym, AuditVerification
from domain.backups.tables import Backup, Restoration
from domain.duties.tables import Duty, ScheduledRun
from domain.erasure_ledger.tables import ErasureMark
from domain.evidence.tables import Erasure, ErasureStep, Foreseen, Sweep
from domain.forgetting.tables import Forgetting
from domain.holds.tables import LegalHold
from domain.licence.tables import SharingCase, SharingHand, SharingState, Sighting
from domain.mail.tables import Mail, SendingDomainCheck, Undeliverable
from domain.outbound.tables import Outbound
from domain.register.breaches import NOT_PERSONAL_IN_BREACHES
from domain.register.directives import NOT_PERSONAL_IN_DIRECTIVES
from domain.register.enquiries import NOT_PERSONAL_IN_ENQUIRIES
from domain.register.marketing import NOT_PERSONAL_IN_MARKETING
from domain.register.organisations import NOT_PERSONAL_IN_ORGANISATIONS
from domain.register.research import NOT_PERSONAL_IN_RESEARCH
from domain.register.training import NOT_PERSONAL_IN_TRAINING
from domain.requests.tables import IdentityDoubt, Package, PackagePart, RightsRequest

_ROW_IDS_AND_MARKS: tuple[Column, ...] = (
    Account.id,
    Account.is_demo,
    SignUp.id,
    SignUp.form_id,
    Session.id,
    AddressChange.id,
    AddressChange.form_id,
    PasswordReset.id,
    PasswordReset.form_id,
    RecoveryCode.id,
    Passkey.id,
    SecurityEvent.id,
    Throttle.id,
    Sighting.id,
    SharingState.id,
    SharingCase.id,
    SharingHand.id,
    SharingHand.of_case,
    AuditPseudonym.id,
    IdentityDoubt.id,
    IdentityDoubt.request,
    Mail.id,
    Mail.begun_at,
    Mail.activity,
    Mail.campaign,
    Mail.tries_anyway,
    Undeliverable.id,
    Undeliverable.mails,
    Outbound.id,
    RightsRequest.id,
    RightsRequest.form_id,
    RightsRequest.is_demo,
    LegalHold.id,
    Package.id,
    PackagePart.id,
    ErasureMark.id,
)
_THE_PROGRAM_S_STATE: tuple[Column, ...] = (
    AuditEntry.number,
    AuditEntry.previous_hash,
    AuditEntry.hash,
    Duty.id,
    ErasureMark.kind,
    ErasureMark.written_at,
    Duty.kind,
    Duty.due_at,
    Duty.may_wait,
    Duty.created_at,
    Duty.attempts,
    Duty.leased_until,
    Duty.done_at,
    Duty.set_aside_at,
    Duty.failure,
    ScheduledRun.id,
    ScheduledRun.schedule,
    ScheduledRun.slot,
    ScheduledRun.begun_at,
    ScheduledRun.finished_at,
    Package.finished_at,
    Package.expires_at,
    Package.rows_expected,
    Package.rows_written,
    Package.size_bytes,
    PackagePart.package,
    PackagePart.number,
    PackagePart.written_at,
)
_EVIDENCE_WITHOUT_PERSONS: tuple[Column, ...] = (
    *AuditVerification._meta.columns,
    *SendingDomainCheck._meta.columns,
    *Sweep._meta.columns,
    *Foreseen._meta.columns,
    *Backup._meta.columns,
    *Restoration._meta.columns,
    Erasure.id,
    Erasure.request,
    Erasure.cause,
    Erasure.values_left,
    Erasure.is_demo,
    *ErasureStep._meta.columns,
    Forgetting.id,
    Forgetting.processor,
    Forgetting.erasure,
)

NOT_PERSONAL: tuple[Column, ...] = (
    *_ROW_IDS_AND_MARKS,
    *_THE_PROGRAM_S_STATE,
    *_EVIDENCE_WITHOUT_PERSONS,
    *NOT_PERSONAL_IN_RESEARCH,
    *NOT_PERSONAL_IN_ORGANISATIONS,
    *NOT_PERSONAL_IN_ENQUIRIES,
    *NOT_PERSONAL_IN_MARKETING,
    *NOT_PERSONAL_IN_TRAINING,
    *NOT_PERSONAL_IN_BREACHES,
    *NOT_PERSONAL_IN_DIRECTIVES,
)
