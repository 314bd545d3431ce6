"""Links to a campaign's page of its own: one for everybody, and one for each recipient."""

from collections.abc import Sequence
from typing import Any, ClassVar

from marshmallow import fields, validate

from ...models import Campaign
from ..errors import Refusal
from ..hosted.campaign_links import address_of, shown_content, token_of
from ..hosted.mail import TAG, MailRow, asked, mail_row
from ..schemas.fields import Strict, language, matching, text
from .base import Resources
from .campaigns import campaign_by
from .resource import Resource, site_by

blueprint = Resources("hosted", "A campaign as a page of its own, for links in mails and on paper.")

MOST_LINKS = 1000


class LinksIn(Strict):
    may_be_left_out = True

    recipients = fields.List(text(200, 1), validate=[validate.Length(max=MOST_LINKS)], load_default=list)


class LinkOut(Strict):
    """`token`: what `?t=` is in the address, for mailing tools that put it into addresses themselves."""

    recipient = fields.String(required=True)
    url = fields.String(required=True)
    token = fields.String(required=True)


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
        _hosted(found)
        url = address_of(found)
        tokens = [(one, token_of(found, one)) for one in parts["recipients"]]
        return {"url": url, "links": [{"recipient": r, "url": f"{url}?t={t}", "token": t} for r, t in tokens]}


class MailQuery(Strict):
    language = language()
    merge_tag = matching(TAG, 'Up to 80 characters as your mailing tool wants them, none of them <, >, &, " or \\.')


class MailOut(Strict):
    """`html` is a table among a mail's tables, `text` its plain version; `language` is the one that they are in."""

    question = fields.String(required=True)
    language = fields.String(required=True)
    html = fields.String(required=True)
    text = fields.String(required=True)


@blueprint.of_site("/campaigns/<campaign>/mail")
class Mail(Resource):
    @blueprint.arguments(MailQuery, location="query")
    @blueprint.response(200, MailOut)
    @blueprint.alt_response(409, "CONFLICT")
    def get(self, query: dict[str, Any], site: str | None, campaign: str) -> MailRow:
        """A row of scores for a mail, where the first question is answered by a number: each opens the form with it chosen."""
        found = campaign_by(site_by(site), campaign)
        content = _hosted(found)
        if asked(content) is None:
            raise Refusal(409, "The first question of the campaign is none that a score answers.", reason="no_score")
        if not content["languages"]:
            raise Refusal(409, "The campaign speaks no language yet.", reason="no_language")
        wanted = query.get("language") or content["languages"][0]
        if wanted not in content["languages"]:
            raise Refusal(
                422, errors=[{"path": "language", "message": "One of the languages that the campaign speaks."}]
            )
        return mail_row(content, found.site.look or {}, address_of(found), wanted, query.get("merge_tag", ""))


def _hosted(campaign: Campaign) -> dict[str, Any]:
    """What its links lead to."""
    content = shown_content(campaign)
    if not content.get("hosted"):
        raise Refusal(409, "The campaign has no page of its own: set hosted first.", reason="not_hosted")
    return content
