"""The campaign editor: its page, saving, and drawing the form of a draft that is not saved yet."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import g, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session, object_session

from ...models import Campaign
from ...targeting import own
from ...targeting.gate import Problem, problems, warnings
from ..drafts import change_draft, with_changes
from ..editions import changed_since, editor_of, is_known, tag_of, tags_in
from ..hosted.links import slug_of
from ..schemas.problems import Errors, Malformed
from ..service import service
from . import choices, facts, island, layouts, logic, media, preview, themes, words
from .blueprint import pages
from .page import my_campaign
from .sent import sent


@pages.get("/sites/<int:site_id>/campaigns/<slug>")
def edit_campaign(site_id: int, slug: str) -> str:
    with service().db.reading() as session:
        campaign = my_campaign(session, site_id, slug)
        return editor(campaign)


@pages.post("/sites/<int:site_id>/campaigns/<slug>")
def save_campaign(site_id: int, slug: str) -> ResponseReturnValue:
    with service().db.writing() as session:
        campaign = my_campaign(session, site_id, slug, to_change=True)
        read = request.headers.get("If-Match")
        if not is_known(campaign, read) and not _is_there(campaign, request.get_json()):
            tag = next(iter(tags_in(read or "")), "")
            return render_template("campaigns/_state.html", **state(campaign), **_theirs(session, campaign, tag)), 409
        errors = _change(campaign, request.get_json())
        if errors:
            return render_template("campaigns/_state.html", **state(campaign, errors)), 422
        return render_template("campaigns/_state.html", **state(campaign))


@pages.post("/sites/<int:site_id>/campaigns/<slug>/form")
def draw_form(site_id: int, slug: str) -> str:
    """The form for a draft that the browser holds: after a block was added, moved, or an undo."""
    with service().db.reading() as session:
        campaign = my_campaign(session, site_id, slug)
        return render_template("campaigns/_form.html", **form(campaign, request.get_json()))


def editor(campaign: Campaign, *, refused: bool = False) -> str:
    """The editor's page; `refused` where a launch was tried and its problems have to be seen."""
    held = {"name": campaign.name, "priority": campaign.priority, **campaign.content}
    # one that is added in the editor finds our words by its own name
    sample = preview.sample(campaign.kind, campaign.site, [*campaign.content["languages"], *own.ours()])
    shown = form(campaign, held) | state(campaign)
    return render_template(
        "campaigns/edit.html", **shown, held=held, sample=sample, refused=refused, island=island.said()
    )


def form(campaign: Campaign, held: dict[str, Any]) -> dict[str, Any]:
    """What the form is drawn from."""
    site = campaign.site
    named = [(segment.slug, segment.name) for segment in site.segments]
    pools = [(pool.slug, pool.name) for pool in site.coupon_pools]
    offered = {"facts": facts.OF_CAMPAIGNS, "segments": named, "pools": pools, "choices": choices}
    offered |= {
        "layouts": layouts,
        "logic": logic,
        "themes": themes,
        "picture_named": media.finder(site),
        "set_off_by": _set_off(campaign),
    }
    hosted_at = f"{service().settings.url}/f/{slug_of(site.key, campaign.slug)}"
    return {"campaign": campaign, "site": site, "draft": held, "hosted_at": hosted_at, **offered}


def _set_off(campaign: Campaign) -> Callable[[Any], list[str]]:
    """Names the site's other campaigns whose moment is the event of a button."""
    session = object_session(campaign)

    def named(event: Any) -> list[str]:
        if not event or session is None:
            return []
        query = sa.select(Campaign).where(Campaign.site_id == campaign.site_id, Campaign.status != "archived")
        others = (other for other in session.scalars(query.order_by(Campaign.name)) if other is not campaign)
        return [other.name for other in others if _waits_for(other, event)]

    return named


def _waits_for(campaign: Campaign, event: Any) -> bool:
    return any(each["on"] == "event" and each["name"] == event for each in campaign.content["triggers"])


def state(campaign: Campaign, errors: Errors | None = None) -> dict[str, Any]:
    """What the bar above the form is drawn from: the status, what can be done, and what stands in its way."""
    found = problems(campaign.content, campaign.kind, campaign.site, service().clock())
    return {
        "campaign": campaign,
        "site": campaign.site,
        "problems": [_said(problem, campaign) for problem in found],
        "warnings": warned(campaign),
        "errors": errors or [],
        "on_site": preview.on_site(campaign),
        "latest": tag_of(campaign),
    }


def warned(campaign: Campaign) -> list[dict[str, str]]:
    """What a launch does not mind, and its owner may."""
    return [_said(warning, campaign) for warning in warnings(campaign.content)]


def _theirs(session: Session, campaign: Campaign, tag: str) -> dict[str, Any]:
    """What somebody has changed since this page was opened. `tag` stays the page's own, so that it is asked again."""
    editor = editor_of(session, campaign)
    changed = [words.PARTS.get(name, name) for name in changed_since(campaign, tag)]
    is_self = editor is not None and editor.id == g.user.id
    return {
        "theirs": {"parts": changed, "by": editor and (editor.name or editor.email), "is_self": is_self},
        "tag": tag,
    }


def _said(problem: Problem, campaign: Campaign) -> dict[str, str]:
    place = words.place(problem.path, campaign.content["variants"])
    return {"path": problem.path, "place": place, "message": words.problem(problem)}


def _is_there(campaign: Campaign, data: Any) -> bool:
    """Whether the campaign is so already: what was saved as the page was left, and is sent again by the next one."""
    try:
        parts = sent(campaign, data)
        is_named = all(
            parts.get(name, getattr(campaign, name)) == getattr(campaign, name) for name in ("name", "priority")
        )
        return is_named and with_changes(campaign, parts) == campaign.content
    except Malformed:
        return False


def _change(campaign: Campaign, data: Any) -> Errors:
    """Puts the draft into the campaign, or says what is wrong with it and changes nothing."""
    try:
        change_draft(campaign, sent(campaign, data), service().clock(), g.user.id)
    except Malformed as error:
        return words.errors(error.errors)
    return []
