"""The signature of a webhook, as Stripe makes it: its time, and one ``v1`` for each secret."""

import hmac
from hashlib import sha256

HEADER = "Stripe-Signature"


def signature(body: bytes, secrets: list[str], *, at: int) -> str:
    """Return the header's value; during a rotation there are two secrets."""
    signed = f"{at}.".encode() + body
    marks = [hmac.new(each.encode(), signed, sha256).hexdigest() for each in secrets]
    return ",".join([f"t={at}", *(f"v1={mark}" for mark in marks)])
