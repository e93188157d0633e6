"""What a sheet tells its person about an activity, in one shape for pages and for files."""

from dataclasses import dataclass

from domain.audit import REASONS, AuditEntry, Reason
from domain.register import ProcessingActivity, RetentionPeriod
from domain.register.bases import BASIS_NAMES, rights_on
from domain.register.words import period_in_words, recipient_in_words
from domain.roles import ROLE_NAMES, Role
from domain.text import Language, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Information:
    """What art. 15(1) lets a person know of one activity, its data apart."""

    slug: str
    promise: str
    name: Text
    purpose: Text
    bases: tuple[Text, ...]
    recipients: tuple[Text, ...]
    periods: tuple[Text, ...]
    rights: tuple[Text, ...]
    seen_by: tuple[Text, ...]

    def as_plain(self, lang: Language) -> dict[str, object]:
        """Return it for JSON, in one language."""
        return {
            "slug": self.slug,
            "promise": self.promise,
            "name": self.name[lang],
            "purpose": self.purpose[lang],
            "legal_bases": [basis[lang] for basis in self.bases],
            "recipients": [recipient[lang] for recipient in self.recipients],
            "retention": [period[lang] for period in self.periods],
            "rights": [right[lang] for right in self.rights],
            "seen_by": [role[lang] for role in self.seen_by],
        }


def information_on(activity: ProcessingActivity) -> Information:
    """Return what a person may know of ``activity``, read off its sheet."""
    retentions = [holding.retention for holding in activity.holdings]
    return Information(
        slug=activity.slug,
        promise=activity.promise,
        name=activity.name,
        purpose=activity.purpose,
        bases=tuple(BASIS_NAMES[basis] for basis in activity.legal_bases),
        recipients=tuple(recipient_in_words(one) for one in activity.recipients),
        periods=tuple(dict.fromkeys(retention_in_words(one) for one in retentions)),
        rights=tuple(rights_on(activity)),
        seen_by=tuple(ROLE_NAMES[role] for role in activity.access if role != Role.HOLDER),
    )


def retention_in_words(retention: RetentionPeriod) -> Text:
    """Return a period and what it counts from."""
    return period_in_words(retention)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look of a member of staff: role, act, reason, time; never the employee's name."""

    entry: AuditEntry

    @property
    def role(self) -> Text:
        """In which role."""
        return ROLE_NAMES[Role(self.entry.actor_role)]

    @property
    def action(self) -> Text:
        """What was looked at or done."""
        return ACTIONS.get(self.entry.action, _OTHER_ACT)

    @property
    def reason(self) -> Text:
        """Why."""
        return REASONS[Reason(self.entry.reason)]

    def as_plain(self, lang: Language) -> dict[str, object]:
        """Return it for JSON, in one language."""
        return {
            "at": self.entry.at.isoformat(),
            "role": self.role[lang],
            "act": self.action[lang],
            "reason": self.reason[lang],
        }


ACTIONS: dict[str, Text] = {
    "message.found": Text("recherche d’un message", "a message was searched for"),
    "message.read": Text("lecture d’un message", "a message was read"),
    "message.answered": Text("réponse à un message", "a message was answered"),
    "message.closed": Text("clôture d’un message", "a message was closed"),
    "message.deleted": Text("effacement d’un message", "a message was erased"),
    "request.read": Text("lecture d’une demande", "a request was read"),
    "request.list": Text("liste des demandes", "list of requests"),
    "request.found": Text("recherche d’une demande", "a request was searched for"),
    "request.entered": Text("saisie d’une demande", "a request was entered"),
    "request.extended": Text("délai prolongé", "time extended"),
    "request.doubted": Text("doute exposé sur l’identité", "doubt on identity stated"),
    "request.answer-noted": Text("réponse notée", "answer noted"),
    "request.identity": Text("identité acceptée", "identity accepted"),
    "request.granted": Text("demande acceptée", "request granted"),
    "request.refused": Text("demande refusée", "request refused"),
    "people.found": Text("résultat d’une recherche", "result of a search"),
    "person.read": Text("lecture de votre compte", "your account was read"),
    "person.sessions-ended": Text("vos sessions fermées", "your sessions were ended"),
    "proof.sent-again": Text("renvoi d’une preuve d’adresse", "proof of an address sent again"),
    "staff.listed": Text("liste du personnel", "list of staff"),
    "trail.read": Text("lecture de la trace", "the trail was read"),
    "staff.left": Text("départ enregistré", "departure recorded"),
    "contract.clause-recorded": Text("clause enregistrée", "clause recorded"),
    "contract.clause-ended": Text("clause terminée", "clause ended"),
    "contract.ended": Text("fin de contrat enregistrée", "end of a contract recorded"),
    "hold.set": Text("conservation de vos données décidée", "a legal hold was set"),
    "hold.lifted": Text("conservation de vos données levée", "a legal hold was lifted"),
    "hold.read": Text("lecture d’une conservation", "a legal hold was read"),
    "prospects.listed": Text("liste des prospects", "list of prospects"),
    "prospects.found": Text("recherche d’un prospect", "a prospect was searched for"),
    "prospects.uploaded": Text("liste de prospects reçue", "a list of prospects came"),
    "prospects.taken": Text("liste de prospects acceptée", "a list of prospects was taken"),
    "prospects.left": Text("liste de prospects écartée", "a list of prospects was left"),
    "campaign.tested": Text("essai d’une campagne", "a campaign was tried"),
    "campaign.sent": Text("campagne envoyée", "a campaign was sent"),
    "campaign.stopped": Text("campagne arrêtée", "a campaign was stopped"),
    "prospect.added": Text("prospect ajouté", "a prospect was added"),
    "prospect.read": Text("lecture d’un prospect", "a prospect was read"),
    "prospect.changed": Text("prospect rectifié", "a prospect was rectified"),
    "prospect.contacted": Text("échange noté", "an exchange was noted"),
    "prospect.objected": Text("opposition d’un prospect", "a prospect objected"),
    "prospect.restricted": Text("prospect limité", "a prospect was restricted"),
    "prospect.unrestricted": Text("limitation levée", "a restriction was lifted"),
    "breach.recorded": Text("violation inscrite", "a breach was recorded"),
    "breach.corrected": Text("violation complétée", "a breach was completed"),
    "breach.assessed": Text("risque d’une violation évalué", "a breach was assessed"),
    "breach.notified": Text("notification d’une violation", "a breach was notified"),
    "breach.informed": Text("information sur une violation", "people told of a breach"),
    "breach.exempted": Text("violation non annoncée", "people not told of a breach"),
    "breach.notice-sent": Text("annonce d’une violation envoyée", "a breach’s notice was sent"),
    "breach.closed": Text("violation close", "a breach was closed"),
    "breach.reopened": Text("violation rouverte", "a breach was reopened"),
    "breaches.exported": Text("export du registre des violations", "breaches exported"),
    "death.entered": Text("décès signalé", "a death was entered"),
    "death.read": Text("lecture d’un décès signalé", "a report of a death was read"),
    "death.executed": Text("directives exécutées", "directives were executed"),
    "death.handed-again": Text("données communiquées de nouveau", "data handed over again"),
    "death.called-off": Text("signalement abandonné", "a report was called off"),
    "requests.exported": Text("export de la liste des demandes", "list of requests exported"),
}
"""What the trail's acts are called; features add theirs."""

_OTHER_ACT = Text("consultation", "a look")
