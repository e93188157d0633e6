"""Who receives data on our behalf (privacy policy, section 2; P-SHA-1, P-SHA-2)."""

from datetime import date

from domain.register.sheets import DataProcessor
from domain.text import Text

_CLAUSES_AND_DPF = Text(
    "clauses contractuelles types et certification au cadre de protection des données"
    " UE – États-Unis",
    "standard contractual clauses and certification under the EU–US Data Privacy Framework",
)
_UNITED_STATES = Text("États-Unis", "United States")
_FRANCE = Text("France", "France")
_POLICY_OF_2024 = date(2024, 2, 19)
"""The published policy says that agreements are signed with each: they hold since then."""

OVH = DataProcessor(
    slug="ovh",
    name="OVH",
    purpose=Text("Hébergement du site", "Hosting of the website"),
    country=_FRANCE,
    agreement_since=_POLICY_OF_2024,
    own_terms=Text(
        "https://www.ovhcloud.com/fr/terms-and-conditions/privacy-policy/",
        "https://www.ovhcloud.com/en/terms-and-conditions/privacy-policy/",
    ),
)
AXEPTIO = DataProcessor(
    slug="axeptio",
    name="Axeptio",
    purpose=Text("Gestion du consentement aux cookies", "Management of cookie consent"),
    country=_FRANCE,
    agreement_since=_POLICY_OF_2024,
)
MAILJET = DataProcessor(
    slug="mailjet",
    name="Mailjet",
    purpose=Text("Envoi des courriels", "Sending of e-mails"),
    country=Text("Allemagne", "Germany"),
    agreement_since=_POLICY_OF_2024,
    forgets=True,
)
STRIPE = DataProcessor(
    slug="stripe",
    name="Stripe",
    purpose=Text("Paiement et facturation", "Payment and invoicing"),
    country=_UNITED_STATES,
    safeguards=_CLAUSES_AND_DPF,
    agreement_since=_POLICY_OF_2024,
)
ZOOM = DataProcessor(
    slug="zoom",
    name="Zoom",
    purpose=Text("Webinaires et appels", "Webinars and calls"),
    country=_UNITED_STATES,
    safeguards=_CLAUSES_AND_DPF,
    agreement_since=_POLICY_OF_2024,
    forgets=True,
    cannot_erase=Text(
        "Zoom ne permet pas d’effacer ses rapports des réunions passées : votre prénom et votre"
        " adresse y restent jusqu’à leur expiration chez lui.",
        "Zoom offers no way to erase its reports of past meetings: your first name and address"
        " stay in them until they expire there.",
    ),
)
HUBSPOT = DataProcessor(
    slug="hubspot",
    name="HubSpot",
    purpose=Text("Campagnes de courriels commerciaux", "E-mail marketing campaigns"),
    country=_UNITED_STATES,
    safeguards=_CLAUSES_AND_DPF,
    agreement_since=_POLICY_OF_2024,
    forgets=True,
)

PROCESSORS = (OVH, AXEPTIO, MAILJET, STRIPE, ZOOM, HUBSPOT)
"""The processors that the published policy lists, in its order."""

JSDELIVR = DataProcessor(
    slug="jsdelivr",
    name="jsDelivr",
    purpose=Text(
        "Fourniture d’un fichier du site (htmx)", "Delivery of one file of the site (htmx)"
    ),
    country=Text("Pologne, réseau mondial", "Poland, worldwide network"),
    receives=Text(
        "l’adresse IP du navigateur, quand il charge ce fichier",
        "the browser’s IP address, when it loads this file",
    ),
    gap=Text(
        "La politique publiée ne nomme pas ce destinataire. Le réglage ASSISTEU_HTMX=own sert"
        " le même fichier depuis notre serveur et supprime ce transfert.",
        "The published policy does not name this recipient. The setting ASSISTEU_HTMX=own"
        " serves the same file from our server and ends this transfer.",
    ),
)
"""Only while ``ASSISTEU_HTMX=cdn``: see :func:`domain.register.recipients_in_use`."""
