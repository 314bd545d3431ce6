"""Addresses that a message may name: a page is never opened, and a picture never fetched, by anything else."""

import re
from collections.abc import Mapping
from encodings.idna import nameprep
from typing import Any
from urllib.parse import urlsplit

from marshmallow import ValidationError, fields, validate

from .fields import Pattern

_REST = r"[^\s\x00-\x20\x7f\\<>\"]"
_RELATIVE = rf"(?!//)(?![A-Za-z][A-Za-z0-9+.-]*:){_REST}*"
_WEB = rf"https?://[A-Za-z0-9\[]{_REST}*"
# `javascript:` and `data:` would run in the shop.
_LINK = rf"^({_WEB}|mailto:{_REST}+|tel:[0-9+().;=*#-]+|{_RELATIVE})$"
_SOURCE = rf"^({_WEB}|{_RELATIVE})$"

CODE = "{code}"  # where the address of a button takes the code that a coupon of the message has revealed
# On the page's own site, or on one by https; never in the place of a host.
_WITH_CODE = rf"^(https://[A-Za-z0-9\[][^\s/?#{{}}]*)?[/?#](?!/){_REST}*$"


class Address(fields.String):
    """An address that a browser can open. An international domain gets the form in which browsers name it."""

    def __init__(self, pattern: str, error: str, least: int = 0, **options: Any) -> None:
        super().__init__(validate=[validate.Length(least), Pattern(pattern, error=error)], **options)
        self._error = error

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        given: str = super()._deserialize(value, attr, data, **kwargs)
        parts = re.match(r"(https?://(?:[^/?#]*@)?)([^/?#]*)", given)
        if not parts:
            return given
        host = parts[1] + in_ascii(parts[2])
        if not _is_host(host):
            raise ValidationError(self._error)
        return host + given[parts.end() :]


def link(**options: Any) -> Address:
    return Address(_LINK, "An address: https, http, mailto, tel or a path of the site.", **options)


def source(**options: Any) -> Address:
    return Address(_SOURCE, "An address of a picture: https, http or a path of the site.", **options)


def takes_code_well(url: str) -> bool:
    """Whether whatever code goes into the address leaves its host alone; true where none does."""
    return CODE not in url or re.fullmatch(_WITH_CODE, url) is not None


def in_ascii(host: str) -> str:
    """The form in which browsers name an international domain: `münchen.example:80` → `xn--mnchen-3ya.example:80`."""
    if host.isascii():
        return host
    name, *port = host.split(":", 1)
    try:
        return ":".join([".".join(_label(label) for label in re.split("[.。．｡]", name)), *port])
    except UnicodeError:
        return ""


# Python's own codec is of 2003, when these became other letters: `straße` would lead to another's shop.
_LETTERS = "([ßς\u200c\u200d])"


def _label(given: str) -> str:
    parts = re.split(_LETTERS, given)
    label = "".join(part if re.fullmatch(_LETTERS, part) else nameprep(part) for part in parts)
    made = label if label.isascii() else f"xn--{label.encode('punycode').decode()}"
    if not re.fullmatch(r"[\w-]{0,63}", made, re.ASCII):
        raise UnicodeError
    return made


def _is_host(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets around what is no address, a port that there is not
        return False
