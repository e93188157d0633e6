"""``/privacy`` and ``/cookies``: read off the register (P-POL-1, P-COO-3)."""

from typing import Any

from litestar import Request, get
from litestar.response import Response

from domain import policy
from domain.settings import current_settings
from web.access import PUBLIC
from web.pages import page

AnyRequest = Request[Any, Any, Any]


@get("/privacy", name="privacy", access=PUBLIC)
async def show_privacy(request: AnyRequest) -> Response[str]:
    """Show the privacy policy of this installation."""
    return page(request, "policy/privacy.html", policy=policy_in_force())


@get("/cookies", name="cookies", access=PUBLIC)
async def show_cookies(request: AnyRequest) -> Response[str]:
    """Show every cookie that the site sets."""
    return page(request, "policy/cookies.html", policy=policy_in_force())


def policy_in_force() -> policy.PrivacyPolicy:
    """Return the policy as this installation is set up."""
    return policy.privacy_policy(htmx_from_cdn=current_settings().htmx == "cdn")


HANDLERS = [show_privacy, show_cookies]
