"""The billing portal: what a customer may do by themselves, on a page."""

from typing import TYPE_CHECKING, Any

from web.local_stripe import listing, subscription_requests
from web.local_stripe.errors import Refused
from web.local_stripe.parameters import (
    Values,
    boolean,
    fields,
    many,
    merged,
    metadata,
    one_of,
    operation,
    or_unset,
    text,
)
from web.local_stripe.parameters import listing as list_of
from web.local_stripe.payment_methods import attach_to, default_of
from web.local_stripe.routes import Route, changed
from web.local_stripe.store import Object
from web.local_stripe.subscription_requests import PRORATION
from web.local_stripe.times import HOUR

if TYPE_CHECKING:
    from web.local_stripe.engine import Engine

CONFIGURATION = "billing_portal.configuration"
SESSION = "billing_portal.session"
OPEN_FOR = HOUR


def create_configuration(engine: "Engine", given: Values) -> Object:
    """Say what the portal offers."""
    configuration = _new_configuration(engine, is_default=False)
    _take(engine, configuration, given)
    engine.tell("billing_portal.configuration.created", configuration)
    return configuration


def update_configuration(engine: "Engine", given: Values, configuration_id: str) -> Object:
    """Change what the portal offers."""
    configuration = engine.get(CONFIGURATION, configuration_id)
    _take(engine, configuration, given)
    changed(configuration, given, "active")
    configuration["updated"] = engine.now()
    engine.tell("billing_portal.configuration.updated", configuration)
    return configuration


def create_session(engine: "Engine", given: Values) -> Object:
    """Open the portal for a customer, for an hour."""
    customer = engine.get("customer", given["customer"], "customer")
    wanted = given.get("configuration")
    configuration = (
        engine.get(CONFIGURATION, wanted, "configuration") if wanted else _default(engine)
    )
    session = engine.make(
        SESSION,
        "bps",
        configuration=configuration["id"],
        customer=customer["id"],
        flow=_flow(given.get("flow_data")),
        locale=given.get("locale"),
        return_url=given.get("return_url") or configuration["default_return_url"],
    )
    locale = "" if given.get("locale") != "en" else "/en"
    session["url"] = f"{engine.base_url}{locale}/portal/{session['id']}"
    return session


def open_session(engine: "Engine", session_id: str) -> Object:
    """Return a session that is still open.

    Raises:
        Refused: It is not there, or its hour is over.
    """
    session = engine.get(SESSION, session_id)
    if session["created"] + OPEN_FOR < engine.now():
        raise Refused("This portal session has expired.", status=404)
    engine.get("customer", session["customer"])
    return session


def features_of(engine: "Engine", session: Object) -> Values:
    """Return what the portal of a session offers."""
    features: Values = engine.get(CONFIGURATION, session["configuration"])["features"]
    return features


def cancel(engine: "Engine", session: Object, subscription_id: str, *, at_end: bool) -> None:
    """Cancel at the period's end, or take that back; at once where the portal says so."""
    rule = _must_offer(engine, session, "subscription_cancel")
    subscription = _own(engine, session, subscription_id)
    if at_end and rule["mode"] == "immediately":
        subscription_requests.cancel(engine, {}, subscription["id"])
    else:
        given = {"cancel_at_period_end": at_end}
        subscription_requests.update(engine, given, subscription["id"])


def set_quantity(
    engine: "Engine", session: Object, subscription_id: str, item_id: str, quantity: int
) -> None:
    """Change the seats of a subscription."""
    rule = _must_offer(engine, session, "subscription_update")
    if "quantity" not in rule["default_allowed_updates"] or quantity < 1:
        raise Refused("The portal does not offer this change.")
    subscription = _own(engine, session, subscription_id)
    given = {
        "items": [{"id": item_id, "quantity": quantity}],
        "proration_behavior": rule["proration_behavior"],
    }
    subscription_requests.update(engine, given, subscription["id"])


def set_card(engine: "Engine", session: Object, card: str) -> None:
    """Give the customer another card, and charge it from now on."""
    _must_offer(engine, session, "payment_method_update")
    customer = engine.get("customer", session["customer"])
    method = attach_to(engine, card, customer)
    customer["invoice_settings"]["default_payment_method"] = method["id"]
    engine.tell("customer.updated", customer)
    for subscription in engine.store.of("subscription", customer["id"]):
        if default_of(customer, subscription) != method["id"]:
            subscription["default_payment_method"] = method["id"]
            engine.tell("customer.subscription.updated", subscription)


def _must_offer(engine: "Engine", session: Object, feature: str) -> Values:
    rule: Values = features_of(engine, session)[feature]
    if not rule["enabled"]:
        raise Refused("The portal does not offer this.", status=404)
    return rule


def _own(engine: "Engine", session: Object, subscription_id: str) -> Object:
    subscription = engine.get("subscription", subscription_id)
    if subscription["customer"] != session["customer"]:
        raise Refused("No such subscription.", status=404, code="resource_missing")
    return subscription


def _default(engine: "Engine") -> Object:
    for configuration in engine.store.each(CONFIGURATION):
        if configuration["is_default"]:
            return configuration
    return _new_configuration(engine, is_default=True)


def _new_configuration(engine: "Engine", *, is_default: bool) -> Object:
    return engine.make(
        CONFIGURATION,
        "bpc",
        active=True,
        business_profile=dict.fromkeys(
            ("headline", "privacy_policy_url", "terms_of_service_url")
        ),
        features=_usual_features(offered=is_default),
        is_default=is_default,
        login_page={"enabled": False, "url": None},
        metadata={},
        updated=engine.now(),
    )


def _usual_features(*, offered: bool) -> Values:
    """Return the features: all of them in the usual portal, in another what is named."""
    reasons: dict[str, Any] = {"enabled": False, "feedback_options": [], "options": []}
    return {
        "customer_update": {"allowed_updates": [], "enabled": False},
        "invoice_history": {"enabled": offered},
        "payment_method_update": {"enabled": offered, "payment_method_configuration": None},
        "subscription_cancel": {
            "cancellation_reason": reasons,
            "enabled": offered,
            "mode": "at_period_end",
            "proration_behavior": "none",
        },
        "subscription_pause": {
            "duration": {"interval_options": [], "type": "indefinite"},
            "enabled": False,
        },
        "subscription_update": {
            "billing_cycle_anchor": None,
            "default_allowed_updates": ["quantity"] if offered else [],
            "enabled": offered,
            "products": None,
            "proration_behavior": "create_prorations",
            "schedule_at_period_end": {"conditions": []},
            "trial_update_behavior": "continue_trial",
        },
    }


def _take(engine: "Engine", configuration: Object, given: Values) -> None:
    changed(configuration, given, "default_return_url", "name")
    configuration["metadata"] = merged(configuration["metadata"], given.get("metadata"))
    configuration["business_profile"].update(given.get("business_profile", {}))
    for name, wanted in given.get("features", {}).items():
        configuration["features"][name].update(wanted)
    engine.store.touch(CONFIGURATION, configuration["id"])


def _flow(given: Values | None) -> Values | None:
    if given is None:
        return None
    kinds = ("customer_update", "subscription_cancel", "subscription_pause")
    more = ("subscription_update", "subscription_update_confirm")
    completion = {"hosted_confirmation": None, "redirect": None, "type": "portal_homepage"}
    flow = {**dict.fromkeys((*kinds, *more)), "after_completion": completion, **given}
    if flow["subscription_cancel"] is not None:
        flow["subscription_cancel"] = {"retention": None, **flow["subscription_cancel"]}
    return flow


def _retrieve(engine: "Engine", _given: Values, configuration_id: str) -> Object:
    return engine.get(CONFIGURATION, configuration_id)


def _all_of(engine: "Engine", given: Values) -> Object:
    return listing.page(engine.store, CONFIGURATION, given, _PATH)


_PATH = "/v1/billing_portal/configurations"
_FEATURES = fields(
    invoice_history=fields("enabled", enabled=boolean),
    payment_method_update=fields("enabled", enabled=boolean),
    subscription_cancel=fields(
        "enabled",
        enabled=boolean,
        mode=one_of("at_period_end", "immediately"),
        proration_behavior=PRORATION,
    ),
    subscription_update=fields(
        "enabled",
        default_allowed_updates=or_unset(many(one_of("price", "promotion_code", "quantity"))),
        enabled=boolean,
        proration_behavior=PRORATION,
    ),
)
_TERMS: dict[str, Any] = {
    "business_profile": fields(
        headline=or_unset(text), privacy_policy_url=text, terms_of_service_url=text
    ),
    "default_return_url": or_unset(text),
    "features": _FEATURES,
    "metadata": metadata,
    "name": or_unset(text),
}
_FLOW = fields(
    "type",
    subscription_cancel=fields("subscription", subscription=text),
    subscription_update=fields("subscription", subscription=text),
    type=one_of("payment_method_update", "subscription_cancel", "subscription_update"),
)
_SESSION = operation(
    "customer",
    configuration=text,
    customer=text,
    flow_data=_FLOW,
    locale=one_of("auto", "en", "fr"),
    return_url=text,
)
ROUTES = [
    Route("POST", _PATH, operation("features", **_TERMS), create_configuration),
    Route("GET", _PATH, list_of(active=boolean, is_default=boolean), _all_of),
    Route("GET", f"{_PATH}/{{id}}", operation(), _retrieve),
    Route("POST", f"{_PATH}/{{id}}", operation(active=boolean, **_TERMS), update_configuration),
    Route("POST", "/v1/billing_portal/sessions", _SESSION, create_session),
]
