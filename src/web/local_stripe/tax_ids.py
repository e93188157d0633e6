"""VAT and other tax numbers: their form is checked at once, their truth later."""

import re
from typing import TYPE_CHECKING

from web.local_stripe import listing
from web.local_stripe.errors import Refused
from web.local_stripe.parameters import Values, fields, one_of, operation, text
from web.local_stripe.parameters import listing as list_of
from web.local_stripe.routes import Route
from web.local_stripe.store import Object

if TYPE_CHECKING:
    from web.local_stripe.engine import Engine

VERIFIED_AFTER_S = 60
_FORMS = {
    "eu_vat": re.compile(
        r"ATU\d{8}|BE[01]\d{9}|BG\d{9,10}|CY\d{8}[A-Z]|CZ\d{8,10}|DE\d{9}|DK\d{8}|EE\d{9}"
        r"|EL\d{9}|ES[A-Z\d]\d{7}[A-Z\d]|FI\d{8}|FR[A-Z\d]{2}\d{9}|HR\d{11}|HU\d{8}"
        r"|IE\d[A-Z\d+*]\d{5}[A-Z]{1,2}|IT\d{11}|LT(\d{9}|\d{12})|LU\d{8}|LV\d{11}|MT\d{8}"
        r"|NL\d{9}B\d{2}|PL\d{10}|PT\d{9}|RO\d{2,10}|SE\d{12}|SI\d{8}|SK\d{10}|XI\d{9}"
    ),
    "gb_vat": re.compile(r"GB(\d{9}|\d{12}|GD\d{3}|HA\d{3})"),
    "ch_vat": re.compile(r"CHE-?\d{3}\.?\d{3}\.?\d{3} ?(MWST|TVA|IVA)"),
    "us_ein": re.compile(r"\d{2}-\d{7}"),
}
TAX_ID = fields("type", "value", type=one_of(*_FORMS), value=text)
_VERIFIABLE = {"eu_vat", "gb_vat"}
_WORDS = ("pending", "verified", "unverified", "unavailable")


def add_tax_id(engine: "Engine", customer: Object, given: Values) -> Object:
    """Give a customer a number, to be verified in a minute.

    Raises:
        Refused: It has not the form of its kind.
    """
    kind, value = given["type"], given["value"].upper().replace(" ", "")
    if not _FORMS[kind].fullmatch(value):
        raise Refused("Invalid value for the tax ID.", code="tax_id_invalid", param="value")
    clock = engine.clock_of(customer)
    owner = {"account": None, "application": None, "customer_account": None}
    tax_id = engine.make(
        "tax_id",
        "txi",
        clock=clock,
        country={"EL": "GR", "XI": "GB"}.get(value[:2], value[:2]),
        customer=customer["id"],
        owner={**owner, "customer": customer["id"], "type": "customer"},
        type=kind,
        value=value,
        verification=_verification("pending") if kind in _VERIFIABLE else None,
    )
    engine.tell("customer.tax_id.created", tax_id)
    if kind in _VERIFIABLE:
        at = engine.now(clock) + VERIFIED_AFTER_S
        engine.times.at(at, "verify_tax_id", tax_id["id"], clock=clock)
    return tax_id


def verify_later(engine: "Engine", due: Object) -> None:
    """Verify a number that is still pending: one that is all zeros is unknown."""
    tax_id = engine.store.find("tax_id", due["subject"])
    if tax_id and tax_id["verification"]["status"] == "pending":
        known = tax_id["value"].strip("0ABCDEFGHIJKLMNOPQRSTUVWXYZ") != ""
        set_verification(engine, tax_id["id"], "verified" if known else "unverified")


def set_verification(engine: "Engine", tax_id: str, status: str) -> Object:
    """Say what the verification of a number came to: a switch of the stand-in."""
    held = engine.get("tax_id", tax_id)
    if status not in _WORDS:
        raise Refused(f"Invalid status: {status}", param="status")
    held["verification"] = _verification(status)
    engine.tell("customer.tax_id.updated", held)
    return held


def of(engine: "Engine", customer: Object) -> list[Object]:
    """Return a customer's numbers, the oldest first."""
    return engine.store.of("tax_id", customer["id"])


def _verification(status: str) -> Values:
    return {"status": status, "verified_address": None, "verified_name": None}


def _create(engine: "Engine", given: Values, customer_id: str) -> Object:
    return add_tax_id(engine, engine.get("customer", customer_id, "customer"), given)


def _all_of(engine: "Engine", given: Values, customer_id: str) -> Object:
    url = f"/v1/customers/{customer_id}/tax_ids"
    engine.get("customer", customer_id, "customer")
    return listing.page(engine.store, "tax_id", {**given, "customer": customer_id}, url)


def _retrieve(engine: "Engine", _given: Values, customer_id: str, tax_id: str) -> Object:
    engine.get("customer", customer_id, "customer")
    return engine.get("tax_id", tax_id)


def _delete(engine: "Engine", _given: Values, customer_id: str, tax_id: str) -> Object:
    held = _retrieve(engine, {}, customer_id, tax_id)
    engine.tell("customer.tax_id.deleted", held)
    engine.store.drop("tax_id", tax_id)
    return {"id": tax_id, "object": "tax_id", "deleted": True}


_PATH = "/v1/customers/{customer}/tax_ids"
ROUTES = [
    Route("POST", _PATH, operation("type", "value", **TAX_ID.readers), _create),
    Route("GET", _PATH, list_of(), _all_of),
    Route("GET", f"{_PATH}/{{id}}", operation(), _retrieve),
    Route("DELETE", f"{_PATH}/{{id}}", operation(), _delete),
]
