"""A live campaign that shows as soon as the page says so, to everybody alike."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from winback.db.engine import Database
from winback.models import Campaign, Site
from winback.targeting.launch import launch
from winback.targeting.templates import content_for, template

ASK = "winback('track', 'asked')"


def go_live(db: Database, site: Site, origin: str, now: int) -> Campaign:
    """A bar that fires on the event `asked`, on a site whose pages are at this origin."""
    chosen = template("nps_bar")
    assert chosen
    with db.writing() as session:
        site = session.get_one(Site, site.id)
        site.origins, site.holdout_share = [origin], 0.0
        content: dict[str, Any] = content_for(chosen, site, "score")
        first = next(iter(content["variants"]))
        arms = [{"id": name, "weight": float(name == first)} for name in content["variants"]]
        content |= {
            "triggers": [{"on": "event", "name": "asked"}],
            "audience": None,
            "experiment": {**content["experiment"], "arms": arms},
        }
        campaign = Campaign(
            site=site, slug="score", name="Score", kind=chosen.kind, content=content, created_at=now, updated_at=now
        )
        session.add(campaign)
        assert launch(session, campaign, None, now) == []
    return campaign


def page_with(tag: str) -> str:
    """A page of the shop that remembers what the script told it."""
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>The shop</title><link rel="icon" href="data:,">
<script src="/diary.js"></script>{tag}<h1>Chairs</h1></html>"""


DIARY = """
window.diary = [];
for (const name of ["ready", "show", "error"])
  document.addEventListener("winback:" + name, ({ detail }) => {
    diary.push([name, detail]);
    document.documentElement.setAttribute("data-" + name, "");
  });
"""


def told(page: Page, name: str) -> None:
    """Waits until the script said so. Under a strict policy nothing can be asked again and again but what is in the DOM."""
    page.wait_for_selector(f"html[data-{name}]", state="attached")
