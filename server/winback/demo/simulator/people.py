"""Who comes: personas, and what one person is like."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

Shares = Mapping[str, float]


@dataclass(frozen=True)
class Persona:
    """A kind of visitor. `pages` is the mean of pages a visit, `fills_cart` the chance at each product seen."""

    name: str
    share: float
    channels: Shares
    bounces: float
    pages: float
    fills_cart: float
    buys_at_once: float
    returns: float
    spends: float  # median of a basket, in euros


PERSONAS = [
    Persona(
        "window shopper",
        0.52,
        {"organic": 34, "social": 26, "paid": 16, "direct": 14, "referral": 10},
        bounces=0.46,
        pages=1.7,
        fills_cart=0.15,
        buys_at_once=0.13,
        returns=0.3,
        spends=52,
    ),
    Persona(
        "bargain hunter",
        0.18,
        {"paid": 40, "email": 12, "social": 22, "organic": 16, "direct": 10},
        bounces=0.4,
        pages=2.3,
        fills_cart=0.33,
        buys_at_once=0.16,
        returns=0.5,
        spends=38,
    ),
    Persona(
        "collector",
        0.12,
        {"direct": 40, "email": 34, "organic": 18, "referral": 8},
        bounces=0.2,
        pages=2.8,
        fills_cart=0.36,
        buys_at_once=0.3,
        returns=1.5,
        spends=118,
    ),
    Persona(
        "tea reader",
        0.18,
        {"organic": 58, "referral": 20, "social": 10, "direct": 12},
        bounces=0.34,
        pages=2.3,
        fills_cart=0.18,
        buys_at_once=0.2,
        returns=0.7,
        spends=44,
    ),
]
DEVICES: Shares = {"phone": 58, "desktop": 36, "tablet": 6}


@dataclass
class Person:
    """One browser. `decided_until`: until then it is settled whether this person buys, by the cart saver's effect."""

    visitor: str
    persona: Persona
    language: str
    device: str
    channel: str
    visits: int = 0
    cart: dict[str, int] = field(default_factory=dict)  # product.variant → quantity
    decided_until: int = 0
    was_offered: bool = False
    shown_until: dict[str, int] = field(default_factory=dict)  # campaign → not again before
    answered: set[str] = field(default_factory=set)


def person(chance: random.Random) -> Person:
    persona = chance.choices(PERSONAS, [p.share for p in PERSONAS])[0]
    return Person(
        visitor=f"{chance.getrandbits(128):032x}",
        persona=persona,
        language="ko" if chance.random() < 0.32 else "en",
        device=pick(chance, DEVICES),
        channel=pick(chance, persona.channels),
    )


def pick(chance: random.Random, shares: Shares) -> str:
    return chance.choices(list(shares), list(shares.values()))[0]
