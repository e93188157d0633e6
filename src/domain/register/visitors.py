"""Sheets of visitors without an account (privacy policy 1.a)."""

from domain.register.recipients import OVH
from domain.register.sheets import LegalBasis, ProcessingActivity, Section
from domain.roles import Role
from domain.text import Text

HOST_LOG = ProcessingActivity(
    slug="host-log",
    promise="P-VIS-1",
    section=Section.VISITORS,
    name=Text("Journal de l’hébergeur", "Host’s log"),
    purpose=Text(
        "Servir les pages : le système, le navigateur et sa langue, l’adresse IP, l’heure, le"
        " type d’appareil et le site de provenance que votre navigateur transmet restent dans"
        " le journal de notre hébergeur, selon ses propres conditions ; assistEU n’en"
        " enregistre rien",
        "Serve the pages: the system, the browser and its language, the IP address, the time,"
        " the kind of device and the referring site that your browser transmits stay in our"
        " host’s log, under its own terms; assistEU stores none of it",
    ),
    data_subjects=Text("visiteurs du site", "visitors of the site"),
    legal_bases=(LegalBasis.CONTRACT,),
    holdings=(),
    access=(Role.DPO,),
    recipients=(OVH,),
)
