"""Events: one for each change, with the object as it stood at that moment."""

import json
from typing import TYPE_CHECKING, Any

from web.local_stripe import listing
from web.local_stripe.errors import missing
from web.local_stripe.parameters import Values, boolean, many, operation, text
from web.local_stripe.parameters import listing as list_of
from web.local_stripe.routes import Route
from web.local_stripe.store import Object
from web.local_stripe.times import DAY, MAIN

if TYPE_CHECKING:
    from web.local_stripe.engine import Engine

_LISTED = list_of(type=text, types=many(text), delivery_success=boolean)


def tell(engine: "Engine", kind: str, thing: Object, before: Values | None) -> Object:
    """Note that something happened, and have it delivered.

    ``before``: what changed, as it was; only of updates. The object is written down as text:
    nothing that happens later reaches it.
    """
    data: Values = {"object": thing}
    if before is not None:
        data["previous_attributes"] = before
    event: Object = {
        "id": engine.store.new_id("evt"),
        "object": "event",
        "account": None,
        "api_version": engine.version,
        "context": None,
        "created": engine.now(engine.clock_of(thing)),
        "data": json.dumps(data, separators=(",", ":")),
        "livemode": False,
        "pending_webhooks": 0,
        "request": {"id": engine.request_id, "idempotency_key": engine.request_key},
        "type": kind,
    }
    engine.store.add("event", event["id"], event)
    event["pending_webhooks"] = engine.deliveries.plan(event)
    return event


def whole(event: Object) -> Object:
    """Return an event as it is given out."""
    return {**event, "data": json.loads(event["data"])}


def purge(engine: "Engine") -> None:
    """Forget the oldest events."""
    limit = _oldest(engine)
    while (event := engine.store.oldest("event")) and event["created"] < limit:
        engine.store.drop("event", event["id"])
        engine.deliveries.forget(event["id"])


def _oldest(engine: "Engine") -> int:
    return engine.now(MAIN) - DAY * engine.rules.events_kept_days


def retrieve(engine: "Engine", _given: Values, event_id: str) -> Object:
    """Give one event."""
    event = engine.store.find("event", event_id)
    if event is None or event["created"] < _oldest(engine):
        raise missing("event", event_id)
    return whole(event)


def all_of(engine: "Engine", given: Values) -> Object:
    """List events, the latest first."""
    limit = _oldest(engine)
    page = listing.page(
        engine.store,
        "event",
        given,
        "/v1/events",
        fits=lambda event: event["created"] >= limit and _is_wanted(event, given),
    )
    page["data"] = [whole(event) for event in page["data"]]
    return page


def _is_wanted(event: Object, given: Values) -> bool:
    kinds: list[str] = given.get("types") or ([given["type"]] if "type" in given else [])
    if kinds and not any(matches(event["type"], kind) for kind in kinds):
        return False
    success: Any = given.get("delivery_success")
    return success is None or (event["pending_webhooks"] == 0) is success


def matches(kind: str, wanted: str) -> bool:
    """Tell whether a type of event is one that is wanted: ``*`` stands for the rest."""
    if wanted.endswith("*"):
        return kind.startswith(wanted[:-1])
    return kind == wanted


ROUTES = [
    Route("GET", "/v1/events", _LISTED, all_of),
    Route("GET", "/v1/events/{id}", operation(), retrieve),
]
