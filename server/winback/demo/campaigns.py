"""The shop's campaigns: six of the templates, as a marketer of this shop would set them up."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..models import Campaign, Site
from ..targeting.templates import content_for, template

COUPONS = {"a": "WELCOME10", "b": "FREESHIP"}
_CLAY = {
    "accent": "#96452a",
    "background": "#fffdf8",
    "text": "#2a231d",
    "font": "serif",
    "radius": 16,
    "scheme": "light",
}


@dataclass(frozen=True)
class Plan:
    """A campaign to be made from a template. `path` is where in the shop its links should lead."""

    slug: str
    template: str
    priority: int
    adapt: Callable[[dict[str, Any]], None]
    path: str = "/"


def _cart_saver(content: dict[str, Any]) -> None:
    content["experiment"]["arms"] = _arms(0.2, "a", "b")
    _tell_how_sure(content)
    _in_clay(content)


def _exit_offer(content: dict[str, Any]) -> None:
    content["audience"] = {"all": [{"fact": "cart.value", "op": "eq", "value": 0}]}
    _tell_how_sure(content)
    _in_clay(content)
    for name, variant in content["variants"].items():
        for block in variant["steps"][0]["blocks"]:
            if block["type"] == "coupon":
                block["code"] = COUPONS[name]


def _exit_feedback(content: dict[str, Any]) -> None:
    _tell_how_sure(content)
    _in_clay(content)
    _ask_all_alike(content, "reason", "better", "thanks")
    content["audience"] = {
        "all": [{"fact": "cart.value", "op": "eq", "value": 0}, {"fact": "session.pages", "op": "gte", "value": 3}]
    }


def _nps_bar(content: dict[str, Any]) -> None:
    _in_clay(content)
    _ask_all_alike(content, "score", "why", "thanks")
    content["triggers"] = [{"on": "time", "seconds": 4}]
    content["audience"] = {"all": [{"fact": "page.path", "op": "contains", "value": "/thanks/"}]}


def _newsletter(content: dict[str, Any]) -> None:
    """Judged by what it sells: that it collects addresses is no surprise, since without it nobody can leave one."""
    content["goal"] = {"event": "purchase", "window_days": 7}
    content["audience"] = {"all": [{"fact": "page.path", "op": "contains", "value": "/journal/"}]}
    for variant in content["variants"].values():
        variant["format"] = "popup"
        variant["theme"] |= _CLAY | {"accent": "#3f6b4a", "position": "center"}


def _ask_all_alike(content: dict[str, Any], *steps: str) -> None:
    """The same question for everybody, whatever they answered before: the history was told so."""
    for variant in content["variants"].values():
        variant["steps"] = [step for step in variant["steps"] if step["id"] in steps]
        for step in variant["steps"]:
            step.pop("logic", None)


def _tell_how_sure(content: dict[str, Any]) -> None:
    """The score of each leaving is told, and none is too small."""
    for trigger in content["triggers"]:
        if trigger["on"] == "exit_intent":
            trigger["min_score"] = 0


def _in_clay(content: dict[str, Any]) -> None:
    """In the shop's colours."""
    for variant in content["variants"].values():
        variant["theme"] |= _CLAY


PLANS = [
    Plan("cart-saver", "cart_saver", 70, _cart_saver, "/products/brushed-tea-bowl"),
    Plan("exit-feedback", "exit_feedback", 60, _exit_feedback),
    Plan("exit-offer", "exit_offer", 50, _exit_offer),
    Plan("nps-bar", "nps_bar", 50, _nps_bar),
    Plan("newsletter", "newsletter", 40, _newsletter, "/journal/how-onggi-breathes"),
]
CONSENT = Plan("consent-banner", "consent_banner", 90, _in_clay)


def campaign_of(plan: Plan, site: Site, now: int) -> Campaign:
    """The campaign as a draft, not yet added to a session."""
    chosen = template(plan.template)
    if chosen is None:
        raise LookupError(plan.template)
    content = content_for(chosen, site, plan.slug)
    plan.adapt(content)
    return Campaign(
        site=site,
        slug=plan.slug,
        name=chosen.name,
        kind=chosen.kind,
        priority=plan.priority,
        content=content,
        created_at=now,
        updated_at=now,
    )


def arms_of(campaign: Campaign) -> list[str]:
    """The arms that a visitor can be in, the holdout of the site last."""
    return [arm["id"] for arm in campaign.content["experiment"]["arms"]]


def _arms(control: float, *variants: str) -> list[dict[str, Any]]:
    share = round((1 - control) / len(variants), 4)
    return [{"id": "control", "weight": control}, *({"id": name, "weight": share} for name in variants)]
