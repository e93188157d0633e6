"""The processors' published interfaces, where they lie beside the project, and their check."""

import gzip
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import jsonschema
import pytest

SPECS = Path(__file__).parents[2] / "shared/specs"
HUBSPOT = SPECS / "hubspot-2026-03.from-hubspot-sdk-0.1.0a9.openapi.json.gz"
ZOOM = SPECS / "zoom-meetings-webinars.endpoints.json"
MATOMO = SPECS / "matomo-tracking.json"

needed = pytest.mark.skipif(
    not SPECS.exists(), reason="the specifications are not beside the project"
)


class NotInTheInterface(AssertionError):
    """The published interface knows no such call, query or field."""


@lru_cache(maxsize=1)
def _hubspot() -> dict[str, Any]:
    return dict(json.loads(gzip.decompress(HUBSPOT.read_bytes())))


def check_hubspot(request: httpx.Request) -> None:
    """Refuse a request that HubSpot's OpenAPI document does not describe."""
    document = _hubspot()
    operation = _operation(document["paths"], request)
    known = {each["name"] for each in operation["parameters"] if each["in"] == "query"}
    needed_too = {each["name"] for each in operation["parameters"] if each["required"]}
    asked = set(request.url.params)
    if not asked <= known or not (needed_too & known) <= asked:
        raise NotInTheInterface(sorted(asked ^ known))
    described = operation.get("requestBody")
    if described is None:
        assert request.content == b""
        return
    schema = described["content"]["application/json"]["schema"]
    whole = {**schema, "components": document["components"]}
    jsonschema.validate(json.loads(request.content), whole)


def _operation(paths: dict[str, Any], request: httpx.Request) -> dict[str, Any]:
    for path, operations in paths.items():
        pattern = re.sub(r"\{\w+\}", "[^/]+", path)
        if re.fullmatch(pattern, request.url.path) and request.method.lower() in operations:
            return dict(operations[request.method.lower()])
    raise NotInTheInterface(f"{request.method} {request.url.path}")


_MEETING_FIELDS = {"topic", "agenda", "type", "start_time", "duration", "settings"}
_SETTINGS = {
    "approval_type",
    "registrants_confirmation_email",
    "registrants_email_notification",
    "email_notification",
    "auto_recording",
}
_ZOOM_BODIES = {
    "meetingCreate": _MEETING_FIELDS,
    "meetingRegistrantCreate": {"first_name", "email"},
}
"""The published table has no bodies: what we give, and nothing more."""


def check_zoom(request: httpx.Request) -> None:
    """Refuse a call that Zoom's table does not have, or a field that we do not declare."""
    if request.url.path == "/oauth/token":
        assert set(parse_qs(request.content.decode())) == {"grant_type", "account_id"}
        return
    for each in json.loads(ZOOM.read_text())["operations"]:
        pattern = re.sub(r"\{\w+\}", "[^/]+", each["path"])
        if each["method"] == request.method and re.fullmatch(
            pattern, request.url.path.removeprefix("/v2")
        ):
            _check_zoom_body(each["operationId"], request)
            return
    raise NotInTheInterface(f"{request.method} {request.url.path}")


def _check_zoom_body(operation: str, request: httpx.Request) -> None:
    body = json.loads(request.content) if request.content else {}
    fields = set(body) | set(body.get("settings", ()))
    allowed = _ZOOM_BODIES.get(operation, set()) | (_SETTINGS if "settings" in body else set())
    if fields != allowed:
        raise NotInTheInterface(sorted(fields ^ allowed))


def check_matomo(request: httpx.Request) -> None:
    """Refuse a parameter that is not among those we allow ourselves, or that CNIL forbids."""
    known = json.loads(MATOMO.read_text())
    allowed = {*known["allowed_for_us"], "cid"}  # a pseudonym of the day, not Matomo's own id
    body = json.loads(request.content)
    assert set(body) == {"requests"}
    for each in body["requests"]:
        given = set(parse_qs(each.removeprefix("?")))
        if not given <= allowed or given & set(known["forbidden_in_cnil_mode"]):
            raise NotInTheInterface(sorted(given - allowed))
        assert set(known["required"]) <= given


def check_axeptio(request: httpx.Request) -> None:
    """Refuse what we do not declare: Axeptio's document is live, not beside the project."""
    if request.method == "GET":
        assert set(request.url.params) == {"token"}
        return
    if set(json.loads(request.content)) != {"accept", "preferences", "token"}:
        raise NotInTheInterface(sorted(json.loads(request.content)))
