"""In which country an address is: from a table in a package, so that no visitor's address goes anywhere."""

from functools import cache, lru_cache
from ipaddress import IPv4Address, ip_address

from ip3country import CountryLookup


@lru_cache(maxsize=4096)
def country_of(address: str | None) -> str | None:
    """The ISO code, such as `DE`; None for what is unknown, private or no IPv4 address."""
    if address is None:
        return None
    parsed = ip_address(address)
    known = parsed if isinstance(parsed, IPv4Address) else parsed.ipv4_mapped
    if known is None or not known.is_global:
        return None
    country: str | None = _table().lookupNumeric(int(known))
    return country


@cache
def _table() -> CountryLookup:
    return CountryLookup()  # 40 ms, so only where a site asks for it
