"""A passkey in software: makes keys and signs challenges, as a person's device would."""

import base64
import json
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

RP_ID = "testserver"
ORIGIN = "http://testserver"
_PRESENT_AND_VERIFIED = 0x05
_WITH_KEY = 0x40


@dataclass
class SoftKey:
    """One key for one site; what it claims of site, origin and count can be told to lie."""

    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    count: int = 0
    rp_id: str = RP_ID
    origin: str = ORIGIN

    @property
    def public_key(self) -> bytes:
        """The public half, as a site keeps it (COSE)."""
        numbers = self.private.public_key().public_numbers()
        return _cbor(
            {
                1: 2,
                3: -7,
                -1: 1,
                -2: numbers.x.to_bytes(32, "big"),
                -3: numbers.y.to_bytes(32, "big"),
            }
        )

    def make(self, challenge: bytes) -> str:
        """Answer a registration, as the page's script writes it."""
        named = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id
        said = self._data(_PRESENT_AND_VERIFIED | _WITH_KEY) + named + self.public_key
        attestation = _cbor({"fmt": "none", "attStmt": {}, "authData": said})
        return self._answer(
            clientDataJSON=self._client_data("webauthn.create", challenge),
            attestationObject=attestation,
        )

    def sign(self, challenge: bytes) -> str:
        """Sign a challenge; the count goes up."""
        self.count += 1
        client = self._client_data("webauthn.get", challenge)
        said = self._data(_PRESENT_AND_VERIFIED)
        signature = self.private.sign(said + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=said, signature=signature)

    def _data(self, flags: int) -> bytes:
        site = sha256(self.rp_id.encode()).digest()
        return site + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client_data(self, kind: str, challenge: bytes) -> bytes:
        return json.dumps(
            {"type": kind, "challenge": _url(challenge), "origin": self.origin}
        ).encode()

    def _answer(self, **parts: bytes) -> str:
        named = _url(self.credential_id)
        return json.dumps(
            {
                "id": named,
                "rawId": named,
                "type": "public-key",
                "response": {name: _url(part) for name, part in parts.items()},
                "clientExtensionResults": {},
            }
        )


def _url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _cbor(value: Any) -> bytes:
    """Write the few kinds of CBOR that a key needs (RFC 8949)."""
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        return _head(3, len(value)) + value.encode()
    return _head(5, len(value)) + b"".join(_cbor(k) + _cbor(v) for k, v in value.items())


def _head(kind: int, number: int) -> bytes:
    if number < 24:
        return bytes([kind << 5 | number])
    if number < 256:
        return bytes([kind << 5 | 24, number])
    return bytes([kind << 5 | 25]) + number.to_bytes(2, "big")
