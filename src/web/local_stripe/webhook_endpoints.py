"""Webhook endpoints: where events go, and the secret that signs them."""

from typing import TYPE_CHECKING

from web.local_stripe import listing
from web.local_stripe.errors import Refused
from web.local_stripe.parameters import (
    Values,
    boolean,
    many,
    merged,
    metadata,
    operation,
    or_unset,
    text,
)
from web.local_stripe.parameters import listing as list_of
from web.local_stripe.routes import Route, changed
from web.local_stripe.shapes import nulls
from web.local_stripe.store import Object

if TYPE_CHECKING:
    from web.local_stripe.engine import Engine

KIND = "webhook_endpoint"
OURS = "we_local"
"""The endpoint that the settings name."""


def create(engine: "Engine", given: Values) -> Object:
    """Make an endpoint; its secret is shown this once."""
    _refuse_no_address(given["url"])
    endpoint = _new(engine, engine.store.new_id("we"), given["url"], given["enabled_events"])
    _take(endpoint, given)
    secret = "whsec_" + engine.store.new_id("s", 32)[2:]
    engine.deliveries.set_secret(endpoint["id"], secret)
    return {**endpoint, "secret": secret}


def ensure(engine: "Engine", url: str, secret: str) -> None:
    """Have an endpoint of the settings: made, or brought up to date."""
    held = engine.store.find(KIND, OURS)
    if held is None:
        held = _new(engine, OURS, url, ["*"])
    held.update(url=url, status="enabled")
    engine.store.touch(KIND, OURS)
    engine.deliveries.set_secret(OURS, secret)
    engine.keep()


def update(engine: "Engine", given: Values, endpoint_id: str) -> Object:
    """Change an endpoint."""
    endpoint = engine.get(KIND, endpoint_id)
    _take(endpoint, given)
    changed(endpoint, given, "url", "enabled_events")
    engine.store.touch(KIND, endpoint_id)
    return endpoint


def delete(engine: "Engine", _given: Values, endpoint_id: str) -> Object:
    """Delete an endpoint; what waits for it is sent no more."""
    engine.get(KIND, endpoint_id)
    engine.store.drop(KIND, endpoint_id)
    return {"id": endpoint_id, "object": KIND, "deleted": True}


def _new(engine: "Engine", identity: str, url: str, kinds: list[str]) -> Object:
    endpoint: Object = {
        "id": identity,
        "object": KIND,
        **nulls(KIND),
        "api_version": engine.version,
        "created": engine.now(),
        "enabled_events": kinds,
        "livemode": False,
        "metadata": {},
        "status": "enabled",
        "url": url,
    }
    return engine.store.add(KIND, identity, endpoint)


def _take(endpoint: Object, given: Values) -> None:
    changed(endpoint, given, "description")
    endpoint["metadata"] = merged(endpoint["metadata"], given.get("metadata"))
    if "disabled" in given:
        endpoint["status"] = "disabled" if given["disabled"] else "enabled"


def _refuse_no_address(url: str) -> None:
    if not url.startswith(("http://", "https://")):
        raise Refused(
            "Invalid URL: an explicit scheme is needed.", code="url_invalid", param="url"
        )


def _retrieve(engine: "Engine", _given: Values, endpoint_id: str) -> Object:
    return engine.get(KIND, endpoint_id)


def _all_of(engine: "Engine", given: Values) -> Object:
    return listing.page(engine.store, KIND, given, _PATH)


_PATH = "/v1/webhook_endpoints"
_TERMS = {
    "description": or_unset(text),
    "enabled_events": many(text),
    "metadata": metadata,
    "url": text,
}
ROUTES = [
    Route("POST", _PATH, operation("enabled_events", "url", **_TERMS), create),
    Route("GET", _PATH, list_of(), _all_of),
    Route("GET", f"{_PATH}/{{id}}", operation(), _retrieve),
    Route("POST", f"{_PATH}/{{id}}", operation(disabled=boolean, **_TERMS), update),
    Route("DELETE", f"{_PATH}/{{id}}", operation(), delete),
]
