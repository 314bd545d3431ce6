"""The event `decision`: which check a page failed first for each campaign, or that it was shown.

Anybody may send the plain form, `{"cart-saver": "audience", "nps": "shown"}`. Names that begin with `_` say more of the
page view, as our own script does. What comes as `_facts` are the values that the live rules ask for: null is an absent
fact, one that is not there was not looked at.
"""

import re
from typing import Annotated, Any

import msgspec
import orjson

from ..models.site import LEAST_DECISION_SHARE
from ..rules.checks import OUTCOMES
from ..rules.unknown import is_private
from .typed import Count, Hex32, Label, Misfit, Text500, typed

NAME = "decision"
LARGEST = 4096  # bytes of JSON, as of a custom event
MOST_CAMPAIGNS = 100
MOST_FACTS = 60

# An address as https://shop.example/a?b is kept without a name before its host, and without a fragment.
_ADDRESS = re.compile(r"^(https?://)(?:[^/?#]*@)?([^#]*).*", re.DOTALL | re.IGNORECASE)

_Slug = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*\Z", max_length=60)]
_Scalar = Text500 | float | bool | None
_Outcome = Annotated[str, msgspec.Meta(pattern=rf"^({'|'.join(OUTCOMES)})\Z")]
_Checks = Annotated[dict[_Slug, _Outcome], msgspec.Meta(min_length=1, max_length=MOST_CAMPAIGNS)]
_OfCampaigns = Annotated[dict[_Slug, Label], msgspec.Meta(max_length=MOST_CAMPAIGNS)]
_List = Annotated[list[Text500 | float | bool], msgspec.Meta(max_length=50)]


class View(msgspec.Struct, forbid_unknown_fields=True):
    """The page view that was decided on. One that is told twice, as a tab that is seen again, is told anew under its id."""

    id: Hex32
    ms: Count | None = None  # how long it has been open
    visible_ms: Count | None = None
    site_ms: Count | None = None  # in view, on all pages of this visit
    scroll_pct: Annotated[float, msgspec.Meta(ge=0, le=100)] | None = None
    pages: Count | None = None  # of the visit, with this one
    phone: bool | None = None  # a small screen that is touched
    eased: bool | None = None  # scrolled or tapped when it was left


class More(msgspec.Struct, forbid_unknown_fields=True, rename=lambda name: f"_{name}"):
    """`rate`: the share of visitors whose decisions are sent. `fired`: the trigger that fired last, by campaign.

    `seen`: what made the check fail, in a word, by campaign: the limit, the arm, the campaign that stood there.
    """

    rate: Annotated[float, msgspec.Meta(ge=LEAST_DECISION_SHARE, le=1)] = 1
    view: View | None = None
    facts: Annotated[dict[Label, _Scalar | _List], msgspec.Meta(max_length=MOST_FACTS)] = {}
    fired: _OfCampaigns = {}
    seen: _OfCampaigns = {}


def check_decision(properties: dict[str, Any]) -> None:
    """Raises Misfit."""
    if len(orjson.dumps(properties)) > LARGEST:
        raise Misfit("properties", f"more than {LARGEST} bytes")
    typed({name: value for name, value in properties.items() if not name.startswith("_")}, _Checks, "properties")
    typed({name: value for name, value in properties.items() if name.startswith("_")}, More, "properties")


def kept_decision(properties: dict[str, Any], site_share: float | None = None) -> dict[str, Any]:
    """What is kept of a decision that `check_decision` has let pass.

    `site_share`: what the script of this site says as `_rate`; a smaller one, by which each would count as more
    visitors, is made up. None trusts the sender.
    """
    kept = dict(properties)
    if "_facts" in kept:
        kept["_facts"] = {fact: _kept_value(fact, value) for fact, value in kept["_facts"].items()}
    if site_share is not None and "_rate" in kept:
        kept["_rate"] = max(kept["_rate"], site_share or 1)
    return kept


def _kept_value(fact: str, value: Any) -> Any:
    """What the shop says of a person, or has on its page, stays in the browser: only whether it is there is known."""
    if is_private(fact):
        return None if value is None else True
    return _ADDRESS.sub(r"\1\2", value) if isinstance(value, str) else value
