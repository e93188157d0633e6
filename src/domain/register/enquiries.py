"""Sheets of what is sent to us by forms (privacy policy 1.a; P-VIS-2, P-VIS-3, P-ACC-10)."""

from piccolo.columns import Column

from domain.enquiries.rules import KEPT_FOR, KIND_NAMES, NATURE_NAMES
from domain.enquiries.tables import Enquiry, EnquiryLine, FormConsent
from domain.periods import Period
from domain.register import labels
from domain.register.recipients import MAILJET, OVH
from domain.register.sheets import (
    Datum,
    Holding,
    LegalBasis,
    ProcessingActivity,
    RetentionPeriod,
    Section,
)
from domain.roles import Role
from domain.text import LANGUAGE_NAMES, Text

_RECEIPT = Text("de la réception du formulaire", "the receipt of the form")
_UNTIL_DELETED = Text(
    "ou jusqu’à ce que vous en demandiez la suppression, si elle est antérieure",
    "or until you ask for its deletion, if that is earlier",
)
_BY_AUTHOR = {True: Text("vous", "you"), False: Text("assistEU", "assistEU")}

_MESSAGE = (
    Datum(Enquiry.kind, Text("formulaire", "form"), provided=True, codes=KIND_NAMES),
    Datum(Enquiry.account, labels.ACCOUNT),
    Datum(Enquiry.email, labels.ADDRESS, provided=True),
    Datum(Enquiry.first_name, labels.FIRST_NAME, provided=True),
    Datum(Enquiry.last_name, labels.LAST_NAME, provided=True),
    Datum(Enquiry.practice_name, labels.PRACTICE_NAME, provided=True),
    Datum(
        Enquiry.nature,
        Text("nature du retour", "nature of the feedback"),
        provided=True,
        codes=NATURE_NAMES,
    ),
    Datum(Enquiry.times, Text("dates proposées", "proposed times"), provided=True),
    Datum(Enquiry.message, Text("message", "message"), provided=True),
    Datum(Enquiry.language, labels.LANGUAGE, codes=LANGUAGE_NAMES),
    Datum(Enquiry.received_at, Text("reçu le", "received on")),
    Datum(Enquiry.answered_at, Text("répondu le", "answered on")),
    Datum(Enquiry.appointed_at, Text("rendez-vous le", "appointment on")),
    Datum(Enquiry.closed_at, Text("clos le", "closed on")),
)
_LINE = (
    Datum(EnquiryLine.by_author, Text("auteur", "author"), codes=_BY_AUTHOR),
    Datum(EnquiryLine.words, Text("texte", "text"), provided=True),
    Datum(EnquiryLine.written_at, Text("écrit le", "written on")),
    Datum(EnquiryLine.received_at, Text("message reçu le", "message received on")),
)


def _holdings(rows: str, until: Text) -> tuple[Holding, ...]:
    """Return messages and what was written after them, by the same clock."""
    return (
        Holding(
            data=_MESSAGE,
            subject=(Enquiry.account,),
            without_account=(Enquiry.email,),
            rows=rows,
            retention=RetentionPeriod(
                period=KEPT_FOR,
                starts_at=Enquiry.received_at,
                counted_from=_RECEIPT,
                or_until=until,
                source="policy 1.a",
            ),
        ),
        Holding(
            data=_LINE,
            subject=(EnquiryLine.enquiry, Enquiry.account),
            without_account=(EnquiryLine.enquiry, Enquiry.email),
            rows=rows,
            retention=RetentionPeriod(
                period=KEPT_FOR,
                starts_at=EnquiryLine.received_at,
                counted_from=_RECEIPT,
                or_until=until,
                source="policy 1.a",
            ),
        ),
    )


FORM_MESSAGES = ProcessingActivity(
    slug="form-messages",
    promise="P-VIS-3",
    section=Section.VISITORS,
    name=Text(
        "Messages, demandes de démonstration et de rendez-vous",
        "Messages, requests for a demonstration or an appointment",
    ),
    purpose=Text(
        "Recevoir ce que vous nous écrivez par nos formulaires, et y répondre ; rien d’autre",
        "Receive what you write to us by our forms, and answer it; nothing else",
    ),
    data_subjects=Text(
        "personnes qui nous écrivent par un formulaire", "people who write to us by a form"
    ),
    legal_bases=(LegalBasis.CONSENT,),
    holdings=_holdings("kind <> 'feedback'", _UNTIL_DELETED),
    access=(Role.HOLDER, Role.SUPPORT, Role.MARKETING, Role.DPO),
    recipients=(OVH, MAILJET),
)

FEEDBACK = ProcessingActivity(
    slug="feedback",
    promise="P-ACC-10",
    section=Section.ACCOUNTS,
    name=Text("Retours sur le produit", "Feedback on the product"),
    purpose=Text(
        "Comprendre votre suggestion ou le défaut que vous signalez, et vous répondre",
        "Understand your suggestion or the defect that you report, and answer you",
    ),
    data_subjects=Text("titulaires d’un compte", "account holders"),
    legal_bases=(LegalBasis.CONSENT,),
    holdings=_holdings(
        "kind = 'feedback'",
        Text(
            "ou jusqu’à ce que vous en demandiez la suppression ou supprimiez votre compte, au"
            " premier des deux",
            "or until you ask for its deletion or delete your account, whichever comes first",
        ),
    ),
    access=(Role.HOLDER, Role.SUPPORT, Role.PRODUCT, Role.DPO),
    recipients=(OVH, MAILJET),
    gap=Text(
        "La politique publiée ne donne ni durée ni base légale pour les retours ; nous les"
        " gardons le temps indiqué ici, sur la base de votre consentement.",
        "The published policy gives neither a period nor a legal basis for feedback; we keep it"
        " for the period stated here, on the basis of your consent.",
    ),
)

FORM_CONSENTS = ProcessingActivity(
    slug="form-consents",
    promise="P-OPS-4",
    section=Section.RIGHTS,
    name=Text("Preuves du consentement aux formulaires", "Proofs of consent to forms"),
    purpose=Text(
        "Pouvoir prouver que vous avez consenti en appuyant sur « Envoyer » (RGPD, art. 7(1))",
        "Be able to prove that you consented by pressing “Send” (GDPR art. 7(1))",
    ),
    data_subjects=Text(
        "personnes qui nous écrivent par un formulaire", "people who write to us by a form"
    ),
    legal_bases=(LegalBasis.LEGAL_OBLIGATION,),
    holdings=(
        Holding(
            data=(
                Datum(
                    FormConsent.author_hash,
                    Text("empreinte de l’adresse", "fingerprint of the address"),
                    shown=False,
                ),
                Datum(FormConsent.kind, Text("formulaire", "form"), codes=KIND_NAMES),
                Datum(FormConsent.wording, Text("texte accepté", "wording accepted")),
                Datum(FormConsent.language, labels.LANGUAGE, codes=LANGUAGE_NAMES),
                Datum(FormConsent.given_at, Text("donné le", "given on")),
                Datum(FormConsent.ended_at, Text("terminé le", "ended on")),
            ),
            # An address is found by its hash alone, and never the other way round (art. 11).
            subject=(),
            retention=RetentionPeriod(
                period=Period(years=5),
                starts_at=FormConsent.ended_at,
                counted_from=Text(
                    "de la suppression du message", "the deletion of the message"
                ),
                source="default",
                not_started=Text(
                    "tant que le message est gardé, la preuve l’est aussi",
                    "as long as the message is kept, the proof is too",
                ),
            ),
        ),
    ),
    access=(Role.DPO,),
    recipients=(OVH,),
    gap=Text(
        "La politique publiée ne dit pas combien de temps la preuve d’un consentement est"
        " gardée.",
        "The published policy does not say how long the proof of a consent is kept.",
    ),
)

NOT_PERSONAL_IN_ENQUIRIES: tuple[Column, ...] = (
    Enquiry.id,
    Enquiry.is_demo,
    EnquiryLine.id,
    EnquiryLine.enquiry,
    EnquiryLine.kind,
    FormConsent.id,
    FormConsent.enquiry,
    FormConsent.wording_version,
)
"""Columns about messages that say nothing of a person."""
