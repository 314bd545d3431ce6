"""What the schemas say of a value reaches a Korean page in Korean."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from marshmallow import fields, validate

from winback.web.admin import words
from winback.web.schemas.campaign import CampaignChange
from winback.web.schemas.problems import Malformed, loaded

HANGUL = re.compile("[가-힣]")
WRONG: dict[str, dict[str, Any]] = {
    "a text for a number": {"priority": "high"},
    "a number beyond its bounds": {"priority": 900},
    "nothing where something is needed": {"name": None},
    "an empty name": {"name": ""},
    "a member that nobody knows": {"nome": "x"},
    "a word for a list": {"triggers": "exit"},
    "a moment with too much of it": {"triggers": [{"on": "scroll", "percent": 900}]},
    "a moment that is none": {"triggers": [{"on": "sneeze"}]},
    "an address that is none": {
        "variants": {
            "a": {
                "format": "popup",
                "steps": [
                    {
                        "id": "s",
                        "blocks": [
                            {"id": "b", "type": "button", "text": {"en": "x"}, "action": "link", "url": "javascript:1"}
                        ],
                    }
                ],
            }
        }
    },
    "a colour that is none": {"variants": {"a": {"format": "popup", "theme": {"accent": "red"}, "steps": []}}},
}


@pytest.mark.parametrize("sent", WRONG.values(), ids=WRONG)
def test_a_fault_of_a_form_is_said_in_korean(app: Flask, sent: dict[str, Any]) -> None:
    with pytest.raises(Malformed) as refused:
        loaded(CampaignChange(), sent)
    with app.test_request_context(), force_locale("ko"):
        told = words.errors(refused.value.errors)
    assert told and all(HANGUL.search(one["message"]) for one in told), told


def test_every_usual_message_of_the_library_is_known(app: Flask) -> None:
    usual = [
        text
        for kind in (fields.String, fields.Integer, fields.Float, fields.Boolean, fields.List, fields.Dict)
        for text in kind.default_error_messages.values()
        if "{" not in text and text != "Number too large."
    ]
    usual += [validate.OneOf(["a", "b"])._format_error("c")]
    usual += [validate.Length(1, 9)._format_error("", validate.Length.message_all)]
    with app.test_request_context(), force_locale("ko"):
        told = {text: words.errors([{"path": "x", "message": text}])[0]["message"] for text in usual}
    assert [text for text, korean in told.items() if not HANGUL.search(korean)] == []
