"""The words of the screen for what code calls by an id."""

import re
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from ...pictures.faults import NotTaken
from ...rules.facts import find
from ...targeting.gate import Problem
from ..schemas.problems import Said
from .facts import OPERATORS
from .schema_words import in_language

_OPERATORS = {op: said for kind in OPERATORS.values() for op, said in kind.items()}

STATUSES = {"draft": _("Draft"), "live": _("Live"), "paused": _("Paused"), "archived": _("Archived")}
KINDS = {"message": _("Message"), "survey": _("Survey"), "consent": _("Consent")}
FORMATS = {
    "popup": _("Popup"),
    "bar": _("Bar"),
    "slide_in": _("Slide-in"),
    "fullscreen": _("Fullscreen"),
    "inline": _("In the page"),
}
LANGUAGES = {"en": _("English"), "ko": _("Korean")}

TRIGGERS = {
    "exit_intent": _("They turn to leave"),
    "cart_abandonment": _("They leave a full cart alone"),
    "scroll": _("They have scrolled far"),
    "time": _("They have looked for a while"),
    "inactivity": _("They do nothing for a while"),
    "event": _("Something happens that you track"),
    "server_event": _("Your shop's server says that something happened"),
    "page_load": _("The page opens"),
    "pages": _("They open another page of the visit"),
    "site_time": _("They have been on the site for a while"),
    "click": _("They press something"),
    "hover": _("They rest the pointer on something"),
    "view": _("Something comes into view"),
}
SIGNALS = {
    "pointer": _("The pointer leaves over the top edge"),
    "flick": _("Phones: a quick scroll back up"),
    "return": _("Phones: back in the tab after a while"),
    "idle": _("Phones: no touch for 30 seconds"),
}
MANNERS = {
    "gap_minutes": _("Minutes between two messages, at least"),
    "session": _("Budget of a visit"),
    "day": _("Budget of a day"),
    "days_30": _("Budget of 30 days"),
}
ACTIONS = {
    "next": _("Send answers, go on"),
    "back": _("Back to the step before"),
    "close": _("Close"),
    "later": _("Ask another time"),
    "never": _("Never show a message again"),
    "link": _("Open an address"),
    "event": _("Tell of an event"),
    "accept": _("Accept all purposes"),
    "refuse": _("Refuse all purposes"),
    "save": _("Save the chosen purposes"),
}
AFTER_AN_EVENT = {"close": _("Close"), "next": _("Send answers, go on"), "stay": _("Stay")}
CONSENT_ACTIONS = ("accept", "refuse", "save")
STYLES = {"primary": _("Filled"), "secondary": _("Outlined"), "link": _("Plain link")}
BLOCKS = {
    "heading": _("Heading"),
    "text": _("Text"),
    "image": _("Picture"),
    "button": _("Button"),
    "email": _("Email address"),
    "nps": _("Score 0 to 10"),
    "csat": _("Satisfaction 1 to 5"),
    "ces": _("Ease 1 to 7"),
    "stars": _("Stars"),
    "single_choice": _("Single choice"),
    "multiple_choice": _("Multiple choice"),
    "select": _("List to choose from"),
    "field": _("Field"),
    "checkbox": _("Box to tick"),
    "consent": _("Consent to a text"),
    "open_text": _("Open question"),
    "hidden": _("Hidden field"),
    "coupon": _("Coupon"),
    "countdown": _("Countdown"),
    "progress": _("Progress of a survey"),
    "products": _("Products of the visitor"),
    "purposes": _("Choice of purposes"),
}
FIELDS = {
    "text": _("Text"),
    "name": _("Name"),
    "phone": _("Phone number"),
    "number": _("Number"),
    "date": _("Date"),
}
STEPS = {0.5: _("Halves, as 2.5"), 0.1: _("One decimal"), 0.01: _("Two decimals"), 0.001: _("Three decimals")}
# Of a field: what is filled in where nothing is chosen, by its kind, and what may be chosen.
USUAL_AUTOCOMPLETE = {
    "text": _("Nothing in particular"),
    "name": _("The whole name"),
    "phone": _("The phone number"),
    "number": _("Nothing in particular"),
    "date": _("Nothing in particular"),
}
AUTOCOMPLETE = {
    "off": _("Never anything"),
    "honorific-prefix": _("Form of address (Ms, Dr)"),
    "given-name": _("First name"),
    "additional-name": _("Middle name"),
    "family-name": _("Family name"),
    "nickname": _("Nickname"),
    "username": _("User name"),
    "organization": _("Company"),
    "organization-title": _("Job title"),
    "address-line1": _("Street and number"),
    "address-line2": _("Second line of the address"),
    "address-level2": _("City"),
    "address-level1": _("State or province"),
    "postal-code": _("Postal code"),
    "country-name": _("Country"),
    "tel-national": _("The phone number without its country"),
    "bday": _("Date of birth"),
}
HIDDEN = {
    "url": _("A parameter of the page's address"),
    "variable": _("A value named in the site's settings"),
    "trait": _("What the shop says of the visitor (identify)"),
}
COUNTDOWNS = {
    "fixed": _("A date and time"),
    "visitor": _("Some minutes from each visitor's first sight"),
    "daily": _("A time of each day"),
}
PRODUCTS = {"cart": _("What is in their cart"), "viewed": _("What they looked at last")}
FONTS = {
    "system": _("Sans serif"),
    "serif": _("Serif"),
    "mono": _("Monospace"),
    "rounded": _("Rounded"),
    "humanist": _("Humanist"),
    "inherit": _("As the page"),
}
SHADOWS = {"": _("Usual"), "none": _("None"), "soft": _("Soft"), "strong": _("Strong")}
MOTIONS = {
    "": _("Usual"),
    "none": _("Without motion"),
    "fade": _("Fades in"),
    "zoom": _("Grows a little"),
    "slide": _("Rises from below"),
}
ALIGNS = {"start": _("At the beginning of the line"), "center": _("In the middle"), "end": _("At the end of the line")}
SCHEMES = {"light": _("Always light"), "dark": _("Always dark"), "auto": _("As the visitor's device")}
POSITIONS = {
    "center": _("Centre"),
    "top": _("Top"),
    "bottom": _("Bottom"),
    "right": _("Right"),
    "left": _("Left"),
    "above": _("Above the page, which makes room"),
}
# Where each format may stand, the usual place first. What fills the page has none.
PLACES = {"bar": ("bottom", "top", "above"), "slide_in": ("right", "left")}
GOALS = {
    "purchase": _("Purchase"),
    "subscribe": _("Newsletter sign-up"),
    "add_to_cart": _("Something added to the cart"),
}
FREQUENCY = {
    "per_session": _("At most so many times a visit"),
    "after_close_days": _("Days of rest after it was closed"),
    "after_conversion_days": _("Days of rest after the goal was reached"),
    "after_answer_days": _("Days of rest after an answer"),
    "after_later_days": _("Days of rest after “another time”"),
    "max_total": _("At most so many times ever"),
}
CHECKS = {
    "consent": _("permission"),
    "schedule": _("dates"),
    "page": _("quiet pages"),
    "audience": _("for whom"),
    "cart": _("something in the cart"),
    "frequency": _("how often"),
    "trigger": _("the moment"),
    "open": _("another message"),
    "place": _("the place in the page"),
    "fatigue": _("all messages together"),
    "search": _("safe for search engines"),
    "arm": _("the variant"),
}
PLATFORMS = {
    "none": _("None of these"),
    "shopify": "Shopify",
    "woocommerce": "WooCommerce",
}
PARTS = {
    "name": _("Name"),
    "priority": _("Priority"),
    "triggers": _("It appears when"),
    "match": _("Of these moments"),
    "search_safe": _("Safe for search engines"),
    "hosted": _("A page of its own"),
    "audience": _("For whom"),
    "schedule": _("Dates"),
    "frequency": _("How often"),
    "goal": _("Goal"),
    "languages": _("Languages"),
    "experiment": _("Variants and their shares"),
    "variants": _("The message"),
    "tests": _("Rule tests"),
}
CONSENT_MODES = {
    "ask": _("Ask first: nothing is stored or sent until the visitor agrees"),
    "optout": _("Opt-out: counted until the visitor refuses"),
    "exempt": _("Exempt: totals without any memory until the visitor agrees"),
    "off": _("Off: no consent is needed here"),
}
EVENTS = {
    "page_view": _("Opened a page"),
    "page_leave": _("Left the page"),
    "winback_unloaded": _("The script took itself out"),
    "exposure": _("Its moment came"),
    "impression": _("Saw the message"),
    "click": _("Used a button"),
    "dismissal": _("Closed the message"),
    "answer": _("Answered"),
    "response": _("Finished answering"),
    "subscribe": _("Subscribed"),
    "cart": _("Changed the cart"),
    "view_item": _("Looked at a product"),
    "add_to_cart": _("Put something into the cart"),
    "remove_from_cart": _("Took something out of the cart"),
    "view_cart": _("Looked at the cart"),
    "begin_checkout": _("Began the checkout"),
    "purchase": _("Bought"),
    "refund": _("Was refunded"),
}
ARMS = {"control": _("Control"), "holdout": _("Holdout")}
CONSENT_WAYS = {
    "click": _("By a click"),
    "keyboard": _("By keyboard"),
    "api": _("By the site's own script"),
    "gpc": _("By the browser's signal"),
}
CONSENT_CHOICES = {
    "accept_all": _("Accepted all"),
    "reject_all": _("Refused all"),
    "custom": _("Chose some"),
    "withdraw": _("Withdrew"),
    "renew": _("Renewed"),
    "gpc": _("Refused by browser signal"),
}


def arm(name: str) -> str:
    """`control` and `holdout` by their names, a variant as “Variant A”."""
    return str(ARMS.get(name) or _("Variant %(name)s", name=name.upper() if len(name) == 1 else name))


def event(name: str) -> str:
    return str(EVENTS.get(name, name))


def problem(found: Problem) -> str:
    """The gate's reason in the page's language."""
    values = dict(found.values)
    if "language" in values:
        values["language"] = LANGUAGES.get(values["language"], values["language"])
    for name in ("check", "expected"):
        if name in values:
            values[name] = CHECKS.get(values[name], values[name])
    return str(gettext(found.text)).format(**values)


def fault(found: NotTaken) -> str:
    """Why a file is not taken, in the page's language."""
    return str(gettext(found.text)).format(**found.values)


def advice(text: str, values: dict[str, Any]) -> str:
    """What a check saw and wants, in the page's language."""
    said = {**values}
    if "fact" in said:
        fact = find(said["fact"])
        said["fact"] = gettext(fact.meaning) if fact else said["fact"]
        said["seen"] = _("unknown") if said["seen"] is None else said["seen"]
        said["op"] = _OPERATORS.get(said["op"], said["op"])
        said["value"] = "" if said["value"] is None else said["value"]
    said["limit"] = FREQUENCY.get(said.get("limit", ""), "")
    said["trigger"] = TRIGGERS.get(said.get("trigger", ""), "")
    said["triggers"] = ", ".join(str(TRIGGERS.get(name, name)) for name in said.get("triggers", "").split(", "))
    said["manner"] = MANNERS.get(said.get("manner", ""), _("the visitor wants no message any more"))
    said["arm"] = ARMS.get(said.get("arm", ""), said.get("arm", ""))
    return str(gettext(text)).format(**said).strip()


def place(path: str, variants: dict[str, Any]) -> str:
    """Where in the message a field is: `Variant A, step 2, Coupon`; empty outside of the variants."""
    keys = path.split(".")
    if keys[0] != "variants" or len(keys) < 2:
        return ""
    parts = [arm(keys[1])] if len(variants) > 1 else []
    if keys[2:3] == ["steps"] and len(keys) > 3:
        step = variants[keys[1]]["steps"][int(keys[3])]
        parts.append(gettext("step %(number)s", number=int(keys[3]) + 1))
        parts += [str(BLOCKS[step["blocks"][int(keys[5])]["type"]])] if len(keys) > 5 else []
    return ", ".join(parts)


def errors(found: list[dict[str, str]]) -> list[dict[str, str]]:
    """The schema's errors in the page's language, at the names that the form's fields have."""
    return [
        {"path": re.sub(r"\[(\d+)\]", r".\1", error["path"]), "message": _said(error["message"])} for error in found
    ]


def _said(message: str) -> str:
    if isinstance(message, Said) and message.values:
        return str(gettext(message.text)).format(**message.values)
    return in_language(message)
