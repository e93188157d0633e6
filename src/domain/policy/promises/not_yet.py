"""Why some promises cannot be checked: what they are about does not exist in this program."""

from domain.text import Text

_NO_BILLING = Text(
    "Le site ne facture pas encore : aucune donnée de paiement ni d’impayé n’existe.",
    "The site does not invoice yet: no payment or arrears data exist.",
)
_NO_MEASUREMENT = Text(
    "Le site ne mesure pas encore son usage : aucun événement n’est recueilli.",
    "The site does not measure its use yet: no event is collected.",
)
_BY_MAIL = Text(
    "Ce droit s’exerce aujourd’hui par courriel au délégué : le programme n’en garde pas encore"
    " de trace à contrôler.",
    "This right is exercised by e-mail to the officer today: the program keeps no trace of it"
    " to check yet.",
)

NOT_YET: dict[str, Text] = {
    "P-ACC-4": Text(
        "Sans facturation, chaque compte prouvé a accès à tout.",
        "Without billing, every proven account may open everything.",
    ),
    "P-ACC-11": _NO_MEASUREMENT,
    "P-BIL-1": _NO_BILLING,
    "P-BIL-2": _NO_BILLING,
    "P-BIL-3": _NO_BILLING,
    "P-BIL-4": _NO_BILLING,
    "P-BIL-5": _NO_BILLING,
    "P-BIL-6": _NO_BILLING,
    "P-COO-1": Text(
        "Aucun cookie ne requiert de consentement : le site n’a pas encore de bandeau.",
        "No cookie needs consent: the site has no banner yet.",
    ),
    "P-COO-4": _NO_MEASUREMENT,
    "P-RIG-2": _BY_MAIL,
    "P-RIG-3": _BY_MAIL,
    "P-RIG-5": Text(
        "L’opposition aux statistiques et à la vérification de la licence s’exerce sur le site"
        " et y est tracée ; pour les autres traitements, par courriel au délégué, sans trace à"
        " contrôler.",
        "Objection to the statistics and to the watch over the licence is exercised on the site"
        " and on record there; to other processing, by e-mail to the officer, without a trace"
        " to check.",
    ),
    "P-RIG-6": _BY_MAIL,
    "P-POL-2": Text(
        "Les versions publiées ne sont pas encore conservées pour être comparées.",
        "Published versions are not kept for comparison yet.",
    ),
    "P-OPS-5": Text(
        "L’acceptation des conditions n’est pas encore enregistrée.",
        "The acceptance of terms is not recorded yet.",
    ),
}
