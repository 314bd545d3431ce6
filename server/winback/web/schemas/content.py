"""What a marketer edits: triggers, audience, schedule, frequency, goal, experiment and variants."""

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from .blocks import BLOCKS
from .fields import (
    ByKind,
    Flag,
    Instant,
    Pattern,
    Share,
    Strict,
    Table,
    Whole,
    event_name,
    identifier,
    language,
    matching,
    one_of,
    text,
    words,
)
from .links import source
from .logic import Logic
from .rule_tests import MOST_TESTS, RuleTest

COLOUR = r"^#[0-9a-fA-F]{6}$"
HOUR = 3600


def colour() -> fields.String:
    return matching(COLOUR, "A colour such as #3b5bdb.")


# ---- triggers ----


class ExitIntent(Strict):
    """Left out, each signal is on, but for `idle`. With a least score, if only 0, each leaving has one."""

    on = one_of("exit_intent", required=True)
    pointer = Flag()
    flick = Flag()
    return_ = Flag(data_key="return", attribute="return")
    idle = Flag()
    min_score = Whole(0, 100, allow_none=True)


class CartAbandonment(Strict):
    on = one_of("cart_abandonment", required=True)
    idle_seconds = Whole(1, HOUR, load_default=60)
    min_score = Whole(0, 100, allow_none=True)


class Scroll(Strict):
    on = one_of("scroll", required=True)
    percent = Whole(1, 100, load_default=50)


class Time(Strict):
    on = one_of("time", required=True)
    seconds = Whole(0, HOUR, load_default=30)


class Inactivity(Strict):
    on = one_of("inactivity", required=True)
    seconds = Whole(1, HOUR, load_default=60)


class CustomEvent(Strict):
    on = one_of("event", required=True)
    name = event_name(required=True)


class ServerEvent(Strict):
    """The shop's own server has told of it: `POST sites/{site}/events`."""

    on = one_of("server_event", required=True)
    name = event_name(required=True)


class PageLoad(Strict):
    on = one_of("page_load", required=True)


def selector() -> fields.String:
    """A CSS selector; whether it names anything only the page knows."""
    return text(200, 1, required=True)


class Click(Strict):
    on = one_of("click", required=True)
    selector = selector()


class Hover(Strict):
    on = one_of("hover", required=True)
    selector = selector()


class View(Strict):
    on = one_of("view", required=True)
    selector = selector()


class Pages(Strict):
    on = one_of("pages", required=True)
    count = Whole(1, 100, load_default=2)


class SiteTime(Strict):
    on = one_of("site_time", required=True)
    seconds = Whole(1, HOUR, load_default=60)


TRIGGERS: dict[str, type[Schema]] = {
    "exit_intent": ExitIntent,
    "cart_abandonment": CartAbandonment,
    "scroll": Scroll,
    "time": Time,
    "inactivity": Inactivity,
    "event": CustomEvent,
    "server_event": ServerEvent,
    "page_load": PageLoad,
    "click": Click,
    "hover": Hover,
    "view": View,
    "pages": Pages,
    "site_time": SiteTime,
}

# ---- who, when, how often ----


class Schedule(Strict):
    from_ = Instant(data_key="from", attribute="from", allow_none=True, load_default=None)
    to = Instant(allow_none=True, load_default=None)
    hours = fields.Raw(
        allow_none=True,
        load_default=None,
        validate=validate.OneOf([None], error="Hours of the day can't be set yet: leave it null."),
    )


class Frequency(Strict):
    per_session = Whole(1, 100, allow_none=True, load_default=1)
    after_close_days = Whole(0, 3650, allow_none=True, load_default=30)
    after_conversion_days = Whole(0, 3650, allow_none=True, load_default=365)
    after_answer_days = Whole(0, 3650, allow_none=True, load_default=90)
    after_later_days = Whole(0, 3650, allow_none=True, load_default=7)
    max_total = Whole(1, 10000, allow_none=True, load_default=None)


class Goal(Strict):
    event = event_name(load_default="purchase")
    window_days = Whole(1, 365, load_default=7)


# ---- the experiment ----


class Arm(Strict):
    id = identifier(required=True)
    weight = Share(required=True)


class Epoch(Schema):
    """A time in which the arms were chosen in one way. Made by launching: what is sent of it changes nothing."""

    id = fields.Integer(required=True)
    since = Instant(required=True)
    weights = fields.List(fields.Float(), required=True)


class Experiment(Strict):
    hash_version = fields.Integer(strict=True, validate=[validate.OneOf([1, 2])], load_default=2)
    hash_attribute = one_of("visitor", load_default="visitor")
    seed = fields.String(validate=[validate.Length(1, 100), Pattern(r"^[\x20-\x7e]*$")])
    coverage = Share(load_default=1)
    arms = fields.List(fields.Nested(Arm), validate=[validate.Length(max=20)])
    mode = one_of("planned", "open", "earn", "check", load_default="planned")
    epochs = fields.List(fields.Nested(Epoch))  # so that what was read can be sent back

    @post_load
    def _leave_epochs_to_launching(self, data: dict[str, Any], **rest: Any) -> dict[str, Any]:
        data.pop("epochs", None)
        return data


# ---- what is shown ----


class Palette(Strict):
    accent = colour()
    background = colour()
    text = colour()


class Logo(Strict):
    """`dark`: another file where the message is dark. Its size is that of the file, so that its room is there first."""

    src = source(least=1, required=True)
    dark = source()
    width = Whole(1, 4000, load_default=120)
    height = Whole(1, 4000, load_default=32)
    alt = text(100, load_default="")
    align = one_of("start", "center", "end")


class Look(Palette):
    """A site's brand kit: what its messages have in common. `radius` above 32 is drawn as 32."""

    dark = fields.Nested(Palette)
    radius = Whole(0, 64)
    font = one_of("system", "serif", "mono", "rounded", "humanist", "inherit")
    scheme = one_of("light", "dark", "auto")
    logo = fields.Nested(Logo, allow_none=True)
    width = Whole(280, 720, allow_none=True)
    padding = Whole(12, 56, allow_none=True)
    border = Whole(0, 6, allow_none=True)
    shadow = one_of("none", "soft", "strong", allow_none=True)
    scrim = Whole(0, 90, allow_none=True)
    motion = one_of("none", "fade", "zoom", "slide", allow_none=True)


class Theme(Look):
    """`kit`: the site's kit is worn, also when it changes; what else is said here goes over it."""

    kit = Flag()
    position = one_of("center", "top", "bottom", "left", "right", "above")


class Step(Strict):
    id = identifier(required=True)
    blocks = fields.List(ByKind("type", BLOCKS), validate=[validate.Length(max=40)], load_default=list)
    next = identifier(allow_none=True, load_default=None)
    logic = fields.List(fields.Nested(Logic), validate=[validate.Length(max=20)])

    @post_load
    def _drop_empty_logic(self, data: dict[str, Any], **rest: Any) -> dict[str, Any]:
        if not data.get("logic"):
            data.pop("logic", None)
        return data


FORMATS = ("popup", "bar", "slide_in", "fullscreen", "inline")


class Teaser(Strict):
    """The tab that a closed message leaves behind."""

    text = words(60, load_default=dict)
    position = one_of("right", "left", load_default="right")


class Variant(Strict):
    """`selector` is of an inline message alone: with another format it is forgotten."""

    format = one_of(*FORMATS, required=True)
    selector = text(200)
    teaser = fields.Nested(Teaser, allow_none=True)
    theme = fields.Nested(Theme, load_default=dict)
    steps = fields.List(fields.Nested(Step), validate=[validate.Length(max=20)], load_default=list)

    @post_load
    def _keep_what_its_format_asks_for(self, data: dict[str, Any], **rest: Any) -> dict[str, Any]:
        if data["format"] != "inline":
            data.pop("selector", None)
        if not (data.get("teaser") or {}).get("text"):
            data.pop("teaser", None)
        return data


# ---- all of it ----


class ContentSchema(Strict):
    """Every part may be left out: a new campaign gets the usual one, a change keeps what is there."""

    triggers = fields.List(ByKind("on", TRIGGERS), validate=[validate.Length(max=10)])
    match = one_of("any", "all")  # of the triggers
    search_safe = Flag()  # false: may cover the first page of a phone from a search engine
    hosted = Flag()  # also a page of its own, /f/…
    audience = fields.Dict(allow_none=True)
    schedule = fields.Nested(Schedule)
    frequency = fields.Nested(Frequency)
    goal = fields.Nested(Goal)
    languages = fields.List(language(), validate=[validate.Length(max=20)])
    experiment = fields.Nested(Experiment)
    variants = Table(identifier(), fields.Nested(Variant), 10)
    tests = fields.List(fields.Nested(RuleTest), validate=[validate.Length(max=MOST_TESTS)])


CONTENT_KEYS = tuple(ContentSchema._declared_fields)

__all__ = ["CONTENT_KEYS", "TRIGGERS", "ContentSchema", "Look"]
