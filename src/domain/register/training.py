"""The sheet of training sessions (privacy policy 1.b): who proposes, who takes part."""

from piccolo.columns import Column

from domain.accounts.tables import Account
from domain.periods import Period
from domain.register import labels
from domain.register.accounts import AFTER_LAST_VISIT
from domain.register.ledger import ledger_of
from domain.register.recipients import MAILJET, OVH, ZOOM
from domain.register.sheets import (
    Datum,
    Holding,
    LegalBasis,
    ProcessingActivity,
    RetentionPeriod,
    Section,
)
from domain.roles import Role
from domain.text import Text
from domain.training.tables import (
    TrainingProposal,
    TrainingRegistration,
    TrainingSession,
    TrainingTime,
)

_SLUG = "training-sessions"
_NAME = Text("Sessions de formation", "Training sessions")
_FOR_ZOOM = (
    Datum(Account.first_name, labels.FIRST_NAME, provided=True),
    Datum(Account.email, labels.EMAIL, provided=True),
)

TO_ZOOM: tuple[Column, ...] = tuple(datum.column for datum in _FOR_ZOOM)
"""All that Zoom is told of a person: the two fields without which it registers nobody."""

TRAINING_SESSIONS = ProcessingActivity(
    slug=_SLUG,
    promise="P-ACC-5",
    section=Section.ACCOUNTS,
    name=_NAME,
    purpose=Text(
        "Vous inscrire, si vous le souhaitez, aux sessions de formation que demande votre"
        " organisation, et les tenir",
        "Register you, if you wish, for the training sessions that your organisation asks for,"
        " and hold them",
    ),
    data_subjects=Text(
        "membres d’une organisation cliente qui s’inscrivent à une session",
        "members of a client organisation who register for a session",
    ),
    legal_bases=(LegalBasis.CONTRACT,),
    holdings=(
        Holding(
            data=_FOR_ZOOM,
            subject=(Account.id,),
            rows="role = 'holder' and organisation is not null and closed_at is null",
            retention=AFTER_LAST_VISIT,
        ),
        Holding(
            data=(
                Datum(TrainingRegistration.account, labels.ACCOUNT),
                Datum(TrainingRegistration.session, Text("session", "session")),
                Datum(TrainingRegistration.registered_at, Text("inscrit le", "registered on")),
                Datum(
                    TrainingRegistration.ends_at,
                    Text("fin de la session", "end of the session"),
                ),
                Datum(TrainingRegistration.withdrawn_at, Text("désinscrit le", "withdrawn on")),
                Datum(
                    TrainingRegistration.removed_at,
                    Text("retiré de Zoom le", "taken off Zoom on"),
                ),
                Datum(
                    TrainingRegistration.registrant,
                    Text("référence chez Zoom", "reference at Zoom"),
                    shown=False,
                ),
                # It lets whoever has it in: to its person alone.
                Datum(
                    TrainingRegistration.join_url,
                    Text("lien personnel vers la session", "personal link to the session"),
                    shown=False,
                    shown_to=(Role.HOLDER,),
                ),
            ),
            subject=(TrainingRegistration.account,),
            retention=RetentionPeriod(
                period=Period(days=30),
                starts_at=TrainingRegistration.ends_at,
                counted_from=Text("de la fin de la session", "the end of the session"),
                source="default",
            ),
        ),
        # Longer than a session can lie ahead, so that Zoom can be told of an erasure.
        ledger_of(_SLUG, _NAME, sent=_FOR_ZOOM, period=Period(months=6)),
    ),
    access=(Role.HOLDER, Role.ORG_ADMIN, Role.SUPPORT, Role.DPO),
    recipients=(OVH, MAILJET, ZOOM),
    gap=Text(
        "La politique publiée ne fixe pas de durée pour une inscription à une session ; nous la"
        " gardons le temps indiqué ici.",
        "The published policy sets no period for a registration for a session; we keep it for"
        " the period stated here.",
    ),
)

TRAINING_REQUESTS = ProcessingActivity(
    slug="training-requests",
    promise="P-ACC-5",
    section=Section.ACCOUNTS,
    name=Text("Demandes de formation", "Requests for training"),
    purpose=Text(
        "Répondre à l’administrateur d’une organisation qui demande une session de formation",
        "Answer the administrator of an organisation who asks for a training session",
    ),
    data_subjects=Text(
        "administrateurs d’une organisation cliente", "administrators of a client organisation"
    ),
    legal_bases=(LegalBasis.CONTRACT,),
    holdings=(
        Holding(
            data=(
                Datum(TrainingProposal.account, labels.ACCOUNT),
                Datum(
                    TrainingProposal.expected,
                    Text("nombre de participants attendus", "number of people expected"),
                    provided=True,
                ),
                Datum(TrainingProposal.message, Text("message", "message"), provided=True),
                Datum(TrainingProposal.proposed_at, Text("proposée le", "proposed on")),
                Datum(
                    TrainingProposal.answer,
                    Text("raisons d’un refus", "reasons of a refusal"),
                ),
            ),
            subject=(TrainingProposal.account,),
            retention=RetentionPeriod(
                period=Period(years=1),
                starts_at=TrainingProposal.proposed_at,
                counted_from=Text(
                    "de la proposition d’une session", "the proposal of a session"
                ),
                source="default",
            ),
        ),
    ),
    access=(Role.HOLDER, Role.ORG_ADMIN, Role.SUPPORT, Role.DPO),
    recipients=(OVH, MAILJET),
    gap=Text(
        "La politique publiée ne fixe pas de durée pour une demande de session ; nous la"
        " gardons le temps indiqué ici.",
        "The published policy sets no period for a request for a session; we keep it for the"
        " period stated here.",
    ),
)

NOT_PERSONAL_IN_TRAINING: tuple[Column, ...] = (
    # What an organisation is taught, and when: of a legal person. Who proposed it and who
    # takes part stand on the sheet.
    *TrainingSession._meta.columns,
    *TrainingTime._meta.columns,
    # Ids of rows, and a mark of the program's own.
    TrainingProposal.id,
    TrainingProposal.session,
    TrainingRegistration.id,
    TrainingRegistration.begun_at,
)
"""Columns about training sessions that say nothing of a person."""
