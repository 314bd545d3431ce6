"""A form that is open: whose, which campaign's, and in which languages it is read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...ingest.facts import CampaignFacts, SiteFacts
from ...targeting import own
from ...targeting.kit import worn
from .. import guesses
from ..public import Request
from ..service import Service
from .arm import shown_arm
from .language import tongues
from .links import State, read_slug
from .rehearsal import PARAMETER, rehearsed

Json = dict[str, Any]

_AT = re.compile("&(:|%3A)at=[^&]*", re.IGNORECASE)


@dataclass(frozen=True)
class Opened:
    slug: str
    site: SiteFacts
    campaign: CampaignFacts
    order: list[str]  # of the languages in which a text is looked up
    query: str  # of the address that the reader has come by
    is_rehearsal: bool = False  # by a link of the admin: nothing is stored

    def action(self, step: str) -> str:
        """Where a step is sent: to an address of its own, since a browser forgets the page whose very address was sent to,
        and on the way back the reader would begin anew.
        """
        kept = _AT.sub("", f"&{self.query}").lstrip("&")
        return f"?{kept}{'&' if kept else ''}:at={step}"

    @property
    def seal(self) -> str:
        """What a state is signed for: one of a rehearsal is good for that alone."""
        return f"{self.slug} {PARAMETER}" if self.is_rehearsal else self.slug

    @property
    def version(self) -> int:
        return max(self.campaign.contents)

    @property
    def arm(self) -> str:
        return shown_arm(self.campaign.contents[self.version])

    def variant(self, version: int, arm: str) -> Json:
        variant: Json = self.campaign.contents[version]["variants"][arm]
        return variant

    def steps(self, state: State) -> list[Json]:
        steps: list[Json] = self.variant(state.version, state.arm)["steps"]
        return steps

    def step(self, state: State) -> Json:
        return next(step for step in self.steps(state) if step["id"] == state.step)

    @property
    def theme(self) -> Json:
        """What the newest version wears, so that pages without a step wear it too."""
        return worn(self.variant(self.version, self.arm).get("theme"), dict(self.site.look))


def opened(request: Request, said: Mapping[str, list[str]], slug: str, service: Service) -> Opened | SiteFacts | None:
    """The site and its campaign, where that is live and has a page of its own; else the site, where there is one.

    Raises Refused for who guesses keys.
    """
    named = read_slug(slug)
    published = guesses.published(request, named[0], service) if named else None
    site = service.recorder.sites.by_key(named[0]) if named and published else None
    if named is None or published is None or site is None:
        return None
    if rehearsal := rehearsed(request, service, site, named[1]):
        order = wanted(request, said, rehearsal.contents[max(rehearsal.contents)]["languages"])
        return Opened(slug, site, rehearsal, order, request.query, is_rehearsal=True)
    carried = (one for config in published.configs.values() for one in config["campaigns"] if one["id"] == named[1])
    shown = next(carried, None)
    campaign = site.campaigns.get(named[1])
    if shown is None or campaign is None or not _is_its_time(shown.get("schedule") or {}, service.clock()):
        return site
    content = campaign.contents[max(campaign.contents)]
    if not content.get("hosted"):
        return site
    return Opened(slug, site, campaign, wanted(request, said, content["languages"]), request.query)


def wanted(request: Request, said: Mapping[str, list[str]], languages: list[str] | None = None) -> list[str]:
    """The languages in which texts are looked up: the one that the link names first, then as the browser wants them."""
    link = (said.get("lang" if request.method == "GET" else ":lang") or [""])[0]
    return tongues(link, request.headers.get("accept-language", ""), languages or list(own.ours()))


def _is_its_time(schedule: Mapping[str, int], now: int) -> bool:
    """A script carries its campaigns some time before they start; a form has to look at the clock itself."""
    return schedule.get("from", now) <= now < schedule.get("to", now + 1)
