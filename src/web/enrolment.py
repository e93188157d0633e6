"""What a page shows to who takes up an app for codes: the secret, to scan or to type."""

from typing import Any
from uuid import UUID

import segno

from domain import accounts
from web import account_fields as fields
from web.forms import Field, FormDefinition

ENROLMENT_FORM = FormDefinition(
    enrolment=Field(max_length=32, min_length=32),
    code=fields.code(),
)


def offer_of(account_id: UUID, email: str, enrolment: str | None = None) -> dict[str, Any]:
    """Return what the page needs; without ``enrolment``, of a secret offered anew."""
    enrolment = enrolment or accounts.new_enrolment()
    secret = accounts.offered_secret(account_id, enrolment)
    address = accounts.enrolment_address(secret, email)
    return {
        "enrolment": enrolment,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "qr_code": segno.make(address, error="m").svg_data_uri(scale=4, light="#fff"),
    }
