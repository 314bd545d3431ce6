"""A visitor for a customer whom only the shop's server knows."""

import hashlib
import hmac
from uuid import UUID


def customer_visitor(site_key: str, customer: str) -> UUID:
    """The same visitor for the same customer of a site, and none that a browser would make.

    HMAC-SHA256 of `customer` with the site's key, its first 16 bytes marked as a UUIDv8.
    """
    digest = hmac.new(site_key.encode(), b"customer:" + customer.encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest[:16])
    number = number & ~(0xF << 76) | 0x8 << 76
    return UUID(int=number & ~(0b11 << 62) | 0b10 << 62)


def is_customer(visitor: UUID) -> bool:
    """Whether the visitor was made from a customer. One browser in 64 looks so too: ask only to choose between two."""
    return visitor.version == 8
