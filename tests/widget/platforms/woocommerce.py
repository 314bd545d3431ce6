"""A WooCommerce shop as a browser meets it: classic pages with jQuery's events, blocks with the Store API, and orders.

Facts kept: amounts are strings in minor units with `currency_minor_unit` beside them, names are HTML, writing needs the
`Nonce` header and reading does not, every answer of the Store API carries `Cart-Hash`, pages and classic requests set the
`woocommerce_cart_hash` cookie and the Store API does not, and the cart is gone once the order is there.
"""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import dataclass, field
from typing import Any

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

CHAIR, LAMP = 11, 12
PRODUCTS = {CHAIR: ("OAK-1", "Oak chair &#8211; &amp; stool &#1114112;", 4950), LAMP: ("", "Lamp", 1000)}
COUPONS = {"SAVE10": 10}
NONCE = "5f0c2a9b1d"

# jQuery's custom events are no DOM events: only jQuery hears them.
CLASSIC = """
<script>
  window.jQuery = (() => {
    const heard = [];
    return (target) => ({
      on(types, run) { for (const type of types.split(" ")) heard.push([target, type, run]); return this; },
      trigger(type, more = []) { for (const [on, name, run] of heard) if (on === target && name === type) run({type}, ...more); return this; },
    });
  })();
  const ajax = async (endpoint, body) => {
    const answer = await fetch(`%(home)s?wc-ajax=${endpoint}`, {method: "POST", body: new URLSearchParams(body)});
    return answer.json();
  };
  const say = (name, ...more) => jQuery(document.body).trigger(name, more);
  const add = async (product_id) => { const {fragments, cart_hash} = await ajax("add_to_cart", {product_id}); say("added_to_cart", fragments, cart_hash); };
  const remove = async (product_id) => { await ajax("remove_from_cart", {product_id}); say("removed_from_cart"); };
  const coupon = async (code) => { await ajax("apply_coupon", {code}); say("applied_coupon", code); };
  // the cart's page sends its form to itself and puts the answer in place
  const update = async (product_id, quantity) => { await fetch("%(home)scart/", {method: "POST", body: new URLSearchParams({product_id, quantity})}); say("updated_wc_div"); };
  // asked by every page that has no fragments yet: no change
  const refresh = async () => { await ajax("get_refreshed_fragments", {}); say("wc_fragments_refreshed"); };
</script>
"""
BLOCKS = """
<script>
  const store = (path, body) => fetch(`%(rest)swc/store/v1/${path}`, {
    method: "POST", headers: {"Nonce": "5f0c2a9b1d", "Content-Type": "application/json"}, body: JSON.stringify(body)});
  const synced = () => window.dispatchEvent(new CustomEvent("wc-blocks_store_sync_required", {detail: {type: "from_iAPI"}}));
  const add = async (id) => {
    await store("batch", {requests: [{method: "POST", path: "/wc/store/v1/cart/add-item", body: {id, quantity: 1}}]});
    document.body.dispatchEvent(new CustomEvent("wc-blocks_added_to_cart", {bubbles: true, detail: {preserveCartData: true}}));
    synced();
  };
  const update = async (id, quantity) => { await store("cart/update-item", {id, quantity}); synced(); };
  const coupon = async (code) => { await store("cart/apply-coupon", {code}); synced(); };
</script>
"""
CLASSIC_ORDER = """<ul class="woocommerce-order-overview woocommerce-thankyou-order-details order_details">
<li class="woocommerce-order-overview__order order">Order number: <strong>%(number)s</strong></li>
<li class="woocommerce-order-overview__total total">Total: <strong><span class="woocommerce-Price-amount amount"><bdi>%(total)s</bdi></span></strong></li></ul>"""
BLOCK_ORDER = """<ul class="wc-block-order-confirmation-summary-list">
<li class="wc-block-order-confirmation-summary-list-item"><span>Order #:</span> <span>%(number)s</span></li>
<li class="wc-block-order-confirmation-summary-list-item"><span>Total:</span> <span><span class="woocommerce-Price-amount amount">%(total)s</span></span></li></ul>"""


@dataclass
class WooCommerce:
    """`home` is where WordPress lives; `broken` is what the Store API answers to a reader instead: a status, or a page."""

    tag: str = ""
    head: str = ""
    home: str = "/"
    is_blocks: bool = False
    currency: str = "EUR"
    broken: int | str | None = None
    order_total: str = ""
    url: str = ""
    requests: list[str] = field(default_factory=list)
    lines: dict[int, int] = field(default_factory=dict)
    coupon: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def reads(self) -> list[str]:
        """The paths at which the cart was read."""
        return [line.split(" ")[1] for line in self.requests if line.startswith("GET") and line.endswith("v1/cart")]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        request = Request(environ)
        with self._lock:
            self.requests.append(f"{request.method} {request.path}")
            return self._answer(request)(environ, start_response)

    def _answer(self, request: Request) -> Response:
        path = request.path.removeprefix(self.home.rstrip("/"))
        if path == "/favicon.ico" or not request.path.startswith(self.home):
            return Response(status=204 if path == "/favicon.ico" else 404)
        if path.startswith("/wp-json/wc/store/v1/"):
            return self._store(request, path.removeprefix("/wp-json/wc/store/v1/"))
        if "wc-ajax" in request.args:
            return self._marked(self._ajax(request.args["wc-ajax"], request))
        if request.method == "POST":
            self._set(int(request.form["product_id"]), int(request.form["quantity"]))
        if "add-to-cart" in request.args:
            self._set(int(request.args["add-to-cart"]), 1)
            return self._marked(redirect(request.path))
        if "/order-received/" in path:
            self.lines.clear()
        return self._marked(Response(self._page(request), mimetype="text/html"))

    def _ajax(self, endpoint: str, request: Request) -> Response:
        if endpoint == "add_to_cart":
            product = int(request.form["product_id"])
            self._set(product, self.lines.get(product, 0) + 1)
        elif endpoint == "remove_from_cart":
            self._set(int(request.form["product_id"]), 0)
        elif endpoint == "apply_coupon":
            self.coupon = request.form["code"]
        fragments = {"div.widget_shopping_cart_content": "<div class='widget_shopping_cart_content'></div>"}
        return self._json({"fragments": fragments, "cart_hash": self.hash})

    def _store(self, request: Request, route: str) -> Response:
        if request.method == "GET" and route == "cart":
            if isinstance(self.broken, int):
                return Response("busy", self.broken, mimetype="text/plain")
            if self.broken:
                return Response(self.broken, mimetype="text/html")
            return self._of_store(self.cart())
        if request.headers.get("Nonce") != NONCE:
            return self._json({"code": "woocommerce_rest_missing_nonce", "data": {"status": 401}}, 401)
        body = request.get_json()
        for change in body["requests"] if route == "batch" else [{"path": route, "body": body}]:
            self._change(change["path"].rpartition("/")[2], change["body"])
        return self._of_store(self.cart())

    def _change(self, verb: str, body: dict[str, Any]) -> None:
        if verb == "add-item":
            self._set(body["id"], self.lines.get(body["id"], 0) + body["quantity"])
        elif verb == "update-item":
            self._set(body["id"], body["quantity"])
        elif verb == "apply-coupon":
            self.coupon = body["code"]

    def _set(self, product: int, quantity: int) -> None:
        self.lines[product] = quantity
        if not quantity:
            del self.lines[product]

    @property
    def hash(self) -> str:
        return hashlib.md5(repr((self.lines, self.coupon)).encode()).hexdigest() if self.lines else ""

    def _marked(self, answer: Response) -> Response:
        """With WooCommerce's two cookies, or without them where the cart is empty."""
        for name, value in (("woocommerce_cart_hash", self.hash), ("woocommerce_items_in_cart", "1")):
            if self.lines:
                answer.set_cookie(name, value, path="/")
            else:
                answer.delete_cookie(name, path="/")
        return answer

    def _of_store(self, value: Any) -> Response:
        answer = self._json(value)
        answer.headers |= {"Nonce": NONCE, "Cart-Hash": self.hash, "Cart-Token": "eyJ0eXAi"}
        return answer

    def cart(self) -> dict[str, Any]:
        """As the Store API answers: prices as strings of minor units, the delivery inside the total."""
        decimals = 0 if self.currency == "KRW" else 2
        money = {"currency_code": self.currency, "currency_minor_unit": decimals, "currency_decimal_separator": "."}
        items = [self._line(product, quantity, money) for product, quantity in self.lines.items()]
        goods = sum(PRODUCTS[product][2] * quantity for product, quantity in self.lines.items())
        off = goods * COUPONS.get(self.coupon, 0) // 100
        delivery = 490 if self.lines and not self.is_blocks else None
        totals = {
            "total_items": str(goods),
            "total_items_tax": "0",
            "total_discount": str(off),
            "total_discount_tax": "0",
            "total_shipping": delivery and str(delivery),
            "total_shipping_tax": delivery and "0",
            "total_price": str(goods - off + (delivery or 0)),
            "total_tax": "0",
            **money,
        }
        coupons = [{"code": self.coupon.lower()}] if self.coupon else []
        return {"coupons": coupons, "items": items, "items_count": sum(self.lines.values()), "totals": totals}

    def _line(self, product: int, quantity: int, money: dict[str, Any]) -> dict[str, Any]:
        sku, name, price = PRODUCTS[product]
        return {
            "key": hashlib.md5(str(product).encode()).hexdigest(),
            "id": product,
            "quantity": quantity,
            "name": name,
            "sku": sku,
            "permalink": f"{self.url}{self.home}product/{product}/",
            "images": [{"id": 1, "src": "https://shop.example/a.jpg", "thumbnail": "https://shop.example/a-324.jpg"}],
            "prices": {"price": str(price), "regular_price": str(price), **money, "price_range": None},
            "totals": {"line_subtotal": str(price * quantity), **money},
        }

    def _page(self, request: Request) -> str:
        rest = f"{self.url}{self.home}wp-json/"
        theme = (BLOCKS if self.is_blocks else CLASSIC) % {"home": self.home, "rest": rest}
        order = ""
        if "/order-received/" in request.path:
            number = request.path.strip("/").rpartition("/")[2]
            order = (BLOCK_ORDER if self.is_blocks else CLASSIC_ORDER) % {"number": number, "total": self.order_total}
        return (
            f'<!doctype html><html><head><meta charset="utf-8"><title>Oak</title><link rel="https://api.w.org/" href="{rest}">'
            f"{theme}{self.head}{self.tag}</head><body><main><h1>{request.path}</h1>{order}</main></body></html>"
        )

    @staticmethod
    def _json(value: Any, status: int = 200) -> Response:
        return Response(json.dumps(value), status, mimetype="application/json")
