"""Sheets of accounts (privacy policy 1.b): who signs in, from where, and until when."""

from domain.accounts.tables import Account, SignUp
from domain.licence.cases.rules import EXPLANATIONS
from domain.licence.rules import SHARING
from domain.licence.tables import SharingCase, SharingHand, SharingState, Sighting
from domain.periods import Period
from domain.register import labels
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
from domain.text import LANGUAGE_NAMES, Text

_UNTIL_DELETED = Text(
    "ou jusqu’à la suppression de votre compte, si elle est antérieure",
    "or until you delete your account, if that is earlier",
)

AFTER_LAST_VISIT = RetentionPeriod(
    period=Period(years=1),
    starts_at=Account.last_visit_at,
    counted_from=Text("de votre dernière visite", "your last visit"),
    source="policy 1.b",
    or_until=_UNTIL_DELETED,
)
"""What is kept for the account's sake goes when the account goes (P-ACC-3, P-ACC-8)."""

ACCOUNTS = ProcessingActivity(
    slug="accounts",
    promise="P-ACC-1",
    section=Section.ACCOUNTS,
    name=Text("Comptes", "Accounts"),
    purpose=Text(
        "Vérifier votre identité, vous donner accès au site et sécuriser cet accès",
        "Verify your identity, give you access to the site and secure that access",
    ),
    data_subjects=Text("titulaires d’un compte", "account holders"),
    legal_bases=(LegalBasis.CONTRACT,),
    holdings=(
        Holding(
            data=(
                Datum(Account.first_name, labels.FIRST_NAME, provided=True),
                Datum(Account.last_name, labels.LAST_NAME, provided=True),
                Datum(Account.email, labels.EMAIL, provided=True),
                Datum(Account.occupation, labels.OCCUPATION, provided=True),
                Datum(Account.telephone, labels.TELEPHONE, provided=True),
                Datum(Account.practice_name, labels.PRACTICE_NAME, provided=True),
                Datum(Account.position, labels.POSITION, provided=True),
                Datum(Account.practice_areas, labels.PRACTICE_AREAS, provided=True),
                Datum(Account.language, labels.LANGUAGE, provided=True, codes=LANGUAGE_NAMES),
                Datum(Account.role, labels.ROLE, codes=ROLE_NAMES),
                Datum(
                    Account.opened_by,
                    Text("mode d’ouverture", "how the account was opened"),
                    codes=labels.WAYS_OF_OPENING,
                ),
                Datum(Account.organisation, labels.ORGANISATION),
                Datum(
                    Account.administers_organisation,
                    labels.ADMINISTERS,
                ),
                Datum(Account.opened_at, labels.OPENED_AT),
                Datum(Account.last_visit_at, labels.LAST_VISIT),
                Datum(Account.closed_at, Text("fermeture du compte", "account closed on")),
                Datum(
                    Account.keeps_history,
                    Text("historique activé", "history kept"),
                    provided=True,
                ),
                Datum(Account.password_hash, labels.PASSWORD, shown=False),
                Datum(
                    Account.totp_secret,
                    labels.TOTP_SECRET,
                    shown=False,
                ),
                Datum(
                    Account.totp_last_step,
                    Text("dernier code utilisé", "last code used"),
                    shown=False,
                ),
            ),
            subject=(Account.id,),
            rows="role = 'holder'",
            retention=AFTER_LAST_VISIT,
        ),
    ),
    access=(Role.HOLDER, Role.SUPPORT, Role.DPO),
    recipients=(OVH,),
)

GUEST_TELEPHONE = ProcessingActivity(
    slug="guest-telephone",
    promise="P-ACC-5",
    section=Section.ACCOUNTS,
    name=Text("Téléphone des invités", "Telephone numbers of guests"),
    purpose=Text(
        "Mieux vous accompagner et organiser les formations, si vous avez été invité par une"
        " organisation cliente et avez indiqué un numéro",
        "Support you better and organise training sessions, if a client organisation invited"
        " you and you gave a number",
    ),
    data_subjects=Text(
        "titulaires invités par une organisation cliente",
        "holders whom a client organisation invited",
    ),
    legal_bases=(LegalBasis.LEGITIMATE_INTERESTS,),
    holdings=(
        Holding(
            data=(Datum(Account.telephone, labels.TELEPHONE, provided=True),),
            subject=(Account.id,),
            rows="opened_by = 'invitation' and role = 'holder'",
            retention=AFTER_LAST_VISIT,
        ),
    ),
    access=(Role.HOLDER, Role.SUPPORT, Role.DPO),
    recipients=(OVH,),
)

SIGN_UPS = ProcessingActivity(
    slug="sign-ups",
    promise="P-OPS-1",
    section=Section.ACCOUNTS,
    name=Text("Inscriptions en attente", "Sign-ups in waiting"),
    purpose=Text(
        "Attendre que vous prouviez votre adresse e-mail avant d’ouvrir le compte",
        "Wait for you to prove your e-mail address before the account is opened",
    ),
    data_subjects=Text(
        "personnes qui demandent l’ouverture d’un compte", "people who ask for an account"
    ),
    legal_bases=(LegalBasis.CONTRACT,),
    holdings=(
        Holding(
            data=(
                Datum(SignUp.first_name, labels.FIRST_NAME, provided=True),
                Datum(SignUp.last_name, labels.LAST_NAME, provided=True),
                Datum(SignUp.email, labels.EMAIL, provided=True),
                Datum(SignUp.occupation, labels.OCCUPATION, provided=True),
                Datum(SignUp.telephone, labels.TELEPHONE, provided=True),
                Datum(SignUp.practice_name, labels.PRACTICE_NAME, provided=True),
                Datum(SignUp.position, labels.POSITION, provided=True),
                Datum(SignUp.practice_areas, labels.PRACTICE_AREAS, provided=True),
                Datum(SignUp.language, labels.LANGUAGE, provided=True, codes=LANGUAGE_NAMES),
                Datum(SignUp.password_hash, labels.PASSWORD, shown=False),
                Datum(
                    SignUp.form_secret_hash,
                    Text(
                        "empreinte du cookie du formulaire d’inscription",
                        "fingerprint of the sign-up form’s cookie",
                    ),
                    shown=False,
                ),
                Datum(SignUp.created_at, Text("date d’inscription", "signed up on")),
            ),
            subject=(SignUp.email,),
            retention=RetentionPeriod(
                period=Period(days=7),
                starts_at=SignUp.created_at,
                counted_from=Text("de votre inscription", "your sign-up"),
                source="default",
            ),
        ),
    ),
    access=(Role.HOLDER, Role.DPO),
    recipients=(OVH, MAILJET),
    gap=Text(
        "La politique publiée ne fixe pas de durée pour une inscription restée sans preuve de"
        " l’adresse ; nous la gardons le temps indiqué ici.",
        "The published policy sets no period for a sign-up whose address is never proven; we"
        " keep it for the period stated here.",
    ),
)

_DECISIONS = {
    "dismissed": Text("classé sans suite", "dismissed"),
    "confirmed": Text("confirmé", "confirmed"),
}
_REVIEWS = {
    "upheld": Text("confirmé", "upheld"),
    "overturned": Text("annulé", "overturned"),
}
_PARTS = {
    "decision": Text("décision", "decision"),
    "review": Text("réexamen", "review"),
    "proposal": Text("proposition de suite", "proposal of a measure"),
    "agreement": Text("accord sur la suite", "agreement to a measure"),
}
_CASE_DATA = (
    Datum(SharingCase.account, labels.ACCOUNT),
    Datum(SharingCase.email, labels.ADDRESS),
    Datum(SharingCase.language, labels.LANGUAGE, codes=LANGUAGE_NAMES),
    Datum(SharingCase.opened_at, Text("dossier ouvert le", "case opened on")),
    Datum(
        SharingCase.seen_from,
        Text("première utilisation relevée", "first use that is told of"),
    ),
    Datum(
        SharingCase.finding,
        Text("faits relevés pour et contre", "facts noted for and against"),
        in_files_alone=True,
    ),
    Datum(SharingCase.asked_at, Text("titulaire averti le", "holder told on")),
    Datum(SharingCase.explained_at, Text("expliqué le", "explained on")),
    Datum(
        SharingCase.explanation,
        Text("explication", "explanation"),
        provided=True,
        codes=EXPLANATIONS,
    ),
    Datum(
        SharingCase.explanation_words,
        Text("explication en vos mots", "explanation in your words"),
        provided=True,
    ),
    Datum(SharingCase.decided_at, Text("décidé le", "decided on")),
    Datum(SharingCase.decision, Text("décision", "decision"), codes=_DECISIONS),
    Datum(SharingCase.grounds, Text("motifs de la décision", "grounds of the decision")),
    Datum(SharingCase.contested_at, Text("contesté le", "contested on")),
    Datum(
        SharingCase.contest_words,
        Text("contestation en vos mots", "contest in your words"),
        provided=True,
    ),
    Datum(SharingCase.reviewed_at, Text("réexaminé le", "reviewed on")),
    Datum(
        SharingCase.review,
        Text("résultat du réexamen", "outcome of the review"),
        codes=_REVIEWS,
    ),
    Datum(SharingCase.review_grounds, Text("motifs du réexamen", "grounds of the review")),
    Datum(SharingCase.cleared_at, Text("clos sans grief le", "closed with nothing held on")),
    Datum(SharingCase.measure, Text("suite proposée", "measure proposed")),
    Datum(SharingCase.measure_proposed_at, Text("proposée le", "proposed on")),
    Datum(SharingCase.measure_agreed_at, Text("accord donné le", "agreed to on")),
)
_WITH_ITS_EVIDENCE = RetentionPeriod(
    period=Period(years=3),
    starts_at=SharingCase.seen_from,
    counted_from=Text(
        "de la plus ancienne utilisation que relate un dossier",
        "the oldest use that a case tells of",
    ),
    source="policy 1.b",
)

SHARING_DETECTION = ProcessingActivity(
    slug=SHARING,
    promise="P-ACC-6",
    section=Section.ACCOUNTS,
    name=Text("Usage personnel de la licence", "Personal use of the licence"),
    purpose=Text(
        "Nous assurer que votre compte n’est pas partagé avec des tiers, la licence étant"
        " personnelle et incessible ; aucune conséquence n’est tirée par le programme seul",
        "Make sure that your account is not shared with third parties, as the licence is"
        " personal and not transferable; the program alone draws no consequence from it",
    ),
    data_subjects=Text(
        "titulaires d’un compte, et membres du personnel qui décident",
        "account holders, and members of staff who decide",
    ),
    legal_bases=(LegalBasis.CONTRACT, LegalBasis.LEGITIMATE_INTERESTS),
    holdings=(
        Holding(
            data=(
                Datum(Sighting.account, labels.ACCOUNT),
                Datum(Sighting.session, Text("session", "session")),
                Datum(Sighting.ip, Text("adresse IP", "IP address")),
                Datum(Sighting.seen_at, labels.AT),
            ),
            subject=(Sighting.account,),
            retention=RetentionPeriod(
                period=Period(years=3),
                starts_at=Sighting.seen_at,
                counted_from=Text("de chaque utilisation relevée", "each use that was noted"),
                source="policy 1.b",
            ),
        ),
        Holding(
            data=(
                Datum(SharingState.account, labels.ACCOUNT),
                Datum(
                    SharingState.state,
                    Text(
                        "résumé des utilisations des 90 derniers jours",
                        "summary of the uses of the last 90 days",
                    ),
                    shown=False,
                ),
                Datum(SharingState.read_until, Text("résumé arrêté au", "summed up until")),
                Datum(
                    SharingState.last_seen_at, Text("dernier résumé le", "last summed up on")
                ),
            ),
            subject=(SharingState.account,),
            retention=RetentionPeriod(
                period=Period(days=90),
                starts_at=SharingState.last_seen_at,
                counted_from=Text(
                    "de la dernière utilisation résumée", "the last use that was summed up"
                ),
                source="default",
            ),
        ),
        Holding(
            data=_CASE_DATA,
            subject=(SharingCase.account,),
            without_account=(SharingCase.email,),
            rows="cleared_at is null",
            retention=_WITH_ITS_EVIDENCE,
            on_erasure=Kept(
                because=Text(
                    "dossier à décider, ou confirmé : constatation, exercice ou défense de"
                    " droits en justice (RGPD, art. 17(3)(e)) ; s’il est classé ensuite, il est"
                    " effacé aussitôt",
                    "case to be decided, or confirmed: establishment, exercise or defence of"
                    " legal claims (GDPR art. 17(3)(e)); if it is dismissed later, it is erased"
                    " at once",
                ),
                access=(Role.SUPPORT, Role.DPO),
            ),
        ),
        Holding(
            data=_CASE_DATA,
            subject=(SharingCase.account,),
            without_account=(SharingCase.email,),
            rows="cleared_at is not null",
            retention=_WITH_ITS_EVIDENCE,
        ),
        # Who of the staff decided: gone with the case.
        Holding(
            data=(
                Datum(SharingHand.member, Text("membre du personnel", "member of staff")),
                Datum(SharingHand.part, Text("acte", "act"), codes=_PARTS),
                Datum(SharingHand.at, labels.AT),
            ),
            subject=(SharingHand.member,),
            retention=RetentionPeriod(
                period=Period(years=3),
                starts_at=SharingHand.at,
                counted_from=Text(
                    "de l’acte d’un membre du personnel", "the act of a member of staff"
                ),
                source="default",
            ),
            on_erasure=Kept(
                because=Text(
                    "preuve que deux personnes ont décidé là où il en faut deux (RGPD,"
                    " art. 5(2) et 24) ; du départ du personnel ne reste que cet identifiant",
                    "proof that two people decided where two are needed (GDPR art. 5(2) and"
                    " 24); of who left our staff this id alone remains",
                ),
                access=(Role.SUPPORT, Role.DPO),
            ),
        ),
    ),
    access=(Role.HOLDER, Role.SUPPORT, Role.DPO),
    recipients=(OVH, MAILJET),
    gap=Text(
        "La politique publiée ne parle ni du résumé sur lequel porte le calcul, ni des dossiers"
        " que le personnel examine.",
        "The published policy speaks neither of the summary on which the calculation works, nor"
        " of the cases that staff look at.",
    ),
)
