"""For each form: who sends it and what a good one holds. A form without a sample fails."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pyotp

from domain.accounts import new_enrolment, offered_secret
from domain.accounts.passkeys import challenge_of
from domain.breaches import NATURE_NAMES
from domain.enquiries import Kind, version_of
from domain.periods import PARIS
from domain.register import REGISTER
from tests.domain.accounts_cast import PASSWORD, TOTP_SECRET
from tests.routes import Route
from tests.soft_key import SoftKey
from tests.web.world import CELEX, HALFWAY, KEYS, UNENROLLED, World

Value = str | Callable[[World], str]


@dataclass(frozen=True, kw_only=True)
class FormSample:
    """A form that would be taken."""

    sender: str = "alice"
    fields: Mapping[str, Value] = field(default_factory=dict)
    optional: AbstractSet[str] = frozenset()
    hidden: AbstractSet[str] = frozenset()
    """Written by our page, not by a person: what is wrong there does not exist (404)."""

    secret: AbstractSet[str] = frozenset()
    again_alike: bool = False
    """Whether sending it again answers with the same address."""

    grows_again: AbstractSet[str] = frozenset()
    """Tables that rightly grow at each sending."""

    def filled(self, world: World) -> dict[str, str]:
        """Return the fields with their values."""
        return {
            name: value if isinstance(value, str) else value(world)
            for name, value in self.fields.items()
        }

    def accepted(self, name: str) -> AbstractSet[str]:
        """Return which wrong values are none for ``name``."""
        if name in self.optional:
            return {"missing", "spaces alone"}
        return {"spaces alone"} if name in self.secret else set()

    def refused_with(self, name: str) -> int:
        """Return the status that a wrong value of ``name`` is answered with."""
        return 404 if name in self.hidden else 422


def _code(secret: str) -> str:
    return pyotp.TOTP(secret).at(datetime.now(UTC))


def _secret_of(name: str) -> Callable[[World], str]:
    return lambda w: _code(offered_secret(w.account_id(name), _ENROLMENT))


def _new_key(world: World) -> str:
    session_id = world.browsers["alice"].session_id
    assert session_id is not None
    return SoftKey().make(challenge_of("registration", session_id, world.offer))


def _signed_halfway(world: World) -> str:
    session_id = world.browsers[HALFWAY].session_id
    assert session_id is not None
    return KEYS["dpo"].sign(challenge_of("authentication", session_id, world.offer))


def _an_hour_ago(world: World) -> str:
    return f"{world.now.astimezone(PARIS) - timedelta(hours=1):%Y-%m-%dT%H:%M}"


def _next_month(world: World) -> str:
    return (world.now.date() + timedelta(days=31)).isoformat()


_PROSPECT = {
    "email": "prudence@example.net",
    "first_name": "Prudence",
    "last_name": "Prévost",
    "telephone": "+33155550199",
    "social_profile": "https://social.example/prudence",
    "language": "fr",
}
_CHOICES = frozenset({"source", "language", "informed"})
_CAMPAIGN = {
    "subject_fr": "Bonjour",
    "text_fr": "Essayez.",
    "subject_en": "Hello",
    "text_en": "Try.",
    "source": "met",
    "language": "fr",
    "informed": "no",
}
_SHEETS = {f"sheet_{one.slug.replace('-', '_')}": "" for one in REGISTER}
_BREACH = {
    "facts": "Un export est resté lisible sur un serveur.",
    **{f"nature_{one}": "on" for one in NATURE_NAMES},
    "aware_at": lambda w: f"{w.now.astimezone(PARIS) - timedelta(hours=20):%Y-%m-%dT%H:%M}",
    "happened_from": "2026-01-31T10:00",
    "happened_until": "2026-01-31T12:00",
    **_SHEETS,
    "sheet_accounts": "on",
    "persons": "120",
    "records": "",
    "consequences": "Des courriels indésirables.",
    "measures": "Le fichier est retiré.",
}
_BREACH_MAY_LACK = frozenset(_BREACH) - {"facts", "aware_at", "nature_confidentiality"}
_NOTICE = {
    **{
        f"{part}_{lang}": "Un texte."
        for part in ("facts", "consequences", "measures", "advice")
        for lang in ("fr", "en")
    },
    "audience": "listed",
    "addresses": "alice@example.org\nbob@example.org",
}
_TOLD = frozenset({"security_event", "duty"})
_LOOKS = frozenset({"audit_entry", "audit_pseudonym"})
_ENROLMENT = new_enrolment()

_OF_THE_OTHER_SCOPE = (
    *("fate_all", "name_all", "email_all"),
    *("name_account", "email_account", "name_research", "email_research"),
)
"""What is asked of who decides for everything, or communicates what this form does not."""

FORM_SAMPLES: dict[str, FormSample] = {
    "/sign-up": FormSample(
        sender="visitor",
        fields={
            "first_name": "Zoé",
            "last_name": "Lefèvre",
            "email": "zoe@example.org",
            "telephone": "+33 1 55 55 01 00",
            "occupation": "Avocate",
            "practice_name": "Cabinet Lefèvre",
            "position": "Associée",
            "practice_areas": "Concurrence",
            "password": PASSWORD,
        },
        optional=frozenset({"practice_name", "position", "practice_areas"}),
        secret=frozenset({"password"}),
        again_alike=True,
    ),
    "/prove-address/{token}": FormSample(sender="visitor"),
    "/sign-in": FormSample(
        sender="visitor",
        fields={"email": "alice@example.org", "password": PASSWORD},
        secret=frozenset({"password"}),
        grows_again=frozenset({"session"}),
    ),
    "/sign-in/again": FormSample(
        fields={"password": PASSWORD},
        secret=frozenset({"password"}),
        grows_again=frozenset({"session"}),
    ),
    "/sign-in/passkey": FormSample(
        sender=HALFWAY,
        fields={"offer": lambda w: w.offer, "credential": _signed_halfway},
        hidden=frozenset({"offer", "credential"}),
    ),
    "/sign-in/enrolment": FormSample(
        sender=UNENROLLED,
        fields={
            "enrolment": _ENROLMENT,
            "code": lambda w: _code(offered_secret(w.account_id(UNENROLLED), _ENROLMENT)),
        },
        hidden=frozenset({"enrolment"}),
        secret=frozenset({"code"}),
    ),
    "/password-reset": FormSample(
        sender="visitor", fields={"email": "alice@example.org"}, again_alike=True
    ),
    "/new-password/{token}": FormSample(
        sender="visitor",
        fields={"password": "autre agrafe correct pile"},
        secret=frozenset({"password"}),
    ),
    "/new-address/{token}": FormSample(sender="visitor"),
    "/former-address/{token}": FormSample(sender="visitor"),
    "/account/identity": FormSample(
        fields={
            "first_name": "Zoé",
            "last_name": "Lefèvre",
            "occupation": "Avocate",
            "telephone": "+33 1 55 55 01 00",
        },
        again_alike=True,
    ),
    "/account/practice": FormSample(
        fields={
            "practice_name": "Cabinet Lefèvre",
            "position": "Associée",
            "practice_areas": "Concurrence",
        },
        optional=frozenset({"practice_name", "position", "practice_areas"}),
        again_alike=True,
    ),
    "/account/language": FormSample(fields={"language": "en"}, again_alike=True),
    "/account/email": FormSample(fields={"email": "zoe@example.org"}, again_alike=True),
    "/account/password": FormSample(
        fields={"password": "autre agrafe correct pile"},
        secret=frozenset({"password"}),
        again_alike=True,
        grows_again=_TOLD,
    ),
    "/account/second-factor/app": FormSample(
        fields={"enrolment": _ENROLMENT, "code": _secret_of("alice")},
        hidden=frozenset({"enrolment"}),
        secret=frozenset({"code"}),
    ),
    "/account/second-factor/app/removal": FormSample(sender="dpo", again_alike=True),
    "/account/second-factor/recovery-codes": FormSample(sender="dave", grows_again=_TOLD),
    "/account/second-factor/passkeys": FormSample(
        fields={"name": "Ordinateur", "offer": lambda w: w.offer, "credential": _new_key},
        hidden=frozenset({"offer", "credential"}),
    ),
    "/account/second-factor/passkeys/{passkey_id}": FormSample(
        sender="dave", fields={"name": "Ordinateur"}, again_alike=True
    ),
    "/account/second-factor/passkeys/{passkey_id}/removal": FormSample(sender="dave"),
    "/sign-out": FormSample(),
    "/account/sessions/{session_id}/end": FormSample(),
    "/account/sessions/end-others": FormSample(),
    "/account/deletion": FormSample(),
    "/staff-invitation/{token}": FormSample(
        sender="visitor",
        fields={
            "first_name": "Nora",
            "last_name": "Nouvelle",
            "password": PASSWORD,
            "enrolment": _ENROLMENT,
            "code": lambda w: _code(offered_secret(w.ids["invitation"], _ENROLMENT)),
        },
        hidden=frozenset({"enrolment"}),
        secret=frozenset({"password", "code"}),
    ),
    "/sign-in/second-factor": FormSample(
        sender=HALFWAY,
        fields={"code": lambda _w: _code(TOTP_SECRET)},
        secret=frozenset({"code"}),
    ),
    "/bookmarks": FormSample(
        fields={"celex": CELEX}, hidden=frozenset({"celex"}), again_alike=True
    ),
    "/bookmarks/removal": FormSample(
        fields={"celex": CELEX}, hidden=frozenset({"celex"}), again_alike=True
    ),
    "/history/erasure": FormSample(again_alike=True),
    "/history/{entry_id}/erasure": FormSample(),
    "/history/switch": FormSample(
        fields={"kept": "off"}, hidden=frozenset({"kept"}), again_alike=True
    ),
    "/account/data/access": FormSample(again_alike=True),
    "/account/data/erasure": FormSample(
        fields={"ground": "unlawful", "message": "Merci d’effacer mes données."},
        optional=frozenset({"ground", "message"}),
        again_alike=True,
    ),
    "/account/data/directives": FormSample(
        fields={
            "scope": "each",
            "fate_account": "keep",
            "fate_research": "erase",
            "fate_requests": "communicate",
            "name_requests": "Rosa Reçoit",
            "email_requests": "rosa@example.net",
            "name_trusted": "Théo Tiers",
            "email_trusted": "theo@example.net",
            "telephone_trusted": "+33 1 55 55 01 03",
            "relation_trusted": "frère",
            **dict.fromkeys(_OF_THE_OTHER_SCOPE, ""),
            "consent": "on",
        },
        optional=frozenset({"telephone_trusted", "relation_trusted", *_OF_THE_OTHER_SCOPE}),
        again_alike=True,
        grows_again=frozenset({"directive_consent"}),
    ),
    "/account/data/directives/revocation": FormSample(),
    "/account/data/requests/{request_id}/withdrawal": FormSample(),
    "/account/data/requests/{request_id}/download": FormSample(again_alike=True),
    "/rights": FormSample(
        sender="visitor",
        fields={
            "right": "erasure",
            "first_name": "Zoé",
            "last_name": "Lefèvre",
            "email": "zoe@example.org",
            "ground": "minor",
            "message": "Une ligne.\nUne autre.",
        },
        optional=frozenset({"ground", "message"}),
        again_alike=True,
    ),
    "/rights/prove/{token}": FormSample(sender="visitor", again_alike=True),
    "/rights/requests/{token}/withdrawal": FormSample(sender="visitor"),
    "/rights/requests/{token}/download": FormSample(sender="visitor", again_alike=True),
    "/console/audit/verification": FormSample(sender="dpo", again_alike=True),
    "/console/duties/{duty_id}/retrial": FormSample(sender="dpo", again_alike=True),
    "/console/requests": FormSample(
        sender="dpo", fields={"who": "alice@example.org"}, grows_again=_LOOKS
    ),
    "/console/requests/new": FormSample(
        sender="dpo",
        fields={
            "right": "access",
            "received_on": "2026-01-31",
            "first_name": "Zoé",
            "last_name": "Lefèvre",
            "email": "zoe@example.org",
            "language": "fr",
            "ground": "",
            "message": "Reçu par la poste.",
            "identity_is_certain": "on",
        },
        optional=frozenset({"ground", "message", "identity_is_certain"}),
        again_alike=True,
        grows_again=_LOOKS,
    ),
    "/console/requests/{request_id}/identity": FormSample(sender="dpo", grows_again=_LOOKS),
    "/console/requests/{request_id}/decision": FormSample(
        sender="dpo",
        fields={"decision": "refuse", "reason": "Un litige est en cours."},
        optional=frozenset({"reason"}),
        grows_again=_LOOKS,
    ),
}


_INVITED = {"email": "guest@example.org", "role": "member"}

FORM_SAMPLES |= {
    "/invitation/{token}": FormSample(
        sender="visitor",
        fields={
            "first_name": "Gaël",
            "last_name": "Invité",
            "occupation": "Juriste",
            "telephone": "+33 1 55 55 01 00",
            "password": PASSWORD,
        },
        optional=frozenset({"telephone"}),
        secret=frozenset({"password"}),
    ),
    "/organisation/invitations/new": FormSample(
        sender="carol", fields=_INVITED, again_alike=True
    ),
    "/organisation/invitations/{invitation_id}/withdrawal": FormSample(
        sender="carol", again_alike=True
    ),
    "/organisation/departure": FormSample(sender="dave"),
    "/organisation/members/{account_id}/removal": FormSample(sender="carol"),
    # Dave has a passkey: made an administrator at once, and again is told so (409).
    "/organisation/members/{account_id}/administrator": FormSample(sender="carol"),
    "/organisation/members/{account_id}/administrator/end": FormSample(
        sender="carol", again_alike=True
    ),
    "/account/data/statistics-objection": FormSample(sender="dave", again_alike=True),
    "/account/data/statistics-objection/withdrawal": FormSample(
        sender="dave", again_alike=True
    ),
    "/account/mail-trouble/end": FormSample(again_alike=True),
    "/answer/{token}": FormSample(sender="visitor", again_alike=True),
    "/console/processors/sending-domain": FormSample(sender="dpo", again_alike=True),
    "/console/breaches/new": FormSample(
        sender="dpo",
        fields=_BREACH,
        optional=_BREACH_MAY_LACK | {"nature_confidentiality"},
        again_alike=True,
        grows_again=_LOOKS,
    ),
    "/console/breaches/{breach_id}/facts": FormSample(
        sender="dpo",
        fields=_BREACH,
        optional=_BREACH_MAY_LACK | {"nature_confidentiality"},
        again_alike=True,
        grows_again=_LOOKS,
    ),
    "/console/breaches/{breach_id}/risk": FormSample(
        sender="dpo",
        fields={"risk": "high", "risk_reason": "Des mots de passe."},
        again_alike=True,
        grows_again=_LOOKS,
    ),
    "/console/breaches/{breach_id}/notification": FormSample(
        sender="dpo",
        fields={"notified_at": _an_hour_ago, "reference": "2026-0042", "delay_reason": ""},
        optional=frozenset({"reference", "delay_reason"}),
        again_alike=True,
        grows_again=_LOOKS,
    ),
    "/console/breaches/{breach_id}/information": FormSample(
        sender="dpo",
        fields={"informed_at": _an_hour_ago, "informed_how": "Par courriel."},
        again_alike=True,
        grows_again=_LOOKS,
    ),
    "/console/breaches/{breach_id}/exemption": FormSample(
        sender="dpo",
        fields={"exemption": "a", "exemption_reason": "Tout était chiffré."},
        again_alike=True,
        grows_again=_LOOKS,
    ),
    "/console/breaches/{breach_id}/closing": FormSample(sender="dpo"),
    "/console/breaches/{breach_id}/reopening": FormSample(sender="dpo"),
    "/console/breaches/{breach_id}/notices/new": FormSample(
        sender="dpo",
        fields=_NOTICE,
        optional=frozenset({"addresses"}),
        again_alike=True,
    ),
    "/console/breaches/notices/{notice_id}/confirmation": FormSample(sender="dpo"),
    "/staff/campaigns/new": FormSample(
        sender="marketing", fields=_CAMPAIGN, optional=_CHOICES, again_alike=True
    ),
    "/staff/campaigns/{campaign_id}/words": FormSample(
        sender="marketing", fields=_CAMPAIGN, optional=_CHOICES, again_alike=True
    ),
    "/staff/campaigns/{campaign_id}/confirmation": FormSample(
        sender="marketing", grows_again=_LOOKS
    ),
    "/staff/campaigns/{campaign_id}/trial": FormSample(sender="marketing", grows_again=_LOOKS),
    "/staff/campaigns/{campaign_id}/stop": FormSample(sender="marketing", grows_again=_LOOKS),
    "/staff/prospects/imports/{import_id}/confirmation": FormSample(
        sender="marketing", grows_again=_LOOKS
    ),
    "/staff/prospects/imports/{import_id}/cancellation": FormSample(
        sender="marketing", grows_again=_LOOKS
    ),
    "/staff/prospects": FormSample(
        sender="marketing", fields={"who": "paula"}, grows_again=_LOOKS
    ),
    "/staff/prospects/new": FormSample(
        sender="marketing",
        fields=_PROSPECT | {"source": "directory", "source_name": "Annuaire du barreau"},
        optional=frozenset({"telephone", "social_profile"}),
        again_alike=True,
        grows_again=_LOOKS,
    ),
    "/staff/prospects/{prospect_id}/details": FormSample(
        sender="marketing",
        fields=_PROSPECT,
        optional=frozenset({"telephone", "social_profile"}),
        again_alike=True,
        grows_again=_LOOKS,
    ),
    "/staff/prospects/{prospect_id}/exchanges": FormSample(
        sender="marketing",
        fields={"kind": "call", "on": lambda w: w.now.date().isoformat()},
        again_alike=True,
        grows_again=_LOOKS,
    ),
    "/staff/prospects/{prospect_id}/objection": FormSample(sender="marketing"),
    "/staff/prospects/{prospect_id}/restriction": FormSample(
        sender="dpo", again_alike=True, grows_again=_LOOKS
    ),
    "/staff/prospects/{prospect_id}/restriction-end": FormSample(
        sender="dpo", again_alike=True, grows_again=_LOOKS
    ),
    "/staff/people": FormSample(
        sender="support",
        fields={"reason": "support-request", "who": "alice@example.org"},
        grows_again=_LOOKS,
    ),
    "/staff/people/{account_id}/sessions-end": FormSample(
        sender="support",
        fields={"reason": "support-request"},
        hidden=frozenset({"reason"}),
        again_alike=True,
        grows_again=_LOOKS,
    ),
    "/staff/proof-mail": FormSample(
        sender="support",
        fields={"email": "zoe@example.org"},
        again_alike=True,
        grows_again=_LOOKS,
    ),
    "/staff/organisations/new": FormSample(
        sender="finance", fields={"name": "Étude du Nord", "seats": "5"}, again_alike=True
    ),
    "/staff/organisations/{organisation_id}/seats": FormSample(
        sender="finance", fields={"seats": "12"}, again_alike=True
    ),
    "/staff/organisations/{organisation_id}/clause": FormSample(
        sender="finance",
        fields={"since_on": "2026-01-31", "until_on": "2030-01-31"},
        optional=frozenset({"until_on"}),
        again_alike=True,
    ),
    "/staff/organisations/{organisation_id}/clause/end": FormSample(sender="finance"),
    "/staff/organisations/{organisation_id}/end": FormSample(sender="finance"),
    "/staff/organisations/{organisation_id}/invitations/new": FormSample(
        sender="support", fields=_INVITED, again_alike=True
    ),
    "/console/retention/holds/new": FormSample(
        sender="dpo",
        fields={
            "email": "alice@example.org",
            "activity": "sharing-detection",
            "reason": "Litige sur le partage du compte.",
            "ends_on": _next_month,
            "confirmed": "on",
        },
        again_alike=True,
        grows_again=_LOOKS,
    ),
    "/console/retention/holds/{hold_id}/lifting": FormSample(
        sender="dpo", fields={"reason": "Les parties ont transigé."}
    ),
    "/console/deaths/new": FormSample(
        sender="dpo",
        fields={
            "email": "alice@example.org",
            "reported_by": "heir",
            "reporter_name": "Henri Héritier",
            "reporter_email": "henri@example.net",
            "language": "fr",
            "proof_seen_on": lambda w: w.now.date().isoformat(),
            "seen": "on",
        },
        again_alike=True,
        grows_again=_LOOKS,
    ),
    "/console/deaths/{report_id}/execution": FormSample(
        sender="dpo",
        fields={
            "early_reason": "Acte de décès certain.",
            "hands_copy": "on",
            "confirmed": "on",
        },
        optional=frozenset({"hands_copy"}),
    ),
    "/console/deaths/{report_id}/calling-off": FormSample(sender="dpo"),
    "/console/deaths/{report_id}/copies": FormSample(
        sender="dpo", again_alike=True, grows_again=_LOOKS
    ),
    "/console/staff/{account_id}/departure": FormSample(
        sender="dpo", again_alike=True, grows_again=_LOOKS
    ),
}


_STAFF_TRAINING = "/staff/training/{session_id}"


def _in_a_month(world: World) -> str:
    return f"{world.now + timedelta(days=30):%Y-%m-%dT10:00}"


def _in_two_months(world: World) -> str:
    return f"{world.now + timedelta(days=60):%Y-%m-%dT10:00}"


def _in_three_months(world: World) -> str:
    return f"{world.now + timedelta(days=90):%Y-%m-%dT10:00}"


def _message(kind: Kind, **more: Value) -> dict[str, Value]:
    return {
        "first_name": "Mona",
        "last_name": "Morel",
        "email": "mona@example.net",
        **more,
        "message": "Bonjour,\nj’ai une question.",
        "wording": version_of(kind),
    }


FORM_SAMPLES |= {
    "/contact": FormSample(sender="visitor", fields=_message(Kind.CONTACT), again_alike=True),
    "/demonstration": FormSample(
        sender="visitor",
        fields=_message(Kind.DEMONSTRATION, practice_name="Cabinet Morel"),
        again_alike=True,
    ),
    "/appointment": FormSample(
        sender="visitor",
        fields=_message(
            Kind.APPOINTMENT,
            practice_name="Cabinet Morel",
            first_time=_in_a_month,
            second_time=_in_two_months,
            third_time=_in_three_months,
        ),
        again_alike=True,
    ),
    "/feedback": FormSample(
        fields={
            "nature": "suggestion",
            "message": "Des dossiers.",
            "wording": version_of(Kind.FEEDBACK),
        },
        again_alike=True,
    ),
    "/messages/{token}": FormSample(
        sender="visitor", fields={"message": "Encore une chose."}, again_alike=True
    ),
    "/messages/{token}/withdrawal": FormSample(sender="visitor", again_alike=True),
    "/staff/messages": FormSample(
        sender="support", fields={"who": "Morel"}, again_alike=True, grows_again=_LOOKS
    ),
    "/staff/messages/{enquiry_id}/answer": FormSample(
        sender="support",
        fields={
            "message": "Nous vous appelons.",
            "appointed_at": lambda w: (w.now + timedelta(days=20)).isoformat(),
        },
        optional=frozenset({"appointed_at"}),
        again_alike=True,
        grows_again=_LOOKS,
    ),
    "/staff/messages/{enquiry_id}/closing": FormSample(
        sender="support", again_alike=True, grows_again=_LOOKS
    ),
    "/staff/messages/{enquiry_id}/deletion": FormSample(sender="support"),
    "/organisation/training/new": FormSample(
        sender="carol",
        fields={
            "topic": "Bien chercher",
            "language": "fr",
            "minutes": "60",
            "first_time": _in_a_month,
            "second_time": _in_two_months,
            "third_time": "",
            "expected": "12",
            "message": "Une ligne.\nUne autre.",
        },
        optional=frozenset({"second_time", "third_time", "message"}),
        again_alike=True,
    ),
    "/organisation/training/{session_id}/cancellation": FormSample(sender="carol"),
    "/training/{session_id}/registration": FormSample(sender="dave", again_alike=True),
    "/training/{session_id}/withdrawal": FormSample(sender="dave", again_alike=True),
    f"{_STAFF_TRAINING}/acceptance": FormSample(
        sender="support",
        fields={"time": lambda w: str(w.ids["time of proposed training of chambers"])},
        again_alike=True,
        grows_again=_LOOKS,
    ),
    f"{_STAFF_TRAINING}/refusal": FormSample(
        sender="support", fields={"reasons": "Aucun formateur ce jour-là."}
    ),
    f"{_STAFF_TRAINING}/cancellation": FormSample(sender="support"),
}


_CASE = "/staff/sharing/{case_id}"

FORM_SAMPLES |= {
    f"{_CASE}/notice": FormSample(sender="support"),
    f"{_CASE}/decision": FormSample(
        sender="support", fields={"decision": "dismiss", "grounds": "Un VPN."}
    ),
    f"{_CASE}/review": FormSample(
        sender="support", fields={"outcome": "overturn", "review_grounds": "Un VPN."}
    ),
    f"{_CASE}/measure": FormSample(sender="support", fields={"measure": "Un appel."}),
    f"{_CASE}/measure/agreement": FormSample(sender="support"),
    "/account/licence/cases/{case_id}/explanation": FormSample(
        fields={"words": "Mon poste à distance.", "explanation": "remote-desktop"},
        optional=frozenset({"words"}),
        again_alike=True,
    ),
    "/account/licence/cases/{case_id}/contest": FormSample(fields={"contest": "Mon VPN."}),
    "/account/licence/not-me": FormSample(again_alike=True),
    "/account/licence/objection": FormSample(
        fields={"reasons": "Ma situation."}, again_alike=True
    ),
    "/account/licence/objection/withdrawal": FormSample(sender="bob", again_alike=True),
    "/console/objections/{objection_id}/decision": FormSample(
        sender="dpo", fields={"decision": "accept", "grounds": "Sa situation."}
    ),
}


def form_sample_of(route: Route) -> FormSample:
    """Return a good form for ``route``."""
    assert route.pattern in FORM_SAMPLES, f"{route}: no sample in tests/web/form_samples.py"
    return FORM_SAMPLES[route.pattern]


_ANSWER = {"answer": "Mon dernier signet est le règlement 2016/679."}

FORM_SAMPLES |= {
    "/account/data/requests/{request_id}/answer": FormSample(fields=_ANSWER),
    "/rights/requests/{token}/answer": FormSample(sender="visitor", fields=_ANSWER),
    "/console/requests/{request_id}/answer": FormSample(sender="dpo", fields=_ANSWER),
    "/console/requests/{request_id}/extension": FormSample(
        sender="dpo", fields={"extension_reason": "Vos données sont nombreuses."}
    ),
    "/console/requests/{request_id}/doubt": FormSample(
        sender="dpo",
        fields={
            "doubt_reason": "L’adresse n’est pas celle du compte.",
            "questions": "Depuis quand avez-vous ce compte ?",
        },
        again_alike=True,
        grows_again=_LOOKS,
    ),
}
