"""Where a visit came from, as far as it follows from what a test tells: the first page's address, or the parts of it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from ..rules.channels import CLICK_IDS, channel

_PARTS = ("source", "medium", "campaign", "term", "content")


def came_from(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of origin that are not told: of this visit, and of the first where this is the first."""
    session = {**(_of_page(facts) if _is_landing(facts) else {}), **_told(facts, "session")}
    first = {**(session if _is_first(facts) else {}), **_told(facts, "visitor")}
    found = {f"session.{name}": value for name, value in session.items()}
    found |= {f"visitor.{name}": value for name, value in first.items()}
    click = next((name for name in CLICK_IDS if facts.get(f"page.query.{name}")), "") if _is_landing(facts) else ""
    for whose, origin in (("session", session), ("visitor", first)):
        if origin:
            found[f"{whose}.channel"] = _channel(origin, facts, click)
    return found


def _is_landing(facts: Mapping[str, Any]) -> bool:
    """Whether this page is where the visit began: nothing says otherwise."""
    return "page.url" in facts and facts.get("session.pages", 1) == 1


def _is_first(facts: Mapping[str, Any]) -> bool:
    return facts.get("visitor.sessions", 1) == 1 and not facts.get("visitor.returning")


def _told(facts: Mapping[str, Any], whose: str) -> dict[str, Any]:
    names = ("referrer", "landing", *_PARTS)
    return {name: facts[f"{whose}.{name}"] for name in names if facts.get(f"{whose}.{name}") is not None}


def _of_page(facts: Mapping[str, Any]) -> dict[str, Any]:
    """As the browser reads it off the first page of a visit."""
    utm = {name: facts.get(f"page.query.utm_{name}") for name in _PARTS}
    came = _host(facts.get("page.referrer"))
    referrer = "" if came == facts.get("page.host") else came
    found = {"landing": facts.get("page.path"), "referrer": referrer, **utm}
    return {name: value for name, value in found.items() if value is not None}


def _channel(origin: Mapping[str, Any], facts: Mapping[str, Any], click: str) -> str:
    utm = {name: str(origin.get(name, "")) for name in ("source", "medium", "campaign")}
    return channel(utm, _without_port(origin.get("referrer")), _without_port(facts.get("page.host")), click)


def _host(url: Any) -> str:
    try:
        return urlsplit(url).netloc if isinstance(url, str) else ""
    except ValueError:
        return ""


def _without_port(host: Any) -> str:
    return host.partition(":")[0] if isinstance(host, str) else ""
