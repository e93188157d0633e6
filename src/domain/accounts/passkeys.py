"""Passkeys (WebAuthn) as second factor: a device signs our challenge for our site alone.

The challenge is derived from the session and from an offer that the page carries, so nothing
waits in the database; it dies with the session that a right answer replaces (P-SEC-2).
"""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import webauthn
from webauthn.helpers import options_to_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from domain import database
from domain.accounts.person import Person
from domain.accounts.tables import Passkey
from domain.errors import DomainError, NotFound
from domain.links import keyed_hash
from domain.settings import current_settings

NAME_LENGTH = 60
OFFER_LENGTH = 32
OFFERED_FOR = timedelta(minutes=10)
MOST = 20
"""Keys of one person: enough for every device, too few to fill anything."""


class WrongPasskey(DomainError):
    """What the device answered does not prove anything: another site, key, offer or count."""


class TooManyPasskeys(DomainError):
    """The person has as many keys as we keep."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyAnswer:
    """What the page sends back: the offer it was given, and the device's answer to it."""

    offer: str
    credential: str


def new_offer(now: datetime) -> str:
    """Return the number of an offer: when it was made, and chance."""
    return f"{int(now.timestamp()):08x}{secrets.token_hex(12)}"


async def registration_options(person: Person, *, email: str, offer: str) -> str:
    """Return, as JSON, what the browser needs to make a key."""
    options = webauthn.generate_registration_options(
        rp_id=_rp_id(),
        rp_name="assistEU",
        user_id=person.id.bytes,
        user_name=email,
        user_display_name=person.name,
        challenge=challenge_of("registration", person.session_id, offer),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=await _credentials(person.id),
    )
    return options_to_json(options)


async def authentication_options(person: Person, *, offer: str) -> str:
    """Return, as JSON, what the browser needs to sign with one of the person's keys."""
    options = webauthn.generate_authentication_options(
        rp_id=_rp_id(),
        challenge=challenge_of("authentication", person.session_id, offer),
        allow_credentials=await _credentials(person.id),
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return options_to_json(options)


async def keep_passkey(
    person: Person, *, name: str, answer: PasskeyAnswer, now: datetime
) -> None:
    """Keep the public half of a key that the person's device made for our site.

    Raises:
        WrongPasskey: The answer is not to our offer, comes from another site, or is known.
        TooManyPasskeys: No further key is kept.
    """
    made = _verified_registration(person, answer, now)
    if await Passkey.count().where(Passkey.account == person.id) >= MOST:
        raise TooManyPasskeys
    added = await database.execute(
        "insert into passkey (account, credential_id, public_key, sign_count, name, added_at)"
        " values ($1, $2, $3, $4, $5, $6) on conflict (credential_id) do nothing",
        person.id,
        made.credential_id,
        made.credential_public_key,
        made.sign_count,
        name,
        now,
    )
    if not added:
        raise WrongPasskey


async def use_passkey(person: Person, answer: PasskeyAnswer, *, now: datetime) -> None:
    """Check a signature by one of the person's keys, and move the key's count on.

    Raises:
        WrongPasskey: It is not this person's key, not our offer, or from another site; or the
            count runs back, as a copied key's does.
    """
    key = await _named_in(answer, person.id)
    try:
        verified = webauthn.verify_authentication_response(
            credential=answer.credential,
            expected_challenge=_taken_up("authentication", person.session_id, answer, now),
            expected_rp_id=_rp_id(),
            expected_origin=current_settings().public_url,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
        )
    except Exception:  # noqa: BLE001 - whatever was sent, unreadable is no proof
        raise WrongPasskey from None
    used = await database.execute(
        "update passkey set sign_count = $3, last_used_at = $4"
        " where id = $1 and sign_count = $2",
        key.id,
        key.sign_count,
        verified.new_sign_count,
        now,
    )
    if not used:
        raise WrongPasskey


async def passkeys_of(account_id: UUID) -> list[Passkey]:
    """Return a person's keys, the oldest first."""
    return (
        await Passkey.objects()
        .where(Passkey.account == account_id)
        .order_by(Passkey.added_at)
        .order_by(Passkey.id)
    )


async def own_passkey(account_id: UUID, passkey_id: UUID) -> Passkey:
    """Return one of the person's keys.

    Raises:
        NotFound: There is none of this id, or it is somebody else's.
    """
    found = await Passkey.objects().where(_own(account_id, passkey_id)).first()
    if found is None:
        raise NotFound
    return found


async def rename_passkey(account_id: UUID, passkey_id: UUID, *, name: str) -> None:
    """Give one of the person's keys another name.

    Raises:
        NotFound: There is none of this id, or it is somebody else's.
    """
    passkey = await own_passkey(account_id, passkey_id)
    passkey.name = name
    await passkey.save([Passkey.name])


def _own(account_id: UUID, passkey_id: UUID) -> Any:
    return (Passkey.id == passkey_id) & (Passkey.account == account_id)


def _verified_registration(person: Person, answer: PasskeyAnswer, now: datetime) -> Any:
    try:
        return webauthn.verify_registration_response(
            credential=answer.credential,
            expected_challenge=_taken_up("registration", person.session_id, answer, now),
            expected_rp_id=_rp_id(),
            expected_origin=current_settings().public_url,
        )
    except Exception:  # noqa: BLE001 - whatever was sent, unreadable is no key
        raise WrongPasskey from None


async def _named_in(answer: PasskeyAnswer, account_id: UUID) -> Passkey:
    """Return the person's key that the answer names."""
    try:
        named = webauthn.base64url_to_bytes(json.loads(answer.credential)["rawId"])
    except Exception:  # noqa: BLE001 - whatever was sent, it names no key
        raise WrongPasskey from None
    found = (
        await Passkey.objects()
        .where(Passkey.credential_id == named, Passkey.account == account_id)
        .first()
    )
    if found is None:
        raise WrongPasskey
    return found


def _taken_up(purpose: str, session_id: UUID, answer: PasskeyAnswer, now: datetime) -> bytes:
    """Return the challenge of an offer, unless it was made too long ago."""
    made_at = int(answer.offer[:8], 16)
    if not 0 <= now.timestamp() - made_at <= OFFERED_FOR.total_seconds():
        raise WrongPasskey
    return challenge_of(purpose, session_id, answer.offer)


def challenge_of(purpose: str, session_id: UUID, offer: str) -> bytes:
    """Return what the device signs for an offer made in a session."""
    return bytes.fromhex(keyed_hash(f"passkey-{purpose}:{session_id}", offer.encode()))


async def _credentials(account_id: UUID) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(id=key.credential_id)
        for key in await passkeys_of(account_id)
    ]


def _rp_id() -> str:
    return urlsplit(current_settings().public_url).hostname or ""
