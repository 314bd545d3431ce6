"""Links to a campaign's page of its own: one for everybody, and one for each recipient."""

from collections.abc import Sequence
from typing import Any, ClassVar

from marshmallow import fields, validate

from ..errors import Refusal
from ..hosted.links import slug_of, token
from ..schemas.fields import Strict, text
from ..service import service
from .base import Resources
from .campaigns import campaign_by
from .resource import Resource, site_by

blueprint = Resources("hosted", "A campaign as a page of its own, for links in mails and on paper.")

MOST_LINKS = 1000


class LinksIn(Strict):
    may_be_left_out = True

    recipients = fields.List(text(200, 1), validate=[validate.Length(max=MOST_LINKS)], load_default=list)


class LinkOut(Strict):
    recipient = fields.String(required=True)
    url = fields.String(required=True)


class LinksOut(Strict):
    """`url` is for everybody: each time it is opened begins a set of answers. A recipient's link has one."""

    url = fields.String(required=True)
    links = fields.List(fields.Nested(LinkOut), required=True)


@blueprint.of_site("/campaigns/<campaign>/links")
class Links(Resource):
    changes: ClassVar[Sequence[str]] = ()

    @blueprint.arguments(LinksIn, required=False)
    @blueprint.response(200, LinksOut)
    @blueprint.alt_response(409, "CONFLICT")
    def post(self, parts: dict[str, Any], site: str | None, campaign: str) -> dict[str, Any]:
        """Addresses to send. A recipient is whatever you know them by; nothing of it can be read in the address."""
        owner = site_by(site)
        found = campaign_by(owner, campaign)
        if not found.content.get("hosted"):
            raise Refusal(409, "The campaign has no page of its own: set hosted first.", reason="not_hosted")
        slug = slug_of(owner.key, found.slug)
        url = f"{service().settings.url}/f/{slug}"
        secret = service().settings.secret_key
        links = [{"recipient": one, "url": f"{url}?t={token(secret, slug, one)}"} for one in parts["recipients"]]
        return {"url": url, "links": links}
