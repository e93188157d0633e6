"""What the published policy provides for and this site does not do.

Nothing is collected for these. An entry goes when its sheet comes: a test refuses a promise
that stands both here and in the register.
"""

from dataclasses import dataclass

from domain.periods import Period
from domain.text import Text

_FIVE_YEARS = Period(years=5).in_words()


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """One processing that the published policy describes, and that is not in service."""

    slug: str
    promises: tuple[str, ...]
    name: Text
    what: Text
    """What it will be, in the terms to which the published policy binds us."""


ANNOUNCED: tuple[Announced, ...] = (
    Announced(
        slug="subscriptions",
        promises=("P-ACC-4", "P-BIL-1", "P-BIL-6"),
        name=Text("Abonnement, essai gratuit et paiement", "Subscription, free trial, payment"),
        what=Text(
            "Un compte pourra être lié à un abonnement ou à un essai gratuit. Les coordonnées"
            " de paiement ne passeront jamais par nos serveurs : le prestataire de paiement"
            " sera seul à les conserver, le temps du paiement ou de l’abonnement. La base sera"
            " l’exécution de nos conditions générales.",
            "An account may then be linked to a subscription or to a free trial. Payment"
            " details will never pass through our servers: the payment provider alone will"
            " store them, for as long as the payment or the subscription takes. The basis will"
            " be the performance of our terms and conditions.",
        ),
    ),
    Announced(
        slug="arrears",
        promises=("P-BIL-2", "P-BIL-3", "P-BIL-4", "P-BIL-5"),
        name=Text("Impayés", "Unpaid invoices"),
        what=Text(
            "En cas d’impayé confirmé par le service qui les gère, nous utiliserons la date,"
            " le montant et l’objet de l’impayé, et vos nom, prénom, profession, adresse e-mail"
            " et adresse de facturation pour vous adresser des rappels par tout moyen, sur la"
            " base de nos conditions générales, jusqu’au règlement de la dette et au plus"
            f" {_FIVE_YEARS.fr} à compter de la date de l’impayé.",
            "For an unpaid invoice confirmed by the service in charge, we will use the date,"
            " amount and purpose of the arrears, and your name, first name, profession, e-mail"
            " and billing addresses to send you reminders by any means, on the basis of our"
            f" terms and conditions, until the debt is settled and at most {_FIVE_YEARS.en}"
            " from the date of the arrears.",
        ),
    ),
    Announced(
        slug="alerts",
        promises=(),
        name=Text("Alertes et courriels personnalisés", "Alerts and personalised e-mails"),
        what=Text(
            "Ils tiendront compte de vos recherches, de votre historique et des liens que vous"
            " ouvrirez dans nos courriels, sur la base de nos conditions générales, et seront"
            " gardés aussi longtemps que les outils de recherche décrits plus haut.",
            "They will take account of your searches, your history and the links that you open"
            " in our e-mails, on the basis of our terms and conditions, and will be kept for as"
            " long as the research features described above.",
        ),
    ),
    Announced(
        slug="audience",
        promises=("P-ACC-11", "P-COO-4"),
        name=Text("Mesure de l’usage du site", "Measurement of the use of the site"),
        what=Text(
            "L’activité sur le site (clic sur un bouton, copie, impression, téléchargement)"
            " sera pseudonymisée avant d’être recueillie par notre propre logiciel Matomo, sur"
            " nos seuls serveurs, à la seule vue de l’équipe chargée du produit et afin de"
            " l’améliorer. Un bouton permettra de refuser tout suivi, même anonyme.",
            "Activity on the site (a click on a button, copying, printing, downloading) will be"
            " pseudonymised before our own Matomo software collects it, on our servers alone,"
            " in sight of the product team alone and in order to improve the product. A button"
            " will let you refuse all tracking, anonymous tracking included.",
        ),
    ),
)
