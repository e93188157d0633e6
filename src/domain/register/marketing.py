"""Sheets of prospecting (privacy policy 1.b): whom we may want as clients, and who said no."""

from piccolo.columns import Column

from domain.campaigns.tables import Campaign, CampaignReaction
from domain.periods import Period
from domain.prospect_imports.tables import ImportPart, ImportRow, ProspectImport
from domain.prospects.rules import KIND_NAMES, SOURCE_NAMES
from domain.prospects.tables import Interaction, Prospect
from domain.register import labels
from domain.register.ledger import ledger_of
from domain.register.recipients import HUBSPOT, MAILJET, OVH
from domain.register.sheets import (
    Datum,
    Holding,
    LegalBasis,
    ProcessingActivity,
    RetentionPeriod,
    Section,
)
from domain.roles import Role
from domain.suppression.tables import Suppressed
from domain.text import LANGUAGE_NAMES, Text

_THREE_YEARS = Period(years=3)
_A_WEEK = Period(days=7)
_PROFILE = Text("profil sur un réseau professionnel", "profile on a professional network")
_PROSPECTING = Text("Prospection", "Prospecting")
_SENT = (
    Datum(Prospect.email, labels.EMAIL, provided=True),
    Datum(Prospect.first_name, labels.FIRST_NAME, provided=True),
    Datum(Prospect.last_name, labels.LAST_NAME, provided=True),
)

PROSPECTING = ProcessingActivity(
    slug="prospecting",
    promise="P-MKT-3",
    section=Section.MARKETING,
    name=_PROSPECTING,
    purpose=Text(
        "Vous faire connaître assistEU par téléphone, par courriel ou sur les réseaux sociaux"
        " professionnels, et garder la date et la nature de nos derniers échanges",
        "Let you know of assistEU by telephone, by e-mail or on professional social networks,"
        " and keep the date and nature of our last exchanges",
    ),
    data_subjects=Text(
        "professionnels susceptibles d’être intéressés par assistEU",
        "professionals who may be interested in assistEU",
    ),
    legal_bases=(LegalBasis.LEGITIMATE_INTERESTS,),
    holdings=(
        Holding(
            data=(
                *_SENT,
                Datum(Prospect.telephone, labels.TELEPHONE, provided=True),
                Datum(Prospect.social_profile, _PROFILE),
                Datum(Prospect.language, labels.LANGUAGE, codes=LANGUAGE_NAMES),
                Datum(Prospect.source, Text("source", "source"), codes=SOURCE_NAMES),
                Datum(Prospect.source_name, Text("laquelle", "which one")),
                Datum(Prospect.collected_at, Text("recueillies le", "collected on")),
                Datum(Prospect.informed_at, Text("information le", "informed on")),
                Datum(Prospect.last_contact_at, Text("dernier contact", "last contact")),
                Datum(Prospect.kept_from, Text("conservées depuis", "kept since")),
                Datum(Prospect.restricted_at, Text("limitées depuis le", "restricted on")),
            ),
            subject=(Prospect.email,),
            retention=RetentionPeriod(
                period=_THREE_YEARS,
                starts_at=Prospect.kept_from,
                counted_from=Text(
                    "du dernier contact (appel, rencontre, réponse par un lien), ou de la"
                    " collecte sans contact",
                    "the last contact (call, meeting, answer by a link), or the collection"
                    " without any",
                ),
                source="policy 1.b",
                or_until=Text(
                    "ou jusqu’à votre opposition, qui efface tout aussitôt",
                    "or until you object, which erases everything at once",
                ),
            ),
        ),
        Holding(
            data=(
                Datum(
                    Interaction.kind, Text("nature de l’échange", "nature"), codes=KIND_NAMES
                ),
                Datum(Interaction.at, labels.AT),
                Datum(Interaction.prospect, Text("prospect", "prospect")),
            ),
            subject=(Interaction.prospect, Prospect.email),
            retention=RetentionPeriod(
                period=_THREE_YEARS,
                starts_at=Interaction.at,
                counted_from=Text("de l’échange", "the exchange"),
                source="policy 1.b",
            ),
        ),
        Holding(
            data=(
                Datum(ImportPart.content, Text("liste reçue", "list received"), shown=False),
                Datum(ImportPart.written_at, Text("reçue le", "received on")),
            ),
            # Whose they are is known once the list is read, within the hour (art. 11).
            subject=(),
            retention=RetentionPeriod(
                period=_A_WEEK,
                starts_at=ImportPart.written_at,
                counted_from=Text("de la réception d’une liste", "the receipt of a list"),
                source="default",
            ),
        ),
        Holding(
            data=(
                Datum(ImportRow.email, labels.EMAIL),
                Datum(ImportRow.first_name, labels.FIRST_NAME),
                Datum(ImportRow.last_name, labels.LAST_NAME),
                Datum(ImportRow.telephone, labels.TELEPHONE),
                Datum(ImportRow.social_profile, _PROFILE),
                Datum(ImportRow.language, labels.LANGUAGE, codes=LANGUAGE_NAMES),
                Datum(ImportRow.read_at, Text("lue le", "read on")),
            ),
            subject=(ImportRow.email,),
            retention=RetentionPeriod(
                period=_A_WEEK,
                starts_at=ImportRow.read_at,
                counted_from=Text("de la lecture d’une liste", "the reading of a list"),
                source="default",
            ),
        ),
        ledger_of("prospecting", _PROSPECTING, sent=_SENT, period=_THREE_YEARS),
    ),
    access=(Role.MARKETING, Role.DPO),
    recipients=(OVH, MAILJET, HUBSPOT),
    gap=Text(
        "La politique publiée prévoit des fournisseurs de données sans en nommer aucun\u00a0:"
        " cette source est refusée. Elle ne dit pas combien de temps une liste reçue, ni la"
        " trace des envois, est gardée.",
        "The published policy provides for providers of data and names none: this source is"
        " refused. It does not say how long a list that was received, or the trace of sendings,"
        " is kept.",
    ),
)

SUPPRESSION = ProcessingActivity(
    slug="suppression",
    promise="P-OPS-6",
    section=Section.MARKETING,
    name=Text("Liste d’opposition", "Suppression list"),
    purpose=Text(
        "Ne plus jamais vous prospecter, même si votre adresse nous est donnée à nouveau",
        "Never prospect you again, even if your address is given to us once more",
    ),
    data_subjects=Text(
        "personnes qui se sont opposées à la prospection, ou ont fait effacer leurs données de"
        " prospect",
        "people who objected to prospecting, or had their data as a prospect erased",
    ),
    legal_bases=(LegalBasis.LEGAL_OBLIGATION,),
    holdings=(
        Holding(
            data=(
                Datum(
                    Suppressed.address_hash,
                    Text("empreinte de l’adresse", "fingerprint of the address"),
                    shown=False,
                ),
                Datum(Suppressed.suppressed_at, Text("depuis le", "since")),
                Datum(Suppressed.reason, Text("raison", "reason")),
            ),
            # An address is found by its hash alone, and never the other way round (art. 11).
            subject=(),
            retention=RetentionPeriod(
                period=Period(days=1),
                starts_at=Suppressed.over_at,
                counted_from=Text("de la fin de la prospection", "the end of prospecting"),
                source="default",
                not_started=Text(
                    "tant que nous prospectons\u00a0: c’est ce qui garantit votre opposition",
                    "as long as we prospect: this is what keeps your objection",
                ),
            ),
        ),
    ),
    access=(Role.DPO,),
    recipients=(OVH,),
    gap=Text(
        "La politique publiée ne mentionne pas cette liste.",
        "The published policy does not mention this list.",
    ),
)

NOT_PERSONAL_IN_MARKETING: tuple[Column, ...] = (
    Prospect.id,
    Prospect.changed_at,
    Prospect.synchronised_at,
    Prospect.is_demo,
    Interaction.id,
    *Campaign._meta.columns,
    *CampaignReaction._meta.columns,
    *ProspectImport._meta.columns,
    ImportPart.id,
    ImportPart.of_import,
    ImportPart.number,
    ImportRow.id,
    ImportRow.of_import,
    ImportRow.number,
    ImportRow.outcome,
    ImportRow.reason,
    ImportRow.first_number,
    Suppressed.id,
    Suppressed.over_at,
)
