"""Where a message's picture may stand, each as a small drawing, and what stays in view of one that is cut."""

from flask_babel import lazy_gettext as _
from markupsafe import Markup

PLACES = {
    "": _("Among the blocks"),
    "above": _("Above"),
    "left": _("Left"),
    "right": _("Right"),
    "behind": _("Behind the words"),
}
FOCUS = {
    "center": _("Its middle"),
    "top": _("Its top"),
    "bottom": _("Its bottom"),
    "left": _("Its left side"),
    "right": _("Its right side"),
}
_PICTURES = {
    "": '<rect x="8" y="12" width="48" height="12" rx="2"/>',
    "above": '<path d="M0 6a6 6 0 0 1 6-6h52a6 6 0 0 1 6 6v12H0z"/>',
    "left": '<path d="M6 0h20v40H6a6 6 0 0 1-6-6V6a6 6 0 0 1 6-6z"/>',
    "right": '<path d="M58 0H38v40h20a6 6 0 0 0 6-6V6a6 6 0 0 0-6-6z"/>',
    "behind": '<rect width="64" height="40" rx="6"/>',
}
_WORDS = {"": "M8 7h30M8 30h48", "above": "M8 25h34M8 32h46", "left": "M33 14h20M33 21h24M33 28h16"}
_WORDS |= {"right": "M7 14h20M7 21h24M7 28h16", "behind": "M8 25h34M8 32h46"}
_SMALL = (
    '<svg width="64" height="40" viewBox="0 0 64 40" aria-hidden="true" focusable="false">'
    '<g fill="currentColor" opacity=".28">{}</g>'
    '<path d="{}" stroke="currentColor" stroke-width="3" stroke-linecap="round"/></svg>'
)


def drawn(place: str) -> Markup:
    return Markup(_SMALL.format(_PICTURES[place], _WORDS[place]))  # noqa: S704  nothing in it is anybody's text
