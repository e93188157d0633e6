"""Who we are: the data controller, its Data Protection Officer, the authority (P-POL-3).

The one place that states it: the policy, every letter and the record of art. 30 read it here.
"""

from dataclasses import dataclass

from domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DataController:
    """Who decides on purposes and means (art. 4(7)), and how to reach them."""

    name: str
    register_entry: Text
    seat: str
    officer: str
    officer_email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisoryAuthority:
    """To whom one may complain (art. 77)."""

    name: str
    full_name: Text
    address: str
    url: Text


CONTROLLER = DataController(
    name="assistEU SAS",
    register_entry=Text(
        "immatriculée au registre du commerce et des sociétés de Nanterre sous le numéro"
        " 883 586 455",
        "registered with the Nanterre Trade and Companies Register under number 883 586 455",
    ),
    seat="144, avenue Charles de Gaulle, 92200 Neuilly-sur-Seine",
    officer="Adrien Touchagues",
    officer_email="dpo@assisteu.eu",
)

AUTHORITY = SupervisoryAuthority(
    name="CNIL",
    full_name=Text(
        "Commission nationale de l’informatique et des libertés (CNIL)",
        "Commission nationale de l’informatique et des libertés (CNIL), the French data"
        " protection authority",
    ),
    address="3, place de Fontenoy, TSA 80715, 75334 Paris Cedex 07",
    url=Text("https://www.cnil.fr/fr/plaintes", "https://www.cnil.fr/en/plaintes"),
)
