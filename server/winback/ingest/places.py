"""Where it happened: what is kept of a page's address, and which addresses are a developer's own."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from ..memory import remembered
from ..models.site import lists_origin, origin_of

LONGEST_URL = 2048
LONGEST_TITLE = 500
LONGEST_LANGUAGE = 35
_DEVELOPERS = (".localhost", ".test", ".local")


@dataclass(frozen=True)
class Place:
    url: str | None = None
    path: str | None = None
    referrer: str | None = None
    title: str | None = None
    language: str | None = None


NOWHERE = Place()


@remembered
def place(url: str | None, referrer: str | None, title: str | None, language: str | None) -> Place:
    kept = clean_url(url)
    return Place(
        url=kept,
        path=urlsplit(kept).path or "/" if kept else None,
        referrer=clean_url(referrer),
        title=title[:LONGEST_TITLE] if title else None,
        language=language[:LONGEST_LANGUAGE] if language else None,
    )


def clean_url(url: str | None) -> str | None:
    """The page's address without name, password and fragment; None where it is no web address."""
    if not url or origin_of(url) is None:
        return None
    parts = urlsplit(url.strip())
    return urlunsplit((parts.scheme, parts.netloc, parts.path, parts.query, ""))[:LONGEST_URL]


def is_development(origin: str, declared: tuple[str, ...] = ()) -> bool:
    """Whether the origin is declared as one of development, or only a developer's own machine or network can have it."""
    if lists_origin(declared, origin):
        return True
    host = urlsplit(origin).hostname or ""
    if host == "localhost" or host.endswith(_DEVELOPERS):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_private
