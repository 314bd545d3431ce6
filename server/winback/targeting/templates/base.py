"""What a template is, and the few words that all of them are written with."""

from dataclasses import dataclass
from typing import Any, Literal

from ..looks import LOOKS
from .drawings import drawing

Text = dict[str, str]
Json = dict[str, Any]
Moment = Literal["welcome", "browse", "exit", "cart", "purchase", "consent"]
# What the launch gate asks for, since only the marketer can know it.
Need = Literal["code", "place", "end"]
# What the words take for granted of the shop: to be read before a launch, for no gate can know it.
Claim = Literal[
    "discount",
    "letter",
    "hour",
    "returns",
    "delivery",
    "contact_page",
    "cart_page",
    "new_page",
    "holidays",
    "thanks_page",
    "delivered",
    "mailed",
    "age",
]


@dataclass(frozen=True)
class Template:
    """`content` is a campaign's content, ready but for its `needs`; `claims` are what its words promise of the shop."""

    id: str
    moment: Moment
    name: str
    purpose: str
    kind: str
    content: Json
    needs: tuple[Need, ...] = ()
    claims: tuple[Claim, ...] = ()

    @property
    def formats(self) -> list[str]:
        """Where it stands, each once: `hosted` too, for one that is a page of its own."""
        found = dict.fromkeys(variant["format"] for variant in self.content["variants"].values())
        return [*found, *(["hosted"] if self.content["hosted"] else [])]


def words(english: str, korean: str) -> Text:
    return {"en": english, "ko": korean}


def theme(look: str, position: str | None = None) -> Json:
    """One of the six looks; `auto` after its name follows the visitor's device into the dark."""
    name, _, scheme = look.partition(" ")
    chosen = {**LOOKS[name], **({"scheme": scheme} if scheme else {})}
    return chosen if position is None else {**chosen, "position": position}


def heading(text: Text, key: str = "heading") -> Json:
    return {"id": key, "type": "heading", "text": text}


def paragraph(text: Text, key: str = "text") -> Json:
    return {"id": key, "type": "text", "text": text}


def picture(name: str, place: str, key: str = "picture", **more: Any) -> Json:
    """One of our drawings, at an edge of the step or behind its words. It says nothing that they don't."""
    drawn = drawing(name)
    shown = {"src": "", "picture": drawn.hash, "alt": {}, "decorative": True, **drawn.shape}
    return {"id": key, "type": "image", **shown, "place": place, **more}


def button(key: str, text: Text, action: str, style: str = "primary", url: str | None = None) -> Json:
    made = {"id": key, "type": "button", "text": text, "action": action, "style": style}
    return made if url is None else {**made, "url": url}


def question(kind: str, key: str, label: Text, *, required: bool = True, **more: Any) -> Json:
    return {"id": key, "type": kind, "label": label, "required": required, **more}


def options(**texts: Text) -> list[Json]:
    return [{"id": key, "text": text} for key, text in texts.items()]


def coupon(label: Text, **more: Any) -> Json:
    """Its code is the marketer's to give, or to take out of a pool."""
    copied = words("Copied. Paste it at checkout.", "복사했어요. 결제할 때 붙여 넣으세요.")
    return {"id": "coupon", "type": "coupon", "label": label, "copied": copied, "code": "", **more}


def products(source: str, most: int, text: Text | None = None) -> Json:
    made: Json = {"id": "products", "type": "products", "source": source, "max": most}
    return made if text is None else {**made, "text": text}


def step(key: str, *blocks: Json, leads_to: str | None = None, logic: list[Json] | None = None) -> Json:
    made: Json = {"id": key, "blocks": list(blocks), "next": leads_to}
    return {**made, "logic": logic} if logic else made


def when(block: str, op: str, value: Any, leads_to: str) -> Json:
    """A step's rule: an answer like this leads there."""
    return {"when": {"fact": f"answer.{block}", "op": op, "value": value}, "then": [{"jump": leads_to}]}


def fact(name: str, op: str, value: Any = None) -> Json:
    asked = {"fact": name, "op": op}
    return asked if value is None else {**asked, "value": value}


def everyone_with(*facts: Json) -> Json:
    return {"all": list(facts)}


def content(
    triggers: list[Json],
    variants: Json,
    control: float = 0.0,
    audience: Json | None = None,
    frequency: Json | None = None,
    goal: str = "purchase",
    days: int = 7,
    hosted: bool = False,
    search_safe: bool = True,
) -> Json:
    """A campaign's content with the usual caps, and equal shares for the variants beside the control's.

    Its experiment has no seed yet: every campaign gets one of its own.
    """
    share = round((1 - control) / len(variants), 4)
    arms = [{"id": "control", "weight": control}] if control else []
    return {
        "triggers": triggers,
        "audience": audience,
        "schedule": {"from": None, "to": None, "hours": None},
        "frequency": {
            "per_session": 1,
            "after_close_days": 30,
            "after_conversion_days": 365,
            "after_answer_days": 90,
            "after_later_days": 7,
            "max_total": None,
            **(frequency or {}),
        },
        "goal": {"event": goal, "window_days": days},
        "languages": ["en", "ko"],
        "experiment": {
            "hash_version": 2,
            "hash_attribute": "visitor",
            "coverage": 1,
            "arms": [*arms, *({"id": name, "weight": share} for name in variants)],
            "mode": "open" if control else "check",
        },
        "variants": variants,
        "match": "any",
        "search_safe": search_safe,
        "hosted": hosted,
        "tests": [],
    }
