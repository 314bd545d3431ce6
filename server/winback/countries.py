"""In which country an address is: from tables in packages, so that no visitor's address goes anywhere.

An IPv4 address is where it is used; of an IPv6 address the registries only say to which country it was given.
"""

from functools import cache, lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address

from ip3country import CountryLookup

_NO_COUNTRY = ("EU", "AP", "ZZ")  # of whole regions, and of nobody


@lru_cache(maxsize=4096)
def country_of(address: str | None) -> str | None:
    """The ISO code, such as `DE`; None for what is unknown or private."""
    if address is None:
        return None
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        parsed = parsed.ipv4_mapped or parsed
    if not parsed.is_global:
        return None
    country = _of_v4(parsed) if isinstance(parsed, IPv4Address) else _of_v6(parsed)
    return None if country in _NO_COUNTRY else country


def _of_v4(address: IPv4Address) -> str | None:
    country: str | None = _table().lookupNumeric(int(address))
    return country


def _of_v6(address: IPv6Address) -> str | None:
    from iptocc import country_code  # 2 ms and 1 MB, so only where a site asks for it

    return country_code(str(address))


@cache
def _table() -> CountryLookup:
    return CountryLookup()  # 40 ms, so only where a site asks for it
