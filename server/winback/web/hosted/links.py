"""Addresses of hosted forms, and what is signed: who was asked by a link, and how far somebody has come in a form."""

import base64
import binascii
import hmac
import re
import uuid
from dataclasses import asdict, dataclass, field
from itertools import count
from typing import Any

import orjson

from ...ids import is_site_key, signature
from ...targeting.gate_hosted import LARGEST_STATE

_SLUG = re.compile(r"(wb_[a-z0-9]{20})\.([a-z0-9-]{1,60})")
_TOKEN = re.compile(r"([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{22})")


@dataclass(frozen=True)
class State:
    """How far one set of answers has come. `facts`: what was answered, as far as steps ahead ask about it.

    `hidden`: by block, what the link's own parameters say for hidden fields. `answers`: by block, where there is a way
    back, what was answered in the steps of the path. `skipped`: those of them that a button has leapt over. `furthest`: the
    most that a progress bar has shown, in hundredths. `page`: by chance, of the page that was drawn, so that the same said on two of them is said twice.
    """

    campaign: str
    version: int
    arm: str
    exposure: str
    step: str
    path: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    furthest: int = 0
    page: str = ""


def slug_of(site_key: str, campaign: str) -> str:
    return f"{site_key}.{campaign}"


def read_slug(slug: str) -> tuple[str, str] | None:
    """The site's key and the campaign's id; None for what is no address of ours."""
    found = _SLUG.fullmatch(slug)
    return (found[1], found[2]) if found and is_site_key(found[1]) else None


def token(secret: str, slug: str, recipient: str) -> str:
    """Names a recipient by a hash that nobody can turn back, for one form: their answers are one set. None begins with a minus, which
    a spreadsheet would take for a formula.
    """
    tries = (signature(secret, f"hosted recipient {slug} {recipient}{chr(0) * n}") for n in count())
    who = next(one for one in tries if not one.startswith("-"))
    return f"{who}.{signature(secret, f'hosted link {slug} {who}')}"


def exposure_of(secret: str, slug: str, said: str) -> uuid.UUID | None:
    """The one set of answers of a token's recipient; None for a token that we never signed for this form."""
    found = _TOKEN.fullmatch(said)
    if found is None or not _is_signed(found[2], signature(secret, f"hosted link {slug} {found[1]}")):
        return None
    made = uuid.UUID(bytes=base64.urlsafe_b64decode(found[1] + "=="))
    return uuid.UUID(
        int=made.int & ~(0xF000 << 64) & ~(0b11 << 62) | 0x8000 << 64 | 0b10 << 62
    )  # a version 8, RFC 9562


class TooLong(ValueError):
    """The state is longer than a form's field may be: it could never be read again."""


def sealed(secret: str, slug: str, state: State) -> str:
    """The state as a form's field carries it: signed, so that nobody can skip a question or take another's place.

    Raises TooLong.
    """
    text = base64.urlsafe_b64encode(orjson.dumps(asdict(state))).decode().rstrip("=")
    if len(text) > LARGEST_STATE:
        raise TooLong
    return f"{text}.{signature(secret, f'hosted state {slug} {text}')}"


def unsealed(secret: str, slug: str, said: str) -> State | None:
    text, _, signed = said.rpartition(".")
    if len(text) > LARGEST_STATE or not _is_signed(signed, signature(secret, f"hosted state {slug} {text}")):
        return None
    try:
        return State(**orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))))
    except (ValueError, TypeError, binascii.Error):
        return None


def _is_signed(said: str, true: str) -> bool:
    """As bytes: of texts, compare_digest takes no letter beyond ASCII."""
    return hmac.compare_digest(said.encode("utf-8", "replace"), true.encode())
