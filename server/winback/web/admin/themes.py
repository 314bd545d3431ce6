"""The names of the looks to begin with, and those that a site is offered."""

from typing import Any

from flask_babel import lazy_gettext as _

from ...models import Site
from ...targeting.looks import LOOKS

NAMES = {
    "paper": _("Paper"),
    "forest": _("Forest"),
    "ink": _("Ink"),
    "clay": _("Clay"),
    "night": _("Night"),
    "berry": _("Berry"),
}


def offered(site: Site) -> list[tuple[str, dict[str, Any]]]:
    """Each by its name; the site's own first, where it has one."""
    own = [(str(_("This site")), site.look)] if site.look else []
    return own + [(str(NAMES[key]), look) for key, look in LOOKS.items()]
