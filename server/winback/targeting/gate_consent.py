"""The launch gate's view of a consent banner: refusing is as easy as accepting, and nothing is hidden.

Rules: EDPB cookie banner taskforce (January 2023), GDPR art. 4(11), 7 and 13.
"""

from collections.abc import Iterator
from typing import Any

from ..models import Site
from . import walk
from .problem import Problem

_PROMINENCE = {"primary": 2, "secondary": 1, "link": 0}


def names_who_asks(content: dict[str, Any], site: Site) -> Iterator[Problem]:
    if not site.controller.strip():
        yield Problem("site.controller", "Visitors must learn who asks: name the controller.")
    if not site.policy_url.strip():
        yield Problem("site.policy_url", "The site has no link to its privacy policy.")
    if not site.purposes:
        yield Problem("site.purposes", "There is no purpose that one could agree to.")


def has_fitting_mode(content: dict[str, Any], site: Site) -> Iterator[Problem]:
    if site.consent_policy.modes == ["off"]:
        yield Problem("site.consent_mode", "The site does not ask for consent: choose another mode, or no banner.")


def preselects_nothing(content: dict[str, Any], site: Site) -> Iterator[Problem]:
    for index, purpose in enumerate(site.purposes):
        if _is_preselected(purpose):
            yield Problem(f"site.purposes.{index}", "A purpose must not be selected beforehand.")
    for path, block in walk.blocks(content):
        if block["type"] == "purposes" and _is_preselected(block):
            yield Problem(path, "A purpose must not be selected beforehand.")


def refuses_as_easily(content: dict[str, Any], site: Site) -> Iterator[Problem]:
    for path, step in _first_steps(content):
        accepts, refuses = (walk.buttons_of(path, step, action) for action in ("accept", "refuse"))
        if not accepts:
            yield Problem(f"{path}.blocks", "The first step has no button to accept.")
        if not refuses:
            yield Problem(f"{path}.blocks", "The first step has no button to refuse.")
        for at, button in refuses:
            if any(_prominence(button) < _prominence(accept) for _, accept in accepts):
                yield Problem(f"{at}.style", "Refusing must be as prominent as accepting: give both the same style.")


def lets_choose(content: dict[str, Any], site: Site) -> Iterator[Problem]:
    for path, variant in walk.variants(content):
        if not any(_offers_choice(at, step) for at, step in walk.steps_of(path, variant)):
            yield Problem(f"{path}.steps", "No step lets one choose: it needs the purposes and a button that saves.")


def links_the_policy(content: dict[str, Any], site: Site) -> Iterator[Problem]:
    for path, step in _first_steps(content):
        if not walk.buttons_of(path, step, "link"):
            yield Problem(f"{path}.blocks", "The first step has no link to the privacy policy.")


def _first_steps(content: dict[str, Any]) -> Iterator[walk.Part]:
    for path, variant in walk.variants(content):
        if variant["steps"]:
            yield f"{path}.steps.0", variant["steps"][0]


def _offers_choice(path: str, step: dict[str, Any]) -> bool:
    shows = any(block["type"] == "purposes" for block in step["blocks"])
    return shows and bool(walk.buttons_of(path, step, "save"))


def _prominence(button: dict[str, Any]) -> int:
    return _PROMINENCE.get(button.get("style", "primary"), 0)


def _is_preselected(thing: dict[str, Any]) -> bool:
    return any(thing.get(word) for word in ("preselected", "selected", "checked", "default"))
