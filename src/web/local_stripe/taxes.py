"""VAT as a French seller of an online service owes it, in whole cents.

In France 20 %; elsewhere in the Union none for whoever has a verified VAT number (reverse
charge), else the French rate (a seller below the threshold of 10 000 € a year); outside the
Union none. Each line is taxed and rounded on its own, halves away from zero.
"""

from typing import Any

SELLER = "FR"
UNION = frozenset(
    (
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
        *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
    )
)
STANDARD_PERCENT = 20
RATE_ID = "txr_local_fr_standard"
NO_RATE_ID = "txr_local_zero"


def portion(amount: int, numerator: int, denominator: int) -> int:
    """Return a part of an amount, rounded to the cent, halves away from zero."""
    sign = -1 if (amount < 0) != (numerator < 0) else 1
    doubled = 2 * abs(amount) * abs(numerator) + denominator
    return sign * (doubled // (2 * denominator))


def reason_for(customer: dict[str, Any], tax_ids: list[dict[str, Any]]) -> str:
    """Return Stripe's word for why a customer is taxed or not."""
    exempt = customer["tax_exempt"]
    if exempt in ("exempt", "reverse"):
        return "customer_exempt" if exempt == "exempt" else "reverse_charge"
    country = (customer["address"] or {}).get("country")
    if country not in UNION:
        return "not_collecting"
    if country != SELLER and any(_verified_eu(each) for each in tax_ids):
        return "reverse_charge"
    return "standard_rated"


def tax_on(amount: int, reason: str, *, inclusive: bool) -> dict[str, Any]:
    """Return the tax of one line, as a line of an invoice carries it."""
    percent = STANDARD_PERCENT if reason == "standard_rated" else 0
    base = 100 + percent if inclusive else 100
    tax = portion(amount, percent, base)
    return {
        "amount": tax,
        "tax_behavior": "inclusive" if inclusive else "exclusive",
        "tax_rate_details": {"tax_rate": RATE_ID if percent else NO_RATE_ID},
        "taxability_reason": reason,
        "taxable_amount": amount - tax if inclusive else amount,
        "type": "tax_rate_details",
    }


def summed(taxes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the taxes of several lines, one for each rate, behaviour and reason."""
    sums: dict[tuple[str, ...], dict[str, Any]] = {}
    for tax in taxes:
        rate = tax["tax_rate_details"]["tax_rate"]
        same = (rate, tax["tax_behavior"], tax["taxability_reason"])
        held = sums.setdefault(same, {**tax, "amount": 0, "taxable_amount": 0})
        held["amount"] += tax["amount"]
        held["taxable_amount"] += tax["taxable_amount"]
    return list(sums.values())


def _verified_eu(tax_id: dict[str, Any]) -> bool:
    verified = (tax_id["verification"] or {}).get("status") == "verified"
    return tax_id["type"] == "eu_vat" and verified
