"""The blocks that a message's step is made of, one schema a type."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from .fields import Flag, Strict, Whole, identifier, matching, one_of, text, words

_REST = r"[^\s\x00-\x20\x7f\\<>\"]"
_RELATIVE = rf"(?!//)(?![A-Za-z][A-Za-z0-9+.-]*:){_REST}*"
_WEB = rf"https?://[A-Za-z0-9\[]{_REST}*"
# A page is never opened by anything else: `javascript:` and `data:` would run in the shop.
LINK = rf"^({_WEB}|mailto:{_REST}+|tel:[0-9+().;=*#-]+|{_RELATIVE})$"
SOURCE = rf"^({_WEB}|{_RELATIVE})$"
FURTHEST = 1_000_000_000
ACTION = r"^(next|back|close|later|never|link|accept|refuse|save|goto:[A-Za-z][A-Za-z0-9_-]{0,39})$"


def link(**options: object) -> fields.String:
    return matching(LINK, "An address: https, http, mailto, tel or a path of the site.", **options)


class _Block(Strict):
    id = identifier(required=True)


class _Question(_Block):
    label = words(500, load_default=dict)
    required = Flag(load_default=False)


class Heading(_Block):
    type = one_of("heading", required=True)
    text = words(300, load_default=dict)


class Text(_Block):
    type = one_of("text", required=True)
    text = words(5000, load_default=dict)


class Image(_Block):
    type = one_of("image", required=True)
    src = matching(SOURCE, "An address of a picture: https, http or a path of the site.", load_default="")
    alt = words(300, load_default=dict)
    width = Whole(1, 10000)
    height = Whole(1, 10000)


class Button(_Block):
    type = one_of("button", required=True)
    text = words(120, load_default=dict)
    action = matching(
        ACTION, "next, back, close, later, never, link, accept, refuse, save or goto:STEP.", load_default="close"
    )
    url = link()
    style = one_of("primary", "secondary", "link", load_default="primary")


class Email(_Question):
    type = one_of("email", required=True)
    placeholder = words(200)
    consent_text = words(1000, load_default=dict)
    lists = fields.List(
        matching(r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$", "Up to 40 letters, digits, - or _."),
        validate=[validate.Length(max=10)],
        load_default=lambda: ["newsletter"],
    )


class Nps(_Question):
    type = one_of("nps", required=True)
    low = words(80, load_default=dict)
    high = words(80, load_default=dict)


class Csat(Nps):
    type = one_of("csat", required=True)


class Ces(Nps):
    type = one_of("ces", required=True)


class Stars(_Question):
    type = one_of("stars", required=True)
    max = Whole(3, 10, load_default=5)


class Option(Strict):
    id = matching(r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$", "Up to 64 letters, digits, - . or _.", required=True)
    text = words(200, load_default=dict)


class _Choice(_Question):
    options = fields.List(fields.Nested(Option), validate=[validate.Length(max=50)], load_default=list)


class SingleChoice(_Choice):
    type = one_of("single_choice", required=True)
    other = Flag(load_default=False)
    shuffle = Flag()


class MultipleChoice(SingleChoice):
    type = one_of("multiple_choice", required=True)
    max = Whole(1, 50, allow_none=True)  # how many may be chosen


class Select(_Choice):
    type = one_of("select", required=True)
    placeholder = words(200)


class Field(_Question):
    """`min` and `max` are of a number alone; with another kind they are forgotten."""

    type = one_of("field", required=True)
    kind = one_of("text", "name", "phone", "number", "date", load_default="text")
    placeholder = words(200)
    min = Whole(-FURTHEST, FURTHEST, allow_none=True)
    max = Whole(-FURTHEST, FURTHEST, allow_none=True)

    @post_load
    def _keep_bounds_of_numbers(self, data: dict[str, Any], **rest: Any) -> dict[str, Any]:
        if data["kind"] != "number":
            return {name: value for name, value in data.items() if name not in ("min", "max")}
        if data.get("min") is not None and data.get("max") is not None and data["max"] < data["min"]:
            raise ValidationError("The largest number is smaller than the smallest.", "max")
        return data


class Checkbox(_Question):
    type = one_of("checkbox", required=True)


class OpenText(_Question):
    type = one_of("open_text", required=True)
    placeholder = words(200)
    max = Whole(1, 2000, load_default=1000)


class Coupon(_Block):
    type = one_of("coupon", required=True)
    label = words(500)
    copied = words(200)
    code = text(200)


class Purposes(_Block):
    type = one_of("purposes", required=True)


BLOCKS: dict[str, type[Schema]] = {
    "heading": Heading,
    "text": Text,
    "image": Image,
    "button": Button,
    "email": Email,
    "nps": Nps,
    "csat": Csat,
    "ces": Ces,
    "stars": Stars,
    "single_choice": SingleChoice,
    "multiple_choice": MultipleChoice,
    "select": Select,
    "field": Field,
    "checkbox": Checkbox,
    "open_text": OpenText,
    "coupon": Coupon,
    "purposes": Purposes,
}
