"""The launch gate: why a campaign can't be shown to visitors yet, each reason at its field."""

from collections.abc import Callable, Iterator
from typing import Any

from ..models import Site
from . import gate_arms, gate_audience, gate_consent, gate_content, gate_hosted, pictures, rule_tests
from .coupons import have_codes
from .problem import Problem

Check = Callable[[dict[str, Any], Site], Iterator[Problem]]

FOR_ALL: list[Check] = [
    gate_content.has_origins,
    gate_content.has_languages,
    gate_content.has_variants,
    gate_content.has_steps,
    gate_content.has_complete_texts,
    gate_content.has_complete_blocks,
    pictures.has_its_pictures,
    gate_content.has_one_picture_a_step,
    gate_content.gives_one_code,
    gate_content.has_codes_for_links,
    gate_content.leads_somewhere,
    gate_content.comes_to_an_end,
    gate_content.has_its_place,
    gate_content.is_readable,
]
FOR_MESSAGES: list[Check] = [
    gate_content.has_triggers,
    gate_content.has_scores_that_hold,
    gate_audience.asks_what_is_known,
    gate_content.can_be_answered,
    gate_hosted.can_be_drawn,
    gate_hosted.has_whole_addresses,
    gate_hosted.can_be_sent,
    gate_arms.has_valid_weights,
    gate_arms.matches_variants,
]
FOR_CONSENT: list[Check] = [
    gate_hosted.is_no_notice,
    gate_consent.names_who_asks,
    gate_consent.has_fitting_mode,
    gate_consent.preselects_nothing,
    gate_consent.refuses_as_easily,
    gate_consent.lets_choose,
    gate_consent.links_the_policy,
]


def problems(content: dict[str, Any], kind: str, site: Site, now: int) -> list[Problem]:
    """All reasons against a launch, in the order of the form; empty means that the campaign may go live."""
    checks = FOR_ALL + (FOR_CONSENT if kind == "consent" else FOR_MESSAGES)
    found = [problem for check in checks for problem in check(content, site)]
    found += have_codes(content, site, now)
    # a rule that asks what nobody can answer fails its tests for that reason, and that is said already
    return (
        found
        if any(at.path.startswith("audience") for at in found)
        else found + [*rule_tests.failing(content, kind, site)]
    )


def warnings(content: dict[str, Any]) -> list[Problem]:
    """What keeps nobody from launching, and yet is hardly meant so."""
    return [*gate_content.comes_to_all_steps(content)]


__all__ = ["Problem", "problems", "warnings"]
