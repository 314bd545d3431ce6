"""Links to a campaign's page of its own: for everybody, for each recipient, and as a row of scores for a mail."""

import re
from urllib.parse import urlsplit

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from ...models import Campaign
from ...targeting.preview import token
from .. import csv
from ..hosted.campaign_links import address_of, shown_content, token_of
from ..hosted.mail import MailRow, as_page, asked, is_tag, mail_row
from ..hosted.rehearsal import PARAMETER
from ..service import service
from .blueprint import pages
from .page import my_campaign

MOST_RECIPIENTS = 10_000
LONGEST_RECIPIENT = 200
_PHONE = re.compile(r"\+[0-9][0-9 ().-]*", re.ASCII)  # a spreadsheet may reckon with it, and no more


@pages.get("/sites/<int:site_id>/campaigns/<slug>/links")
def show_links(site_id: int, slug: str) -> str:
    return _page(site_id, slug)


@pages.get("/sites/<int:site_id>/campaigns/<slug>/links/mail")
def show_mail(site_id: int, slug: str) -> str:
    """The row as a mail shows it, for the frame on the page: its tables have their looks in themselves."""
    with service().db.reading() as session:
        row = _row(my_campaign(session, site_id, slug))
    if row is None:
        raise NotFound
    return as_page(row)


@pages.post("/sites/<int:site_id>/campaigns/<slug>/links")
def make_links(site_id: int, slug: str) -> ResponseReturnValue:
    """A link for each line, as a file that mailing tools read."""
    typed = request.form.get("recipients", "")
    recipients = list(dict.fromkeys(line.strip() for line in typed.splitlines() if line.strip()))
    if not 0 < len(recipients) <= MOST_RECIPIENTS or max(map(len, recipients)) > LONGEST_RECIPIENT:
        return _page(site_id, slug, typed, is_refused=True), 422
    if formula := next((each for each in recipients if _is_formula(each)), None):
        return _page(site_id, slug, typed, is_refused=True, formula=formula), 422
    with service().db.reading() as session:
        campaign = my_campaign(session, site_id, slug)
        url = address_of(campaign)
        tokens = [(recipient, token_of(campaign, recipient)) for recipient in recipients]
    rows = ((csv.Verbatim(recipient), f"{url}?t={token}", token) for recipient, token in tokens)
    body = "\ufeff" + "".join(csv.lines(("recipient", "url", "token"), rows))
    named = {"Content-Disposition": f'attachment; filename="{slug}-links.csv"'}
    return Response(body, mimetype="text/csv", headers=named)


def _is_formula(recipient: str) -> bool:
    """For some spreadsheet. It can't be written otherwise: the mailing tool has to know it again."""
    return csv.neutral(recipient) != recipient and not _PHONE.fullmatch(recipient)


def _page(site_id: int, slug: str, typed: str = "", *, is_refused: bool = False, formula: str = "") -> str:
    tag = request.args.get("tag", "").strip()
    with service().db.reading() as session:
        campaign = my_campaign(session, site_id, slug)
        content, rehearsal = shown_content(campaign), _rehearsal(campaign)
        return render_template(
            "campaigns/links.html",
            campaign=campaign,
            site=campaign.site,
            languages_of=content["languages"],
            url=address_of(campaign),
            row=_row(campaign),
            rehearsal=rehearsal,
            framed=urlsplit(rehearsal)._replace(scheme="", netloc="").geturl(),
            tag=tag,
            is_tag_wrong=bool(tag) and not is_tag(tag),
            typed=typed,
            is_refused=is_refused,
            formula=formula,
            is_hosted=bool(content.get("hosted")),
            most=MOST_RECIPIENTS,
        )


def _rehearsal(campaign: Campaign) -> str:
    """The form as it is saved, for whoever has this link, for a day."""
    made = token(service().settings.secret_key, campaign.site.key, campaign.slug, None, service().clock())
    return f"{address_of(campaign)}?{PARAMETER}={made}"


def _row(campaign: Campaign) -> MailRow | None:
    """In the language and with the tag that the query names, as far as they will do."""
    content = shown_content(campaign)
    if not content.get("hosted") or not content["languages"] or asked(content) is None:
        return None
    languages, tag = content["languages"], request.args.get("tag", "").strip()
    language = request.args.get("language", "")
    chosen = language if language in languages else languages[0]
    return mail_row(content, campaign.site.look or {}, address_of(campaign), chosen, tag if is_tag(tag) else "")
