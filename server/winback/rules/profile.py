"""The catalogue of what the server knows of a visitor: what a segment's rule may ask about.

In the style of facts.py, by what has to be read of the database to know it. A segment cannot ask about segments, so that
none is ever in a circle.
"""

from .channels import CHANNELS
from .facts import Catalogue, Fact, Family

RECENT_DAYS = 90  # how far back pages and events are looked at

PARTS: dict[str, list[Fact]] = {
    "visits": [
        Fact("visitor.sessions", "number", "Number of visits"),
        Fact("visitor.days", "number", "Days since the first visit"),
        Fact("visitor.days_since", "number", "Days since the visitor was last here"),
    ],
    "touch": [Fact("visitor.channel", "text", "Channel of the first visit", values=CHANNELS)],
    "orders": [
        Fact("orders.count", "number", "Number of orders"),
        Fact("orders.value", "number", "Value of all orders, less refunds, in the site's currency"),
        Fact("orders.days", "number", "Days since the last order"),
    ],
    "pages": [
        Fact("pages.paths", "list", "Paths of the pages seen in 90 days"),
        Fact("pages.groups", "list", "Groups of pages seen in 90 days"),
    ],
    "goods": [Fact("pages.categories", "list", "Categories of products looked at, carted or bought in 90 days")],
    "messages": [
        Fact("campaigns.seen", "list", "Campaigns that were shown, or in the control group would have been"),
        Fact("campaigns.clicked", "list", "Campaigns whose button was used"),
        Fact("campaigns.answered", "list", "Campaigns that were answered"),
        Fact("campaigns.dismissed", "list", "Campaigns that were closed or put off without an answer"),
    ],
    "score": [Fact("visitor.nps", "number", "Latest score from 0 to 10")],
    "consent": [Fact("consent.purposes", "list", "Purposes that the visitor has allowed")],
    "address": [Fact("visitor.country", "text", "Country of the visitor, as DE")],
}
FAMILY = Family("event.", "number", "How often it happened in 90 days", part="events")

PROFILE = Catalogue({fact.name: fact for facts in PARTS.values() for fact in facts}, [FAMILY])
PASSING = ("visitor.country",)  # known only while somebody is there: no address is stored

_PART_OF = {fact.name: part for part, facts in PARTS.items() for fact in facts}


def part_of(name: str) -> str:
    """What has to be read to know the fact. The name is one of the catalogue."""
    return _PART_OF.get(name) or FAMILY.part
