"""Sheets of signing in (privacy policy 1.b and 5): sessions, factors, changes, limits."""

from domain.accounts.security_events import CHANGES
from domain.accounts.tables import (
    AddressChange,
    Passkey,
    PasswordReset,
    RecoveryCode,
    SecurityEvent,
    Session,
    Throttle,
)
from domain.periods import Period
from domain.register import labels
from domain.register.accounts import AFTER_LAST_VISIT
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
from domain.text import Text

_EVERYBODY_WHO_SIGNS_IN = Text(
    "titulaires d’un compte et membres du personnel", "account holders and members of staff"
)

SESSIONS = ProcessingActivity(
    slug="sessions",
    promise="P-OPS-2",
    section=Section.ACCOUNTS,
    name=Text("Sessions", "Sessions"),
    purpose=Text(
        "Vous reconnaître d’une page à l’autre et vous permettre de fermer vos accès",
        "Recognise you from one page to the next and let you end your accesses",
    ),
    data_subjects=Text(
        "titulaires d’un compte et membres du personnel", "account holders and members of staff"
    ),
    legal_bases=(LegalBasis.CONTRACT,),
    holdings=(
        Holding(
            data=(
                Datum(Session.account, labels.ACCOUNT),
                Datum(Session.created_at, Text("connexion", "signed in on")),
                Datum(Session.last_used_at, Text("dernier usage", "last used on")),
                Datum(
                    Session.authenticated_at, Text("mot de passe donné", "password given on")
                ),
                Datum(
                    Session.second_factor_at,
                    Text("second facteur donné", "second factor given on"),
                ),
                Datum(Session.ended_at, Text("fin", "ended on")),
                Datum(
                    Session.token_sha256,
                    Text("empreinte du jeton de session", "fingerprint of the session’s token"),
                    shown=False,
                ),
            ),
            subject=(Session.account,),
            retention=RetentionPeriod(
                period=Period(days=30),
                starts_at=Session.ended_at,
                counted_from=Text("de la fin de la session", "the end of the session"),
                source="default",
            ),
        ),
    ),
    access=(Role.HOLDER, Role.SUPPORT, Role.DPO),
    recipients=(OVH,),
    gap=Text(
        "La politique publiée ne dit pas combien de temps une session terminée reste inscrite.",
        "The published policy does not say how long an ended session stays on record.",
    ),
)

SECOND_FACTORS = ProcessingActivity(
    slug="second-factors",
    promise="P-SEC-2",
    section=Section.ACCOUNTS,
    name=Text("Second facteur et sûreté de la connexion", "Second factor and safe signing in"),
    purpose=Text(
        "Vérifier par un second moyen que c’est bien vous qui vous connectez, et vous dire ce"
        " qui change dans vos moyens de connexion",
        "Verify by a second means that it is you who signs in, and tell you what changes in"
        " your means of signing in",
    ),
    data_subjects=_EVERYBODY_WHO_SIGNS_IN,
    legal_bases=(LegalBasis.CONTRACT,),
    holdings=(
        Holding(
            data=(
                Datum(Passkey.account, labels.ACCOUNT),
                Datum(
                    Passkey.name,
                    Text("nom de la clé d’accès", "name of the passkey"),
                    provided=True,
                ),
                Datum(Passkey.added_at, Text("ajoutée le", "added on")),
                Datum(Passkey.last_used_at, Text("dernier usage", "last used on")),
                Datum(Passkey.sign_count, Text("compteur de la clé", "the key’s count")),
                Datum(
                    Passkey.credential_id,
                    Text("identifiant de la clé", "identifier of the key"),
                    shown=False,
                    shown_to=(Role.HOLDER,),
                ),
                Datum(
                    Passkey.public_key,
                    Text("moitié publique de la clé", "public half of the key"),
                    shown=False,
                ),
            ),
            subject=(Passkey.account,),
            retention=AFTER_LAST_VISIT,
        ),
        Holding(
            data=(
                Datum(RecoveryCode.account, labels.ACCOUNT),
                Datum(RecoveryCode.made_at, Text("code créé le", "code made on")),
                Datum(
                    RecoveryCode.code_hash,
                    Text("empreinte du code de secours", "fingerprint of the recovery code"),
                    shown=False,
                ),
            ),
            subject=(RecoveryCode.account,),
            retention=AFTER_LAST_VISIT,
        ),
        Holding(
            data=(
                Datum(SecurityEvent.account, labels.ACCOUNT),
                Datum(
                    SecurityEvent.kind,
                    Text("changement", "change"),
                    codes=CHANGES,
                ),
                Datum(SecurityEvent.at, labels.AT),
            ),
            subject=(SecurityEvent.account,),
            retention=RetentionPeriod(
                period=Period(years=1),
                starts_at=SecurityEvent.at,
                counted_from=Text("de chaque changement", "each change"),
                source="default",
            ),
        ),
    ),
    access=(Role.HOLDER, Role.DPO),
    recipients=(OVH, MAILJET),
    gap=Text(
        "La politique publiée promet une connexion sûre sans nommer ces données ni leur durée.",
        "The published policy promises safe signing in, and names neither these data nor their"
        " period.",
    ),
)

ADDRESS_CHANGES = ProcessingActivity(
    slug="address-changes",
    promise="P-OPS-1",
    section=Section.ACCOUNTS,
    name=Text("Changements d’adresse e-mail", "Changes of e-mail address"),
    purpose=Text(
        "Attendre que vous prouviez votre nouvelle adresse, et vous laisser revenir à"
        " l’ancienne si le changement n’est pas de vous",
        "Wait for you to prove your new address, and let you return to the former one if the"
        " change was not yours",
    ),
    data_subjects=_EVERYBODY_WHO_SIGNS_IN,
    legal_bases=(LegalBasis.CONTRACT,),
    holdings=(
        Holding(
            data=(
                Datum(AddressChange.account, labels.ACCOUNT),
                Datum(
                    AddressChange.email,
                    Text("nouvelle adresse e-mail", "new e-mail address"),
                    provided=True,
                ),
                Datum(
                    AddressChange.former_email,
                    Text("ancienne adresse e-mail", "former e-mail address"),
                    provided=True,
                ),
                Datum(AddressChange.asked_at, Text("demandé le", "asked for on")),
                Datum(AddressChange.proven_at, Text("adresse prouvée le", "address proven on")),
            ),
            subject=(AddressChange.account,),
            retention=RetentionPeriod(
                period=Period(days=7),
                starts_at=AddressChange.asked_at,
                counted_from=Text("de la demande de changement", "the request for the change"),
                source="default",
            ),
        ),
    ),
    access=(Role.HOLDER, Role.DPO),
    recipients=(OVH, MAILJET),
    gap=Text(
        "La politique publiée ne dit pas combien de temps un changement d’adresse reste"
        " inscrit.",
        "The published policy does not say how long a change of address stays on record.",
    ),
)

PASSWORD_RESETS = ProcessingActivity(
    slug="password-resets",
    promise="P-OPS-1",
    section=Section.ACCOUNTS,
    name=Text("Mots de passe oubliés", "Forgotten passwords"),
    purpose=Text(
        "Vous envoyer un lien pour choisir un nouveau mot de passe, sans révéler à d’autres si"
        " l’adresse a un compte",
        "Send you a link to choose a new password, without revealing to others whether the"
        " address has an account",
    ),
    data_subjects=Text(
        "personnes qui demandent un nouveau mot de passe", "people who ask for a new password"
    ),
    legal_bases=(LegalBasis.CONTRACT,),
    holdings=(
        Holding(
            data=(
                Datum(PasswordReset.email, labels.ADDRESS, provided=True),
                Datum(PasswordReset.asked_at, Text("demandé le", "asked for on")),
                Datum(
                    PasswordReset.password_sha256,
                    Text(
                        "empreinte du mot de passe d’alors", "fingerprint of the password then"
                    ),
                    shown=False,
                ),
            ),
            subject=(PasswordReset.email,),
            retention=RetentionPeriod(
                period=Period(hours=1),
                starts_at=PasswordReset.asked_at,
                counted_from=Text("de votre demande", "your request"),
                source="default",
            ),
        ),
    ),
    access=(Role.DPO,),
    recipients=(OVH, MAILJET),
    gap=Text(
        "La politique publiée ne mentionne pas ces demandes.",
        "The published policy does not mention these requests.",
    ),
)

THROTTLING = ProcessingActivity(
    slug="throttling",
    promise="P-OPS-2",
    section=Section.ACCOUNTS,
    name=Text("Limitation des tentatives", "Limits on attempts"),
    purpose=Text(
        "Freiner qui essaie des mots de passe ou envoie des formulaires en masse",
        "Slow down whoever tries passwords or sends forms in bulk",
    ),
    data_subjects=Text(
        "personnes qui se connectent ou envoient un formulaire",
        "people who sign in or send a form",
    ),
    legal_bases=(LegalBasis.LEGITIMATE_INTERESTS,),
    holdings=(
        Holding(
            data=(
                Datum(
                    Throttle.key_hash,
                    Text(
                        "empreinte à clé de l’adresse IP ou e-mail",
                        "keyed fingerprint of the IP or e-mail address",
                    ),
                    shown=False,
                ),
                Datum(Throttle.tries, Text("nombre d’essais", "number of tries")),
                Datum(Throttle.window_starts_at, Text("début du décompte", "counted from")),
            ),
            subject=(),
            retention=RetentionPeriod(
                period=Period(hours=24),
                starts_at=Throttle.window_starts_at,
                counted_from=Text("du début du décompte", "the start of the count"),
                source="default",
            ),
        ),
    ),
    access=(),
    recipients=(OVH,),
    gap=Text(
        "La politique publiée ne mentionne pas ces compteurs.",
        "The published policy does not mention these counters.",
    ),
)
