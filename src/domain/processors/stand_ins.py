"""Stand-ins of the processors for the local run: they answer like them, and open no connection.

What they were given is remembered in a file of the data folder, where ``/local/processors``
shows it and where an erasure reaches it like at the processor itself.
"""

import fcntl
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx

State = dict[str, Any]
Answer = Callable[[State, httpx.Request, re.Match[str]], httpx.Response]
Routes = tuple[tuple[str, re.Pattern[str], Answer], ...]


@dataclass(frozen=True, slots=True)
class Memory:
    """What one stand-in remembers, for all processes of the local run."""

    file: Path

    def read(self) -> State:
        """Return what is remembered."""
        with self._locked() as text:
            return dict(json.loads(text or "{}"))

    @contextmanager
    def changed(self) -> Iterator[State]:
        """Give what is remembered, to be changed: written back whole, or not at all."""
        with self._locked() as text:
            state = dict(json.loads(text or "{}"))
            yield state
            written = self.file.with_suffix(".new")
            written.write_text(json.dumps(state, ensure_ascii=False, indent=1))
            written.replace(self.file)

    @contextmanager
    def _locked(self) -> Iterator[str]:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield self.file.read_text() if self.file.exists() else ""


class StandIn(httpx.AsyncBaseTransport):
    """Answers in the place of a processor."""

    def __init__(self, memory: Memory, routes: Routes) -> None:
        """Answer by ``routes``, and remember in ``memory``."""
        self._memory = memory
        self._routes = routes

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request; what no route knows is 404."""
        await request.aread()
        for method, path, answer in self._routes:
            fits = path.fullmatch(request.url.path)
            if fits and method == request.method:
                with self._memory.changed() as state:
                    return answer(state, request, fits)
        return _plain(HTTPStatus.NOT_FOUND)


def _plain(status: HTTPStatus) -> httpx.Response:
    return httpx.Response(status)


def _json(said: object, status: HTTPStatus = HTTPStatus.OK) -> httpx.Response:
    return httpx.Response(status, json=said)


def _body(request: httpx.Request) -> Any:
    return json.loads(request.content)


# HubSpot: contacts by address, and who is unsubscribed.


def _upsert(state: State, request: httpx.Request, _fits: re.Match[str]) -> httpx.Response:
    contacts = state.setdefault("contacts", {})
    for each in _body(request)["inputs"]:
        contacts[each["id"]] = each["properties"]
    return _json({"status": "COMPLETE", "results": _body(request)["inputs"]})


def _unsubscribe(state: State, _request: httpx.Request, fits: re.Match[str]) -> httpx.Response:
    gone = state.setdefault("unsubscribed", [])
    if fits["email"] not in gone:
        gone.append(fits["email"])
    return _json({"status": "COMPLETE", "results": []})


def _gdpr_delete(state: State, request: httpx.Request, _fits: re.Match[str]) -> httpx.Response:
    email = _body(request)["objectId"]
    state.setdefault("contacts", {}).pop(email, None)
    state["unsubscribed"] = [each for each in state.get("unsubscribed", []) if each != email]
    return _plain(HTTPStatus.NO_CONTENT)


HUBSPOT: Routes = (
    ("POST", re.compile(r"/crm/objects/2026-03/contacts/batch/upsert"), _upsert),
    ("POST", re.compile(r"/crm/objects/2026-03/contacts/gdpr-delete"), _gdpr_delete),
    (
        "POST",
        re.compile(
            r"/communication-preferences/2026-03/statuses/(?P<email>[^/]+)/unsubscribe-all"
        ),
        _unsubscribe,
    ),
)


# Zoom: meetings by number, each with its registrants.


def _token(_state: State, _request: httpx.Request, _fits: re.Match[str]) -> httpx.Response:
    return _json({"access_token": "stand-in", "token_type": "bearer", "expires_in": 3600})


def _meetings(state: State, _request: httpx.Request, _fits: re.Match[str]) -> httpx.Response:
    return _json({"meetings": list(state.get("meetings", {}).values())})


def _create(state: State, request: httpx.Request, _fits: re.Match[str]) -> httpx.Response:
    number = str(80_000_000_000 + len(state.setdefault("ever", [])))
    state["ever"].append(number)
    meeting = {"id": int(number), **_body(request), "registrants": {}}
    state.setdefault("meetings", {})[number] = meeting
    return _json(meeting, HTTPStatus.CREATED)


def _cancel(state: State, _request: httpx.Request, fits: re.Match[str]) -> httpx.Response:
    gone = state.get("meetings", {}).pop(fits["meeting"], None)
    return _plain(HTTPStatus.NO_CONTENT if gone else HTTPStatus.NOT_FOUND)


def _registrants(state: State, _request: httpx.Request, fits: re.Match[str]) -> httpx.Response:
    meeting = state.get("meetings", {}).get(fits["meeting"])
    if meeting is None:
        return _plain(HTTPStatus.NOT_FOUND)
    return _json({"registrants": list(meeting["registrants"].values())})


def _register(state: State, request: httpx.Request, fits: re.Match[str]) -> httpx.Response:
    meeting = state.get("meetings", {}).get(fits["meeting"])
    if meeting is None:
        return _plain(HTTPStatus.NOT_FOUND)
    meeting["ever"] = meeting.get("ever", 0) + 1  # a number is given once
    number = f"{fits['meeting']}-{meeting['ever']}"
    join_url = f"https://zoom.example/w/{number}"
    meeting["registrants"][number] = {"id": number, "join_url": join_url, **_body(request)}
    return _json({"registrant_id": number, "join_url": join_url}, HTTPStatus.CREATED)


def _remove(state: State, _request: httpx.Request, fits: re.Match[str]) -> httpx.Response:
    meeting = state.get("meetings", {}).get(fits["meeting"], {"registrants": {}})
    gone = meeting["registrants"].pop(fits["registrant"], None)
    return _plain(HTTPStatus.NO_CONTENT if gone else HTTPStatus.NOT_FOUND)


ZOOM: Routes = (
    ("POST", re.compile(r"/oauth/token"), _token),
    ("GET", re.compile(r"/v2/users/me/meetings"), _meetings),
    ("POST", re.compile(r"/v2/users/me/meetings"), _create),
    ("DELETE", re.compile(r"/v2/meetings/(?P<meeting>\d+)"), _cancel),
    ("GET", re.compile(r"/v2/meetings/(?P<meeting>\d+)/registrants"), _registrants),
    ("POST", re.compile(r"/v2/meetings/(?P<meeting>\d+)/registrants"), _register),
    (
        "DELETE",
        re.compile(r"/v2/meetings/(?P<meeting>\d+)/registrants/(?P<registrant>[^/]+)"),
        _remove,
    ),
)


# Matomo: the last events. Axeptio: the choices, by token.

_MOST_EVENTS = 1_000


def _track(state: State, request: httpx.Request, _fits: re.Match[str]) -> httpx.Response:
    events = _body(request)["requests"]
    state["events"] = [*state.get("events", []), *events][-_MOST_EVENTS:]
    return _json({"status": "success", "tracked": len(events), "invalid": 0})


def _recorded(state: State, request: httpx.Request, _fits: re.Match[str]) -> httpx.Response:
    known = state.get("choices", {}).get(request.url.params["token"])
    return _json(known) if known else _plain(HTTPStatus.NOT_FOUND)


def _record(state: State, request: httpx.Request, _fits: re.Match[str]) -> httpx.Response:
    choice = _body(request)
    state.setdefault("choices", {})[choice["token"]] = choice
    return _plain(HTTPStatus.CREATED)


MATOMO: Routes = (("POST", re.compile(r"/matomo\.php"), _track),)
AXEPTIO: Routes = (
    ("GET", re.compile(r"/v1/app/consent/[^/]+"), _recorded),
    ("POST", re.compile(r"/v1/app/consents/[^/]+/cookies/[^/]+"), _record),
)
