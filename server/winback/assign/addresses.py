"""What GrowthBook reads from a page's address: targeting patterns and arms forced by the query string."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, urljoin, urlsplit

WILDCARD = "_____"  # stands for * while a pattern is read as an address
DEFAULT_PORTS = {"http": 80, "https": 443}
LEADING_INTEGER = re.compile(r"\s*([+-]?\d+)", re.ASCII)


def forced_by_query(experiment_key: str, url: str, variations: int) -> int | None:
    """The variation that `?experiment_key=1` asks for; None when it asks for none that exists."""
    search = url.split("?")[1] if "?" in url else ""
    pairs = [pair.split("=") for pair in re.sub(r"#.*", "", search).split("&")]
    values = [pair[1] if len(pair) > 1 else "" for pair in pairs if pair[0] == experiment_key]
    found = LEADING_INTEGER.match(values[0]) if values else None
    return int(found[1]) if found and 0 <= int(found[1]) < variations else None


def is_targeted(url: str, targets: Sequence[Mapping[str, Any]]) -> bool:
    """Whether an address is among the included targets (all, when none is included) and among no excluded one."""
    if not targets:
        return False
    included = [target for target in targets if target.get("include") is not False]
    excluded = [target for target in targets if target.get("include") is False]
    if any(_hits(url, target) for target in excluded):
        return False
    return not included or any(_hits(url, target) for target in included)


def matches_page(url: str, pattern: str) -> bool:
    """The older targeting: a regular expression on the address or on its path alone."""
    path = re.sub(r"^[^/]*/", "/", re.sub(r"^https?://", "", url))
    return bool(url) and (_search(pattern, url) or _search(pattern, path))


def _hits(url: str, target: Mapping[str, Any]) -> bool:
    try:
        page = _address(url, "https://_")
        if target["type"] == "regex":
            return _search(target["pattern"], page.href) or _search(target["pattern"], page.href[len(page.origin) :])
        return bool(target["type"] == "simple") and _hits_simply(page, target["pattern"])
    except ValueError:
        return False


def _search(pattern: str, text: str) -> bool:
    try:
        return re.search(pattern, text, re.ASCII) is not None
    except re.error:
        return False


class Address(NamedTuple):
    """An address in the parts that a browser's URL has."""

    origin: str
    host: str
    path: str
    query: str
    fragment: str

    @property
    def href(self) -> str:
        return (
            self.origin
            + self.path
            + (f"?{self.query}" if self.query else "")
            + (f"#{self.fragment}" if self.fragment else "")
        )


def _address(text: str, base: str) -> Address:
    parts = urlsplit(urljoin(base, text.strip()))
    host = (parts.hostname or "").lower()
    if parts.port is not None and parts.port != DEFAULT_PORTS.get(parts.scheme):
        host = f"{host}:{parts.port}"
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=-._~|[]^")
    return Address(f"{parts.scheme}://{host}", host, path, parts.query, parts.fragment)


def _hits_simply(page: Address, pattern: str) -> bool:
    with_scheme = re.sub(r"^([^:/?]*)\.", r"https://\1.", pattern).replace("*", WILDCARD)
    wanted = _address(with_scheme, f"https://{WILDCARD}")
    asked = dict(reversed(_query(page)))
    pairs = [(page.host, wanted.host), *((asked.get(key, ""), value) for key, value in _query(wanted))]
    if wanted.fragment:
        pairs.append((page.fragment, wanted.fragment))
    return all(_like(seen, part) for seen, part in pairs) and _like_path(page.path, wanted.path)


def _query(address: Address) -> list[tuple[str, str]]:
    return parse_qsl(address.query, keep_blank_values=True)


def _like(seen: str, pattern: str) -> bool:
    return re.fullmatch(_wild(pattern), seen, re.IGNORECASE) is not None


def _like_path(seen: str, pattern: str) -> bool:
    """A slash at either end makes no difference."""
    return re.fullmatch(rf"/?{re.sub('^/|/$', '', _wild(pattern))}/?", seen, re.IGNORECASE) is not None


def _wild(pattern: str) -> str:
    return re.escape(pattern).replace(WILDCARD, ".*")
