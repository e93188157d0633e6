"""Sheets of client organisations (privacy policy 1.b): guests, invitations, statistics."""

from piccolo.columns import Column

from domain.accounts.tables import Account, Organisation
from domain.licence.rules import SHARING
from domain.organisations.rules import STATISTICS
from domain.organisations.tables import (
    DailyUse,
    Invitation,
    Objection,
    OrganisationEnd,
    StatisticsClause,
)
from domain.periods import Period
from domain.register import labels
from domain.register.accounts import AFTER_LAST_VISIT, SHARING_DETECTION
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

ORGANISATION_MEMBERS = ProcessingActivity(
    slug="organisation-members",
    promise="P-ACC-5",
    section=Section.ACCOUNTS,
    name=Text("Membres d’une organisation cliente", "Members of a client organisation"),
    purpose=Text(
        "Permettre à l’organisation cliente qui paie votre accès de savoir qui en dispose, et"
        " d’attribuer ses places ; dire à ses membres, et aux personnes qu’elle invite, qui"
        " l’administre",
        "Let the client organisation that pays for your access know who has it, and allot its"
        " seats; tell its members, and the people it invites, who administers it",
    ),
    data_subjects=Text(
        "titulaires rattachés à une organisation cliente",
        "holders who belong to a client organisation",
    ),
    legal_bases=(LegalBasis.CONTRACT,),
    holdings=(
        Holding(
            data=(
                Datum(Account.first_name, labels.FIRST_NAME, provided=True),
                Datum(Account.last_name, labels.LAST_NAME, provided=True),
                Datum(
                    Account.email,
                    labels.EMAIL,
                    provided=True,
                ),
                Datum(Account.organisation, labels.ORGANISATION),
                Datum(
                    Account.administers_organisation,
                    labels.ADMINISTERS,
                ),
            ),
            subject=(Account.id,),
            rows="role = 'holder' and organisation is not null and closed_at is null",
            known_to_members="administers_organisation",
            retention=AFTER_LAST_VISIT,
        ),
    ),
    access=(Role.HOLDER, Role.ORG_ADMIN, Role.SUPPORT, Role.DPO),
    recipients=(OVH,),
    gap=Text(
        "La politique publiée ne dit pas ce que l’administrateur d’une organisation voit de ses"
        " membres.",
        "The published policy does not say what the administrator of an organisation sees of"
        " its members.",
    ),
)

_FROM_THE_INVITATION = RetentionPeriod(
    period=Period(days=14),
    starts_at=Invitation.invited_at,
    counted_from=Text("de l’invitation", "the invitation"),
    source="default",
)

INVITATIONS = ProcessingActivity(
    slug="invitations",
    promise="P-OPS-1",
    section=Section.ACCOUNTS,
    name=Text("Invitations", "Invitations"),
    purpose=Text(
        "Vous proposer la place qu’une organisation cliente vous destine, à l’adresse qu’elle"
        " nous a donnée",
        "Offer you the seat that a client organisation means for you, at the address that it"
        " gave us",
    ),
    data_subjects=Text(
        "personnes invitées par une organisation cliente, et celles qui les invitent",
        "people whom a client organisation invites, and those who invite them",
    ),
    legal_bases=(LegalBasis.LEGITIMATE_INTERESTS,),
    holdings=(
        Holding(
            data=(
                Datum(
                    Invitation.email, Text("adresse e-mail invitée", "e-mail address invited")
                ),
                Datum(Invitation.organisation, labels.ORGANISATION),
                Datum(
                    Invitation.as_administrator,
                    Text("invité comme administrateur", "invited as administrator"),
                ),
                Datum(Invitation.language, labels.LANGUAGE, codes=LANGUAGE_NAMES),
                Datum(Invitation.invited_at, Text("invité le", "invited on")),
                Datum(Invitation.accepted_at, Text("acceptée le", "accepted on")),
                Datum(Invitation.withdrawn_at, Text("retirée le", "withdrawn on")),
            ),
            subject=(Invitation.email,),
            retention=_FROM_THE_INVITATION,
        ),
        # The same rows, for who invited: without the address, which is another person's.
        Holding(
            data=(
                Datum(Invitation.invited_by, Text("auteur de l’invitation", "who invited")),
                Datum(Invitation.invited_at, Text("invitation du", "invitation of")),
            ),
            subject=(Invitation.invited_by,),
            retention=_FROM_THE_INVITATION,
        ),
    ),
    access=(Role.HOLDER, Role.ORG_ADMIN, Role.SUPPORT, Role.DPO),
    recipients=(OVH, MAILJET),
    gap=Text(
        "La politique publiée ne fixe pas de durée pour une invitation ; nous la gardons le"
        " temps indiqué ici.",
        "The published policy sets no period for an invitation; we keep it for the period"
        " stated here.",
    ),
)

ORGANISATION_STATISTICS = ProcessingActivity(
    slug=STATISTICS,
    promise="P-ACC-9",
    section=Section.ACCOUNTS,
    name=Text("Statistiques remises à une organisation", "Statistics given to organisations"),
    purpose=Text(
        "Remettre à l’organisation cliente, si son contrat le prévoit, le nombre de jours"
        " d’usage, de recherches et de documents ouverts par chacun de ses membres, avec ses"
        " nom, prénom et adresse e-mail ; jamais ce que vous cherchez, lisez ou marquez",
        "Give the client organisation, if its contract says so, the number of days of use, of"
        " searches and of documents opened by each of its members, with name, first name and"
        " e-mail address; never what you search for, read or bookmark",
    ),
    data_subjects=Text(
        "membres d’une organisation dont le contrat prévoit ces statistiques",
        "members of an organisation whose contract provides for these statistics",
    ),
    legal_bases=(LegalBasis.LEGITIMATE_INTERESTS,),
    holdings=(
        Holding(
            data=(
                Datum(DailyUse.day, Text("jour", "day")),
                Datum(DailyUse.searches, Text("nombre de recherches", "number of searches")),
                Datum(
                    DailyUse.documents,
                    Text("nombre de documents ouverts", "number of documents opened"),
                ),
                Datum(DailyUse.account, labels.ACCOUNT),
            ),
            subject=(DailyUse.account,),
            retention=AFTER_LAST_VISIT,
        ),
    ),
    access=(Role.HOLDER, Role.ORG_ADMIN, Role.DPO),
    recipients=(OVH,),
)

_WEIGHED = {
    "accepted": Text("acceptée", "accepted"),
    "overridden": Text("écartée pour motifs impérieux", "overridden on compelling grounds"),
}

OBJECTIONS = ProcessingActivity(
    slug="objections",
    promise="P-RIG-5",
    section=Section.RIGHTS,
    name=Text("Oppositions", "Objections"),
    purpose=Text(
        "Respecter l’opposition que vous avez faite à un traitement",
        "Respect the objection that you made to a processing activity",
    ),
    data_subjects=Text("titulaires d’un compte", "account holders"),
    legal_bases=(LegalBasis.LEGAL_OBLIGATION,),
    holdings=(
        Holding(
            data=(
                Datum(
                    Objection.activity,
                    Text("traitement", "activity"),
                    provided=True,
                    codes={
                        STATISTICS: ORGANISATION_STATISTICS.name,
                        SHARING: SHARING_DETECTION.name,
                    },
                ),
                Datum(Objection.objected_at, Text("opposition du", "objected on")),
                Datum(Objection.reasons, Text("vos raisons", "your reasons"), provided=True),
                Datum(Objection.decided_at, Text("décidée le", "decided on")),
                Datum(Objection.decision, Text("décision", "decision"), codes=_WEIGHED),
                Datum(
                    Objection.grounds, Text("motifs de la décision", "grounds of the decision")
                ),
                Datum(Objection.withdrawn_at, Text("retirée le", "taken back on")),
                Datum(Objection.account, labels.ACCOUNT),
            ),
            subject=(Objection.account,),
            retention=AFTER_LAST_VISIT,
        ),
    ),
    access=(Role.HOLDER, Role.DPO),
    recipients=(OVH, MAILJET),
)

NOT_PERSONAL_IN_ORGANISATIONS: tuple[Column, ...] = (
    # Legal persons and their contracts. Who belongs to one stands on the sheets above.
    Organisation.id,
    Organisation.name,
    Organisation.seats,
    Organisation.created_at,
    Organisation.is_demo,
    *OrganisationEnd._meta.columns,
    # Who recorded a clause or an end stands on the audit trail alone.
    *StatisticsClause._meta.columns,
    # Ids of rows and of forms.
    Invitation.id,
    Invitation.form_id,
    DailyUse.id,
    Objection.id,
)
"""Columns about organisations that say nothing of a person."""
