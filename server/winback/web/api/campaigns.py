"""Campaigns and their verbs."""

from typing import Any

import sqlalchemy as sa
from flask import request
from marshmallow import fields

from ...models import Campaign, Site
from ...models.named import free_slug
from ...targeting.drafts import duplicate
from ...targeting.gate import warnings
from ...targeting.launch import launch
from ...targeting.templates import TEMPLATES, content_for, template
from ..drafts import change_draft, create_draft
from ..editions import changed_since, editor_of, is_known, tag_of, tags_in
from ..errors import Refusal, invalid, not_found
from ..schemas.campaign import (
    READ_ONLY,
    CampaignCreate,
    CampaignDuplicate,
    CampaignOut,
    CampaignPatch,
    LaunchedOut,
    campaign_json,
)
from ..schemas.fields import Strict, one_of
from ..schemas.paging import PageQuery, page_of
from ..schemas.problems import Malformed, bracketed
from ..service import service
from ..tokens import caller
from .base import Resources
from .resource import Resource, page_by, publish_after_commit, session, site_by

blueprint = Resources("campaigns", "What a marketer launches: trigger, audience, variants and goal.")


Tagged = tuple[dict[str, Any], int, dict[str, str]]
_TAG = {"ETag": {"description": "Names what was read: for If-Match.", "schema": {"type": "string"}}}
_IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "schema": {"type": "string", "maxLength": 1000},
    "description": "The ETag of what was read. Where somebody has changed it since: 412, naming the parts and by whom.",
}


class CampaignQuery(PageQuery):
    status = one_of("draft", "live", "paused", "archived")


@blueprint.of_site("/campaigns")
class Campaigns(Resource):
    @blueprint.arguments(CampaignQuery, location="query")
    @blueprint.response(200, page_of(CampaignOut))
    def get(self, query: dict[str, Any], site: str | None) -> dict[str, Any]:
        """The site's campaigns, in the order in which they were made."""
        found = sa.select(Campaign).where(Campaign.site_id == site_by(site).id)
        if "status" in query:
            found = found.where(Campaign.status == query["status"])
        return page_by(Campaign.id, found, query, campaign_json)

    @blueprint.arguments(CampaignCreate)
    @blueprint.response(201, CampaignOut)
    def post(self, parts: dict[str, Any], site: str | None) -> dict[str, Any]:
        """A new draft: from a template, from content, or empty."""
        owner = site_by(site)
        if parts.get("status", "draft") != "draft":
            raise invalid("status", "A new campaign is a draft; launch it by its own verb.")
        slug = parts.get("id")
        if slug and free_slug(session(), owner, Campaign, slug) != slug:
            raise Refusal(409, f"The site has a campaign {slug} already.")
        try:
            campaign = create_draft(session(), owner, _with_template(parts, owner), service().clock(), slug=slug)
        except Malformed as error:
            raise Refusal(422, errors=error.errors) from None
        return campaign_json(campaign)


@blueprint.of_site("/campaigns/<campaign>")
class OneCampaign(Resource):
    @blueprint.response(200, CampaignOut, headers=_TAG)
    def get(self, site: str | None, campaign: str) -> Tagged:
        """One campaign, as it is edited."""
        return _tagged(campaign_by(site_by(site), campaign))

    @blueprint.arguments(CampaignPatch)
    @blueprint.response(200, CampaignOut, headers=_TAG)
    @blueprint.alt_response(412, "PRECONDITION_FAILED")
    @blueprint.doc(parameters=[_IF_MATCH])
    def patch(self, parts: dict[str, Any], site: str | None, campaign: str) -> Tagged:
        """Sets the parts that are sent. Visitors see them after the next launch.

        With `If-Match` only if nobody has changed the campaign since it was read.
        """
        found = campaign_by(site_by(site), campaign, to_change=True)
        _check_seen(found, request.headers.get("If-Match"))
        _check_read_only(found, parts)
        try:
            change_draft(found, parts, service().clock(), caller().user.id)
        except Malformed as error:
            raise Refusal(422, errors=error.errors) from None
        publish_after_commit(found.site)
        return _tagged(found)


@blueprint.of_site("/campaigns/<campaign>/launch")
class Launch(Resource):
    @blueprint.response(200, LaunchedOut)
    @blueprint.alt_response(412, "PRECONDITION_FAILED")
    @blueprint.doc(parameters=[_IF_MATCH])
    def post(self, site: str | None, campaign: str) -> dict[str, Any]:
        """Shows the campaign as it is now to visitors. What keeps it from that is answered as 422, field by field.

        With `If-Match` only if nobody has changed the campaign since it was read.
        """
        found = campaign_by(site_by(site), campaign, to_change=True)
        _check_seen(found, request.headers.get("If-Match"))
        problems = launch(session(), found, caller().user.id, service().clock())
        if problems:
            errors = [{"path": bracketed(problem.path), "message": problem.message} for problem in problems]
            raise Refusal(422, "The campaign can't be launched yet.", errors, reason="not_ready")
        odd = [{"path": bracketed(warning.path), "message": warning.message} for warning in warnings(found.content)]
        return {**_changed(found), "warnings": odd}


@blueprint.of_site("/campaigns/<campaign>/pause")
class Pause(Resource):
    @blueprint.response(200, CampaignOut)
    def post(self, site: str | None, campaign: str) -> dict[str, Any]:
        """Takes a live campaign away from visitors."""
        found = campaign_by(site_by(site), campaign, to_change=True)
        if found.status not in ("live", "paused"):
            raise Refusal(409, f"A campaign that is {found.status} can't be paused.")
        found.pause(service().clock())
        return _changed(found)


@blueprint.of_site("/campaigns/<campaign>/archive")
class Archive(Resource):
    @blueprint.response(200, CampaignOut)
    def post(self, site: str | None, campaign: str) -> dict[str, Any]:
        """Puts the campaign away; its numbers stay."""
        found = campaign_by(site_by(site), campaign, to_change=True)
        found.archive(service().clock())
        return _changed(found)


@blueprint.of_site("/campaigns/<campaign>/duplicate")
class Duplicate(Resource):
    @blueprint.arguments(CampaignDuplicate, required=False)
    @blueprint.response(201, CampaignOut)
    def post(self, parts: dict[str, Any], site: str | None, campaign: str) -> dict[str, Any]:
        """A new draft with the same content."""
        found = campaign_by(site_by(site), campaign)
        name = parts.get("name") or f"{found.name[:110].rstrip()} (copy)"
        copy = duplicate(session(), found, name, service().clock())
        session().flush()
        return campaign_json(copy)


class TemplateOut(Strict):
    id = fields.String(required=True)
    name = fields.String(required=True)
    purpose = fields.String(required=True)
    kind = fields.String(required=True)
    moment = fields.String(required=True)
    formats = fields.List(fields.String(), required=True)
    needs = fields.List(fields.String(), required=True)  # what the launch gate will ask for


@blueprint.route("/templates")
class Templates(Resource):
    @blueprint.response(200, page_of(TemplateOut))
    def get(self) -> dict[str, Any]:
        """What a campaign can start from."""
        return {"items": TEMPLATES, "next": None}


def campaign_by(site: Site, slug: str, *, to_change: bool = False) -> Campaign:
    """The site's campaign; one that is `to_change` is held until the commit. Raises a 404."""
    query = sa.select(Campaign).where(Campaign.site_id == site.id, Campaign.slug == slug)
    if to_change:
        query = query.with_for_update(of=Campaign, key_share=True)  # ingest may go on to name it
    found = None if "\x00" in slug else session().scalar(query)
    if found is None:
        raise not_found()
    return found


def _tagged(campaign: Campaign) -> Tagged:
    return campaign_json(campaign), 200, {"ETag": f'"{tag_of(campaign)}"'}


def _check_seen(campaign: Campaign, if_match: str | None) -> None:
    """Raises a 412 with what has changed meanwhile, part by part."""
    if is_known(campaign, if_match):
        return
    changed = changed_since(campaign, next(iter(tags_in(if_match or "")), ""))
    editor = editor_of(session(), campaign)
    by = f" by {editor.email}" if editor else ""
    errors = [{"path": name, "message": f"Changed meanwhile{by}."} for name in changed]
    raise Refusal(412, f"The campaign was changed{by} since it was read.", errors)


def _check_read_only(campaign: Campaign, parts: dict[str, Any]) -> None:
    """Raises a 422 at each thing that is sent other than it is and that no PATCH changes."""
    now: dict[str, Any] = CampaignOut().dump(campaign_json(campaign))
    others = [name for name in READ_ONLY if name in parts and parts[name] != now[name]]
    if others:
        raise Refusal(422, errors=[{"path": name, "message": f"Can't be set; it is {now[name]}."} for name in others])


def _changed(campaign: Campaign) -> dict[str, Any]:
    publish_after_commit(campaign.site)
    session().flush()
    return campaign_json(campaign)


def _with_template(parts: dict[str, Any], site: Site) -> dict[str, Any]:
    """The parts, with what they leave out from the template that they name."""
    if "template" not in parts:
        return parts
    chosen = template(parts["template"])
    if chosen is None:
        raise invalid("template", f"Must be one of: {', '.join(t.id for t in TEMPLATES)}.")
    if parts.get("kind", chosen.kind) != chosen.kind:
        raise invalid("kind", f"The template makes a campaign of the kind {chosen.kind}.")
    content = content_for(chosen, site, "")
    content["experiment"].pop("seed")  # the campaign's own id becomes it
    return {**content, **parts, "kind": chosen.kind}
