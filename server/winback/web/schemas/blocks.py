"""The blocks that a message's step is made of, one schema a type."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from ...ingest.properties import OWN_EVENTS
from ...rules.fields import AUTOCOMPLETE
from ...rules.logic import piped
from .fields import Amount, Day, Flag, Instant, Strict, Whole, event_name, identifier, matching, one_of, text, words
from .image import Pictured
from .links import link, takes_code_well
from .rich import RichTexts, plain

FURTHEST = 1_000_000_000
ACTION = r"^(next|back|close|later|never|link|event|accept|refuse|save|goto:[A-Za-z][A-Za-z0-9_-]{0,39})$"


AFTER_AN_EVENT = ("close", "next", "stay")  # what becomes of the message, the usual one first
COUNTDOWNS = {"fixed": "at", "visitor": "minutes", "daily": "time"}  # by mode, what it runs until


class _Block(Strict):
    id = identifier(required=True)


class _Question(_Block):
    label = words(500, load_default=dict)
    required = Flag(load_default=False)


def _check_agreed(block: dict[str, Any], member: str) -> None:
    """What is kept as the proof are these very words. Raises a ValidationError."""
    for code, said in block[member].items():
        if piped(said):
            raise ValidationError({member: {code: ["What people agree to must stand as it is: no {{…}} in it."]}})


class Heading(_Block):
    type = one_of("heading", required=True)
    text = words(300, load_default=dict)


class Text(_Block):
    """`rich` stands in the place of the plain text, which then says the same words."""

    type = one_of("text", required=True)
    text = words(5000, load_default=dict)
    rich = RichTexts()

    @post_load
    def _say_it_plainly_too(self, data: dict[str, Any], **rest: Any) -> dict[str, Any]:
        rich = {language: parts for language, parts in data.pop("rich", {}).items() if parts}
        if not rich:
            return data
        return {**data, "text": data["text"] | {code: plain(parts) for code, parts in rich.items()}, "rich": rich}


PICTURE_PLACES = ("above", "left", "right", "behind")
FOCUS = ("center", "top", "bottom", "left", "right")


class Image(_Block, Pictured):
    """Without a `place` it stands among the other blocks, and `focus` and `veil` are forgotten."""

    type = one_of("image", required=True)
    place = one_of(*PICTURE_PLACES, allow_none=True)
    focus = one_of(*FOCUS, allow_none=True)
    veil = Whole(0, 100, allow_none=True)

    @post_load
    def _keep_what_its_place_asks_for(self, data: dict[str, Any], **rest: Any) -> dict[str, Any]:
        place = data.get("place")
        gone = {"place", "focus", "veil"} if not place else {"veil"} if place != "behind" else set()
        gone |= {name for name in ("focus", "veil") if data.get(name) is None}
        return {name: value for name, value in data.items() if name not in gone}


class Button(_Block):
    """`event` and `then` are of the action `event` alone: with another one they are forgotten."""

    type = one_of("button", required=True)
    text = words(120, load_default=dict)
    action = matching(
        ACTION, "next, back, close, later, never, link, event, accept, refuse, save or goto:STEP.", load_default="close"
    )
    url = link()
    event = event_name(may_be_empty=True)
    then = one_of(*AFTER_AN_EVENT)
    style = one_of("primary", "secondary", "link", load_default="primary")

    @post_load
    def _keep_what_its_action_asks_for(self, data: dict[str, Any], **rest: Any) -> dict[str, Any]:
        if not takes_code_well(data.get("url", "")):
            raise ValidationError("An address that takes the code is a path of the site, or begins with https.", "url")
        if data["action"] != "event":
            return {name: value for name, value in data.items() if name not in ("event", "then")}
        if data.get("event") in OWN_EVENTS:
            raise ValidationError(
                "Winback's own events and those of the shop's orders can't be told by a button.", "event"
            )
        return {"event": "", "then": AFTER_AN_EVENT[0], **data}


class Email(_Question):
    type = one_of("email", required=True)
    placeholder = words(200)
    consent_text = words(1000, load_default=dict)
    lists = fields.List(
        matching(r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$", "Up to 40 letters, digits, - or _."),
        validate=[validate.Length(max=10)],
        load_default=lambda: ["newsletter"],
    )

    @post_load
    def _proves_what_was_read(self, data: dict[str, Any], **rest: Any) -> dict[str, Any]:
        _check_agreed(data, "consent_text")
        return data


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


class PicturedOption(Option):
    """Its `image` has a block's picture without the block; one without a picture is none."""

    image = fields.Nested(Pictured, allow_none=True)

    @post_load
    def _drop_no_picture(self, data: dict[str, Any], **rest: Any) -> dict[str, Any]:
        image = data.pop("image", None) or {}
        return {**data, "image": image} if image.get("picture") or image.get("src") else data


class SingleChoice(_Choice):
    type = one_of("single_choice", required=True)
    options = fields.List(fields.Nested(PicturedOption), validate=[validate.Length(max=50)], load_default=list)
    other = Flag(load_default=False)
    shuffle = Flag()


class MultipleChoice(SingleChoice):
    type = one_of("multiple_choice", required=True)
    max = Whole(1, 50, allow_none=True)  # how many may be chosen


class Select(_Choice):
    type = one_of("select", required=True)
    placeholder = words(200)


# What only some kinds of field have: with another kind it is forgotten.
_OF_KIND = {"min": "number", "max": "number", "step": "number", "earliest": "date", "latest": "date"}


class Field(_Question):
    """A number is whole unless there is a `step`, which begins at `min`."""

    type = one_of("field", required=True)
    kind = one_of(*AUTOCOMPLETE, load_default="text")
    placeholder = words(200)
    min = Amount(-FURTHEST, FURTHEST, allow_none=True)
    max = Amount(-FURTHEST, FURTHEST, allow_none=True)
    step = Amount(0.000001, FURTHEST, allow_none=True)
    earliest = Day(allow_none=True)
    latest = Day(allow_none=True)
    autocomplete = one_of(*dict.fromkeys(name for names in AUTOCOMPLETE.values() for name in names), allow_none=True)

    @post_load
    def _keep_what_its_kind_asks_for(self, data: dict[str, Any], **rest: Any) -> dict[str, Any]:
        kept = {name: value for name, value in data.items() if _OF_KIND.get(name, data["kind"]) == data["kind"]}
        if kept.get("autocomplete") not in AUTOCOMPLETE[kept["kind"]]:
            kept.pop("autocomplete", None)
        if kept.get("min") is not None and kept.get("max") is not None and kept["max"] < kept["min"]:
            raise ValidationError("The largest number is smaller than the smallest.", "max")
        if kept.get("earliest") and kept.get("latest") and kept["latest"] < kept["earliest"]:
            raise ValidationError("The latest day is before the earliest.", "latest")
        return kept


class Checkbox(_Question):
    type = one_of("checkbox", required=True)


class Consent(_Question):
    """Agreed to by a tick. The answer keeps the exact words, so nothing in them may differ by visitor."""

    type = one_of("consent", required=True)
    label = words(2000, load_default=dict)

    @post_load
    def _stands_as_it_is(self, data: dict[str, Any], **rest: Any) -> dict[str, Any]:
        _check_agreed(data, "label")
        return data


class OpenText(_Question):
    type = one_of("open_text", required=True)
    placeholder = words(200)
    max = Whole(1, 2000, load_default=1000)


class Hidden(_Block):
    """Not seen: a value of the page or of the visitor, which goes with the answers of its step."""

    type = one_of("hidden", required=True)
    source = one_of("url", "variable", "trait", load_default="url")
    name = matching(r"^[A-Za-z0-9_.-]{0,64}$", "Up to 64 letters, digits, _ . or -.", load_default="")


class Coupon(_Block):
    """`code` is the same for everybody; where there is a `pool`, each visitor gets a code of their own out of it."""

    type = one_of("coupon", required=True)
    label = words(500)
    copied = words(200)
    code = text(200)
    pool = matching(r"^[a-z0-9]+(-[a-z0-9]+)*$", "The id of a coupon pool.", allow_none=True)
    empty = words(300)  # what is said where the pool has no code
    remind = Flag()


class Countdown(_Block):
    """Of `at`, `minutes` and `time` only the one that its mode asks for is kept."""

    type = one_of("countdown", required=True)
    text = words(300, load_default=dict)
    mode = one_of(*COUNTDOWNS, load_default="fixed")
    at = Instant(allow_none=True)
    minutes = Whole(1, 60 * 24 * 30, load_default=15)
    time = matching(r"^([01][0-9]|2[0-3]):[0-5][0-9]$", "A time of the day such as 18:00.", load_default="18:00")
    end = words(300)

    @post_load
    def _keep_what_its_mode_asks_for(self, data: dict[str, Any], **rest: Any) -> dict[str, Any]:
        others = {named for mode, named in COUNTDOWNS.items() if mode != data["mode"]}
        return {name: value for name, value in data.items() if name not in others and value is not None}


class Progress(_Block):
    type = one_of("progress", required=True)
    text = words(100)


class Products(_Block):
    type = one_of("products", required=True)
    text = words(300)
    source = one_of("cart", "viewed", load_default="cart")
    max = Whole(1, 6, load_default=3)


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
    "hidden": Hidden,
    "coupon": Coupon,
    "consent": Consent,
    "countdown": Countdown,
    "progress": Progress,
    "products": Products,
    "purposes": Purposes,
}
