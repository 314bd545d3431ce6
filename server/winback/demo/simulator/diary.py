"""A visit as it is told: the page one is on, the clock, and the events in the widget's own form."""

import random
import uuid
from functools import cache
from typing import Any

from ...ingest.envelope import ServerEvent, ServerPage
from ..shop.catalog import ARTICLES, BRAND, CATEGORIES, PRODUCTS, WORDS
from .noting import Notes, is_noted, seeded_id
from .people import Person
from .world import World

_TITLES = {"": "tagline", "cart": "basket", "checkout": "checkout_title", "search": "search"}
_TEXTS: dict[str, dict[str, Any]] = {
    "products": {slug: product.texts for slug, product in PRODUCTS.items()},
    "shop": {slug: category.texts for slug, category in CATEGORIES.items()},
    "journal": {slug: article.texts for slug, article in ARTICLES.items()},
}


class Diary:
    """Writes down one visit. `now` is the visit's own clock, in milliseconds."""

    def __init__(self, world: World, person: Person, chance: random.Random, now: int) -> None:
        self.world, self.person, self.chance, self.now = world, person, chance, now
        self.events: list[ServerEvent] = []
        self.pages = 0
        self.path = "/"
        self._page = ServerPage()
        self._referrer = ""
        self._notes = Notes(world, person) if is_noted(world, person) else None

    def wait(self, milliseconds: int) -> None:
        self.now += milliseconds

    def open(self, path: str, query: str = "", referrer: str | None = None) -> None:
        """Goes to a page of the shop, in the visitor's language."""
        self.finish()
        prefix = "/ko" if self.person.language == "ko" else ""
        url = f"{self.world.shop_url}{prefix}{path}" + (f"?{query}" if query else "")
        came_from = self._referrer if referrer is None else referrer
        self._page = ServerPage(url=url, referrer=came_from, title=self._title(path), lang=self.person.language)
        self._referrer = url
        self.path = path
        self.pages += 1
        self.tell("page_view")
        if self._notes:
            self._notes.open(self.now)

    def meet(self, slug: str, trigger: str, arm: str | None, *, is_seen: bool = False) -> None:
        """A campaign's moment came on this page."""
        if self._notes:
            self._notes.meet(slug, trigger, arm, is_seen)

    def finish(self) -> None:
        """The page is left: what was decided on it is told, where that is noted of this visitor."""
        if self._notes and self._notes.has_page:
            told = self._notes.leave(self._page, self.pages, self.now)
            left_at = self.now - 1  # before the next one opens
            self.events.append(self._event(self._notes.event_id(left_at), "decision", told, left_at))

    def tell(self, name: str, **properties: Any) -> str:
        """Writes an event down and gives its id back."""
        event_id = seeded_id(self.chance, self.now)
        self.events.append(self._event(event_id, name, properties, self.now))
        self.now += self.chance.randint(5, 40)
        return str(event_id)

    def _event(self, event_id: uuid.UUID, name: str, properties: dict[str, Any], at: int) -> ServerEvent:
        return ServerEvent(
            id=event_id,
            name=name,
            time=at,
            visitor=self.person.visitor,
            page=self._page,
            source="server" if name == "refund" else "browser",
            properties=properties,
        )

    def leave(self, visible_ms: int, scroll_pct: int) -> None:
        self.tell("page_leave", visible_ms=visible_ms, scroll_pct=scroll_pct)

    def _title(self, path: str) -> str:
        language = self.person.language
        if path.startswith("/thanks/"):
            return f"{WORDS[language]['thanks_title']} · {BRAND}"
        return title_of(path, language)


@cache
def title_of(path: str, language: str) -> str:
    """What the browser's tab says on a page of the shop."""
    words = WORDS[language]
    section, _, slug = path.removeprefix("/").partition("/")
    name = words.get(_TITLES.get(section, "all"), words["all"])
    if section in _TEXTS and slug in _TEXTS[section]:
        texts = _TEXTS[section][slug][language]
        name = texts.get("name") or texts["title"]
    return f"{name} · {BRAND}"
