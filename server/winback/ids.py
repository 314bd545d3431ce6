"""Identifiers: time-ordered event ids, site keys with a checksum, secrets."""

import base64
import hashlib
import hmac
import re
import secrets
import uuid

from .memory import remembered

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/l/i: keys get read aloud and typed
_SITE_KEY = re.compile(rf"wb_[{_ALPHABET}]{{20}}")


def uuid7(ms: int) -> uuid.UUID:
    """A UUIDv7 (RFC 9562) for the millisecond `ms`: 48 bits of time, then chance."""
    chance = secrets.randbits(74)
    high, low = chance >> 62, chance & ((1 << 62) - 1)
    return uuid.UUID(int=(ms & ((1 << 48) - 1)) << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)


def new_site_key() -> str:
    """A public site key: `wb_`, 16 random characters, 4 of checksum."""
    body = "".join(secrets.choice(_ALPHABET) for _ in range(16))
    return f"wb_{body}{_checksum(body)}"


@remembered
def is_site_key(text: str) -> bool:
    """Whether `text` can be a site key at all: form and checksum, no look-up."""
    return bool(_SITE_KEY.fullmatch(text)) and _checksum(text[3:19]) == text[19:]


def new_site_secret() -> str:
    """What a site keys its hashes with: 256 bits that never leave the server."""
    return secrets.token_hex(32)


def secret_token(prefix: str) -> str:
    """A secret of 256 bits behind a readable prefix, for bearer tokens and login cookies."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def fingerprint(secret: str) -> str:
    """What is stored of a secret: SHA-256 in hex. The secret has full entropy, so no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _checksum(body: str) -> str:
    number = int.from_bytes(hashlib.sha256(f"winback:{body}".encode()).digest()[:4])
    out = ""
    for _ in range(4):
        number, index = divmod(number, len(_ALPHABET))
        out += _ALPHABET[index]
    return out


def signature(secret: str, said: str) -> str:
    """22 characters of an address that only the holder of the secret can make for these words."""
    digest = hmac.digest(secret.encode(), said.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")
