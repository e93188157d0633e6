"""Who may see what: the roles that the register's sheets carry (P-SEC-3)."""

from enum import StrEnum

from domain.text import Text


class Role(StrEnum):
    """What a person who signs in is to assistEU. Valued as stored."""

    HOLDER = "holder"
    ORG_ADMIN = "org_admin"
    SUPPORT = "support"
    FINANCE = "finance"
    MARKETING = "marketing"
    PRODUCT = "product"
    DPO = "dpo"


STAFF = (Role.SUPPORT, Role.FINANCE, Role.MARKETING, Role.PRODUCT, Role.DPO)
"""The roles of the people who work for assistEU."""

ROLE_NAMES: dict[Role, Text] = {
    Role.HOLDER: Text("titulaire du compte", "account holder"),
    Role.ORG_ADMIN: Text(
        "administrateur de l’organisation", "administrator of the organisation"
    ),
    Role.SUPPORT: Text("assistance", "support"),
    Role.FINANCE: Text("comptabilité", "finance"),
    Role.MARKETING: Text("marketing", "marketing"),
    Role.PRODUCT: Text("produit", "product"),
    Role.DPO: Text("délégué à la protection des données", "data protection officer"),
}
