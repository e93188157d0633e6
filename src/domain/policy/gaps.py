"""What the published policy leaves open, and what we do until it says so."""

from dataclasses import dataclass

from domain.register import COOKIES, REGISTER, recipients_in_use
from domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One difference between the published policy and what this installation does."""

    about: Text
    promise: str
    words: Text


_OF_THE_WHOLE = (
    Gap(
        about=Text("Cookies exemptés", "Exempt cookies"),
        promise="P-COO-2",
        words=Text(
            "La politique publiée parle, à propos des cookies exemptés, d’informations"
            " ciblées : nous n’en faisons aucune.",
            "The published policy speaks of targeted information under exempt cookies: we do"
            " none.",
        ),
    ),
)
"""Gaps that belong to no sheet, no recipient and no cookie."""


def gaps(*, htmx_from_cdn: bool) -> tuple[Gap, ...]:
    """Return every gap of this installation: of sheets, recipients, cookies, and the rest."""
    of_sheets = [
        Gap(about=sheet.name, promise=sheet.promise, words=sheet.gap)
        for sheet in REGISTER
        if sheet.gap
    ]
    of_recipients = [
        Gap(about=Text(one.name, one.name), promise="P-SHA-1", words=one.gap)
        for one in recipients_in_use(htmx_from_cdn=htmx_from_cdn)
        if one.gap
    ]
    of_cookies = [
        Gap(about=cookie.label, promise="P-COO-3", words=cookie.gap)
        for cookie in COOKIES
        if cookie.gap
    ]
    return (*of_sheets, *of_recipients, *of_cookies, *_OF_THE_WHOLE)
