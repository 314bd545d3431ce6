"""Addresses that a message may name: a page is never opened, and a picture never fetched, by anything else."""

from marshmallow import fields

from .fields import matching

_REST = r"[^\s\x00-\x20\x7f\\<>\"]"
_RELATIVE = rf"(?!//)(?![A-Za-z][A-Za-z0-9+.-]*:){_REST}*"
_WEB = rf"https?://[A-Za-z0-9\[]{_REST}*"
# `javascript:` and `data:` would run in the shop.
LINK = rf"^({_WEB}|mailto:{_REST}+|tel:[0-9+().;=*#-]+|{_RELATIVE})$"
SOURCE = rf"^({_WEB}|{_RELATIVE})$"


def link(**options: object) -> fields.String:
    return matching(LINK, "An address: https, http, mailto, tel or a path of the site.", **options)
