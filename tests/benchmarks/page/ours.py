"""Ours on the page: a site that only asks for consent, one with a survey, one with ten campaigns of which one is due."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page
from sqlalchemy.orm import Session

from tests.benchmarks.page.guest import Guest, Kind
from tests.benchmarks.running import database_in
from winback import __version__
from winback.clock import now_ms
from winback.db.engine import Database
from winback.db.migrate import upgrade
from winback.demo.campaigns import CONSENT, PLANS, Plan, campaign_of
from winback.models import Site
from winback.targeting.launch import launch

Json = dict[str, Any]

BANNER_SAYS = "May we learn from your visit?"
SURVEY_SAYS = "How likely are you to recommend us to a friend?"
OFFER_SAYS = "10% off your first order"
BOX = "document.querySelector('winback-message')?.shadowRoot?.querySelector('.box')"
EVENT = "wants_survey"
NAME = "Winback"


class Ours:
    """Makes the sites in the folder's database; `guests` are what `winback serve` over it then answers."""

    def __init__(self, folder: Path, origin: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        db = Database(database_in(folder))
        upgrade(db)
        with db.writing() as session:
            self._keys = {name: _site(session, name, plans, origin) for name, plans in SITES.items()}
        db.close()

    def guests(self, url: str) -> list[Guest]:
        heads = {name: f'<script async src="{url}/w/{key}.js"></script>' for name, key in self._keys.items()}

        def ours(kind: Kind, setup: str, site: str, says: str, **more: Any) -> Guest:
            return Guest(NAME, __version__, kind, setup, heads[site], says, BOX, **more)

        return [
            ours("banner", "consent only", "consent", BANNER_SAYS),
            ours("survey", "a survey", "survey", SURVEY_SAYS, provoke=ask, at_once=heads["survey now"]),
            ours("popup", "ten campaigns, an exit popup", "ten", OFFER_SAYS, provoke=leave, at_once=heads["ten now"]),
        ]


def ask(page: Page) -> None:
    page.evaluate(f"() => {{ winback('track', '{EVENT}') }}")


def leave(page: Page) -> None:
    """The pointer goes up and out, on its way to the tabs."""
    page.mouse.move(640, -20)


def _site(session: Session, name: str, plans: list[Plan], origin: str) -> str:
    """Live with its campaigns; its key."""
    site = Site(name=name, origins=[origin], consent_mode="off", holdout_share=0, created_at=0)
    site.controller, site.policy_url = "The shop", f"{origin}/pages/privacy"
    if CONSENT in plans:
        site.consent_mode = "ask"
    session.add(site)
    session.flush()
    for plan in plans:
        campaign = campaign_of(plan, site, now_ms())
        session.add(campaign)
        session.flush()
        if problems := launch(session, campaign, None, now_ms()):
            raise RuntimeError(f"{plan.slug}: {problems[0].path}: {problems[0].message}")
    return site.key


def _survey(trigger: Json) -> Plan:
    """In the corner, as the peers' surveys are."""

    def adapt(content: Json) -> None:
        content["triggers"], content["audience"] = [trigger], None
        content["variants"]["a"]["format"] = "slide_in"

    return Plan("nps", "nps_bar", 50, adapt)


def _offer(trigger: Json) -> Plan:
    """Everybody gets the one offer."""

    def adapt(content: Json) -> None:
        _exit_offer.adapt(content)
        content["triggers"], content["audience"] = [trigger], None
        content["variants"] = {"a": content["variants"]["a"]}
        content["experiment"] |= {"arms": [{"id": "a", "weight": 1}], "mode": "check"}

    return Plan("offer", "exit_offer", 90, adapt)


_exit_offer = next(plan for plan in PLANS if plan.template == "exit_offer")
# Twice what the demo's shop has, under another name the second time.
_NINE = [*PLANS, *(Plan(f"{plan.slug}-2", plan.template, 10, plan.adapt) for plan in PLANS)][:9]
_AT_ONCE = {"on": "page_load"}
SITES = {
    "consent": [CONSENT],
    "survey": [_survey({"on": "event", "name": EVENT})],
    "survey now": [_survey(_AT_ONCE)],
    "ten": [_offer({"on": "exit_intent"}), *_NINE],
    "ten now": [_offer(_AT_ONCE), *_NINE],
}
