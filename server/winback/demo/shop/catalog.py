"""What the shop sells and says, read from content/*.toml."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"
LANGUAGES = ("en", "ko")
BRAND = "Onggi & Oak"
CURRENCY = "EUR"


@dataclass(frozen=True)
class Variant:
    """One glaze, size or weight of a product. `price` in cents."""

    id: str
    names: dict[str, str]
    look: str
    scale: float
    price: int
    swatch: str | None


@dataclass(frozen=True)
class Product:
    slug: str
    drawing: str
    category: str
    option: str
    variants: tuple[Variant, ...]
    texts: dict[str, dict[str, str]]

    @property
    def price(self) -> int:
        """The lowest price, in cents."""
        return min(variant.price for variant in self.variants)

    @property
    def has_several_prices(self) -> bool:
        return len({variant.price for variant in self.variants}) > 1

    def variant(self, variant_id: str | None) -> Variant | None:
        """The variant of this id; the first where none is named, None where there is no such."""
        if variant_id is None:
            return self.variants[0]
        return next((variant for variant in self.variants if variant.id == variant_id), None)

    def matches(self, words: list[str]) -> bool:
        """Whether each word is somewhere in the product's texts, in any language."""
        everything = " ".join([self.slug, *(text for texts in self.texts.values() for text in texts.values())])
        everything += " " + " ".join(name for variant in self.variants for name in variant.names.values())
        return all(word in everything.casefold() for word in words)


@dataclass(frozen=True)
class Category:
    id: str
    picture: str
    texts: dict[str, dict[str, str]]


@dataclass(frozen=True)
class Page:
    """An article of the journal, or a page such as the delivery terms."""

    slug: str
    picture: str
    minutes: int
    goods: tuple[str, ...]
    texts: dict[str, dict[str, Any]]


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((CONTENT / name).read_text(encoding="utf-8"))


def _variant(row: dict[str, Any], product: dict[str, Any]) -> Variant:
    return Variant(
        id=row["id"],
        names={language: row[language] for language in LANGUAGES},
        look=row["look"],
        scale=row.get("scale", product["scale"]),
        price=row.get("price", product["price"]),
        swatch=row.get("swatch"),
    )


def _product(row: dict[str, Any]) -> Product:
    variants = tuple(_variant(variant, row) for variant in row["variants"])
    texts = {language: row[language] for language in LANGUAGES}
    return Product(row["slug"], row["drawing"], row["category"], row["option"], variants, texts)


def _page(row: dict[str, Any]) -> Page:
    texts = {language: row[language] for language in LANGUAGES}
    return Page(row["slug"], row["picture"], row.get("minutes", 0), tuple(row.get("goods", ())), texts)


_goods = _load("goods.toml")
_journal = _load("journal.toml")

WORDS: dict[str, dict[str, str]] = _load("words.toml")
PRODUCTS = {row["slug"]: _product(row) for row in _goods["product"]}
CATEGORIES = {
    row["id"]: Category(row["id"], row["picture"], {k: row[k] for k in LANGUAGES}) for row in _goods["category"]
}
ARTICLES = {row["slug"]: _page(row) for row in _journal["article"]}
PAGES = {row["slug"]: _page(row) for row in _journal["page"]}


def in_category(category: str) -> list[Product]:
    return [product for product in PRODUCTS.values() if product.category == category]


def search(query: str) -> list[Product]:
    """Products in whose texts every word of the query is found."""
    words = query.casefold().split()
    return [product for product in PRODUCTS.values() if product.matches(words)] if words else []


def related(product: Product, count: int = 4) -> list[Product]:
    """Others of the same kind, then something of another: never the product itself."""
    same = [other for other in in_category(product.category) if other is not product]
    others = [other for other in PRODUCTS.values() if other.category != product.category]
    step = len(product.slug) % 5 + 3
    return (same[:2] + others[::step] + same[2:])[:count]
