"""Every cookie that the site sets (privacy policy, section 3; P-COO-3)."""

from domain.periods import Period
from domain.register.sheets import Cookie
from domain.text import Text

SESSION_COOKIE = Cookie(
    name="assisteu_session",
    label=Text("Authentification", "Authentication"),
    purpose=Text(
        "Assurer votre authentification sécurisée au service",
        "Ensure your secure authentication to the service",
    ),
    set_by="assistEU",
    lifetime=Period(months=12),
)
FORM_COOKIE = Cookie(
    name="assisteu_form",
    label=Text("Protection des formulaires", "Protection of forms"),
    purpose=Text(
        "Vérifier qu’un formulaire envoyé sans compte vient bien de notre page, et que"
        " l’adresse est prouvée dans le navigateur de l’inscription",
        "Check that a form sent without an account comes from our own page, and that the"
        " address is proven in the browser that signed up",
    ),
    set_by="assistEU",
    lifetime=None,
    gap=Text(
        "Le tableau de la politique publiée ne nomme pas ce cookie, strictement nécessaire.",
        "The table of the published policy does not name this cookie, strictly necessary.",
    ),
)

COOKIES = (SESSION_COOKIE, FORM_COOKIE)
