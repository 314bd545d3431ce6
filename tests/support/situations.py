"""One situation in two shapes: what the server's `explain` takes, and what a browser would have published and remembered.

`given` is a row of the area `explain`: whatever it leaves out is as `USUAL` says.
"""

from __future__ import annotations

from typing import Any

from winback.models import Site
from winback.targeting.explain import Moment, Subject, instant
from winback.targeting.situation import arm_of

Json = dict[str, Any]

NOW = 1_795_176_000_000  # noon of 20 November 2026, UTC
VISITOR = "8f14e45fceea167a5a36dedd4bea2543"
KEY = "wb_testtesttesttesttest"
PURPOSES = ["analytics", "personalization"]
MINUTE = 60_000

USUAL: Json = {
    "mode": "off",
    "purposes": None,
    "path": "/p/1",
    "quiet": [],
    "manners": {},
    "holdout": 0,
    "cart": None,
    "traits": {},
    "state": {},
    "borne": [],
    "never": None,
    "fired": [],
    "is_open": False,
}
CAMPAIGN: Json = {
    "kind": "message",
    "triggers": [{"on": "page_load"}],
    "match": "any",
    "audience": None,
    "schedule": {},
    "frequency": {},
    "formats": ["popup"],
    "arms": {"a": 1},
    "coverage": 1,
}


def whole(given: Json) -> Json:
    return {**USUAL, **given, "campaign": {**CAMPAIGN, **given.get("campaign", {})}}


def on_server(given: Json) -> tuple[Subject, Moment]:
    """What `explain` is asked."""
    told = whole(given)
    content = told["campaign"]
    site = Site(
        key=KEY,
        consent_mode=told["mode"],
        quiet_paths=told["quiet"],
        manners=told["manners"],
        holdout_seed="holdout:1",
        holdout_share=told["holdout"],
    )
    subject = Subject(
        "offer", content["kind"], {**content, "variants": _variants(content), "experiment": _experiment(content)}, site
    )
    moment = Moment(
        _facts(told),
        NOW,
        told["state"],
        tuple(told["fired"]),
        is_open=told["is_open"],
        has_chosen=told["purposes"] is not None,
        borne=tuple((NOW - one["ago"] * MINUTE, one["cost"]) for one in told["borne"]),
        never_again=told["never"],
        visit_began=NOW - 15 * MINUTE,
        arm=arm_of(subject, VISITOR),
    )
    return subject, moment


def in_browser(given: Json) -> Json:
    """The configuration, what the browser remembers, and what is happening."""
    told = whole(given)
    content = told["campaign"]
    published = {
        "id": "offer",
        "kind": content["kind"],
        "version": 1,
        "priority": 50,
        "triggers": content["triggers"],
        "schedule": {key: instant(text) for key, text in content["schedule"].items()},
        "frequency": content["frequency"],
        "variants": _variants(content),
        **({"audience": content["audience"]} if content["audience"] else {}),
        **({"match": "all"} if content["match"] == "all" else {}),
        **({} if content["kind"] == "consent" else {"experiment": _experiment(content)}),
    }
    purposes = [] if told["mode"] == "off" else [{"key": key, "title": {}, "text": {}} for key in PURPOSES]
    config = {
        "base": "",
        "site": KEY,
        "rev": "1",
        "chunks": {},
        "currency": "EUR",
        "zone": "UTC",
        "language": "en",
        "consent": {"mode": told["mode"], "notice": None, "days": 180, "purposes": purposes},
        "holdout": {"seed": "holdout:1", "share": told["holdout"]},
        "quiet": told["quiet"],
        "campaigns": [published],
        **({"manners": told["manners"]} if told["manners"] else {}),
    }
    kept: Json = {"memory": _memory(told)}
    if told["purposes"] is not None:
        chosen = {key: key in told["purposes"] for key in PURPOSES}
        kept["consent"] = {"id": "1", "at": NOW, "notice": None, "purposes": chosen}
    return {"config": config, "kept": kept, **{key: told[key] for key in ("path", "fired", "is_open")}}


def _memory(told: Json) -> Json:
    session = {"id": "1", "start": NOW - 15 * MINUTE, "last": NOW, "pages": 1, "events": {}}
    return {
        "visitor": VISITOR,
        "visits": 1,
        "first": NOW - 15 * MINUTE,
        "session": {**session, "referrer": "", "landing": "https://shop.example/"},
        "seen": {"offer": told["state"]},
        "done": {},
        "borne": [[NOW - one["ago"] * MINUTE, one["cost"]] for one in told["borne"]],
        "traits": told["traits"],
        **({"cart": told["cart"]} if told["cart"] else {}),
        **({"never": told["never"]} if told["never"] else {}),
    }


def _facts(told: Json) -> Json:
    cart = told["cart"] or {}
    granted = PURPOSES if told["mode"] == "optout" and told["purposes"] is None else told["purposes"]
    if told["mode"] == "off":  # what was chosen while the site still asked is not read any more
        granted = None
    return {
        "page.path": told["path"],
        "cart.value": cart.get("value", 0),
        "cart.count": sum(item.get("quantity", 1) for item in cart.get("items", [])),
        **{f"trait.{name}": value for name, value in told["traits"].items() if value is not None},
        **({} if granted is None else {"consent.purposes": granted}),
    }


def _variants(content: Json) -> Json:
    step = {"id": "s1", "blocks": [{"id": "h", "type": "heading", "text": {"en": "Hello"}}]}
    return {name: {"format": kind, "steps": [step]} for name, kind in zip("abcd", content["formats"], strict=False)}


def _experiment(content: Json) -> Json:
    arms = [{"id": name, "weight": weight} for name, weight in content["arms"].items()]
    return {
        "seed": "offer",
        "hash_version": 2,
        "hash_attribute": "visitor",
        "epoch": 1,
        "coverage": content["coverage"],
        "arms": arms,
    }
