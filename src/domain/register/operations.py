"""Sheets of the program's own data: the policy is silent, each period is our default."""

from domain.audit.rules import REASONS
from domain.audit.tables import AuditEntry, AuditPseudonym
from domain.duties.tables import Duty
from domain.mail.tables import Mail, Undeliverable
from domain.mail.trouble import TROUBLE_NAMES
from domain.periods import Period
from domain.register import labels
from domain.register.accounts import AFTER_LAST_VISIT
from domain.register.ledger import ledger_of
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
from domain.roles import ROLE_NAMES, Role
from domain.text import Text

TRAIL_KEPT_FOR = Period(years=3)
"""How long an entry of the audit trail is kept, from the look."""

AUDIT_TRAIL = ProcessingActivity(
    slug="audit-trail",
    promise="P-OPS-7",
    section=Section.OPERATIONS,
    name=Text("Trace des consultations", "Trail of looks"),
    purpose=Text(
        "Savoir qui, parmi le personnel, a consulté ou modifié les données d’une personne, et"
        " pourquoi",
        "Know who among staff looked at or changed a person’s data, and why",
    ),
    data_subjects=Text(
        "membres du personnel et personnes dont ils ont consulté les données",
        "members of staff and people whose data they looked at",
    ),
    legal_bases=(LegalBasis.LEGITIMATE_INTERESTS,),
    holdings=(
        Holding(
            data=(
                Datum(AuditEntry.actor, Text("membre du personnel", "member of staff")),
                Datum(AuditEntry.actor_role, labels.ROLE, codes=ROLE_NAMES),
                Datum(AuditEntry.action, Text("acte", "act")),
                Datum(
                    AuditEntry.reason,
                    Text("raison", "reason"),
                    codes=REASONS,
                ),
                Datum(AuditEntry.at, labels.AT),
                Datum(
                    AuditEntry.subject_pseudonym,
                    Text("pseudonyme de la personne", "pseudonym of the person"),
                    shown=False,
                    shown_to=(Role.DPO,),
                ),
            ),
            subject=(AuditEntry.actor,),
            retention=RetentionPeriod(
                period=TRAIL_KEPT_FOR,
                starts_at=AuditEntry.at,
                counted_from=Text("de la consultation", "the look"),
                source="default",
            ),
            on_erasure=Kept(
                because=Text(
                    "contrôle de l’accès aux données (RGPD, art. 5(2) et 32)",
                    "control of access to data (GDPR art. 5(2) and 32)",
                ),
                access=(Role.DPO,),
            ),
        ),
        Holding(
            data=(
                Datum(
                    AuditPseudonym.key,
                    Text("clé du pseudonyme", "key of the pseudonym"),
                    shown=False,
                ),
                Datum(AuditPseudonym.account, labels.ACCOUNT),
            ),
            subject=(AuditPseudonym.account,),
            retention=AFTER_LAST_VISIT,
        ),
    ),
    access=(Role.HOLDER, Role.DPO),
    recipients=(OVH,),
    gap=Text(
        "La politique publiée ne mentionne pas cette trace.",
        "The published policy does not mention this trail.",
    ),
)

_SENT_MAIL = Text("Courriels envoyés", "E-mails sent")
_MAIL_KEPT_FOR = Period(days=30)
_MAIL = (
    Datum(Mail.account, labels.ACCOUNT),
    Datum(Mail.address, labels.ADDRESS),
    Datum(Mail.subject, Text("objet", "subject")),
    Datum(Mail.text, Text("texte", "text")),
    Datum(Mail.html, Text("texte mis en forme", "formatted text"), shown=False),
    Datum(Mail.one_click, Text("lien de désinscription", "link to unsubscribe"), shown=False),
    Datum(Mail.written_at, Text("écrit le", "written on")),
    Datum(Mail.sent_at, Text("envoyé le", "sent on")),
    Datum(Mail.withheld_at, Text("retenu le", "withheld on")),
)

SENT_MAIL = ProcessingActivity(
    slug="sent-mail",
    promise="P-OPS-8",
    section=Section.OPERATIONS,
    name=_SENT_MAIL,
    purpose=Text(
        "Envoyer les courriels du service et pouvoir les renvoyer s’ils se perdent",
        "Send the service’s e-mails and be able to send them again if they get lost",
    ),
    data_subjects=Text("destinataires de nos courriels", "recipients of our e-mails"),
    legal_bases=(LegalBasis.CONTRACT,),
    holdings=(
        Holding(
            data=_MAIL,
            subject=(Mail.account,),
            without_account=(Mail.address,),
            retention=RetentionPeriod(
                period=_MAIL_KEPT_FOR,
                starts_at=Mail.written_at,
                counted_from=Text("de la rédaction du courriel", "the writing of the e-mail"),
                source="default",
            ),
        ),
        ledger_of("sent-mail", _SENT_MAIL, sent=_MAIL, period=_MAIL_KEPT_FOR),
    ),
    access=(Role.DPO,),
    recipients=(OVH, MAILJET),
    gap=Text(
        "La politique publiée ne dit pas combien de temps le texte d’un courriel est gardé.",
        "The published policy does not say how long the text of an e-mail is kept.",
    ),
)

UNDELIVERABLE = ProcessingActivity(
    slug="undeliverable",
    promise="P-OPS-8",
    section=Section.OPERATIONS,
    name=Text("Adresses que le courrier n’atteint pas", "Addresses that mail does not reach"),
    purpose=Text(
        "Ne plus écrire à une adresse qui refuse nos courriels ou dont le titulaire les a"
        " signalés, et vous en avertir",
        "Write no more to an address that refuses our e-mails or whose owner reported them, and"
        " tell you so",
    ),
    data_subjects=Text("destinataires de nos courriels", "recipients of our e-mails"),
    legal_bases=(LegalBasis.LEGITIMATE_INTERESTS,),
    holdings=(
        Holding(
            data=(
                Datum(Undeliverable.address, labels.ADDRESS),
                Datum(Undeliverable.kind, Text("raison", "reason"), codes=TROUBLE_NAMES),
                Datum(Undeliverable.noted_at, Text("noté le", "noted on")),
                Datum(Undeliverable.stopped_at, Text("envois arrêtés le", "stopped on")),
            ),
            subject=(Undeliverable.address,),
            retention=RetentionPeriod(
                period=Period(months=6),
                starts_at=Undeliverable.noted_at,
                counted_from=Text("du dernier refus", "the last refusal"),
                source="default",
                or_until=Text(
                    "ou jusqu’à ce que vous demandiez un nouvel essai",
                    "or until you ask for another try",
                ),
            ),
        ),
    ),
    access=(Role.HOLDER, Role.SUPPORT, Role.DPO),
    recipients=(OVH,),
    gap=Text(
        "La politique publiée ne mentionne pas ces adresses.",
        "The published policy does not mention these addresses.",
    ),
)

DUTIES = ProcessingActivity(
    slug="duties",
    promise="P-OPS-8",
    section=Section.OPERATIONS,
    name=Text("Tâches du programme", "Duties of the program"),
    purpose=Text(
        "Ne perdre aucune tâche due (courriel, copie, effacement), même après une panne",
        "Lose no due task (e-mail, copy, erasure), even after a failure",
    ),
    data_subjects=Text(
        "personnes pour lesquelles une tâche est due", "people for whom a duty is due"
    ),
    legal_bases=(LegalBasis.CONTRACT,),
    holdings=(
        Holding(
            data=(Datum(Duty.subject, Text("identifiant de l’objet", "id of its object")),),
            subject=(),
            retention=RetentionPeriod(
                period=Period(days=30),
                starts_at=Duty.done_at,
                counted_from=Text(
                    "de l’accomplissement de la tâche", "the completion of the duty"
                ),
                source="default",
                not_started=Text(
                    "une tâche qui échoue reste inscrite jusqu’à ce que le délégué, à qui elle"
                    " est montrée, la fasse aboutir",
                    "one that fails stays on record until the officer, to whom it is shown, has"
                    " it done",
                ),
            ),
        ),
    ),
    access=(Role.DPO,),
    recipients=(OVH,),
    gap=Text(
        "La politique publiée ne mentionne pas ces tâches.",
        "The published policy does not mention these duties.",
    ),
)
