"""One visit from landing to leaving, and what it settles for the days after it."""

import math
import random

from ...clock import DAY, HOUR
from .. import effects
from ..shop.catalog import ARTICLES, CATEGORIES, PRODUCTS, in_category
from . import messages, shopping
from .arrivals import seconds
from .channels import arrival
from .diary import Diary
from .people import Person

GOAL_WINDOW = 7 * DAY
GIVES_UP_AT_CHECKOUT = 0.16
TURNS_TO_LEAVE = {"desktop": 0.8, "tablet": 0.6, "phone": 0.62}  # where the widget can notice it
_LANDINGS = {
    "organic": {"journal": 40, "product": 36, "category": 24},
    "social": {"journal": 46, "product": 54},
    "referral": {"journal": 60, "product": 40},
    "paid": {"product": 62, "category": 38},
    "email": {"home": 30, "category": 30, "product": 40},
    "direct": {"home": 80, "category": 20},
}


def visit(diary: Diary) -> int | None:
    """Writes the visit down. Gives the time of a later purchase, where the cart saver's effect has settled one."""
    person = diary.person
    person.visits += 1
    _land(diary)
    if diary.chance.random() >= person.persona.bounces:
        _wander(diary)
    if person.cart and _may_decide(diary) and diary.chance.random() < person.persona.buys_at_once:
        _buy(diary)
        return None
    return _leave(diary)


def return_to_buy(diary: Diary) -> None:
    """The visit that was settled before: straight to the cart, which is still there, and on."""
    diary.person.visits += 1
    query, referrer = arrival(diary.chance, diary.person)
    diary.open("/", query, referrer)
    diary.wait(seconds(diary.chance, 10))
    if not diary.person.cart:
        _look_and_add(diary)
    _order(diary)


def _land(diary: Diary) -> None:
    query, referrer = arrival(diary.chance, diary.person)
    kinds = _LANDINGS[diary.person.channel]
    kind = diary.chance.choices(list(kinds), list(kinds.values()))[0]
    if kind == "journal":
        _read(diary, query, referrer)
    elif kind == "product":
        _look(diary, query, referrer)
    elif kind == "category":
        diary.open(f"/shop/{diary.chance.choice(list(CATEGORIES))}", query, referrer)
        diary.wait(seconds(diary.chance, 14))
    else:
        diary.open("/", query, referrer)
        diary.wait(seconds(diary.chance, 9))


def _wander(diary: Diary) -> None:
    """On through the shop: mostly from shelf to thing to thing, sometimes by search or into the journal."""
    pages = 1 + round(diary.chance.expovariate(1 / diary.person.persona.pages))
    for _ in range(min(pages, 14)):
        way = diary.chance.random()
        if way < 0.24:
            diary.open(f"/shop/{diary.chance.choice(list(CATEGORIES))}")
            diary.wait(seconds(diary.chance, 14))
        elif way < 0.31:
            diary.open("/search", f"q={diary.chance.choice(['tea', 'bowl', 'celadon', 'gift', 'oak', 'cup'])}")
            diary.wait(seconds(diary.chance, 11))
        elif way < 0.38:
            _read(diary)
        else:
            _look(diary)


def _read(diary: Diary, query: str = "", referrer: str | None = None) -> None:
    diary.open(f"/journal/{diary.chance.choice(list(ARTICLES))}", query, referrer)
    stay = seconds(diary.chance, 70)
    diary.wait(stay)
    if stay > 60_000 or diary.chance.random() < 0.3:  # far enough down, or long enough
        messages.ask_for_address(diary)


def _look(diary: Diary, query: str = "", referrer: str | None = None) -> None:
    persona = diary.person.persona
    among = list(PRODUCTS.values())
    if persona.name == "tea reader":
        among = in_category("tea") + in_category("teaware")
    product, variant = shopping.choose(diary.chance, persona.spends, among)
    diary.open(f"/products/{product.slug}", query, referrer)
    shopping.look(diary, product, variant)
    diary.wait(seconds(diary.chance, 26))
    if diary.chance.random() < persona.fills_cart:
        shopping.add(diary, product, variant)


def _look_and_add(diary: Diary) -> None:
    product, variant = shopping.choose(diary.chance, diary.person.persona.spends, list(PRODUCTS.values()))
    diary.open(f"/products/{product.slug}")
    shopping.look(diary, product, variant)
    diary.wait(seconds(diary.chance, 20))
    shopping.add(diary, product, variant)


def _may_decide(diary: Diary) -> bool:
    """Within the window after a cart saver's exposure everything is settled: its effect holds to the visitor."""
    return diary.now >= diary.person.decided_until


def _buy(diary: Diary) -> None:
    if diary.chance.random() < GIVES_UP_AT_CHECKOUT:
        shopping.checkout(diary, finishes=False)
    else:
        _order(diary)


def _order(diary: Diary, coupon: str | None = None) -> None:
    bought = shopping.things(diary)
    number = shopping.checkout(diary, coupon)
    diary.wait(seconds(diary.chance, 9, 0.4))
    if diary.chance.random() < 0.8:
        messages.ask_for_score(diary, bought)
    if number and diary.chance.random() < shopping.REFUNDED:
        shopping.refund(diary, number)


# ---- leaving ----


def _leave(diary: Diary) -> int | None:
    if diary.chance.random() >= TURNS_TO_LEAVE[diary.person.device]:
        return None
    if diary.person.cart:
        return _leave_a_cart(diary)
    if diary.pages >= 3:
        messages.ask_why_leaving(diary)
    else:
        _get_an_offer(diary)
    return None


def _leave_a_cart(diary: Diary) -> int | None:
    """The cart saver. The first exposure settles by the arm's known share whether this visitor buys within the window."""
    shown = messages.expose(diary, "cart-saver", "exit_intent")
    if shown is None:
        return None
    is_settled = not _may_decide(diary)
    buys = not is_settled and diary.chance.random() < effects.CART_SAVER[shown.arm]
    if not is_settled:
        diary.person.decided_until = diary.now + GOAL_WINDOW
    if shown.is_seen and diary.chance.random() < (0.7 if buys else 0.13):
        messages.click(diary, shown, "cart", "link")
        if buys:
            _order(diary)
            return None
        shopping.checkout(diary, finishes=False)
    elif shown.is_seen:
        messages.close(diary, shown)
    return _later(diary.chance, diary.now) if buys else None


def _later(chance: random.Random, now: int) -> int:
    """When somebody who thinks it over comes back: within the window, mostly within two days."""
    return now + min(round(chance.lognormvariate(math.log(20), 1.0) * HOUR) + HOUR, GOAL_WINDOW - 2 * HOUR)


def _get_an_offer(diary: Diary) -> None:
    person: Person = diary.person
    shown = messages.expose(diary, "exit-offer", "exit_intent")
    if shown is None:
        return
    is_first, person.was_offered = not person.was_offered, True
    adds = is_first and diary.chance.random() < effects.EXIT_OFFER_ADDS[shown.arm]
    if not shown.is_seen and not adds:
        return
    if adds and _may_decide(diary):
        messages.click(diary, shown, "coupon", "copy")
        _look_and_add(diary)
        _order(diary, coupon="WELCOME10")
    elif diary.chance.random() < 0.05:
        messages.click(diary, shown, "coupon", "copy")
    else:
        messages.close(diary, shown)
