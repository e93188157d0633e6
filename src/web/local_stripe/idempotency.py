"""Idempotency keys: the same key gives the same answer, errors of the operation included."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from web.local_stripe.errors import Refused, WrongParameters
from web.local_stripe.times import DAY, MAIN

if TYPE_CHECKING:
    from web.local_stripe.engine import Engine

KEPT_FOR = DAY
_IN_USE = 409


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered to a request."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)


def once(
    engine: "Engine",
    method: str,
    path: str,
    form: str,
    answer: Callable[[str, str, str], Answer],
) -> Answer:
    """Answer a request, or repeat the answer that its key had.

    As at Stripe, nothing is kept where the parameters could not be read.

    Raises:
        Refused: The key was used for something else.
    """
    key = engine.request_key
    if key is None:
        return answer(method, path, form)
    asked = f"{method} {path} {form}"
    before = _kept(engine, key)
    if before is not None:
        return _repeated(before, asked)
    try:
        given = answer(method, path, form)
    except WrongParameters:
        raise
    except Refused as refused:
        _keep(engine, key, asked, refused.status, refused.body)
        raise
    _keep(engine, key, asked, given.status, given.body)
    return given


def in_use() -> Refused:
    """Return the refusal of a key whose first request is still under way."""
    return Refused(
        "There is currently another in-progress request using this idempotent key.",
        status=_IN_USE,
        kind="idempotency_error",
        code="idempotency_key_in_use",
    )


def _repeated(before: dict[str, Any], asked: str) -> Answer:
    if before["asked"] != asked:
        raise Refused(
            "Keys for idempotent requests can only be used with the same parameters they were"
            " first used with.",
            kind="idempotency_error",
        )
    return Answer(before["status"], before["body"], {"idempotent-replayed": "true"})


def _kept(engine: "Engine", key: str) -> dict[str, Any] | None:
    before = engine.store.find("_answer", key)
    return before if before and before["at"] > engine.now(MAIN) - KEPT_FOR else None


def _keep(engine: "Engine", key: str, asked: str, status: int, body: dict[str, Any]) -> None:
    at = engine.now(MAIN)
    kept = {"id": key, "at": at, "asked": asked, "status": status, "body": body}
    engine.store.put("_answer", key, kept)


def purge(engine: "Engine") -> None:
    """Forget the answers of yesterday: what was sent stands in them."""
    limit = engine.now(MAIN) - KEPT_FOR
    while (old := engine.store.oldest("_answer")) and old["at"] <= limit:
        engine.store.drop("_answer", old["id"])
