"""Sites: settings, the tag to paste, and whether it has been seen."""

from typing import Any

import sqlalchemy as sa

from ...models import Membership, Site, TagSighting
from ...models.site import sites_of
from ...targeting.settings import CurrencyInUse, KitUnreadable, change_settings
from ..errors import Refusal
from ..own_domain import MOUNT
from ..schemas.paging import PageQuery, page_of
from ..schemas.site import SiteChange, SiteCreate, SiteOut, Tags, plain_tag, site_json
from ..service import service
from ..tokens import caller
from .base import Resources
from .resource import Resource, after, page, publish_after_commit, session, site_by

blueprint = Resources("sites", "A website with its own key and its own data.")


@blueprint.route("/sites")
class Sites(Resource):
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_of(SiteOut))
    def get(self, query: dict[str, Any]) -> dict[str, Any]:
        """The sites that the token sees."""
        last = after(query["cursor"], int)
        sites = sorted(sites_of(session(), caller().user, caller().token), key=lambda site: site.id)
        rest = [site for site in sites if not last or site.id > last[0]]
        shown = page(rest, query["limit"], lambda site: [site.id])
        return {**shown, "items": [_json(site) for site in shown["items"]]}

    @blueprint.arguments(SiteCreate)
    @blueprint.response(201, SiteOut)
    @blueprint.alt_response(403, "FORBIDDEN")
    def post(self, settings: dict[str, Any]) -> dict[str, Any]:
        """A new site, owned by the token's user."""
        if caller().token.site_id is not None:
            raise Refusal(403, "This token is for one site and can't make another.")
        site = Site(created_at=service().clock(), **_columns(settings))
        site.members.append(Membership(user_id=caller().user.id, role="owner"))
        session().add(site)
        session().flush()
        return _json(site)


@blueprint.route("/sites/<site>")
class OneSite(Resource):
    @blueprint.response(200, SiteOut)
    def get(self, site: str) -> dict[str, Any]:
        """One site."""
        return _json(site_by(site))

    @blueprint.arguments(SiteChange)
    @blueprint.response(200, SiteOut)
    @blueprint.alt_response(409, "CONFLICT")
    def patch(self, settings: dict[str, Any], site: str) -> dict[str, Any]:
        """Sets what is sent. Open pages take the change within a minute.

        The currency can't be changed once there are sales in it: `currency_in_use`. A `look`
        in which a live campaign that follows it could not be read is refused.
        """
        found = site_by(site)
        try:
            change_settings(session(), found, _columns(settings), service().clock())
        except CurrencyInUse as error:
            wrong = [{"path": "currency", "message": str(error)}]
            raise Refusal(409, str(error), wrong, "currency_in_use") from None
        except KitUnreadable as error:
            wrong = [{"path": f"look.{p.path}", "message": f"{name}: {p.message}"} for name, p in error.found]
            raise Refusal(422, errors=wrong) from None
        publish_after_commit(found)
        session().flush()
        return _json(found)


@blueprint.of_site("/tags")
class SiteTags(Resource):
    @blueprint.response(200, Tags)
    def get(self, site: str | None) -> dict[str, str]:
        """The tag in its four forms. A script that is pinned here is kept for good."""
        key, base, publisher = site_by(site).key, service().settings.url, service().publisher
        return {
            "plain": plain_tag(key, base),
            "own_domain": plain_tag(key, MOUNT),
            "pinned": publisher.pinned(key).tag(base),
            "pinned_own_domain": publisher.pinned(key, MOUNT).tag(MOUNT),
        }


def _columns(settings: dict[str, Any]) -> dict[str, Any]:
    """The settings by the names of the site's columns."""
    holdout = settings.get("holdout", {})
    same = {name: value for name, value in settings.items() if name != "holdout"}
    return {**same, **{f"holdout_{name}": value for name, value in holdout.items()}}


def _json(site: Site) -> dict[str, Any]:
    query = sa.select(TagSighting).where(TagSighting.site_id == site.id).order_by(TagSighting.seen_at.desc())
    sightings = list(session().scalars(query.limit(50)))
    return site_json(site, sightings, service().settings.url, service().clock())
