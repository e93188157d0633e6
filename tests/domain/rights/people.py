"""Two people whose data touch each other, with a word of their own in every column of text."""

from datetime import timedelta
from uuid import UUID, uuid4

from piccolo.columns import Bytea, Text, Varchar

from domain import audit, database
from domain.accounts import Account
from domain.accounts.tables import (
    AddressChange,
    Passkey,
    PasswordReset,
    RecoveryCode,
    SecurityEvent,
    Session,
    SignUp,
)
from domain.audit import Reason
from domain.breaches import BreachRecipient
from domain.directives.tables import (
    DeathReport,
    Directive,
    DirectiveConsent,
    NamedPerson,
)
from domain.enquiries import Enquiry, EnquiryLine
from domain.forgetting.tables import Forgetting
from domain.holds import LegalHold
from domain.licence.tables import SharingCase, SharingHand, SharingState, Sighting
from domain.mail.tables import Mail, Undeliverable
from domain.organisations.tables import DailyUse, Invitation, Objection
from domain.outbound.tables import Outbound
from domain.prospect_imports import ImportRow
from domain.prospects.tables import Interaction, Prospect
from domain.requests.tables import IdentityDoubt, Package, PackagePart, RightsRequest
from domain.research.tables import Bookmark, HistoryEntry, Work
from domain.roles import Role
from domain.training.tables import TrainingProposal, TrainingRegistration
from tests.cast import NOW, make_account, make_organisation, make_staff
from tests.domain.rows import make_row

YESTERDAY = NOW - timedelta(days=1)
TONIGHT = NOW + timedelta(hours=12)
"""For what is kept for an hour."""


async def make_person(name: str, *, organisation: UUID | None = None) -> Account:
    """Write a person with rows in every table of the register, each bearing ``name``."""
    account = await make_account(
        name,
        practice_name=f"Practice of {name}",
        position=f"Position of {name}",
        practice_areas=f"Areas of {name}",
        password_hash=f"hash-{name}",
        totp_secret=f"totp-{name}",
        organisation=organisation,
    )
    await make_row(
        Session, account=account.id, created_at=NOW, last_used_at=NOW, authenticated_at=NOW
    )
    await make_row(
        SignUp,
        email=account.email,
        first_name=name,
        last_name=f"Last-{name}",
        occupation=f"Occupation of {name}",
        practice_name=f"Practice of {name}",
        position=f"Position of {name}",
        practice_areas=f"Areas of {name}",
        password_hash=f"hash-{name}",
        form_secret_hash=f"browser-{name}",
        created_at=YESTERDAY,
    )
    await make_means_of_signing_in(account, name)
    await make_membership(account, name)
    await make_row(Sighting, account=account.id, ip=f"ip-{name}", seen_at=YESTERDAY)
    await make_cases(account, name)
    await make_row(
        HistoryEntry, account=account.id, at=YESTERDAY, query=f'"quoted", {name}\n=1+1'
    )
    work = await make_row(Work, celex=f"WORK-{uuid4().hex[:8]}")
    await make_row(HistoryEntry, account=account.id, at=NOW, query=None, work=work.id)
    await make_row(Bookmark, account=account.id, work=work.id, created_at=YESTERDAY)
    await make_row(
        Mail,
        address=account.email,
        subject=f"Subject {name}",
        text=f"Text {name}",
        html=f"<p>{name}</p>",
        one_click=f"https://assisteu.example/unsubscribe/{name}",
        written_at=YESTERDAY,
    )
    await make_row(
        Mail,
        account=account.id,
        address=f"former-{name}@example.org",
        text=f"Words to {name}",
        written_at=YESTERDAY,
    )
    await make_row(
        Outbound,
        account=account.id,
        address=None,
        external_id=f"sending to {name}",
        sent_at=YESTERDAY,
    )
    await make_row(
        Outbound,
        address=account.email,
        external_id=f"earlier sending to {name}",
        sent_at=YESTERDAY,
    )
    await make_row(
        Undeliverable, address=account.email, kind=f"kind-{name}", noted_at=YESTERDAY
    )
    prospect = await make_row(
        Prospect,
        email=account.email,
        first_name=f"Prospect {name}",
        last_name=f"Prospect {name}",
        telephone=f"prospect-{name}",
        social_profile=f"https://example.org/{name}",
        source_name=f"Meeting of {name}",
        kept_from=YESTERDAY,
        collected_at=YESTERDAY,
    )
    await make_row(Interaction, prospect=prospect.id, kind=f"kind-{name}", at=YESTERDAY)
    await make_row(
        ImportRow,
        email=account.email,
        first_name=f"Listed {name}",
        last_name=f"Listed {name}",
        telephone=f"listed-{name}",
        social_profile=f"https://example.org/listed-{name}",
        language="fr",
        read_at=YESTERDAY,
    )
    await make_row(
        Forgetting,
        address=account.email,
        external_id=f"reference of {name}",
        ordered_at=YESTERDAY,
    )
    await make_request(name, account=account.id)
    await make_directives(account, name)
    await make_ended_hold(account, name)
    await make_row(BreachRecipient, account=account.id, chosen_at=YESTERDAY)
    return account


async def make_ended_hold(account: Account, name: str) -> None:
    """Write a legal hold that was lifted yesterday: proof, and no longer in the way."""
    await make_row(
        LegalHold,
        account=account.id,
        activity=f"activity of {name}",
        reason=f"Dispute of {name}",
        ends_at=YESTERDAY,
        lifted_at=YESTERDAY,
        lifted_by=uuid4(),
        lift_reason=f"Dispute of {name} settled",
    )


async def make_directives(account: Account, name: str) -> None:
    """Write directives, who is named in them and in others, a former consent, and reports."""
    directive = await make_row(
        Directive,
        account=account.id,
        for_all=None,
        for_account="keep",
        for_research="erase",
        for_requests="keep",
    )
    await make_row(
        NamedPerson,
        directive=directive.id,
        name=f"Trusted by {name}",
        email=f"trusted-by-{name}@example.net",
        telephone=f"trusted-{name}",
        relation=f"Relation of {name}",
    )
    await make_row(
        NamedPerson,
        directive=directive.id,
        part="requests",
        name=f"Named {name}",
        email=account.email,
    )
    await make_row(
        DirectiveConsent,
        account=account.id,
        wording=f"Words shown to {name}",
        given_at=YESTERDAY,
        ended_at=YESTERDAY,
    )
    await make_row(
        DeathReport,
        account=account.id,
        early_reason=f"Haste about {name}",
        executed_at=YESTERDAY,
        executed_by=uuid4(),
        carried_out_at=YESTERDAY,
        outcome="kept",
        closed_at=YESTERDAY,
    )
    await make_request(
        name, account=account.id, right="after-death", deceased=uuid4(), parts="account"
    )
    await make_row(DeathReport, reporter_name=f"Reporter {name}", reporter_email=account.email)


async def make_means_of_signing_in(account: Account, name: str) -> None:
    """Write what changes of address and password, and second factors, leave behind."""
    await make_row(
        AddressChange,
        account=account.id,
        email=f"new-{name}@example.org",
        former_email=f"former-{name}@example.org",
        asked_at=YESTERDAY,
    )
    await make_row(
        PasswordReset,
        email=account.email,
        password_sha256=f"password-{name}".encode(),
        asked_at=TONIGHT,
    )
    await make_row(
        Passkey,
        account=account.id,
        name=f"Key of {name}",
        credential_id=f"credential-{name}".encode(),
        public_key=f"key-{name}".encode(),
    )
    await make_row(RecoveryCode, account=account.id, code_hash=f"code-{name}")
    await make_row(SecurityEvent, account=account.id, kind=f"kind-{name}", at=YESTERDAY)


async def make_membership(account: Account, name: str) -> None:
    """Write what an organisation's contract leaves of a person."""
    await make_row(Invitation, email=account.email, invited_at=YESTERDAY)
    await make_row(Invitation, invited_by=account.id, invited_at=YESTERDAY)
    await make_row(DailyUse, account=account.id, day=YESTERDAY.date())
    await make_row(
        Objection,
        id=uuid4(),
        account=account.id,
        activity=f"Activity of {name}",
        objected_at=YESTERDAY,
        reasons=f"Situation of {name}",
        decided_at=YESTERDAY,
        decision="accepted",
        grounds=f"Grounds for {name}",
    )
    await make_trainings(account, name)
    await make_messages(account, name)


async def make_messages(account: Account, name: str) -> None:
    """Write a message by the address alone, and a feedback from the account."""
    for columns in (
        {"kind": "demonstration", "practice_name": f"Practice of {name}"},
        {"kind": "feedback", "nature": "suggestion", "account": account.id},
    ):
        made = await make_row(
            Enquiry,
            email=account.email,
            first_name=f"Asking {name}",
            last_name=f"Author {name}",
            message=f"Message of {name}",
            received_at=YESTERDAY,
            **columns,
        )
        await make_row(
            EnquiryLine,
            enquiry=made.id,
            kind=made.kind,
            words=f"Answer to {name}",
            written_at=YESTERDAY,
            received_at=YESTERDAY,
        )


async def make_trainings(account: Account, name: str) -> None:
    """Write a session that the person proposed, and one that they take part in."""
    await make_row(
        TrainingProposal,
        account=account.id,
        message=f"Wishes of {name}",
        answer=f"Answer to {name}",
        proposed_at=YESTERDAY,
    )
    await make_row(
        TrainingRegistration,
        account=account.id,
        registrant=f"registrant {name}",
        join_url=f"https://zoom.example/{name}",
        begun_at=YESTERDAY,
        registered_at=YESTERDAY,
        ends_at=YESTERDAY,
    )


async def make_cases(account: Account, name: str) -> None:
    """Write a licence case that was confirmed, contested and overturned, and its state."""
    await make_row(SharingState, account=account.id, last_seen_at=YESTERDAY)
    case = await make_row(
        SharingCase,
        account=account.id,
        email=account.email,
        seen_from=YESTERDAY,
        explained_at=YESTERDAY,
        explanation="other",
        explanation_words=f"Explanation of {name}",
        decision="confirmed",
        grounds=f"Grounds against {name}",
        contested_at=YESTERDAY,
        contest_words=f"Contest of {name}",
        reviewed_at=YESTERDAY,
        review="overturned",
        review_grounds=f"Review of {name}",
        measure=f"Measure about {name}",
        measure_proposed_at=YESTERDAY,
    )
    await make_row(SharingHand, of_case=case.id, at=YESTERDAY)


async def make_request(name: str, **columns: object) -> RightsRequest:
    """Write a request that was answered, extended, and whose author was in doubt."""
    made = await make_row(
        RightsRequest,
        **{
            "email": f"{name}@example.org",
            "first_name": name,
            "last_name": f"Last-{name}",
            "ground": "unlawful",
            "message": f"Message of {name}",
            "proven_at": YESTERDAY,
            "received_at": YESTERDAY,
            "closed_at": YESTERDAY,
            "decided_at": YESTERDAY,
            "decision": "refused",
            "decision_reason": f"Reason for {name}",
            "extended_at": YESTERDAY,
            "extension_reason": f"Extension for {name}",
        }
        | columns,
    )
    await make_row(
        IdentityDoubt,
        request=made.id,
        reason=f"Doubt about {name}",
        questions=f"Questions to {name}",
        stated_at=YESTERDAY,
        answer=f"Words of {name}",
        answered_at=YESTERDAY,
        closed_at=YESTERDAY,
    )
    return made


async def make_package_row(request: RightsRequest, name: str) -> None:
    package = await make_row(Package, request=request.id, begun_at=NOW)
    await make_row(PackagePart, package=package.id, content=name.encode(), written_at=NOW)


async def entangle(one: Account, other: Account) -> None:
    """Bind two people: one organisation, one act, and looks of staff at both."""
    chambers = await make_organisation("Chambers of both")
    for account in (one, other):
        await Account.update({Account.organisation: chambers.id}).where(
            Account.id == account.id
        )
    shared = await make_row(Work, celex=f"SHARED-{uuid4().hex[:8]}")
    dpo = await make_staff("dpo")
    for account in (one, other):
        await make_row(Bookmark, account=account.id, work=shared.id, created_at=NOW)
        await audit.note_look(
            actor_id=dpo.id,
            actor_role=Role.DPO,
            subject_id=account.id,
            action="request.read",
            reason=Reason.RIGHTS_REQUEST,
            now=NOW,
        )


async def where_found(word: str) -> set[str]:
    """Return every table in which ``word`` stands in some column of text or bytes."""
    columns = await database.fetch(
        """
        select table_name, column_name, data_type from information_schema.columns
        where table_schema = 'public' and is_generated = 'NEVER'
          and table_name not in (select relname from pg_class where relispartition)
          and data_type in ('text', 'character varying', 'bytea', 'ARRAY', 'uuid', 'jsonb')
        """
    )
    found = set()
    for table, column, kind in columns:
        text = f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
        hit = await database.fetch_value(
            f'select exists(select from "{table}" where {text} ilike $1)', f"%{word}%"
        )
        if hit:
            found.add(table)
    return found


async def columns_of_text_are_filled(account: Account) -> set[str]:
    """Return the personal columns of text in which the person has no word: none should."""
    from domain.rights import held, rows_of, subject_of_account

    person = await subject_of_account(account.id)
    empty, full = set(), set()
    for _, holding in held():
        condition = rows_of(holding, person)
        for datum in holding.data:
            if condition is None or not isinstance(datum.column, Varchar | Text | Bytea):
                continue
            name = datum.column._meta.db_column_name
            filled = await database.fetch_value(
                f'select count("{name}") from "{holding.table_name}" where {condition.sql}',
                *condition.arguments,
            )
            (full if filled else empty).add(f"{holding.table_name}.{name}")
    return empty - full
