"""Asking the DNS whether others may write in our name: SPF, DKIM and DMARC.

A declared look-up: the names of our own domain, nothing of anybody.
"""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from email.utils import parseaddr

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
        dmarc=await _of(ask, f"_dmarc.{domain}", dmarc_in),
        now=now,
    )


async def _of(ask: Texts, name: str, read: Callable[[list[str]], Protection]) -> Protection:
    try:
        return read(await ask(name))
    except NoAnswer:
        return Protection.UNKNOWN


def spf_in(records: list[str]) -> Protection:
    """Read SPF (RFC 7208): one record, which refuses all others or marks them."""
    found = [one for one in records if re.match(r"v=spf1(\s|$)", one, re.IGNORECASE)]
    if not found:
        return Protection.MISSING
    refuses = re.search(r"\s[-~]all\s*$", found[0], re.IGNORECASE)
    return Protection.SOUND if len(found) == 1 and refuses else Protection.WEAK


def dkim_in(records: list[str]) -> Protection:
    """Read a key of DKIM (RFC 6376); an empty one was revoked."""
    keys = [found for one in records if (found := re.search(r"(?:^|;)\s*p=([^;]*)", one))]
    if not keys:
        return Protection.MISSING
    return Protection.SOUND if keys[0].group(1).strip() else Protection.WEAK


def dmarc_in(records: list[str]) -> Protection:
    """Read DMARC (RFC 7489): one record, whose policy does more than watch."""
    found = [one for one in records if re.match(r"v=DMARC1\s*(;|$)", one)]
    if not found:
        return Protection.MISSING
    acts = re.search(r";\s*p=\s*(quarantine|reject)\s*(;|$)", found[0], re.IGNORECASE)
    return Protection.SOUND if len(found) == 1 and acts else Protection.WEAK


async def text_records(name: str) -> list[str]:
    """Return the TXT records of a name, each put together from its pieces.

    Raises:
        NoAnswer: No server answered, or none that can be understood.
    """
    resolver = dns.asyncresolver.Resolver()
    try:
        answer = await resolver.resolve(name, "TXT", lifetime=PATIENCE_S)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError):
        raise NoAnswer from None
    return [b"".join(record.strings).decode("utf-8", errors="replace") for record in answer]
