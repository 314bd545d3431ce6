"""Two people at one campaign: what one of them has not seen is not written over by accident.

A tag names what somebody has read: a digest of each part of the campaign, so that a later one tells which parts changed.
It travels as the ETag of the API, and with the editor's page.
"""

import hashlib
from typing import Any

import orjson
from sqlalchemy.orm import Session

from ..models import Campaign, User
from .schemas.content import CONTENT_KEYS

_PARTS = ("name", "priority", *CONTENT_KEYS)
_EACH = 8  # hex digits: enough for a change to be seen, and not meant to withstand anybody


def tag_of(campaign: Campaign) -> str:
    return "".join(_digest(_part(campaign, name)) for name in _PARTS)


def changed_since(campaign: Campaign, tag: str) -> list[str]:
    """The parts that are other than they were under this tag; all of them where it is none of ours."""
    if len(tag) != _EACH * len(_PARTS):
        return list(_PARTS)
    then = [tag[at : at + _EACH] for at in range(0, len(tag), _EACH)]
    return [name for name, digest in zip(_PARTS, then, strict=True) if digest != _digest(_part(campaign, name))]


def is_known(campaign: Campaign, if_match: str | None) -> bool:
    """Whether whoever sends this `If-Match` has seen the campaign as it is. Who sends none does not ask."""
    if if_match is None or if_match.strip() == "*":
        return True
    return tag_of(campaign) in tags_in(if_match)


def tags_in(if_match: str) -> list[str]:
    """The tags of the header, without quotes; a weak one never matches, as RFC 9110 has it."""
    return [part.strip()[1:-1] for part in if_match.split(",") if part.strip().startswith('"')]


def editor_of(session: Session, campaign: Campaign) -> User | None:
    """Who changed it last; None where nobody is known, as for the campaigns of an import."""
    return None if campaign.edited_by is None else session.get(User, campaign.edited_by)


def _part(campaign: Campaign, name: str) -> Any:
    return getattr(campaign, name) if name in ("name", "priority") else campaign.content.get(name)


def _digest(value: Any) -> str:
    """Of what it says: 1 and 1.0 are the same, and a database may keep either of them for the other."""
    value = _alike(value)
    return hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()[:_EACH]


def _alike(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _alike(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_alike(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
