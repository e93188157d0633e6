"""Checks of the promises on recipients and cookies (privacy policy 2 and 3)."""

import re
from datetime import UTC, datetime

from domain import outbound
from domain.periods import Period, after, paris_day
from domain.policy.promises.finding import Finding, Watch, broken, judged, kept
from domain.register import (
    COOKIES,
    MAILJET,
    PROCESSORS,
    REGISTER,
    SENT_MAIL,
    recipients_in_use,
)
from domain.register.completeness import column_name

_CDN = "cdn.jsdelivr.net"
_CEILINGS = {"assisteu_session": Period(months=12)}
"""The policy's table: authentication lasts twelve months at most."""
_NO_COOKIE_BEYOND = Period(months=13)


async def data_go_to_listed_recipients_alone(watch: Watch) -> Finding:
    """P-SHA-1: no sheet names another recipient, and the browser is let go nowhere else."""
    listed = {one.slug for one in PROCESSORS}
    named = {one.slug for sheet in REGISTER for one in sheet.recipients}
    hosts = set(re.findall(r"https?://([a-z0-9.-]+)", watch.site.content_security_policy))
    allowed = {_CDN} if watch.site.htmx_from_cdn else set()
    further = sorted((named - listed) | (hosts - allowed))
    if further:
        return broken(
            f"Des destinataires ne figurent pas dans la liste : {', '.join(further)}.",
            f"Recipients that are not on the list: {', '.join(further)}.",
        )
    if watch.site.htmx_from_cdn:
        return kept(
            "Les fiches ne nomment que des prestataires de la liste. Écart à publier : le"
            f" navigateur charge un fichier depuis {_CDN}, qui voit son adresse IP"
            " (ASSISTEU_HTMX=own y met fin).",
            "The sheets name listed providers alone. Gap to publish: the browser loads one file"
            f" from {_CDN}, which sees its IP address (ASSISTEU_HTMX=own ends this).",
        )
    return kept(
        "Les fiches ne nomment que des prestataires de la liste, et le navigateur ne charge"
        " rien d’ailleurs que de notre site.",
        "The sheets name listed providers alone, and the browser loads nothing from elsewhere"
        " than our site.",
    )


async def every_recipient_is_bound(watch: Watch) -> Finding:
    """P-SHA-2: each processor has an agreement in force; outside the EU also safeguards."""
    receiving = {one.slug for sheet in REGISTER for one in sheet.recipients}
    today = paris_day(watch.now)
    unbound = [
        one.name
        for one in recipients_in_use(htmx_from_cdn=False)
        if not one.has_agreement(on=today)
        or (one.country.en not in _IN_THE_UNION and one.safeguards is None)
    ]
    return judged(
        not unbound,
        f"{len(PROCESSORS)} prestataires, dont {len(receiving)} reçoivent des données ; sans"
        f" accord ou sans garantie : {', '.join(unbound) or 'aucun'}.",
        f"{len(PROCESSORS)} providers, {len(receiving)} of them receive data; without agreement"
        f" or safeguards: {', '.join(unbound) or 'none'}.",
    )


async def providers_got_the_minimum(_watch: Watch) -> Finding:
    """P-SEC-4: each sending of the ledger went to a recipient of its sheet, with its columns.

    A mail goes out with the columns of :data:`SENT_MAIL`, whichever sheet it serves.
    """
    tallies = await outbound.tally_since(_EVER)
    beyond = sorted(
        f"{tally.processor} ({tally.activity})" for tally in tallies if not _is_allowed(tally)
    )
    total = sum(tally.sendings for tally in tallies)
    return judged(
        not beyond,
        f"{total} transmissions inscrites au registre des envois ; au-delà de ce que leur fiche"
        f" permet : {', '.join(beyond) or 'aucune'}.",
        f"{total} sendings in the ledger; beyond what their sheet allows:"
        f" {', '.join(beyond) or 'none'}.",
    )


_EVER = datetime(1970, 1, 1, tzinfo=UTC)


def _is_allowed(tally: outbound.Tally) -> bool:
    sheets = [sheet for sheet in REGISTER if sheet.slug == tally.activity]
    named = {one.slug for sheet in sheets for one in sheet.recipients}
    by_mail = [SENT_MAIL] if tally.processor == MAILJET.slug else []
    columns = {
        column_name(column)
        for sheet in [*sheets, *by_mail]
        for holding in sheet.holdings
        for column in holding.columns
    }
    return tally.processor in named and columns.issuperset(tally.fields)


_IN_THE_UNION = {"France", "Germany"}


async def nothing_undeclared_is_set(watch: Watch) -> Finding:
    """P-COO-2: a first visit gets declared cookies alone, none of which needs consent."""
    free = {cookie.name for cookie in COOKIES if not cookie.needs_consent}
    names = {name.removeprefix("__Host-") for name in watch.site.cookies_unasked}
    further = sorted(names - free)
    return judged(
        not further,
        "Cookies déposés sur les pages publiques à la première visite"
        f" : {', '.join(sorted(names)) or 'aucun'} ; non déclarés"
        f" : {', '.join(further) or 'aucun'}.",
        f"Cookies that public pages set on a first visit: {', '.join(sorted(names)) or 'none'};"
        f" undeclared: {', '.join(further) or 'none'}.",
    )


async def cookies_stay_under_their_ceilings(watch: Watch) -> Finding:
    """P-COO-3: what is set lasts no longer than the policy's table."""
    too_long = [
        name
        for name, seconds in watch.site.cookie_seconds.items()
        if seconds is not None and seconds > _most_seconds(name, watch)
    ]
    declared = {cookie.name for cookie in COOKIES}
    unset = declared - set(watch.site.cookie_seconds)
    return judged(
        not too_long and not unset,
        f"{len(declared)} cookies déclarés ; au-delà de leur plafond"
        f" : {', '.join(too_long) or 'aucun'}.",
        f"{len(declared)} declared cookies; beyond their ceiling:"
        f" {', '.join(too_long) or 'none'}.",
    )


def _most_seconds(name: str, watch: Watch) -> float:
    ceiling = _CEILINGS.get(name, _NO_COOKIE_BEYOND)
    return (after(watch.now, ceiling) - watch.now).total_seconds()
