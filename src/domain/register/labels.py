"""What data that stand on several sheets are called, and the words for their codes."""

from domain.text import Text

ACCOUNT = Text("compte", "account")
ADDRESS = Text("adresse e-mail", "e-mail address")
ORGANISATION = Text("organisation", "organisation")
ROLE = Text("rôle", "role")
AT = Text("date et heure", "date and time")

FIRST_NAME = Text("prénom", "first name")
LAST_NAME = Text("nom", "last name")
EMAIL = Text("adresse e-mail professionnelle", "professional e-mail address")
OCCUPATION = Text("profession", "occupation")
TELEPHONE = Text("téléphone", "telephone number")
PRACTICE_NAME = Text("nom de la structure d’exercice", "name of the practice")
POSITION = Text("fonction", "position")
PRACTICE_AREAS = Text("domaines d’activité", "areas of practice")
LANGUAGE = Text("langue", "language")
PASSWORD = Text("empreinte du mot de passe", "fingerprint of the password")
TOTP_SECRET = Text("secret du second facteur", "secret of the second factor")
OPENED_AT = Text("ouverture du compte", "account opened on")
LAST_VISIT = Text("dernière visite", "last visit")
ADMINISTERS = Text("administre l’organisation", "administers the organisation")

WAYS_OF_OPENING = {
    "sign_up": Text("inscription", "sign-up"),
    "invitation": Text("invitation d’une organisation", "invitation of an organisation"),
    "staff": Text("par le personnel", "by staff"),
}
"""How an account was opened, by its code."""
