"""What each check means to somebody who wonders why a message does not show, and what one can do about it."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from ...rules.checks import SHOWN
from ...rules.facts import FACTS
from .facts import OPERATORS
from .words import ARMS, CHECKS, FREQUENCY, TRIGGERS

TITLES: dict[str, Any] = {
    "consent": _("No permission for messages"),
    "schedule": _("Outside of its dates"),
    "page": _("Only on quiet pages"),
    "audience": _("Not meant for them"),
    "cart": _("Nothing in the cart"),
    "frequency": _("Had it often enough"),
    "fatigue": _("Had enough of all messages"),
    "search": _("Just found by a search"),
    "trigger": _("The moment never came"),
    "open": _("Another message stood there"),
    "arm": _("In a group that is shown nothing"),
    "live": _("Switched off, or left just then"),
    SHOWN: _("Saw it"),
}
MEANINGS: dict[str, Any] = {
    "consent": _("They have allowed statistics, but not messages that fit."),
    "schedule": _("The campaign's dates had not begun or were over."),
    "page": _("All they looked at is quiet for the whole site."),
    "audience": _("A condition of “for whom” did not hold. Which one is told below."),
    "cart": _("They left, but not a cart with something in it."),
    "frequency": _("One of the campaign's own limits held it back."),
    "fatigue": _("The site's limits for all messages together held it back, or they wanted none ever again."),
    "search": _("A phone from a search engine is shown nothing that covers its first page."),
    "trigger": _("Everything else was right, but none of its moments happened."),
    "open": _("At its moment another message stood there, or another campaign came first."),
    "arm": _("Chance put them into the control group or the holdout, for comparison."),
    "live": _("At the last check the campaign was off, another tab came first, or they were gone."),
    SHOWN: _("The message was on their screen."),
}
_REASONS: dict[str, dict[str, Any]] = {
    "arm": {**ARMS, "none": _("outside of the experiment")},
    "frequency": FREQUENCY,
    "fatigue": {"never": _("wanted no message ever again"), "budget": _("limits of all messages together")},
    "open": {"page": _("a dialog of the page's own")},
}
_OPERATORS = {op: said for kind in OPERATORS.values() for op, said in kind.items()} | {
    "in": _("is one of"),
    "not_in": _("is none of"),
    "ends_with": _("ends with"),
    "matches": _("fits the expression"),
}


def reason(check: str, word: str, campaigns: dict[str, str]) -> str:
    """The word that the log has for what stopped a visitor, in the page's language."""
    return str(_REASONS.get(check, {}).get(word) or campaigns.get(word) or word)


def condition(fact: str, op: str, value: Any, is_turned: bool) -> str:
    """A part of the rule that did not hold, as a sentence of what it asks for."""
    words = [fact_name(fact), str(_OPERATORS.get(op, op)), "" if value is None else shown(value)]
    said = " ".join(word for word in words if word)
    return str(gettext("not: %(condition)s", condition=said)) if is_turned else said


def fact_name(name: str) -> str:
    """What it means; of a family its own name, which the shop has given."""
    known = FACTS.get(name)
    return str(gettext(known.meaning)) if known else name


def shown(value: Any) -> str:
    """A value as people write it."""
    if value is None:
        return str(gettext("unknown"))
    if isinstance(value, bool):
        return str(gettext("yes") if value else gettext("no"))
    if isinstance(value, list):
        return ", ".join(map(shown, value)) or str(gettext("nothing"))
    return f"{value:g}" if isinstance(value, float) else str(value)


def trigger(name: str) -> str:
    return str(TRIGGERS.get(name, name))


def check(name: str) -> str:
    """Short: for one line among many."""
    return str(CHECKS.get(name) or TITLES[name])
