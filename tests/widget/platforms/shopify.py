"""A Shopify storefront as a browser meets it: the Ajax cart, a theme that uses it, and forms that load a page.

Facts kept: money is in hundredths whatever the currency (1,000 won are 100000), a market's language stands before every
path, the `cart` cookie names the cart and not what is in it, `/cart/add` by a form redirects to the cart's page, and a
sold-out product is refused with 422. A shop behind a password answers everything with its login page.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from typing import Any

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

CHAIR, LAMP, SOLD_OUT = 794864229, 794864230, 794864231
PRODUCTS: dict[int, dict[str, Any]] = {
    CHAIR: {"sku": "OAK-1", "title": "Oak chair", "price": 4950, "product_type": "Chairs"},
    LAMP: {"sku": None, "title": "Lamp & shade", "price": 1000, "product_type": ""},
}
DISCOUNTS = {"SAVE10": 10}

# What a theme does: each button is one request of the kind that themes make.
THEME = """
<script>
  window.Shopify = {shop: "oak.myshopify.com", locale: "%(locale)s", currency: {active: "%(currency)s"}, routes: {root: "%(root)s"}};
  const send = (path, body) => fetch(Shopify.routes.root + path, {
    method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)});
  const add = (id, quantity = 1) => send("cart/add.js", {items: [{id, quantity}], sections: "cart-drawer"});
  const change = (line, quantity) => send("cart/change.js", {line, quantity});
  const discount = (code) => send("cart/update.js", {discount: code});
  const clear = () => send("cart/clear.js", {});
  // an action of the storefront: said when it begins, with a promise of its end, and sent to another interface
  const act = (id) => {
    const promise = fetch("/api/graphql.json", {method: "POST", body: JSON.stringify({id})}).then((answer) => answer.json());
    const event = new Event("shopify:cart:lines-update", {bubbles: true});
    document.querySelector("main").dispatchEvent(Object.assign(event, {action: "add", context: "standard-action", promise}));
    return promise;
  };
</script>
"""
PAGE = """<!doctype html><html lang="%(locale)s"><head><meta charset="utf-8"><title>Oak</title>%(theme)s%(head)s%(tag)s</head>
<body><main><h1>%(path)s</h1>
<form method="post" action="%(root)scart/add"><input type="hidden" name="id" value="794864229"><button>Add by a form</button></form>
<a href="%(root)scart/change?line=1&amp;quantity=0">Remove by a link</a> <a href="%(root)scart">Cart</a>
</main></body></html>"""


@dataclass
class Shopify:
    """`broken` is what the cart's endpoint answers instead: a status, or a page."""

    tag: str = ""
    head: str = ""
    currency: str = "EUR"
    broken: int | str | None = None
    url: str = ""
    requests: list[str] = field(default_factory=list)
    carts: dict[str, dict[int, int]] = field(default_factory=dict)
    discounts: dict[str, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def reads(self) -> list[str]:
        """The paths at which the cart was read."""
        return [path for method, path in (line.split(" ") for line in self.requests) if path.endswith("/cart.js")]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        request = Request(environ)
        with self._lock:
            self.requests.append(f"{request.method} {request.path}")
            return self._answer(request)(environ, start_response)

    def _answer(self, request: Request) -> Response:
        root = "/ko/" if request.path.startswith("/ko/") else "/"
        path = request.path.removeprefix(root.rstrip("/"))
        token = request.cookies.get("cart", "")
        if path == "/favicon.ico":
            return Response(status=204)
        if path == "/cart.js":
            return self._broken() if self.broken else self._json(self.cart(token))
        if path == "/api/graphql.json":
            return self._changed(token, lambda lines: self._add(lines, json.loads(request.data)["id"], 1), {"cart": {}})
        if path in ("/cart/add.js", "/cart/change.js", "/cart/update.js", "/cart/clear.js"):
            return self._ajax(path, token, json.loads(request.data))
        if path in ("/cart/add", "/cart/change"):
            return self._by_page(path, token, request, root)
        return Response(self._page(root, request.path), mimetype="text/html")

    def _ajax(self, path: str, token: str, body: dict[str, Any]) -> Response:
        items = body.get("items", [])
        if any(item["id"] not in PRODUCTS for item in items):
            return self._json({"status": 422, "message": "Cart Error", "description": "All are sold out."}, 422)
        if "discount" in body:
            self.discounts[token] = body["discount"]
        changes = {
            "/cart/add.js": lambda lines: [self._add(lines, item["id"], item["quantity"]) for item in items],
            "/cart/change.js": lambda lines: self._set(lines, body["line"], body["quantity"]),
            "/cart/update.js": lambda lines: None,
            "/cart/clear.js": lambda lines: lines.clear(),
        }
        return self._changed(token, changes[path], None)

    def _by_page(self, path: str, token: str, request: Request, root: str) -> Response:
        if path == "/cart/add":
            answer = self._changed(token, lambda lines: self._add(lines, int(request.form["id"]), 1), {})
        else:
            line, quantity = int(request.args["line"]), int(request.args["quantity"])
            answer = self._changed(token, lambda lines: self._set(lines, line, quantity), {})
        to = redirect(f"{root}cart")
        for cookie in answer.headers.getlist("Set-Cookie"):
            to.headers.add("Set-Cookie", cookie)
        return to

    def _changed(self, token: str, change: Any, answer: Any) -> Response:
        token = token or f"Z2NwLWV1cm9wZS13ZXN0MTowMUpD?key=k{len(self.carts):07d}"
        change(self.carts.setdefault(token, {}))
        made = self._json(self.cart(token) if answer is None else answer)
        made.set_cookie("cart", token, max_age=14 * 86400)
        return made

    @staticmethod
    def _add(lines: dict[int, int], product: int, quantity: int) -> None:
        lines[product] = lines.get(product, 0) + quantity

    @staticmethod
    def _set(lines: dict[int, int], line: int, quantity: int) -> None:
        product = list(lines)[line - 1]
        lines[product] = quantity
        if not quantity:
            del lines[product]

    def cart(self, token: str) -> dict[str, Any]:
        """As `/cart.js` answers: the fields that shops and apps read."""
        items = [self._line(product, quantity) for product, quantity in self.carts.get(token, {}).items()]
        before = sum(item["final_line_price"] for item in items)
        off = before * DISCOUNTS.get(self.discounts.get(token, ""), 0) // 100
        return {
            "token": token,
            "note": None,
            "original_total_price": before,
            "total_price": before - off,
            "total_discount": off,
            "item_count": sum(item["quantity"] for item in items),
            "items": items,
            "requires_shipping": True,
            "currency": self.currency,
            "items_subtotal_price": before,
            "cart_level_discount_applications": [],
        }

    def _line(self, product: int, quantity: int) -> dict[str, Any]:
        known = PRODUCTS[product]
        price = known["price"] * (1000 if self.currency == "KRW" else 1)
        return {
            "id": product,
            "key": f"{product}:03af7a8cb59a4c3c",
            "variant_id": product,
            "quantity": quantity,
            "price": price,
            "final_price": price,
            "line_price": price * quantity,
            "final_line_price": price * quantity,
            "url": f"/products/{known['title'].split()[0].lower()}?variant={product}",
            "image": f"https://cdn.shopify.com/{product}.jpg",
            **{name: known[name] for name in ("sku", "title", "product_type")},
        }

    def _broken(self) -> Response:
        if isinstance(self.broken, int):
            return Response("busy", self.broken, mimetype="text/plain")
        return Response(self.broken, mimetype="text/html")

    def _page(self, root: str, path: str) -> str:
        said = {"root": root, "path": path, "locale": root.strip("/") or "en", "currency": self.currency}
        return PAGE % {**said, "theme": THEME % said, "head": self.head, "tag": self.tag}

    @staticmethod
    def _json(value: Any, status: int = 200) -> Response:
        return Response(json.dumps(value), status, mimetype="application/json")
