"""The launch gate's view of whom a campaign is for: nobody is found by a question that can't be answered."""

from collections.abc import Iterator
from typing import Any

from .. import rules
from ..models import Site
from .problem import Problem


def asks_what_is_known(content: dict[str, Any], site: Site) -> Iterator[Problem]:
    audience = content["audience"]
    if audience is None:
        return
    for found in rules.check(audience) or rules.misfits(audience):
        text = found.text if found.values else found.text.replace("{", "{{").replace("}", "}}")
        yield Problem(f"audience.{found.path}".rstrip("."), text, dict(found.values))
