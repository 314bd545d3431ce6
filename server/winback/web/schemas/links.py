"""Addresses that a message may name: a page is never opened, and a picture never fetched, by anything else."""

import re

from marshmallow import fields

from .fields import matching

_REST = r"[^\s\x00-\x20\x7f\\<>\"]"
_RELATIVE = rf"(?!//)(?![A-Za-z][A-Za-z0-9+.-]*:){_REST}*"
_WEB = rf"https?://[A-Za-z0-9\[]{_REST}*"
# `javascript:` and `data:` would run in the shop.
LINK = rf"^({_WEB}|mailto:{_REST}+|tel:[0-9+().;=*#-]+|{_RELATIVE})$"
SOURCE = rf"^({_WEB}|{_RELATIVE})$"


CODE = "{code}"  # where the address of a button takes the code that a coupon of the message has revealed
# On the page's own site, or on one by https; never in the place of a host.
_WITH_CODE = rf"^(https://[A-Za-z0-9\[][^\s/?#{{}}]*)?[/?#](?!/){_REST}*$"


def takes_code_well(url: str) -> bool:
    """Whether whatever code goes into the address leaves its host alone; true where none does."""
    return CODE not in url or re.fullmatch(_WITH_CODE, url) is not None


def link(**options: object) -> fields.String:
    return matching(LINK, "An address: https, http, mailto, tel or a path of the site.", **options)
