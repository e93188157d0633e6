"""The engine: everything the stand-in knows and does, without a network.

One request is one step: it is done whole, or undone. Nothing here sleeps or opens a
connection, so that a property test can ask thousands of things in a minute.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from stripe import api_version

from web.local_stripe import expanding, idempotency, shapes
from web.local_stripe.catalogue import ROUTES as CATALOGUE
from web.local_stripe.checkout import ROUTES as CHECKOUT
from web.local_stripe.credit_notes import ROUTES as CREDIT_NOTES
from web.local_stripe.customers import ROUTES as CUSTOMERS
from web.local_stripe.deliveries import Deliveries, Disorder
from web.local_stripe.due import DUE
from web.local_stripe.errors import Refused, missing
from web.local_stripe.events import ROUTES as EVENTS
from web.local_stripe.events import purge, tell
from web.local_stripe.idempotency import Answer
from web.local_stripe.invoice_items import ROUTES as INVOICE_ITEMS
from web.local_stripe.invoice_requests import ROUTES as INVOICES
from web.local_stripe.parameters import Values, decode
from web.local_stripe.payment_methods import ROUTES as PAYMENT_METHODS
from web.local_stripe.payments import ROUTES as PAYMENTS
from web.local_stripe.portal import ROUTES as PORTAL
from web.local_stripe.previews import ROUTES as PREVIEWS
from web.local_stripe.routes import Table
from web.local_stripe.store import Object, Store, copied
from web.local_stripe.subscription_requests import ROUTES as SUBSCRIPTIONS
from web.local_stripe.tax_ids import ROUTES as TAX_IDS
from web.local_stripe.test_clocks import ROUTES as TEST_CLOCKS
from web.local_stripe.times import MAIN, Times, move
from web.local_stripe.webhook_endpoints import ROUTES as WEBHOOK_ENDPOINTS

_TABLE = Table(
    [
        *(*CATALOGUE, *CUSTOMERS, *TAX_IDS, *PAYMENT_METHODS, *PAYMENTS, *SUBSCRIPTIONS),
        *(*PREVIEWS, *INVOICES, *INVOICE_ITEMS, *CREDIT_NOTES, *CHECKOUT, *PORTAL),
        *(*EVENTS, *WEBHOOK_ENDPOINTS, *TEST_CLOCKS),
    ]
)


class Keeper(Protocol):
    """Where what is kept is written through to."""

    def write(self, changed: list[tuple[str, str, str | None]], made: int, now: int) -> None:
        """Write down what a step changed."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What an account at Stripe sets in its dashboard."""

    retry_days: tuple[int, ...] = (3, 5, 7)
    """Days after each failure of a charge to the next try."""

    after_retries: str = "unpaid"
    """What becomes of a subscription then: unpaid, canceled or past_due."""

    events_kept_days: int = 30
    """Stripe gives events back for thirty days."""

    invoice_prefix: str = "ASSISTEU"
    """Invoices are numbered through the whole account: French law wants no hole."""


class Engine:
    """A local Stripe."""

    def __init__(
        self,
        *,
        clock: Callable[[], int],
        base_url: str = "http://127.0.0.1:8001",
        rules: Rules | None = None,
        seed: str = "",
        disorder: Disorder | None = None,
    ) -> None:
        """Begin empty. ``clock``: the house's, in seconds; ``base_url``: of the pages."""
        self.version: str = api_version
        self.clock = clock
        self.base_url = base_url
        self.rules = rules or Rules()
        self.store = Store(seed)
        self.times = Times(self.store)
        self.deliveries = Deliveries(self.store, clock, disorder or Disorder())
        self.keeper: Keeper | None = None
        self.request_id: str | None = None
        self.request_key: str | None = None
        self._asked = 0
        self._told: dict[tuple[str, str], Object] = {}
        self.times.now[MAIN] = clock()

    # What time it is.

    def now(self, clock: str = MAIN) -> int:
        """Return the time on a clock."""
        return self.times.now[clock]

    def clock_of(self, thing: Object) -> str:
        """Return the clock that an object lives by: its own, or its customer's."""
        if thing["object"] == "test_helpers.test_clock":
            return str(thing["id"]) if thing["id"] in self.times.now else MAIN
        if "test_clock" in thing:
            return thing["test_clock"] or MAIN
        customer = self.store.find("customer", thing.get("customer") or "") or {}
        return customer.get("test_clock") or MAIN

    @property
    def moved_by(self) -> int:
        """The seconds by which the stand-in's clock is ahead of the house's."""
        meta = self.store.find("_meta", "clock")
        return int(meta["moved_by"]) if meta else 0

    def move_by(self, seconds: int) -> None:
        """Move the stand-in's clock ahead: what is due on the way happens."""
        self.store.put("_meta", "clock", {"moved_by": self.moved_by + max(seconds, 0)})
        self.keep()
        self.catch_up()

    def catch_up(self) -> None:
        """Do what has become due by now."""
        self.request_id = self.request_key = None
        self.advance(MAIN, max(self.now(), self.clock() + self.moved_by))
        purge(self)
        idempotency.purge(self)
        self.keep()

    def advance(self, clock: str, target: int) -> None:
        """Bring a clock to a time."""
        move(self, clock, target, DUE)

    # Objects.

    def make(self, kind: str, prefix: str, *, clock: str = MAIN, **given: Any) -> Object:
        """Make an object: with an id, its date, and null for whatever is not given."""
        thing: Object = {
            "id": self.store.new_id(prefix),
            "object": kind,
            **shapes.nulls(kind),
            "created": self.now(clock),
            "livemode": False,
            **given,
        }
        return self.store.add(kind, thing["id"], thing)

    def get(self, kind: str, identity: str, param: str = "id") -> Object:
        """Return an object that is there and not deleted.

        Raises:
            Refused: There is none: ``resource_missing``.
        """
        found = self.store.find(kind, identity)
        if found is None or found.get("deleted"):
            raise missing(kind.rsplit(".", maxsplit=1)[-1], identity, param)
        return found

    def tell(self, event: str, thing: Object) -> None:
        """Note a change of an object, and tell it: an update only where something changed."""
        key = (thing["object"], thing["id"])
        self.store.touch(*key)
        before = self._told.get(key) or self.store.before(key)
        changed = None
        if event.endswith(".updated"):
            changed = {name: v for name, v in before.items() if thing.get(name) != v}
            if not changed and before:
                return
        tell(self, event, thing, changed)
        self._told[key] = copied(thing)

    def keep(self) -> None:
        """Keep what was done, and write it through."""
        changed = self.store.keep()
        self._told.clear()
        if self.keeper is not None and changed:
            self.keeper.write(changed, self.store.made, self.now())

    def undo(self) -> None:
        """Take back what was not kept."""
        self.store.undo()
        self._told.clear()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Do something and take it back, the time included: how a preview is made."""
        now = dict(self.times.now)
        try:
            with self.store.aside():
                yield
        finally:
            self.times.now = now
            self._told.clear()

    # Requests.

    def request(
        self, method: str, path: str, form: str = "", headers: dict[str, str] | None = None
    ) -> Answer:
        """Answer one request of the interface."""
        sent = {name.lower(): value for name, value in (headers or {}).items()}
        self.catch_up()
        self._asked += 1
        self.request_id = f"req_{self._asked:014}"
        self.request_key = sent.get("idempotency-key") if method == "POST" else None
        told = {"request-id": self.request_id, "stripe-version": self.version}
        try:
            _refuse_strangers(sent, self.version)
            answer = idempotency.once(self, method, path, form, self._answer)
        except Refused as refused:
            answer = Answer(refused.status, refused.body)
        self.keep()
        self.request_id = self.request_key = None
        return Answer(answer.status, answer.body, {**told, **answer.headers})

    def _answer(self, method: str, path: str, form: str) -> Answer:
        try:
            return Answer(200, self.do(method, path, decode(form)))
        except Refused as refused:
            if not refused.kept:
                self.undo()
            raise

    def do(self, method: str, path: str, given: Values) -> Object:
        """Do what a request asks, and return the object that answers it."""
        found = _TABLE.find(method, path)
        if found is None:
            message = f"Unrecognized request URL ({method}: {path})."
            raise Refused(message, status=404)
        route, places = found
        read = route.given(given)
        answer = route.operation(self, read, *places)
        return expanding.expanded(self, copied(answer), read.get("expand", []))


def _refuse_strangers(sent: dict[str, str], version: str) -> None:
    key = sent.get("authorization", "").removeprefix("Bearer ")
    if not key.startswith(("sk_test_", "rk_test_")):
        words = "Invalid API Key provided." if key else "You did not provide an API key."
        raise Refused(words, status=401)
    if sent.get("stripe-version", version) != version:
        raise Refused(f"Invalid Stripe API version: {sent['stripe-version']}")
