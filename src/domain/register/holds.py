"""The sheet of legal holds: what keeps data from being erased, and who said so."""

from domain.holds.tables import LegalHold
from domain.periods import Period
from domain.register import labels
from domain.register.recipients import OVH
from domain.register.sheets import (
    Datum,
    Holding,
    Kept,
    LegalBasis,
    ProcessingActivity,
    RetentionPeriod,
    Section,
)
from domain.roles import Role
from domain.text import Text

_FIVE_YEARS_FROM_END = RetentionPeriod(
    period=Period(years=5),
    starts_at=LegalHold.ends_at,
    counted_from=Text("de la fin de la conservation", "the end of the hold"),
    source="default",
)
_PROOF_OF_STAFF = Kept(
    because=Text(
        "preuve que la conservation a été décidée par une personne habilitée (RGPD, art. 5(2)"
        " et 24) ; du départ du personnel ne reste que cet identifiant",
        "proof that the hold was decided by somebody entitled to (GDPR art. 5(2) and 24); of"
        " who left our staff this id alone remains",
    ),
    access=(Role.DPO,),
)

LEGAL_HOLDS = ProcessingActivity(
    slug="legal-holds",
    promise="P-RIG-4",
    section=Section.RIGHTS,
    name=Text("Conservations pour droits en justice", "Legal holds"),
    purpose=Text(
        "Ne pas effacer, jusqu’à une date fixée, ce qu’exige la constatation, l’exercice ou la"
        " défense de droits en justice, et pouvoir en justifier",
        "Not erase, until a day that is set, what the establishment, exercise or defence of"
        " legal claims needs, and be able to justify it",
    ),
    data_subjects=Text(
        "titulaires concernés par un litige, et membres du personnel qui décident",
        "holders whom a dispute concerns, and members of staff who decide",
    ),
    legal_bases=(LegalBasis.LEGAL_OBLIGATION, LegalBasis.LEGITIMATE_INTERESTS),
    holdings=(
        Holding(
            data=(
                Datum(LegalHold.account, labels.ACCOUNT),
                Datum(LegalHold.activity, Text("traitement concerné", "processing concerned")),
                # Art. 15(4): it speaks of a dispute, and of others than the person.
                Datum(
                    LegalHold.reason,
                    Text("motif", "reason"),
                    shown=False,
                    shown_to=(Role.DPO,),
                ),
                Datum(LegalHold.set_at, Text("décidée le", "decided on")),
                Datum(LegalHold.ends_on, Text("dernier jour", "last day")),
                Datum(LegalHold.ends_at, Text("fin", "end")),
                Datum(LegalHold.lifted_at, Text("levée le", "lifted on")),
                Datum(
                    LegalHold.lift_reason,
                    Text("motif de la levée", "reason of the lifting"),
                    shown=False,
                    shown_to=(Role.DPO,),
                ),
            ),
            subject=(LegalHold.account,),
            retention=_FIVE_YEARS_FROM_END,
            on_erasure=Kept(
                because=Text(
                    "preuve de ce qui a retardé un effacement, et jusqu’à quand (RGPD,"
                    " art. 5(2) et 17(3)(e))",
                    "proof of what delayed an erasure, and until when (GDPR art. 5(2) and"
                    " 17(3)(e))",
                ),
                access=(Role.DPO,),
            ),
        ),
        # The same rows, for the members of staff who decided.
        Holding(
            data=(Datum(LegalHold.set_by, Text("auteur de la décision", "who decided")),),
            subject=(LegalHold.set_by,),
            retention=_FIVE_YEARS_FROM_END,
            on_erasure=_PROOF_OF_STAFF,
        ),
        Holding(
            data=(Datum(LegalHold.lifted_by, Text("auteur de la levée", "who lifted it")),),
            subject=(LegalHold.lifted_by,),
            rows="lifted_by is not null",
            retention=_FIVE_YEARS_FROM_END,
            on_erasure=_PROOF_OF_STAFF,
        ),
    ),
    access=(Role.HOLDER, Role.DPO),
    recipients=(OVH,),
    gap=Text(
        "La politique publiée ne dit pas qu’un litige peut retarder un effacement, ni combien"
        " de temps la décision est gardée.",
        "The published policy does not say that a dispute may delay an erasure, nor how long"
        " the decision is kept.",
    ),
)
