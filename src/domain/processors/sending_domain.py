"""Asking the DNS whether others may write in our name: SPF, DKIM and DMARC.

A declared look-up: the names of our own domain, nothing of anybody.
"""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from email.utils import parseaddr
from functools import partial

import dns.asyncresolver
import dns.exception
import dns.resolver

from domain import mail
from domain.mail.sending_domain import Protection
from domain.settings import current_settings

PATIENCE_S = 10
Texts = Callable[[str], Awaitable[list[str]]]
"""Returns the TXT records of a name, none where there is no such name."""


class NoAnswer(Exception):
    """The DNS did not answer: nobody knows."""


async def look_up_sending_domain(*, now: datetime, texts: Texts | None = None) -> None:
    """Look up the domain of ``ASSISTEU_MAIL_FROM``, and write down how its records stand."""
    settings = current_settings().mail
    domain = parseaddr(settings.sender)[1].rpartition("@")[2]
    ask = texts or text_records
    await mail.note_look_up(
        domain=domain,
        spf=await _of(ask, domain, spf_in),
        dkim=await _of(ask, f"{settings.dkim_selector}._domainkey.{domain}", dkim_in),
        dmarc=await _dmarc_of(ask, domain),
        now=now,
    )


async def _of(ask: Texts, name: str, read: Callable[[list[str]], Protection]) -> Protection:
    try:
        return read(await ask(name))
    except NoAnswer:
        return Protection.UNKNOWN


async def _dmarc_of(ask: Texts, domain: str) -> Protection:
    """Return the policy that receivers apply to a domain: its own, or that of one above it."""
    above = domain
    while True:
        is_own = above == domain
        stands = await _of(ask, f"_dmarc.{above}", partial(dmarc_in, of_subdomain=not is_own))
        above = above.partition(".")[2]
        if stands is not Protection.MISSING or "." not in above:
            return stands


def spf_in(records: list[str]) -> Protection:
    """Read SPF (RFC 7208): one record, which refuses all others or marks them.

    The first ``all`` counts, wherever it stands: no mechanism after it is read, and modifiers
    may follow (section 5.1). A ``redirect=`` is not followed, and counts as too weak: who
    writes in our name should stand in our own record.
    """
    found = [one for one in records if re.match(r"v=spf1(\s|$)", one, re.IGNORECASE)]
    if not found:
        return Protection.MISSING
    terms = found[0].lower().split()
    first = next((term for term in terms if term.lstrip("+-~?") == "all"), None)
    is_sound = len(found) == 1 and first in {"-all", "~all"}
    return Protection.SOUND if is_sound else Protection.WEAK


def dkim_in(records: list[str]) -> Protection:
    """Read a key of DKIM (RFC 6376); an empty one was revoked."""
    keys = [found for one in records if (found := re.search(r"(?:^|;)\s*p=([^;]*)", one))]
    if not keys:
        return Protection.MISSING
    return Protection.SOUND if keys[0].group(1).strip() else Protection.WEAK


def dmarc_in(records: list[str], *, of_subdomain: bool = False) -> Protection:
    """Read DMARC (RFC 7489): one record, whose policy does more than watch.

    Args:
        records: What the DNS says.
        of_subdomain: Whether they are those of a domain above the one in question: then
            ``sp=`` counts, where it is given.
    """
    found = [one for one in records if re.match(r"v=DMARC1\s*(;|$)", one)]
    if not found:
        return Protection.MISSING
    tags = _tags(found[0])
    policy = tags.get("sp", tags.get("p")) if of_subdomain else tags.get("p")
    is_sound = len(found) == 1 and "p" in tags and policy in {"quarantine", "reject"}
    return Protection.SOUND if is_sound else Protection.WEAK


def _tags(record: str) -> dict[str, str]:
    """Return the tags of a record of DMARC, whose values no one reads by their case."""
    parts = (part.partition("=") for part in record.lower().split(";"))
    return {name.strip(): value.strip() for name, _, value in parts}


async def text_records(name: str) -> list[str]:
    """Return the TXT records of a name, each put together from its pieces.

    Raises:
        NoAnswer: No server answered, or none that can be understood.
    """
    try:  # reading whom to ask fails too, where the machine names nobody
        resolver = dns.asyncresolver.Resolver()
        answer = await resolver.resolve(name, "TXT", lifetime=PATIENCE_S)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError):
        raise NoAnswer from None
    return [b"".join(record.strings).decode("utf-8", errors="replace") for record in answer]
