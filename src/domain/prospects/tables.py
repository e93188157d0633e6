"""People we may want as clients, and the dates and nature of our exchanges with them."""

from piccolo.columns import UUID, Boolean, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.table import Table


class Prospect(Table):
    """One person, known by a professional address (P-MKT-1)."""

    id = UUID(primary_key=True)
    email = Varchar(length=254, unique=True)
    first_name = Varchar(length=100)
    last_name = Varchar(length=100)
    telephone = Varchar(length=30, default=None, null=True)
    social_profile = Varchar(length=200, default=None, null=True)
    language = Varchar(length=2, default="fr")
    source = Varchar(length=20, help_text="met, directory or provider")
    source_name = Varchar(length=200, help_text="Which occasion, directory or provider.")
    collected_at = Timestamptz(default=None, null=True)
    informed_at = Timestamptz(
        default=None, null=True, help_text="When told what art. 14 GDPR wants told."
    )
    last_contact_at = Timestamptz(default=None, null=True)
    kept_from = Timestamptz(
        default=None, null=True, help_text="The last contact, or the collection without any."
    )
    restricted_at = Timestamptz(
        default=None, null=True, help_text="Stored, not used (art. 18)."
    )
    changed_at = Timestamptz(default=None, null=True, help_text="What HubSpot must be given.")
    synchronised_at = Timestamptz(default=None, null=True)
    is_demo = Boolean(default=False)


class Interaction(Table):
    """One exchange with a prospect: when, and of which nature (P-MKT-2). Never its words."""

    id = UUID(primary_key=True)
    prospect = ForeignKey(
        Prospect, null=False, on_delete=OnDelete.cascade, on_update=OnUpdate.restrict
    )
    kind = Varchar(length=20)
    at = Timestamptz(default=None, null=True)
