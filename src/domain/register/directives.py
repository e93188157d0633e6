"""Sheets of directives for after death: what was directed, the consents, deaths reported."""

from piccolo.columns import Column

from domain.directives.rules import (
    FATE_NAMES,
    PART_NAMES,
    REPORTED_BY_NAMES,
    TRUSTED,
    Part,
)
from domain.directives.tables import (
    DeathReport,
    Directive,
    DirectiveConsent,
    NamedPerson,
)
from domain.periods import Period
from domain.register import labels
from domain.register.accounts import AFTER_LAST_VISIT
from domain.register.recipients import MAILJET, OVH
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
from domain.text import LANGUAGE_NAMES, Text

_NAMED_AS: dict[str, Text] = {
    TRUSTED: Text("personne de confiance", "trusted person"),
    **{
        part: Text(f"reçoit {name.fr}", f"receives {name.en}")
        for part, name in PART_NAMES.items()
    },
}
_OF_THE_NAMED = (
    Datum(NamedPerson.part, Text("à quel titre", "in which capacity"), codes=_NAMED_AS),
    Datum(NamedPerson.name, Text("nom de la personne désignée", "name of the person named")),
    Datum(NamedPerson.email, labels.ADDRESS),
    Datum(NamedPerson.telephone, labels.TELEPHONE),
    Datum(NamedPerson.relation, Text("lien avec le titulaire", "relation to the holder")),
    Datum(NamedPerson.named_at, Text("désignée le", "named on")),
    Datum(NamedPerson.informed_at, Text("informée le", "informed on")),
)

DIRECTIVES = ProcessingActivity(
    slug="after-death-directives",
    promise="P-OPS-12",
    section=Section.RIGHTS,
    name=Text("Directives pour après la mort", "Directives for after death"),
    purpose=Text(
        "Garder vos directives sur le sort de vos données après votre mort, et les exécuter",
        "Keep your directives on what becomes of your data after your death, and execute them",
    ),
    data_subjects=Text(
        "titulaires qui ont donné des directives, et personnes qu’ils désignent",
        "holders who gave directives, and the people whom they name",
    ),
    legal_bases=(LegalBasis.CONSENT, LegalBasis.LEGAL_OBLIGATION),
    holdings=(
        Holding(
            data=(
                Datum(Directive.account, labels.ACCOUNT),
                *(
                    Datum(
                        column,
                        Text(f"après la mort, {name.fr}", f"after death, {name.en}"),
                        provided=True,
                        codes=FATE_NAMES,
                    )
                    for column, name in (
                        (Directive.for_all, PART_NAMES[Part.ALL]),
                        (Directive.for_account, PART_NAMES[Part.ACCOUNT]),
                        (Directive.for_research, PART_NAMES[Part.RESEARCH]),
                        (Directive.for_requests, PART_NAMES[Part.REQUESTS]),
                    )
                ),
                Datum(Directive.decided_at, Text("décidé le", "decided on")),
            ),
            subject=(Directive.account,),
            retention=AFTER_LAST_VISIT,
        ),
        Holding(
            data=_OF_THE_NAMED,
            subject=(NamedPerson.directive, Directive.account),
            retention=AFTER_LAST_VISIT,
        ),
        # The same rows, for who is named: without a word of by whom (art. 15(4)).
        Holding(
            data=_OF_THE_NAMED,
            subject=(NamedPerson.email,),
            retention=AFTER_LAST_VISIT,
        ),
    ),
    access=(Role.HOLDER, Role.DPO),
    recipients=(OVH, MAILJET),
    gap=Text(
        "La politique publiée ne dit pas que des personnes peuvent être désignées dans des"
        " directives, ni qu’elles n’en sont informées qu’à leur exécution.",
        "The published policy does not say that directives may name people, nor that they are"
        " informed of it only when the directives are executed.",
    ),
)

CONSENT_PROOFS = ProcessingActivity(
    slug="directive-consents",
    promise="P-OPS-4",
    section=Section.RIGHTS,
    name=Text("Preuve du consentement aux directives", "Proof of consent to directives"),
    purpose=Text(
        "Prouver que vous avez consenti à vos directives, sous quels mots et quand",
        "Prove that you consented to your directives, under which words and when",
    ),
    data_subjects=Text(
        "titulaires qui ont donné des directives", "holders who gave directives"
    ),
    legal_bases=(LegalBasis.LEGAL_OBLIGATION,),
    holdings=(
        Holding(
            data=(
                Datum(DirectiveConsent.account, labels.ACCOUNT),
                Datum(DirectiveConsent.wording, Text("mots affichés", "words shown")),
                Datum(
                    DirectiveConsent.wording_version,
                    Text("version de ces mots (empreinte)", "version of these words (hash)"),
                ),
                Datum(DirectiveConsent.language, labels.LANGUAGE, codes=LANGUAGE_NAMES),
                Datum(DirectiveConsent.given_at, Text("consenti le", "consented on")),
                Datum(DirectiveConsent.ended_at, Text("consentement fini le", "ended on")),
            ),
            subject=(DirectiveConsent.account,),
            retention=RetentionPeriod(
                period=Period(years=5),
                starts_at=DirectiveConsent.ended_at,
                counted_from=Text(
                    "du retrait ou de la fin de votre consentement",
                    "the withdrawal or the end of your consent",
                ),
                source="default",
                not_started=Text(
                    "en vigueur, il reste tant que les directives restent",
                    "in force, it stays as long as the directives stay",
                ),
            ),
            on_erasure=Kept(
                because=Text(
                    "preuve que vous aviez consenti (RGPD, art. 7(1) et 17(3)(e)) ; de votre"
                    " compte ne reste que cet identifiant",
                    "proof that you had consented (GDPR art. 7(1) and 17(3)(e)); of your"
                    " account this id alone remains",
                ),
                access=(Role.DPO,),
            ),
        ),
    ),
    access=(Role.HOLDER, Role.DPO),
    recipients=(OVH,),
    gap=Text(
        "La politique publiée ne dit pas combien de temps la preuve d’un consentement est"
        " gardée.",
        "The published policy does not say how long the proof of a consent is kept.",
    ),
)

_FIVE_YEARS_FROM_CLOSING = RetentionPeriod(
    period=Period(years=5),
    starts_at=DeathReport.closed_at,
    counted_from=Text(
        "de l’exécution ou de l’abandon du signalement",
        "the execution or the calling off of the report",
    ),
    source="default",
    not_started=Text(
        "un signalement ouvert est montré au délégué jusqu’à ce qu’il en décide",
        "an open report is shown to the officer until it is decided on",
    ),
)
_PROOF = Kept(
    because=Text(
        "preuve de ce qui a été signalé et vérifié avant d’agir (RGPD, art. 5(2) et 17(3)(e))",
        "proof of what was reported and checked before we acted (GDPR art. 5(2) and 17(3)(e))",
    ),
    access=(Role.DPO,),
)
_PROOF_OF_STAFF = Kept(
    because=Text(
        "preuve que l’acte est celui d’une personne habilitée (RGPD, art. 5(2) et 24) ; du"
        " départ du personnel ne reste que cet identifiant",
        "proof that the act is that of somebody entitled to (GDPR art. 5(2) and 24); of who"
        " left our staff this id alone remains",
    ),
    access=(Role.DPO,),
)
_OUTCOMES = {
    "kept": Text("compte fermé, données gardées", "account closed, data kept"),
    "erased": Text("compte effacé", "account erased"),
}

DEATH_REPORTS = ProcessingActivity(
    slug="death-reports",
    promise="P-RIG-7",
    section=Section.RIGHTS,
    name=Text("Décès signalés", "Deaths reported"),
    purpose=Text(
        "Vérifier un décès avant d’agir, exécuter les directives ou répondre aux héritiers, et"
        " pouvoir le prouver",
        "Check a death before acting, execute the directives or answer the heirs, and be able"
        " to prove it",
    ),
    data_subjects=Text(
        "titulaires dont le décès est signalé, personnes qui le signalent, et membres du"
        " personnel qui vérifient",
        "holders whose death is reported, people who report it, and members of staff who check",
    ),
    legal_bases=(LegalBasis.LEGAL_OBLIGATION,),
    holdings=(
        Holding(
            data=(
                Datum(DeathReport.account, labels.ACCOUNT),
                Datum(
                    DeathReport.reported_by,
                    Text("décès signalé par", "death reported by"),
                    codes=REPORTED_BY_NAMES,
                ),
                Datum(DeathReport.proof_seen_on, Text("preuve vue le", "proof seen on")),
                Datum(
                    DeathReport.entered_at, Text("signalement saisi le", "report entered on")
                ),
                Datum(DeathReport.notified_at, Text("avis envoyé le", "notice sent on")),
                Datum(DeathReport.executed_at, Text("exécuté le", "executed on")),
                Datum(
                    DeathReport.early_reason,
                    Text("motif de l’exécution anticipée", "reason of an early execution"),
                    shown=False,
                    shown_to=(Role.DPO,),
                ),
                Datum(
                    DeathReport.hands_copy,
                    Text("copie remise aux héritiers", "copy handed to the heirs"),
                ),
                Datum(DeathReport.carried_out_at, Text("achevé le", "carried out on")),
                Datum(DeathReport.outcome, Text("suite donnée", "outcome"), codes=_OUTCOMES),
                Datum(DeathReport.called_off_at, Text("abandonné le", "called off on")),
                Datum(DeathReport.closed_at, Text("clos le", "closed on")),
            ),
            subject=(DeathReport.account,),
            retention=_FIVE_YEARS_FROM_CLOSING,
            on_erasure=_PROOF,
        ),
        # The same rows, for who reported: without a word of whose account it is.
        Holding(
            data=(
                Datum(
                    DeathReport.reporter_name, Text("nom de qui signale", "name of who reports")
                ),
                Datum(DeathReport.reporter_email, labels.ADDRESS),
                Datum(DeathReport.language, labels.LANGUAGE, codes=LANGUAGE_NAMES),
                Datum(
                    DeathReport.entered_at, Text("signalement saisi le", "report entered on")
                ),
                Datum(DeathReport.closed_at, Text("clos le", "closed on")),
            ),
            subject=(DeathReport.reporter_email,),
            retention=_FIVE_YEARS_FROM_CLOSING,
            on_erasure=_PROOF,
        ),
        Holding(
            data=(Datum(DeathReport.entered_by, Text("saisi par", "entered by")),),
            subject=(DeathReport.entered_by,),
            retention=_FIVE_YEARS_FROM_CLOSING,
            on_erasure=_PROOF_OF_STAFF,
        ),
        Holding(
            data=(Datum(DeathReport.executed_by, Text("exécuté par", "executed by")),),
            subject=(DeathReport.executed_by,),
            rows="executed_by is not null",
            retention=_FIVE_YEARS_FROM_CLOSING,
            on_erasure=_PROOF_OF_STAFF,
        ),
    ),
    access=(Role.HOLDER, Role.DPO),
    recipients=(OVH, MAILJET),
    gap=Text(
        "La politique publiée ne dit pas combien de temps le signalement d’un décès est gardé.",
        "The published policy does not say how long the report of a death is kept.",
    ),
)

NOT_PERSONAL_IN_DIRECTIVES: tuple[Column, ...] = (
    # Ids of rows, and a count.
    Directive.id,
    NamedPerson.id,
    NamedPerson.directive,
    DirectiveConsent.id,
    DeathReport.id,
    DeathReport.rows_erased,
)
"""Columns about directives that say nothing of a person."""
