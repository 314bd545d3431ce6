"""Addresses in a form: what an owner wrote as a path is a path of their site, and not of ours."""

from collections.abc import Sequence
from urllib.parse import urljoin

from ...targeting.kit import is_of_library


def on_the_site(url: str, origins: Sequence[str]) -> str:
    """The whole address, on the first of the site's origins that is one; as it is where the site names none, or where it
    is none that can be read. A picture of the library lies beside the form.
    """
    if is_of_library(url):
        return f"..{url}"
    origin = address_of(origins)
    try:
        return urljoin(f"{origin}/", url) if origin else url
    except ValueError:
        return url


def address_of(origins: Sequence[str]) -> str | None:
    """The first of the origins that is one address and no pattern of some."""
    return next((one for one in origins if "*" not in one), None)
