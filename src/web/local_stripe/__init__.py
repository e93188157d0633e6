"""A local Stripe: what the local run and the tests talk to in Stripe's place.

Stateful, without a network of its own, with a clock that can be moved. It answers
stripe-python as Stripe does; docs/adr/local-stripe.md says what it leaves out.
"""

from web.local_stripe.deliveries import Disorder
from web.local_stripe.engine import Engine, Rules
from web.local_stripe.errors import Refused
from web.local_stripe.idempotency import Answer

__all__ = ["Answer", "Disorder", "Engine", "Refused", "Rules"]
