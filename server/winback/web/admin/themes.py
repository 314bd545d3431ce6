"""The looks to begin with, a site's brand kit beside them, and how each is drawn small."""

from typing import Any

from flask_babel import lazy_gettext as _
from markupsafe import Markup

from ...targeting.kit import worn
from ...targeting.looks import LOOKS
from ...targeting.shades import in_the_dark

Json = dict[str, Any]

NAMES = {
    "paper": _("Paper"),
    "forest": _("Forest"),
    "ink": _("Ink"),
    "clay": _("Clay"),
    "night": _("Night"),
    "berry": _("Berry"),
}
# What a campaign may have other than the kit, in the order of the fields.
PARTS = {
    "accent": _("Accent"),
    "background": _("Background"),
    "text": _("Text"),
    "scheme": _("Light or dark"),
    "font": _("Typeface"),
    "dark": _("In the dark"),
    "radius": _("Roundness of the corners"),
    "width": _("Width of popups and slide-ins"),
    "padding": _("Room inside"),
    "border": _("Border"),
    "scrim": _("Darkness behind, in percent"),
    "shadow": _("Shadow"),
    "motion": _("How it comes in"),
    "logo": _("Logo"),
}
_SMALL = Markup(
    '<svg width="64" height="40" viewBox="0 0 64 40" aria-hidden="true" focusable="false">'
    '<rect width="64" height="40" rx="{}" fill="{}"/>'
    '<path d="M10 12h30M10 19h40" stroke="{}" stroke-width="3" stroke-linecap="round"/>'
    '<rect x="10" y="25" width="26" height="9" rx="{}" fill="{}"/></svg>'
)


def offered() -> list[tuple[str, Json]]:
    """Each by its name."""
    return [(str(NAMES[key]), look) for key, look in LOOKS.items()]


def own_in(theme: Json) -> list[str]:
    """The names of what a campaign that follows the kit has chosen otherwise."""
    return [str(name) for part, name in PARTS.items() if part in theme]


def drawn(look: Json | None) -> Markup:
    """A card of it, small."""
    kit = look or {}
    radius = min(kit.get("radius", 14), 32)
    colours = [kit.get(name) or usual for name, usual in _USUAL.items()]
    return _SMALL.format(radius // 2, colours[0], colours[1], radius // 4, colours[2])


_USUAL = {"background": "#ffffff", "text": "#1a1c20", "accent": "#3b5bdb"}

__all__ = ["NAMES", "PARTS", "drawn", "in_the_dark", "offered", "own_in", "worn"]
