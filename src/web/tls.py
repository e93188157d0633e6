"""TLS that the program terminates itself: its files before the start, its listener after it."""

import asyncio
import ssl
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from domain.policy import Transport
from domain.settings import OwnTls, Settings
from web.embedded import CannotStart

_PATIENCE_S = 3
_PLAIN_FORM = b"-----BEGIN PRIVATE KEY-----"
_PASSWORD_FORM = b"-----BEGIN ENCRYPTED PRIVATE KEY-----"


def refuse_unusable_certificate(files: OwnTls, *, now: datetime) -> None:
    """Refuse a certificate or a key with which nobody could connect.

    Raises:
        CannotStart: One cannot be read, has another form, is not valid at ``now``, or the
            two do not belong together.
    """
    certificate = _certificate(files.certificate)
    _refuse_other_forms(files.key)
    try:
        key = load_pem_private_key(_read(files.key), password=None)
    except ValueError:
        raise CannotStart(f"{files.key} is no private key.") from None
    if key.public_key() != certificate.public_key():
        raise CannotStart(f"The key {files.key} is not that of {files.certificate}.")
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if now > ends:
        raise CannotStart(f"{files.certificate} expired on {ends:%Y-%m-%d %H:%M} UTC.")
    if now < begins:
        raise CannotStart(f"{files.certificate} is valid from {begins:%Y-%m-%d %H:%M} UTC on.")


def _certificate(file: Path) -> x509.Certificate:
    """Return the site's own certificate: the first of the file."""
    try:
        return x509.load_pem_x509_certificates(_read(file))[0]
    except ValueError:
        raise CannotStart(f"{file} holds no certificate in PEM.") from None


def _refuse_other_forms(key: Path) -> None:
    """The server reads PKCS#8 alone: say how to turn another form into it."""
    written = _read(key)
    if _PLAIN_FORM in written or b"-----BEGIN" not in written:
        return
    what = "has a password" if _PASSWORD_FORM in written else "is not in the form PKCS#8"
    raise CannotStart(
        f"The key {key} {what}. Turn it into what the server reads:"
        f" openssl pkcs8 -topk8 -nocrypt -in {key.name} -out key.pem"
    )


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CannotStart(f"{file} cannot be read: {error.strerror}.") from None


def own_listener(settings: Settings) -> tuple[str, int]:
    """Return where this machine reaches its own site."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
    return everywhere.get(settings.host, settings.host), settings.port


def without_verification() -> ssl.SSLContext:
    """Return how we speak to our own listener: its certificate names the site, not loopback."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


async def look_at_transport(settings: Settings) -> Transport | None:
    """Ask our own listener for TLS 1.3, and for an older version, as a browser would.

    None where the program does not terminate TLS itself, or does not run.
    """
    host, port = own_listener(settings)
    if settings.own_tls is None or not await _listens(host, port):
        return None
    shown = await _handshake(host, port, ssl.TLSVersion.TLSv1_3)
    return Transport(
        speaks_tls_1_3=shown is not None,
        speaks_older=await _handshake(host, port, ssl.TLSVersion.TLSv1_2) is not None,
        certificate_ends_at=_end_of(shown) if shown else None,
    )


async def _listens(host: str, port: int) -> bool:
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(_PATIENCE_S):
            _, writer = await asyncio.open_connection(host, port)
        writer.close()
        return True
    return False


async def _handshake(host: str, port: int, version: ssl.TLSVersion) -> bytes | None:
    """Return the certificate that was shown (DER); None when the version was refused."""
    context = without_verification()
    context.minimum_version = context.maximum_version = version
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(_PATIENCE_S):
            _, writer = await asyncio.open_connection(host, port, ssl=context)
        shown: bytes = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        writer.close()
        return shown
    return None


def _end_of(certificate: bytes) -> datetime:
    return x509.load_der_x509_certificate(certificate).not_valid_after_utc.astimezone(UTC)
