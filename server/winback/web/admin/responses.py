"""What visitors answered: the list, and one response with the way that its visitor came."""

import uuid

from flask import render_template, request
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from ...models import Campaign, Site
from ...reports.responses import ResponseRow, path_of, response, responses
from ..service import service
from . import periods
from .answers import Said, said
from .blueprint import pages
from .campaigns import campaigns_of
from .page import my_site

PAGE = 50


@pages.get("/sites/<int:site_id>/responses")
def list_responses(site_id: int) -> str:
    slug = request.args.get("campaign") or None
    with service().db.reading() as session:
        site = my_site(session, site_id)
        choice = periods.chosen(site)
        rows = responses(session, site, choice.period, campaign=slug, after=_after(), limit=PAGE + 1)
        shown = [(row, _answers(session, site, row)) for row in rows[:PAGE]]
        campaigns = [c for c in campaigns_of(session, site, with_archived=True) if c.kind != "consent"]
    last = rows[PAGE - 1].response if len(rows) > PAGE else None
    return render_template(
        "responses/list.html", site=site, choice=choice, shown=shown, campaigns=campaigns, slug=slug, last=last
    )


@pages.get("/sites/<int:site_id>/responses/<uuid:exposure>")
def show_response(site_id: int, exposure: uuid.UUID) -> str:
    with service().db.reading() as session:
        site = my_site(session, site_id)
        row = response(session, site, exposure)
        if row is None:
            raise NotFound
        answers, path = _answers(session, site, row), path_of(session, row.response)
    return render_template("responses/response.html", site=site, row=row, answers=answers, path=path)


def _answers(session: Session, site: Site, row: ResponseRow) -> list[Said]:
    campaign = session.get(Campaign, row.response.campaign_id)
    return said(row.response, campaign) if campaign else []


def _after() -> tuple[int, uuid.UUID] | None:
    """`?after=1795290000000.0193…`: the last response of the page before; what is none begins anew."""
    started, _dot, exposure = request.args.get("after", "").partition(".")
    try:
        return int(started), uuid.UUID(exposure)
    except ValueError:
        return None
