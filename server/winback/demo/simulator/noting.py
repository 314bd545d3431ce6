"""Why each message showed on a page or did not, noted for a share of the visitors as our own script does it.

With a chance of its own: what visitors do is the same whether it is noted or not.
"""

import random
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from ...assign import in_holdout
from ...ingest.envelope import ServerPage
from ...rules import search
from ...rules.checks import SHOWN
from ...rules.fitting import leaves
from ...rules.globs import glob
from ...rules.meaning import evaluate
from ..shop import ga4
from ..shop.basket import basket_of
from .people import Person
from .world import Shown as Campaign
from .world import World

AT_A_GLANCE = 4000  # ms; who stays for longer has scrolled
_Outcome = tuple[str, str | None, str | None]  # the check, what made it fail in a word, the trigger


class Notes:
    """One visit's pages, each from the moment it opens until it is left."""

    def __init__(self, world: World, person: Person) -> None:
        self._world, self._person = world, person
        self._chance = random.Random(f"{person.visitor} {person.visits}")  # noqa: S311 - a simulation, not a secret
        self._met: dict[str, _Outcome] = {}
        self._shown: set[str] = set()  # in this visit
        self._opened_at: int | None = None
        self._site_ms = 0
        self._resting: Mapping[str, int] = {}
        self.has_page = False

    def open(self, now: int) -> None:
        self._opened_at, self._met = now, {}
        self._resting = dict(self._person.shown_until)
        self.has_page = True

    def meet(self, slug: str, trigger: str, arm: str | None, is_seen: bool) -> None:
        """A campaign's moment came, and nothing stood in its way but the visitor's arm."""
        campaign = self._world.campaigns[slug]
        if arm not in campaign.variants:
            self._met[slug] = ("arm", arm or "none", trigger)
        else:
            self._met[slug] = (SHOWN, None, trigger) if is_seen else ("live", None, trigger)

    def leave(self, page: ServerPage, pages: int, now: int) -> dict[str, Any]:
        """The properties of the page's `decision`."""
        ms = max(0, now - (self._opened_at or now))
        is_eased = bool(self._met) or ms > AT_A_GLANCE or self._chance.random() < 0.2
        facts = self._facts(page, pages)
        is_search = self._is_held_back(page, pages, is_eased)
        said = {slug: self._outcome(one, page, facts, is_search, now) for slug, one in self._world.campaigns.items()}
        self._shown |= {slug for slug, (check, _, _) in said.items() if check == SHOWN}
        self.has_page = False
        return {
            "_rate": self._world.log["share"],
            "_view": self._view(ms, pages, is_eased),
            **{slug: check for slug, (check, _, _) in said.items()},
            "_facts": facts,
            "_fired": {slug: trigger for slug, (_, _, trigger) in said.items() if trigger},
            "_seen": {slug: word for slug, (_, word, _) in said.items() if word},
        }

    def event_id(self, now: int) -> uuid.UUID:
        return seeded_id(self._chance, now)

    def _outcome(
        self, campaign: Campaign, page: ServerPage, facts: Mapping[str, Any], is_search: bool, now: int
    ) -> _Outcome:
        """In the published order."""
        if met := self._met.get(campaign.slug):
            return met
        path = urlsplit(str(page.url)).path
        if quiet := next((pattern for pattern in self._world.quiet if glob(pattern, path)), None):
            return "page", quiet, None
        if campaign.audience and not evaluate(campaign.audience, facts):
            return "audience", None, None
        if self._resting.get(campaign.slug, 0) > now:
            return "frequency", self._limit(campaign.slug), None
        if is_search and campaign.covers:
            return "search", None, None
        for slug, (_, word, trigger) in self._met.items():
            if trigger in campaign.moments and word != "none":
                return "open", slug, trigger
        return "trigger", None, None

    def _limit(self, slug: str) -> str:
        if slug in self._shown:
            return "per_session"
        return "after_answer_days" if slug in self._person.answered else "after_close_days"

    def _is_held_back(self, page: ServerPage, pages: int, is_eased: bool) -> bool:
        is_phone = self._person.device == "phone"
        return is_phone and pages < 2 and not is_eased and search.is_result(str(page.url), page.referrer or "")

    def _facts(self, page: ServerPage, pages: int) -> dict[str, Any]:
        """Those that the campaigns' rules ask and a simulated page has."""
        asked = {
            leaf["fact"] for one in self._world.campaigns.values() for _, leaf in leaves(one.audience or {"all": []})
        }
        known: dict[str, Any] = {"page.path": urlsplit(str(page.url)).path, "session.pages": pages}
        if asked & {"cart.value", "cart.count"}:
            basket = basket_of(self._person.cart.items())
            known |= {
                "cart.value": ga4.money(basket.value),
                "cart.count": sum(line.quantity for line in basket.lines),
            }
        return {fact: known[fact] for fact in sorted(asked & known.keys())}

    def _view(self, ms: int, pages: int, is_eased: bool) -> dict[str, Any]:
        visible = round(ms * self._chance.uniform(0.7, 1))
        self._site_ms += visible
        seen = self._chance.uniform(30, 100) if is_eased else self._chance.uniform(15, 40)
        return {
            "id": f"{self._chance.getrandbits(128):032x}",
            "ms": ms,
            "visible_ms": visible,
            "site_ms": self._site_ms,
            "scroll_pct": round(seen),
            "pages": pages,
            "phone": self._person.device == "phone",
            "eased": is_eased,
        }


def is_noted(world: World, person: Person) -> bool:
    """By the visitor's id, as in the browser: who is noted is noted on all pages."""
    return bool(world.campaigns) and in_holdout(world.log, person.visitor)  # type: ignore[arg-type]


def seeded_id(chance: random.Random, now: int) -> uuid.UUID:
    """A UUIDv7 like the browser's, but with seeded chance."""
    bits = chance.getrandbits(74)
    high, low = bits >> 62, bits & ((1 << 62) - 1)
    return uuid.UUID(int=(now & ((1 << 48) - 1)) << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)
