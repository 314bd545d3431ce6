"""Installing the tag: the snippet, the policy lines, and whether the tag has been seen."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask import Response, render_template, request
from sqlalchemy.orm import Session

from ... import assets
from ...clock import DAY
from ...ingest.staff import staff_code
from ...models import Site, TagSighting
from ...reports.platform import suggested
from ..own_domain import MOUNT
from ..service import service
from .blueprint import pages
from .page import my_site
from .recipes import recipes


@dataclass(frozen=True)
class Installation:
    """What is known of the tag: seen on allowed pages, and on pages that are refused."""

    seen: list[TagSighting]
    refused: list[TagSighting]
    is_recent: bool
    platform: str | None  # the shop system that the pages look like, where none has been chosen


@pages.get("/sites/<int:site_id>/install")
def show_install(site_id: int) -> str:
    with service().db.reading() as session:
        site = my_site(session, site_id)
        check = installation(session, site, service().clock())
    if "HX-Request" in request.headers:
        return render_template("install/_check.html", site=site, check=check)
    base, publisher = service().settings.url, service().publisher
    pinned = {mount: publisher.pinned(site.key, mount).tag(mount or base) for mount in ("", MOUNT)}
    staff = _staff_links(site)
    return render_template(
        "install/install.html",
        site=site,
        check=check,
        base=base,
        pinned=pinned,
        staff=staff,
        recipes=recipes(base, site.key, site.consent_mode),
    )


@pages.get("/winback.d.ts")
def types_of_the_tag() -> Response:
    """What TypeScript has to know of the tag, the same for every site."""
    response = Response(assets.widget_file("winback.d.ts"), mimetype="text/plain")
    response.headers["Content-Disposition"] = "attachment; filename=winback.d.ts"
    return response


def _staff_links(site: Site) -> list[str]:
    """A page of each origin, which makes its browser one that is not counted. A pattern of origins has no page."""
    code = staff_code(service().settings.secret_key, site.key, service().clock())
    return [f"{origin}/#winback_staff={code}" for origin in site.origins if "*" not in origin]


def installation(session: Session, site: Site, now: int) -> Installation:
    query = sa.select(TagSighting).where(TagSighting.site_id == site.id).order_by(TagSighting.seen_at.desc())
    sightings = list(session.scalars(query))
    # An origin that was refused once may be on the list by now.
    seen = [s for s in sightings if site.allows_origin(s.origin)]
    refused = [s for s in sightings if s not in seen]
    is_recent = any(s.is_allowed and now - s.seen_at < DAY for s in seen)
    platform = suggested(session, site) if seen and site.platform == "none" else None
    return Installation(seen, refused, is_recent, platform)
