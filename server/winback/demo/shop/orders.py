"""The pages that sell: basket, discount code, checkout, thank you."""

import re
import secrets
import time

from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response

from . import ga4
from .basket import Basket, basket_from, basket_of, known_code
from .catalog import PRODUCTS
from .view import View, keep

ORDER_COOKIE = "oo_order"
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_NUMBER = re.compile(rf"OO-[{_ALPHABET}]{{8}}-[{_ALPHABET}]{{8}}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
FIELDS = ("email", "name", "street", "zip", "city")
PAYMENTS = ("invoice", "card", "transfer")
NEXT = ("how-onggi-breathes", "a-good-cup-without-a-thermometer", "why-a-moon-jar-is-never-round")


def cart(view: View) -> Response:
    if view.is_wrong_language:
        return Response(status=303, headers={"Location": view.url("/cart", "ko")})
    pushes = [ga4.of_basket("view_cart", view.basket, view.language)] if view.basket.lines else []
    liked = [PRODUCTS[slug] for slug in ("faceted-cups", "morning-mug", "sejak-green-tea", "bud-vase")]
    return view.render("cart.html", pushes=pushes, liked=liked, bad_code=view.request.args.get("code") == "unknown")


def change_cart(view: View) -> Response:
    """Adds to a line (`add`) or sets its quantity (`set`), then shows the basket, or what was added to a script."""
    form = view.request.form
    count = form.get("quantity", "1")
    if not re.fullmatch(r"[0-9]{1,2}", count):
        raise BadRequest("The quantity must be a number.")
    key = form.get("item", "")
    try:
        basket = view.basket.with_quantity(key, int(count), add=form.get("do") != "set")
    except KeyError:
        raise BadRequest("There is no such thing in the shop.") from None
    if view.request.headers.get("X-Asked-By") != "script":
        return view.redirect("/cart", basket)
    view.basket = basket
    line = next((line for line in basket.lines if line.key == key), None)
    response = view.render("_added.html", line=line, quantity=int(count))
    keep(response, basket)
    return response


def change_code(view: View) -> Response:
    text = view.request.form.get("code", "")
    back = "/checkout" if view.request.form.get("from") == "checkout" else "/cart"
    code = known_code(text)
    if text.strip() and code is None:
        return view.redirect(f"{back}?code=unknown")
    return view.redirect(back, basket_of([(line.key, line.quantity) for line in view.basket.lines], code))


def checkout(view: View) -> Response:
    if not view.basket.lines:
        return view.redirect("/cart")
    push = ga4.of_basket("begin_checkout", view.basket, view.language)
    bad_code = view.request.args.get("code") == "unknown"
    return view.render("checkout.html", values={}, wrong=[], payments=PAYMENTS, bad_code=bad_code, pushes=[push])


def place_order(view: View) -> Response:
    if not view.basket.lines:
        return view.redirect("/cart")
    values = {name: view.request.form.get(name, "").strip() for name in FIELDS}
    wrong = [name for name in FIELDS if not _is_right(name, values[name])]
    if wrong:
        return view.render("checkout.html", values=values, wrong=wrong, payments=PAYMENTS, bad_code=False)
    number = new_order_number()
    response = view.redirect(f"/thanks/{number}", Basket())
    # Only this browser needs the order again, for the thank-you page: the shop keeps no addresses at all.
    kept = "|".join([number, view.basket.to_cookie(), view.basket.code or ""])
    response.set_cookie(ORDER_COOKIE, kept, max_age=86400, samesite="Lax", httponly=True)
    return response


def thanks(view: View, number: str) -> Response:
    of_number, _, rest = view.request.cookies.get(ORDER_COOKIE, "").partition("|")
    lines, _, code = rest.partition("|")
    order = basket_from(lines, code)
    if number != of_number or not _NUMBER.fullmatch(number) or not order.lines:
        raise NotFound
    return view.render(
        "thanks.html", number=number, order=order, next=NEXT, pushes=[ga4.purchase(number, order, view.language)]
    )


def new_order_number() -> str:
    """OO-, the millisecond in 8 signs, 8 signs of chance: no two orders share one."""
    rest, signs = time.time_ns() // 1_000_000, ""
    for _ in range(8):
        rest, index = divmod(rest, len(_ALPHABET))
        signs = _ALPHABET[index] + signs
    return f"OO-{signs}-{''.join(secrets.choice(_ALPHABET) for _ in range(8))}"


def _is_right(name: str, value: str) -> bool:
    if name == "email":
        return len(value) <= 254 and bool(_EMAIL.fullmatch(value))
    return 0 < len(value) <= 200
