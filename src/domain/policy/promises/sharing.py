"""Checks of the promises on recipients and cookies (privacy policy 2 and 3)."""

import re

from domain.periods import Period, after, paris_day
from domain.policy.promises.finding import Finding, Watch, broken, judged, kept
from domain.register import COOKIES, PROCESSORS, REGISTER, recipients_in_use

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
