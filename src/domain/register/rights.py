"""Sheets of requests and of what proves that they were answered (privacy policy 4 and 6)."""

from dataclasses import replace

from domain.accounts import CHANGES
from domain.evidence.tables import Erasure
from domain.forgetting.tables import Forgetting
from domain.periods import Period
from domain.register import labels
from domain.register.recipients import HUBSPOT, MAILJET, OVH
from domain.register.sheets import (
    Datum,
    Holding,
    Kept,
    LegalBasis,
    ProcessingActivity,
    RetentionPeriod,
    Section,
)
from domain.requests.rules import CHANNEL_NAMES, GROUNDS, RIGHT_NAMES
from domain.requests.tables import IdentityDoubt, Package, PackagePart, RightsRequest
from domain.roles import Role
from domain.text import LANGUAGE_NAMES, Text

_PROOF_OF_ANSWER = Kept(
    because=Text(
        "preuve que votre demande a reçu une réponse (RGPD, art. 5(2) et 17(3)(b) et (e))",
        "proof that your request was answered (GDPR art. 5(2) and 17(3)(b) and (e))",
    ),
    access=(Role.DPO,),
)

_DECISIONS = {
    "granted": Text("acceptée", "granted"),
    "refused": Text("refusée", "refused"),
}

_REQUEST_DATA = (
    Datum(
        RightsRequest.right,
        Text("droit exercé", "right exercised"),
        provided=True,
        codes=RIGHT_NAMES,
    ),
    Datum(RightsRequest.channel, Text("voie", "channel"), codes=CHANNEL_NAMES),
    Datum(RightsRequest.email, labels.ADDRESS, provided=True),
    Datum(RightsRequest.first_name, labels.FIRST_NAME, provided=True),
    Datum(RightsRequest.last_name, labels.LAST_NAME, provided=True),
    Datum(RightsRequest.ground, Text("motif", "ground"), provided=True, codes=GROUNDS),
    Datum(
        RightsRequest.activities,
        Text("traitements concernés", "activities concerned"),
        provided=True,
    ),
    Datum(RightsRequest.message, Text("message", "message"), provided=True),
    Datum(RightsRequest.language, labels.LANGUAGE, codes=LANGUAGE_NAMES),
    Datum(RightsRequest.account, labels.ACCOUNT),
    # After a death: whose data are handed over, to whom the request names.
    Datum(
        RightsRequest.deceased,
        Text("compte de la personne décédée", "account of the person who died"),
    ),
    Datum(
        RightsRequest.parts,
        Text("données communiquées après la mort", "data communicated after death"),
    ),
    Datum(RightsRequest.received_at, Text("reçue le", "received on")),
    Datum(RightsRequest.due_on, Text("réponse due le", "answer due on")),
    Datum(
        RightsRequest.held_because,
        Text("retenue après", "held after"),
        codes={change.value: words for change, words in CHANGES.items()},
    ),
    Datum(RightsRequest.stopped_at, Text("délai suspendu le", "time stopped on")),
    Datum(RightsRequest.stopped_days, Text("jours de suspension", "days stopped")),
    Datum(RightsRequest.extended_at, Text("délai prolongé le", "time extended on")),
    Datum(
        RightsRequest.extension_reason,
        Text("motifs de la prolongation", "reasons of the extension"),
    ),
    Datum(RightsRequest.proven_at, Text("adresse prouvée le", "address proven on")),
    Datum(RightsRequest.decided_at, Text("décidée le", "decided on")),
    Datum(RightsRequest.decision, Text("décision", "decision"), codes=_DECISIONS),
    Datum(
        RightsRequest.decision_reason, Text("motifs de la décision", "reasons of the decision")
    ),
    Datum(RightsRequest.closed_at, Text("close le", "closed on")),
    Datum(RightsRequest.withdrawn_at, Text("retirée le", "withdrawn on")),
)
_TYPED_BY_ITS_AUTHOR = {"first_name", "last_name", "ground", "activities", "message"}
_UNPROVEN_REQUEST_DATA = tuple(
    replace(datum, shown=False, shown_to=(Role.DPO,))
    if datum.column._meta.name in _TYPED_BY_ITS_AUTHOR
    else datum
    for datum in _REQUEST_DATA
)
"""While the address is unproven, what was typed may be somebody else's (art. 15(4)): the
officer reads it, to find out whose it is."""

_FIVE_YEARS_FROM_CLOSING = RetentionPeriod(
    period=Period(years=5),
    starts_at=RightsRequest.closed_at,
    counted_from=Text("de la clôture de la demande", "the closing of the request"),
    source="default",
)

RIGHTS_REQUESTS = ProcessingActivity(
    slug="rights-requests",
    promise="P-OPS-3",
    section=Section.RIGHTS,
    name=Text("Demandes d’exercice des droits", "Requests to exercise rights"),
    purpose=Text(
        "Recevoir vos demandes, y répondre dans le délai légal et pouvoir le prouver",
        "Receive your requests, answer them within the legal time limit and be able to prove"
        " it",
    ),
    data_subjects=Text(
        "personnes qui exercent leurs droits, et membres du personnel qui décident",
        "people who exercise their rights, and members of staff who decide",
    ),
    legal_bases=(LegalBasis.LEGAL_OBLIGATION,),
    holdings=(
        Holding(
            data=_REQUEST_DATA,
            subject=(RightsRequest.account,),
            without_account=(RightsRequest.email,),
            rows="proven_at is not null",
            retention=_FIVE_YEARS_FROM_CLOSING,
            on_erasure=_PROOF_OF_ANSWER,
        ),
        Holding(
            data=_UNPROVEN_REQUEST_DATA,
            subject=(RightsRequest.email,),
            rows="proven_at is null",
            retention=_FIVE_YEARS_FROM_CLOSING,
            on_erasure=_PROOF_OF_ANSWER,
        ),
        Holding(
            data=(
                Datum(IdentityDoubt.reason, Text("raison du doute", "reason of the doubt")),
                Datum(IdentityDoubt.questions, Text("questions posées", "questions asked")),
                Datum(IdentityDoubt.stated_at, Text("posées le", "asked on")),
                # While identity is in doubt, who answered may be somebody else (art. 15(4)).
                Datum(
                    IdentityDoubt.answer,
                    Text("réponse", "answer"),
                    provided=True,
                    shown=False,
                    shown_to=(Role.DPO,),
                ),
                Datum(IdentityDoubt.answered_at, Text("répondu le", "answered on")),
                Datum(IdentityDoubt.closed_at, Text("close le", "closed on")),
            ),
            subject=(IdentityDoubt.request, RightsRequest.account),
            without_account=(IdentityDoubt.request, RightsRequest.email),
            retention=RetentionPeriod(
                period=Period(years=5),
                starts_at=IdentityDoubt.closed_at,
                counted_from=Text("de la clôture de la demande", "the closing of the request"),
                source="default",
            ),
            on_erasure=_PROOF_OF_ANSWER,
        ),
        # The same rows, for the member of staff who decided: without a word of who asked.
        Holding(
            data=(
                Datum(RightsRequest.decided_by, Text("auteur de la décision", "who decided")),
                Datum(RightsRequest.decided_at, Text("décidée le", "decided on")),
            ),
            subject=(RightsRequest.decided_by,),
            rows="decided_by is not null",
            retention=_FIVE_YEARS_FROM_CLOSING,
            on_erasure=Kept(
                because=Text(
                    "preuve que la demande a été décidée par une personne habilitée (RGPD,"
                    " art. 5(2) et 24) ; du départ du personnel ne reste que cet identifiant",
                    "proof that the request was decided by somebody entitled to (GDPR art. 5(2)"
                    " and 24); of who left our staff this id alone remains",
                ),
                access=(Role.DPO,),
            ),
        ),
        Holding(
            data=(
                Datum(
                    Erasure.subject,
                    Text("identifiant du compte effacé", "id of the erased account"),
                ),
                Datum(Erasure.ordered_at, Text("effacement ordonné le", "erasure ordered on")),
                Datum(Erasure.finished_at, Text("effacement achevé le", "erasure finished on")),
            ),
            subject=(Erasure.subject,),
            retention=RetentionPeriod(
                period=Period(years=5),
                starts_at=Erasure.finished_at,
                counted_from=Text(
                    "de l’achèvement de l’effacement", "the completion of the erasure"
                ),
                source="default",
                not_started=Text(
                    "un effacement inachevé est repris, et montré au délégué au bout d’un jour",
                    "one that is unfinished is tried again, and shown to the officer after a"
                    " day",
                ),
            ),
            on_erasure=_PROOF_OF_ANSWER,
        ),
    ),
    access=(Role.HOLDER, Role.DPO),
    recipients=(OVH, MAILJET),
    gap=Text(
        "La politique publiée ne dit pas combien de temps le dossier d’une demande est gardé.",
        "The published policy does not say how long the file of a request is kept.",
    ),
)


ACCESS_PACKAGES = ProcessingActivity(
    slug="access-packages",
    promise="P-RIG-1",
    section=Section.RIGHTS,
    name=Text("Copies de données préparées", "Copies of data made ready"),
    purpose=Text(
        "Vous remettre la copie de vos données que vous avez demandée",
        "Hand you the copy of your data that you asked for",
    ),
    data_subjects=Text(
        "personnes qui demandent la copie de leurs données",
        "people who ask for a copy of their data",
    ),
    legal_bases=(LegalBasis.LEGAL_OBLIGATION,),
    holdings=(
        Holding(
            data=(
                Datum(Package.request, Text("demande", "request")),
                Datum(Package.begun_at, Text("préparée le", "made on")),
                Datum(Package.fetched_at, Text("téléchargée le", "downloaded on")),
            ),
            subject=(Package.request, RightsRequest.account),
            without_account=(Package.request, RightsRequest.email),
            retention=RetentionPeriod(
                period=Period(hours=72),
                starts_at=Package.begun_at,
                counted_from=Text("du début de sa préparation", "the start of its preparation"),
                source="default",
            ),
        ),
        Holding(
            data=(
                Datum(
                    PackagePart.content,
                    Text("fichier", "file"),
                    shown=False,
                    shown_to=(Role.HOLDER,),
                ),
            ),
            subject=(PackagePart.package, Package.request, RightsRequest.account),
            without_account=(PackagePart.package, Package.request, RightsRequest.email),
            retention=RetentionPeriod(
                period=Period(hours=72),
                starts_at=PackagePart.written_at,
                counted_from=Text("de l’écriture du fichier", "the writing of the file"),
                source="default",
            ),
        ),
    ),
    access=(Role.HOLDER, Role.DPO),
    recipients=(OVH,),
    gap=Text(
        "La politique publiée ne dit pas combien de temps la copie attend d’être téléchargée.",
        "The published policy does not say how long the copy waits to be downloaded.",
    ),
)

FORGETTING = ProcessingActivity(
    slug="forgetting",
    promise="P-RIG-4",
    section=Section.RIGHTS,
    name=Text("Effacement chez les prestataires", "Erasure at the providers"),
    purpose=Text(
        "Faire effacer vos données par les prestataires qui les ont reçues, et pouvoir prouver"
        " qu’ils l’ont confirmé",
        "Have your data erased by the providers that received them, and be able to prove that"
        " they confirmed it",
    ),
    data_subjects=Text("personnes effacées", "people who are erased"),
    legal_bases=(LegalBasis.LEGAL_OBLIGATION,),
    holdings=(
        Holding(
            data=(
                Datum(Forgetting.address, labels.ADDRESS),
                Datum(
                    Forgetting.external_id,
                    Text("référence chez le prestataire", "reference at the provider"),
                ),
                Datum(Forgetting.ordered_at, Text("demandé le", "asked on")),
                Datum(Forgetting.confirmed_at, Text("confirmé le", "confirmed on")),
            ),
            subject=(Forgetting.address,),
            retention=RetentionPeriod(
                period=Period(years=5),
                starts_at=Forgetting.confirmed_at,
                counted_from=Text(
                    "de la confirmation, dès laquelle l’adresse est vidée",
                    "the confirmation, from which on the address is empty",
                ),
                source="default",
                not_started=Text(
                    "tant que le prestataire n’a pas confirmé, l’adresse reste, sans laquelle"
                    " il ne saurait qui effacer",
                    "until the provider confirms, the address stays: without it, it would not"
                    " know whom to erase",
                ),
            ),
            on_erasure=Kept(
                because=Text(
                    "l’effacement chez les prestataires est encore en cours",
                    "the erasure at the providers is still under way",
                ),
                access=(Role.DPO,),
            ),
        ),
    ),
    access=(Role.DPO,),
    recipients=(OVH, MAILJET, HUBSPOT),
    gap=Text(
        "La politique publiée ne dit pas combien de temps cette preuve est gardée.",
        "The published policy does not say how long this proof is kept.",
    ),
)
