"""The templates: ready but for what only the owner knows, honest in what they say, and whole."""

from __future__ import annotations

import json
import re
from collections import Counter
from copy import deepcopy
from typing import Any, get_args

import pytest

from tests.server.admin.filled_in import SITE, content, site
from winback.targeting import walk
from winback.targeting.gate import problems
from winback.targeting.looks import LOOKS
from winback.targeting.templates import TEMPLATES, Template, content_for
from winback.targeting.templates.base import Moment
from winback.web.admin import template_words as words
from winback.web.schemas.campaign import read_content
from winback.web.schemas.content import FORMATS


@pytest.mark.parametrize("chosen", TEMPLATES, ids=lambda chosen: chosen.id)
def test_every_template_is_ready_but_for_what_only_the_owner_knows(chosen: Template) -> None:
    assert problems(content(chosen.id), chosen.kind, SITE, 0) == []


@pytest.mark.parametrize("chosen", TEMPLATES, ids=lambda chosen: chosen.id)
def test_a_template_says_what_only_the_owner_knows(chosen: Template) -> None:
    asked = problems(content_for(chosen, SITE, "mine"), chosen.kind, SITE, 0)
    said = {"code": "code", "selector": "place", "at": "end"}
    assert {said[problem.path.rpartition(".")[2]] for problem in asked} == set(chosen.needs)


@pytest.mark.parametrize("chosen", TEMPLATES, ids=lambda chosen: chosen.id)
def test_every_template_is_what_the_api_takes(chosen: Template) -> None:
    made = content(chosen.id)
    assert read_content(deepcopy(made), chosen.kind, "mine") == made


@pytest.mark.parametrize("chosen", TEMPLATES, ids=lambda chosen: chosen.id)
def test_a_template_is_not_changed_by_what_is_made_of_it(chosen: Template) -> None:
    before = json.dumps(chosen.content)
    content_for(chosen, site(policy_url="/elsewhere"), "other")["languages"].clear()
    assert json.dumps(chosen.content) == before


@pytest.mark.parametrize("chosen", TEMPLATES, ids=lambda chosen: chosen.id)
def test_no_two_variants_share_a_block(chosen: Template) -> None:
    blocks = [block for _, block in walk.blocks(content_for(chosen, SITE, "mine"))]
    assert len({id(block) for block in blocks}) == len(blocks)


def test_there_are_three_templates_for_each_moment_and_some_for_each_format() -> None:
    assert Counter(chosen.moment for chosen in TEMPLATES) == dict.fromkeys(get_args(Moment), 3)
    formats = Counter(name for chosen in TEMPLATES for name in chosen.formats)
    assert formats.keys() == {*FORMATS, "hosted"}
    assert len({chosen.id for chosen in TEMPLATES}) == len(TEMPLATES)


@pytest.mark.parametrize("chosen", TEMPLATES, ids=lambda chosen: chosen.id)
def test_a_template_is_named_in_the_admin_and_wears_one_of_the_looks(chosen: Template) -> None:
    assert words.MOMENTS[chosen.moment] and words.TEMPLATES[chosen.id][0] == chosen.name
    assert words.TEMPLATES[chosen.id][1] == chosen.purpose
    assert set(chosen.needs) <= words.NEEDS.keys() and set(chosen.claims) <= words.CLAIMS.keys()
    looks = [
        {name: look[name] for name in ("accent", "background", "text", "radius", "font")} for look in LOOKS.values()
    ]
    for variant in chosen.content["variants"].values():
        assert {name: variant["theme"][name] for name in looks[0]} in looks


def answers(made: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Each question with the step that it stands in."""
    return [(s["id"], b) for v in made["variants"].values() for s in v["steps"] for b in s["blocks"] if "label" in b]


@pytest.mark.parametrize("chosen", TEMPLATES, ids=lambda chosen: chosen.id)
def test_nobody_is_talked_into_anything(chosen: Template) -> None:
    """What asks for something can be put off without a word of shame, and nothing is agreed to beforehand."""
    made = content(chosen.id)
    for _, block in answers(made):
        assert not {"preselected", "selected", "checked", "default"} & block.keys()
    said = json.dumps(made, ensure_ascii=False).lower()
    assert not re.search(r"no thanks, i|i (hate|don't want|prefer to pay)|last chance|only \d+ left|hurry up", said)
    for _, block in walk.blocks(made):
        if block["type"] == "button" and block["action"] in ("close", "later", "refuse"):
            assert all(len(text) <= 24 for text in block["text"].values()), "to say no takes a word or two"


@pytest.mark.parametrize("chosen", TEMPLATES, ids=lambda chosen: chosen.id)
def test_each_step_of_a_template_can_be_reached_and_left(chosen: Template) -> None:
    for variant in content(chosen.id)["variants"].values():
        ways = {step["id"]: ways_from(step) for step in variant["steps"]}
        reached, left = set(), [variant["steps"][0]["id"]]
        while left:
            step = left.pop()
            left += [way for way in ways[step] if way not in reached]
            reached.add(step)
        assert reached == ways.keys()


def ways_from(step: dict[str, Any]) -> list[str]:
    leaps = [b["action"][5:] for b in step["blocks"] if b.get("action", "").startswith("goto:")]
    jumps = [action["jump"] for logic in step.get("logic", []) for action in logic["then"]]
    return [way for way in (step["next"], *leaps, *jumps) if way]
