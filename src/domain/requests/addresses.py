"""Which links open a request to whom: its owner signed in, or whoever holds its mail."""

from uuid import UUID

from domain import links
from domain.requests.tables import RightsRequest

_PROOF, _FOLLOW = "prove-request", "follow-request"


def page_of(request: RightsRequest) -> str:
    """Return the path of the page where the person follows the request.

    In the account for a holder. Otherwise a signed link, known to the mailed address alone.
    """
    if request.account is not None:
        return f"/account/data/requests/{request.id}"
    return follow_page_of(request)


def follow_page_of(request: RightsRequest) -> str:
    """Return the path of the page that needs no account, and shows no data."""
    return f"/rights/requests/{links.sign(_FOLLOW, request.id)}"


def proof_of(request: RightsRequest) -> str:
    """Return the path of the page that proves the address of the request."""
    return f"/rights/prove/{links.sign(_PROOF, request.id)}"


def read_proof(token: str) -> UUID:
    """Return the request that a link of :func:`proof_of` names.

    Raises:
        NotOurLink: We did not sign it.
    """
    return links.read(_PROOF, token)


def read_follow(token: str) -> UUID:
    """Return the request that a link of :func:`page_of` names.

    Raises:
        NotOurLink: We did not sign it.
    """
    return links.read(_FOLLOW, token)
