"""The pages that one looks at: home, lists, products, search, journal."""

from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from . import ga4
from .catalog import ARTICLES, CATEGORIES, PAGES, PRODUCTS, Product, in_category, related
from .catalog import search as search_products
from .view import View

FRESH = (
    "moon-jar",
    "brushed-tea-bowl",
    "bud-vase",
    "sejak-green-tea",
    "celadon-teapot",
    "morning-mug",
    "onggi-crock",
    "gift-wrapping",
)
LIKED = ("brushed-tea-bowl", "celadon-teapot", "sejak-green-tea", "bud-vase")
SORTS = ("kiln", "low", "high", "name")


def home(view: View) -> Response:
    fresh = [PRODUCTS[slug] for slug in FRESH]
    push = ga4.view_item_list("fresh", view.say("fresh"), fresh, view.language)
    return view.render("home.html", fresh=fresh, pushes=[push])


def everything(view: View) -> Response:
    return _list(view, "all", view.say("all"), view.say("tagline"), list(PRODUCTS.values()))


def category(view: View, name: str) -> Response:
    if name not in CATEGORIES:
        raise NotFound
    texts = CATEGORIES[name].texts[view.language]
    return _list(view, name, texts["name"], texts["line"], in_category(name))


def search(view: View) -> Response:
    query = view.request.args.get("q", "").strip()[:100]
    found = search_products(query)
    push = ga4.view_item_list("search", view.say("search"), found, view.language)
    pushes = [{"event": "search", "search_term": query}, push] if query else []
    liked = [PRODUCTS[slug] for slug in LIKED]
    return view.render("search.html", query=query, found=found, liked=liked, pushes=pushes)


def product(view: View, slug: str) -> Response:
    if slug not in PRODUCTS:
        raise NotFound
    shown = PRODUCTS[slug]
    variant = shown.variant(view.request.args.get("variant")) or shown.variants[0]
    push = ga4.view_item(shown, variant, view.language)
    return view.render("product.html", product=shown, variant=variant, related=related(shown), pushes=[push])


def journal(view: View) -> Response:
    return view.render("journal.html")


def article(view: View, slug: str) -> Response:
    if slug not in ARTICLES:
        raise NotFound
    shown = ARTICLES[slug]
    goods = [PRODUCTS[name] for name in shown.goods]
    push = ga4.view_item_list(f"journal-{slug}", shown.texts[view.language]["title"], goods, view.language)
    return view.render("article.html", article=shown, goods=goods, pushes=[push])


def page(view: View, slug: str) -> Response:
    if slug not in PAGES:
        raise NotFound
    return view.render("page.html", page=PAGES[slug])


def missing(view: View) -> Response:
    return view.render("missing.html", status=404, liked=[PRODUCTS[slug] for slug in LIKED])


def _list(view: View, list_id: str, title: str, line: str, goods: list[Product]) -> Response:
    sort = view.request.args.get("sort", "kiln")
    sorted_goods = _sorted(goods, sort, view.language)
    push = ga4.view_item_list(list_id, title, sorted_goods, view.language)
    return view.render(
        "list.html", list_id=list_id, title=title, line=line, goods=sorted_goods, sort=sort, sorts=SORTS, pushes=[push]
    )


def _sorted(goods: list[Product], sort: str, language: str) -> list[Product]:
    if sort in ("low", "high"):
        return sorted(goods, key=lambda product: product.price, reverse=sort == "high")
    if sort == "name":
        return sorted(goods, key=lambda product: product.texts[language]["name"])
    return goods
