"""Test clocks: a customer made on one lives by it, and its time moves when it is told to."""

from typing import TYPE_CHECKING

from web.local_stripe import listing
from web.local_stripe.errors import Refused
from web.local_stripe.parameters import Values, moment, operation, text
from web.local_stripe.parameters import listing as list_of
from web.local_stripe.routes import Route
from web.local_stripe.store import Object
from web.local_stripe.times import DAY, MAIN

if TYPE_CHECKING:
    from web.local_stripe.engine import Engine

KIND = "test_helpers.test_clock"
_KEPT_FOR = 30 * DAY


def create(engine: "Engine", given: Values) -> Object:
    """Make a clock that stands."""
    clock = engine.make(
        KIND,
        "clock",
        deletes_after=engine.now(MAIN) + _KEPT_FOR,
        frozen_time=given["frozen_time"],
        name=given.get("name"),
        status="ready",
        status_details={"advancing": None},
    )
    engine.times.now[clock["id"]] = given["frozen_time"]
    engine.tell(f"{KIND}.created", clock)
    return clock


def advance(engine: "Engine", given: Values, clock_id: str) -> Object:
    """Move a clock on: everything that is due on the way has happened at the answer.

    Raises:
        Refused: The time is not after the clock's.
    """
    clock = engine.get(KIND, clock_id)
    if given["frozen_time"] <= clock["frozen_time"]:
        message = "The time must be after the clock's current frozen time."
        raise Refused(message, param="frozen_time")
    engine.advance(clock_id, given["frozen_time"])
    clock = engine.get(KIND, clock_id)
    clock["frozen_time"] = given["frozen_time"]
    engine.tell(f"{KIND}.ready", clock)
    return clock


def delete(engine: "Engine", _given: Values, clock_id: str) -> Object:
    """Delete a clock, and the customers who live by it."""
    from web.local_stripe.customers import delete as delete_customer

    clock = engine.get(KIND, clock_id)
    for customer in engine.store.each("customer"):
        if customer.get("test_clock") == clock_id:
            delete_customer(engine, {}, customer["id"])
    engine.tell(f"{KIND}.deleted", clock)
    stub = {"id": clock_id, "object": KIND, "deleted": True}
    return engine.store.put(KIND, clock_id, stub)


def _retrieve(engine: "Engine", _given: Values, clock_id: str) -> Object:
    return engine.get(KIND, clock_id)


def _all_of(engine: "Engine", given: Values) -> Object:
    return listing.page(engine.store, KIND, given, _PATH)


_PATH = "/v1/test_helpers/test_clocks"
ROUTES = [
    Route("POST", _PATH, operation("frozen_time", frozen_time=moment, name=text), create),
    Route("GET", _PATH, list_of(), _all_of),
    Route("GET", f"{_PATH}/{{id}}", operation(), _retrieve),
    Route("DELETE", f"{_PATH}/{{id}}", operation(), delete),
    Route(
        "POST",
        f"{_PATH}/{{id}}/advance",
        operation("frozen_time", frozen_time=moment),
        advance,
    ),
]
