"""A refusal in Stripe's shape."""

from typing import Any


class Refused(Exception):
    """The request is answered with an error; what it changed is undone unless ``kept``."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        decline_code: str | None = None,
        kept: bool = False,
        charge: str | None = None,
    ) -> None:
        """Take the words and what Stripe's clients read."""
        super().__init__(message)
        self.status = status
        self.kept = kept
        told = {
            "charge": charge,
            "code": code,
            "decline_code": decline_code,
            "message": message,
            "param": param,
            "type": kind,
        }
        self.error: dict[str, Any] = {name: v for name, v in told.items() if v is not None}

    @property
    def body(self) -> dict[str, Any]:
        """The answer's body."""
        return {"error": self.error}


class WrongParameters(Refused):
    """The parameters cannot be read: nothing ran, so that no idempotent answer is kept."""


def missing(what: str, identity: str, param: str = "id") -> Refused:
    """Return the refusal of an object that is not there."""
    message = f"No such {what}: '{identity}'"
    status = 404 if param == "id" else 400
    return Refused(message, status=status, code="resource_missing", param=param)


def card_declined(reason: str = "generic_decline", *, charge: str | None = None) -> Refused:
    """Return the refusal of a card by its bank; what was tried stays noted."""
    return Refused(
        "Your card was declined.",
        status=402,
        kind="card_error",
        code="card_declined",
        decline_code=reason,
        kept=True,
        charge=charge,
    )
