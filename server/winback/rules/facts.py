"""The catalogue of facts: everything that a rule may ask about, what it means, and which questions make sense of it.

The admin's rule builder, the check of a rule before it is saved or launched, the documentation and the widget's tests
all read this one list. A fact that is not here, and is in no family, is a mistake.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from .channels import CHANNELS

Kind = Literal["text", "number", "flag", "list", "any"]

_PRESENCE = ("is_set", "is_not_set")
OPS_BY_KIND: dict[Kind, tuple[str, ...]] = {
    "text": (
        *("eq", "ne", "in", "not_in", "contains", "not_contains"),
        *("starts_with", "ends_with", "matches", "glob", *_PRESENCE),
    ),
    "number": ("eq", "ne", "gt", "gte", "lt", "lte", "in", "not_in", *_PRESENCE),
    "flag": ("eq", "ne", *_PRESENCE),
    "list": ("contains", "not_contains", "in", "not_in", *_PRESENCE),
    # what the shop names itself may be of any kind
    "any": (
        *("eq", "ne", "gt", "gte", "lt", "lte", "in", "not_in", "contains", "not_contains"),
        *("starts_with", "ends_with", "matches", "glob", *_PRESENCE),
    ),
}

SYSTEMS = ("android", "ios", "windows", "chromeos", "macos", "linux")
BROWSERS = ("kakaotalk", "naver", "edge", "opera", "samsung", "whale", "firefox", "chrome", "safari")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
REMEMBERED = "personalization"  # the purpose without which nothing is kept from one page to the next


@dataclass(frozen=True)
class Fact:
    """One fact. `values` are all that it can be, where that is known; `purpose` is the permission that it needs."""

    name: str
    kind: Kind
    meaning: str
    purpose: str | None = None
    values: tuple[str, ...] = ()
    known: Literal["browser", "server"] = "browser"  # "server": it tells, on a site whose live rules ask

    @property
    def ops(self) -> tuple[str, ...]:
        return OPS_BY_KIND[self.kind]


@dataclass(frozen=True)
class Family:
    """Facts that the shop names itself: `trait.` stands for `trait.plan`, `trait.city` and so on."""

    prefix: str
    kind: Kind
    meaning: str
    purpose: str | None = None
    part: str = ""

    def fact(self, name: str) -> Fact:
        return Fact(name, self.kind, self.meaning, self.purpose)


@dataclass(frozen=True)
class Catalogue:
    """What rules of one kind may ask about: facts by their names, and families."""

    facts: Mapping[str, Fact]
    families: Sequence[Family] = ()

    def find(self, name: str) -> Fact | None:
        """The fact of this name, as it is listed or out of its family; None where there is none."""
        family = self.family_of(name)
        return self.facts.get(name) or (family.fact(name) if family else None)

    def family_of(self, name: str) -> Family | None:
        return next((one for one in self.families if name.startswith(one.prefix) and len(name) > len(one.prefix)), None)


def _remembered(name: str, kind: Kind, meaning: str, values: tuple[str, ...] = ()) -> Fact:
    return Fact(name, kind, meaning, REMEMBERED, values)


# By the part of the widget that knows them (widget/src/facts/): a site's script has only the parts that its rules ask.
PARTS: dict[str, list[Fact]] = {
    "page": [
        Fact("page.path", "text", "Path of the page"),
        Fact("page.url", "text", "Address of the page"),
        Fact("page.host", "text", "Host of the page"),
        Fact("page.title", "text", "Title of the page"),
        Fact("page.language", "text", "Language of the page"),
        Fact("page.referrer", "text", "Where the page was opened from"),
        Fact("page.seconds", "number", "Seconds on the page"),
    ],
    "groups": [Fact("page.group", "list", "Groups of pages that the page is in")],
    "scroll": [Fact("page.scroll", "number", "Percent of the page seen")],
    "cart": [
        Fact("cart.value", "number", "Value of the cart"),
        Fact("cart.count", "number", "Items in the cart"),
        Fact("cart.currency", "text", "Currency of the cart"),
        Fact("cart.items", "list", "Products in the cart, by id"),
        Fact("cart.categories", "list", "Categories in the cart"),
        _remembered("cart.minutes", "number", "Minutes since the cart was changed"),
    ],
    "visit": [
        _remembered("session.pages", "number", "Pages in this visit"),
        _remembered("session.paths", "list", "Paths of the pages seen in this visit"),
        _remembered("session.seconds", "number", "Seconds in this visit"),
        _remembered("visitor.returning", "flag", "Has been here before"),
        _remembered("visitor.sessions", "number", "Number of visits"),
        _remembered("visitor.days", "number", "Days since the first visit"),
        _remembered("visitor.days_away", "number", "Days between the last visit and this one"),
    ],
    "channel": [
        _remembered("session.channel", "text", "Channel of this visit", CHANNELS),
        _remembered("visitor.channel", "text", "Channel of the first visit", CHANNELS),
    ],
    "origin": [
        _remembered("session.landing", "text", "First page of this visit"),
        _remembered("session.referrer", "text", "Site that this visit came from"),
        _remembered("session.source", "text", "Campaign source (utm_source)"),
        _remembered("session.medium", "text", "Campaign medium (utm_medium)"),
        _remembered("session.campaign", "text", "Campaign name (utm_campaign)"),
        _remembered("session.term", "text", "Campaign term (utm_term)"),
        _remembered("session.content", "text", "Campaign content (utm_content)"),
        _remembered("visitor.landing", "text", "First page of the first visit"),
        _remembered("visitor.referrer", "text", "Site that the first visit came from"),
        _remembered("visitor.source", "text", "Campaign source of the first visit"),
        _remembered("visitor.medium", "text", "Campaign medium of the first visit"),
        _remembered("visitor.campaign", "text", "Campaign name of the first visit"),
        _remembered("visitor.term", "text", "Campaign term of the first visit"),
        _remembered("visitor.content", "text", "Campaign content of the first visit"),
    ],
    "tracked": [_remembered("visitor.orders", "number", "Orders made in this browser")],
    "messages": [
        _remembered("visitor.nps", "number", "Latest score from 0 to 10"),
        _remembered("campaigns.seen", "list", "Campaigns that were shown, or in the control group would have been"),
        _remembered("campaigns.clicked", "list", "Campaigns whose button was used"),
        _remembered("campaigns.answered", "list", "Campaigns that were answered"),
        _remembered("campaigns.dismissed", "list", "Campaigns that were closed or put off without an answer"),
    ],
    "consent": [Fact("consent.purposes", "list", "Purposes that the visitor has allowed")],
    "device": [
        Fact("device.type", "text", "Kind of device", values=("phone", "tablet", "desktop")),
        Fact("device.touch", "flag", "Has a touch screen"),
        Fact("device.os", "text", "Operating system", values=SYSTEMS),
        Fact("device.browser", "text", "Browser", values=BROWSERS),
        Fact("device.language", "text", "Language of the browser"),
    ],
    "ad_blocker": [Fact("device.ad_blocker", "flag", "Has a blocker of advertising")],
    "server": [
        Fact("visitor.segments", "list", "Segments that the visitor is in", REMEMBERED, known="server"),
        Fact("visitor.country", "text", "Country of the visitor, as DE", REMEMBERED, known="server"),
    ],
    "clock": [
        Fact("time.hour", "number", "Hour of the day in the site's time zone, 0 to 23"),
        Fact("time.weekday", "text", "Day of the week in the site's time zone", values=WEEKDAYS),
        Fact("time.date", "text", "Date in the site's time zone, as 2026-12-24"),
    ],
}

FACTS: dict[str, Fact] = {fact.name: fact for facts in PARTS.values() for fact in facts}

FAMILIES = [
    Family("page.query.", "text", "A part of the page's address behind the question mark", part="page"),
    Family("page.var.", "any", "A value on the page, by a name that the site's settings give it", part="variables"),
    Family("event.", "number", "How often something was tracked in this visit", REMEMBERED, part="tracked"),
    Family("trait.", "any", "What the shop said of the visitor by identify", REMEMBERED, part="tracked"),
]

_PART_OF = {fact.name: part for part, facts in PARTS.items() for fact in facts}


CAMPAIGN = Catalogue(FACTS, FAMILIES)
find = CAMPAIGN.find


def part_of(name: str) -> str | None:
    """The part of the widget that knows the fact of this name; None where there is no such fact."""
    family = CAMPAIGN.family_of(name)
    return _PART_OF.get(name) or (family.part if family else None)
