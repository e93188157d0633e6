"""``next=``: where to go afterwards, on our own site and nowhere else."""

from urllib.parse import quote, urlsplit

from web.pages import AnyRequest, language_of
from web.rendering import path_in

_LONGEST = 500
_NEVER_AFTERWARDS = ("/sign-in", "/sign-out", "/en/sign-in", "/en/sign-out")


def own_path(asked: str | None) -> str | None:
    r"""Return ``asked`` if it is a path of ours, else None.

    Browsers read ``//host``, ``/\host`` and tabs inside them as other hosts.
    """
    if not asked or len(asked) > _LONGEST or not asked.startswith("/"):
        return None
    if asked.startswith("//") or "\\" in asked or not asked.isprintable():
        return None
    parts = urlsplit(asked)
    if parts.scheme or parts.netloc or parts.path.startswith(_NEVER_AFTERWARDS):
        return None
    return asked


def next_path(request: AnyRequest, *, otherwise: str = "/") -> str:
    """Return the page that ``next=`` names, or ``otherwise`` in the page's language."""
    asked = own_path(request.query_params.get("next"))
    return asked or path_in(language_of(request), otherwise)


def next_query(request: AnyRequest) -> str:
    """Return ``?next=…`` for the way to another page of the same course, or nothing."""
    asked = own_path(request.query_params.get("next"))
    return f"?next={quote(asked, safe='/')}" if asked else ""
