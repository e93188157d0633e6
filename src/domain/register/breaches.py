"""The sheet of the register of personal data breaches (GDPR art. 33(5); P-OPS-10)."""

from piccolo.columns import Column, Timestamptz

from domain.breaches.notices import AUDIENCE_NAMES
from domain.breaches.tables import (
    BreachChange,
    BreachNotice,
    BreachRecipient,
    PersonalDataBreach,
)
from domain.periods import Period
from domain.register import labels
from domain.register.completeness import column_name
from domain.register.recipients import OVH
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


def _five_years_from(closed_at: Timestamptz) -> RetentionPeriod:
    return RetentionPeriod(
        period=Period(years=5),
        starts_at=closed_at,
        counted_from=Text("de la clôture de la violation", "the closing of the breach"),
        source="default",
        not_started=Text(
            "une violation reste inscrite tant que le délégué ne l’a pas close",
            "a breach stays on record as long as the officer has not closed it",
        ),
    )


BREACHES = ProcessingActivity(
    slug="breaches",
    promise="P-OPS-10",
    section=Section.OPERATIONS,
    name=Text("Registre des violations de données", "Register of personal data breaches"),
    purpose=Text(
        "Documenter toute violation de données, la notifier à la CNIL et en informer les"
        " personnes quand la loi le demande",
        "Document every personal data breach, notify it to the CNIL and inform the people"
        " where the law requires it",
    ),
    data_subjects=Text(
        "titulaires à qui une violation doit être annoncée, les textes du registre ne"
        " désignent personne",
        "holders who must be told of a breach, the texts of the register name nobody",
    ),
    legal_bases=(LegalBasis.LEGAL_OBLIGATION,),
    holdings=(
        # Texts in which nobody is named; whose they would be cannot be told (art. 11).
        Holding(
            data=(
                Datum(PersonalDataBreach.facts, Text("faits", "facts")),
                Datum(
                    PersonalDataBreach.consequences,
                    Text("conséquences probables", "likely consequences"),
                ),
                Datum(PersonalDataBreach.measures, Text("mesures", "measures")),
                Datum(
                    PersonalDataBreach.risk_reason,
                    Text("motifs de l’évaluation", "reasons of the assessment"),
                ),
                Datum(
                    PersonalDataBreach.reference,
                    Text("référence de la CNIL", "reference of the CNIL"),
                ),
                Datum(
                    PersonalDataBreach.delay_reason,
                    Text("motifs du retard", "reasons of the delay"),
                ),
                Datum(
                    PersonalDataBreach.informed_how,
                    Text("moyen de l’information", "how the people were informed"),
                ),
                Datum(
                    PersonalDataBreach.exemption_reason,
                    Text("motifs de l’absence d’information", "reasons for not informing"),
                ),
            ),
            subject=(),
            retention=_five_years_from(PersonalDataBreach.closed_at),
        ),
        Holding(
            data=(
                Datum(BreachChange.before, Text("ce qui était écrit", "what was written")),
                Datum(BreachChange.after, Text("ce qui l’a remplacé", "what replaced it")),
            ),
            subject=(),
            retention=_five_years_from(BreachChange.closed_at),
        ),
        # The words of a notice are written to be read by everybody whom it is sent to.
        Holding(
            data=(
                Datum(
                    BreachNotice.audience,
                    Text("destinataires", "addressees"),
                    codes=AUDIENCE_NAMES,
                ),
            ),
            subject=(),
            retention=_five_years_from(BreachNotice.closed_at),
        ),
        Holding(
            data=(
                Datum(BreachRecipient.account, labels.ACCOUNT),
                Datum(
                    BreachRecipient.chosen_at, Text("à prévenir depuis le", "to be told since")
                ),
            ),
            subject=(BreachRecipient.account,),
            retention=RetentionPeriod(
                period=Period(days=30),
                starts_at=BreachRecipient.chosen_at,
                counted_from=Text("du choix des destinataires", "the choice of recipients"),
                source="default",
                or_until=Text(
                    "ou jusqu’à ce que le courriel vous soit écrit",
                    "or until the e-mail to you is written",
                ),
            ),
        ),
    ),
    access=(Role.DPO,),
    recipients=(OVH,),
    gap=Text(
        "La politique publiée ne mentionne pas le registre des violations.",
        "The published policy does not mention the register of breaches.",
    ),
)

_ON_THE_SHEET = {column_name(one) for held in BREACHES.holdings for one in held.columns}
NOT_PERSONAL_IN_BREACHES: tuple[Column, ...] = tuple(
    column
    for table in (PersonalDataBreach, BreachChange, BreachNotice, BreachRecipient)
    for column in table._meta.columns
    if column_name(column) not in _ON_THE_SHEET
)
