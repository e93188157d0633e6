"""Stripe's interface as the SDK declares it, and the check of all that is said in it.

The specification is closed here: a field that the SDK does not know is wrong, and one that
it declares must be there, null where it may be.
"""

import gzip
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import jsonschema_rs
import pytest
from stripe import StripeClient

from tests.specs import SPECS, NotInTheInterface
from web.local_stripe import Engine
from web.local_stripe.events import whole
from web.local_stripe.in_process import KEY, InProcess
from web.local_stripe.parameters import decode

FILE = SPECS / "stripe-2026-10-28.endive.from-stripe-python-16.1.0.openapi.json.gz"
needed = pytest.mark.skipif(
    not FILE.exists(), reason="Stripe's interface is not beside the project"
)

ABSENT = {
    "Customer": {"cash_balance", "invoice_credit_balance", "sources", "subscriptions"}
    | {"tax", "tax_ids"},
    "Invoice": {"confirmation_secret", "payments"},
    "checkout.Session": {"line_items"},
    "Price": {"currency_options", "tiers"},
    "Plan": {"tiers"},
    "WebhookEndpoint": {"secret"},
}
"""What Stripe leaves out where nobody expands it; ``deleted`` stands on what is deleted."""

_LIST = {"data", "has_more", "url"}
_ERROR = {"charge", "code", "decline_code", "message", "param", "type"}
_KINDS = {"api_error", "card_error", "idempotency_error", "invalid_request_error"}


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    read = dict(json.loads(gzip.decompress(FILE.read_bytes())))
    schemas = read["components"]["schemas"]
    for name, schema in schemas.items():
        if "Params" not in name:
            _close(name, schema)
    _close_lists(read["paths"])
    return read


def _close(name: str, schema: Any) -> None:
    """Refuse further fields, and demand those that are declared."""
    _close_lists(schema)
    if "properties" in schema and "additionalProperties" not in schema:
        schema["additionalProperties"] = False
        optional = {"deleted", *ABSENT.get(name, ())}
        if name == "PaymentMethod":
            optional |= set(schema["properties"]) - {"allow_redisplay", "card", "customer"}
        if name.startswith("PaymentMethod.Card") or name == "Event.Data":
            optional |= set(schema["properties"])
        if name == "PaymentIntent.NextAction" or name.endswith("Error"):
            optional |= set(schema["properties"]) - {"type"}
        schema["required"] = [e for e in schema.get("required", []) if e not in optional]


def _close_lists(node: Any) -> None:
    if isinstance(node, dict):
        if set(node.get("properties", ())) == _LIST:
            node["properties"]["object"] = {"enum": ["list"]}
            node["additionalProperties"] = False
            node["required"] = [*_LIST, "object"]
        for each in node.values():
            _close_lists(each)
    elif isinstance(node, list):
        for each in node:
            _close_lists(each)


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Return the schema of each kind of object."""
    found = {}
    for name, schema in document()["components"]["schemas"].items():
        kinds = schema.get("properties", {}).get("object", {}).get("enum", [])
        if schema.get("x-kind") == "resource" and kinds:
            found[kinds[0]] = name
    return found


@lru_cache(maxsize=512)
def _validator(schema: str) -> jsonschema_rs.Draft202012Validator:
    whole_schema = {**json.loads(schema), "components": document()["components"]}
    return jsonschema_rs.Draft202012Validator(whole_schema)


def _check(value: Any, schema: dict[str, Any], where: str) -> None:
    problems = _validator(json.dumps(schema)).iter_errors(value)
    found = [f"{'/'.join(map(str, e.instance_path))}: {e.message[:300]}" for e in problems]
    if found:
        raise NotInTheInterface(where, found)


def operation_of(method: str, path: str) -> dict[str, Any]:
    for pattern, operations in document()["paths"].items():
        named = re.sub(r"\{\w+\}", "[^/]+", pattern)
        if method.lower() in operations and re.fullmatch(named, path):
            if "{" in pattern and path in document()["paths"]:
                continue
            return dict(operations[method.lower()])
    raise NotInTheInterface(f"{method} {path}")


def check_request(method: str, path: str, form: str) -> None:
    """Refuse parameters that the operation does not have."""
    described = operation_of(method, path)
    given = decode(form)
    if method == "POST":
        content = described["requestBody"]["content"]
        schema = content["application/x-www-form-urlencoded"]["schema"]
        _check(typed(given, schema), schema, f"{method} {path}")
        return
    known = {e["name"]: e["schema"] for e in described["parameters"] if e["in"] == "query"}
    for name, value in given.items():
        if name not in known:
            raise NotInTheInterface(f"{method} {path}: {name}")
        _check(typed(value, known[name]), known[name], f"{method} {path}: {name}")


def check_answer(method: str, path: str, status: int, body: dict[str, Any]) -> None:
    """Refuse an answer that is not in the operation's shape."""
    if status != 200:
        check_error(body)
        return
    schema = operation_of(method, path)["responses"]["200"]["content"]["application/json"]
    if body.get("deleted"):
        assert set(body) == {"id", "object", "deleted"}
        return
    _check(body, schema["schema"], f"answer to {method} {path}")


def check_error(body: dict[str, Any]) -> None:
    """Refuse an error that is not in Stripe's shape, or has a code that Stripe has not."""
    error = body["error"]
    if set(body) != {"error"} or not set(error) <= _ERROR or error["type"] not in _KINDS:
        raise NotInTheInterface(error)
    if "code" in error and error["code"] not in _codes():
        raise NotInTheInterface(f"the code {error['code']}")


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    schema = document()["components"]["schemas"]["Invoice.LastFinalizationError"]
    words = schema["properties"]["code"]["anyOf"]
    # The error of a call knows more codes than the error of an invoice.
    more = {"idempotency_key_in_use", "parameter_unknown", "invoice_already_paid"}
    return frozenset({code for each in words for code in each.get("enum", ())} | more)


def check_object(thing: dict[str, Any]) -> None:
    """Refuse an object that is not in the shape of its kind."""
    _check(
        thing, {"$ref": f"#/components/schemas/{_names()[thing['object']]}"}, thing["object"]
    )


def check_event(event: dict[str, Any]) -> None:
    """Refuse an event whose envelope, type or object is not Stripe's."""
    check_object(event)
    schemas = document()["components"]["schemas"]
    words = schemas["Event"]["properties"]["type"]
    types = {e for part in words.get("anyOf", [words]) for e in part.get("enum", ())}
    if event["type"] not in types:
        raise NotInTheInterface(event["type"])
    thing = event["data"]["object"]
    check_object(thing)
    known = set(schemas[_names()[thing["object"]]]["properties"])
    before = event["data"].get("previous_attributes")
    if before is not None and not set(before) <= known:
        raise NotInTheInterface(event["type"], sorted(set(before) - known))


def typed(value: Any, schema: dict[str, Any]) -> Any:
    """Return what a form says, in the types of its schema."""
    if "$ref" in schema:
        return typed(value, document()["components"]["schemas"][schema["$ref"].split("/")[-1]])
    if "anyOf" in schema:
        return typed(value, _fitting(value, schema["anyOf"]))
    if isinstance(value, dict):
        inner, rest = schema.get("properties", {}), schema.get("additionalProperties") or {}
        return {k: typed(v, inner.get(k, rest)) for k, v in value.items()}
    if isinstance(value, list):
        return [typed(each, schema.get("items", {})) for each in value]
    return _scalar(value, schema)


def _scalar(value: str, schema: dict[str, Any]) -> Any:
    if schema.get("type") == "integer" and re.fullmatch(r"-?\d+", value):
        return int(value)
    if schema.get("type") == "boolean" and value in ("true", "false"):
        return value == "true"
    return value


def _fitting(value: Any, options: list[dict[str, Any]]) -> dict[str, Any]:
    wanted = {dict: "object", list: "array"}.get(type(value))
    for option in options:
        schema = option
        if "$ref" in option:
            schema = document()["components"]["schemas"][option["$ref"].split("/")[-1]]
        if wanted and schema.get("type") == wanted:
            return schema
        if not wanted and value in schema.get("enum", ()):
            return schema
        number = isinstance(value, str) and re.fullmatch(r"-?\d+", value)
        if not wanted and schema.get("type") == "integer" and number:
            return schema
    return options[-1]


class Checked(InProcess):
    """An engine under stripe-python, where all that is said is held to the interface."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.said = 0
        self.told: set[str] = set()
        self._events = 0

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        **metrics: Any,
    ) -> tuple[str, int, Mapping[str, str]]:
        parts = urlsplit(url)
        sent = (post_data or "") if method == "post" else parts.query
        form = sent.decode() if isinstance(sent, bytes) else sent
        check_request(method.upper(), parts.path, form)
        text, status, told = super().request(method, url, headers, post_data)
        check_answer(method.upper(), parts.path, status, json.loads(text))
        self.check_new_events()
        self.said += 1
        return text, status, told

    def check_new_events(self) -> None:
        """Check what was told since the last time."""
        ids = self.engine.store.order.get("event", [])
        for identity in ids[self._events :]:
            event = self.engine.store.find("event", identity)
            if event is not None:
                check_event(whole(event))
                self.told.add(event["type"])
        self._events = len(ids)


def checked_client(engine: Engine) -> tuple[StripeClient, Checked]:
    by = Checked(engine)
    return StripeClient(KEY, http_client=by), by
