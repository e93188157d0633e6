"""The account at Stripe: the real one with a key, in the local run else one of our own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

LOCAL_STRIPE_KEY = "sk_test_local"
"""What the local Stripe takes: it knows no account, and nothing of value is behind it."""

_LAST_PORT = 65535


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingSettings:
    """Our account at Stripe, or the local Stripe that takes its place."""

    stripe_url: str
    stripe_key: str | None
    """None: nothing is billed."""
    events_secret: str
    """Empty: Stripe tells us nothing."""
    stand_in_port: int | None
    """None: the local Stripe does not run."""
    stand_in_events_url: str | None


def billing_of(
    read: Mapping[str, Any], *, embedded: bool, made_once: Callable[[str], str]
) -> BillingSettings:
    """Return what was set; without a key the local Stripe, in an embedded set-up alone."""
    port: int | None = read["LOCAL_STRIPE_PORT"]
    if port is None:
        port = read["PORT"] + (1 if read["PORT"] < _LAST_PORT else -1)
    if not embedded or read["STRIPE_KEY"] or port == 0:
        return BillingSettings(
            stripe_url=read["STRIPE_URL"],
            stripe_key=read["STRIPE_KEY"],
            events_secret=read["STRIPE_EVENTS_SECRET"] or "",
            stand_in_port=None,
            stand_in_events_url=None,
        )
    return BillingSettings(
        stripe_url=f"http://127.0.0.1:{port}",
        stripe_key=LOCAL_STRIPE_KEY,
        events_secret=read["STRIPE_EVENTS_SECRET"] or made_once("local-stripe-secret"),
        stand_in_port=port,
        stand_in_events_url=read["LOCAL_STRIPE_EVENTS_URL"],
    )
