"""What the demo says when it is ready: where to look, and how to live through the story by hand."""

from ..models import Campaign
from .campaigns import PLANS, Plan, arms_of
from .folder import Demo

_HOW = {
    "cart-saver": "put something into the basket, then move the pointer out over the top of the page",
    "exit-feedback": "look at three pages, then move the pointer out over the top",
    "exit-offer": "move the pointer out over the top of the page",
    "nps-bar": "place an order",
    "newsletter": "read down to the end",
}


def greeting(demo: Demo, campaigns: list[Campaign], consent: str) -> str:
    """All of it, as plain text."""
    by_slug = {campaign.slug: campaign for campaign in campaigns}
    parts = [_where(demo), _steps(demo, consent)]
    parts += [_links(demo, plan, by_slug[plan.slug]) for plan in PLANS if plan.slug in by_slug]
    return "\n\n".join(parts) + "\n"


def arm_link(demo: Demo, plan: Plan, arm: str) -> str:
    """An address at which the visitor is new, and truly falls into that arm."""
    return f"{demo.shop_url}{plan.path}?winback_arm={plan.slug}:{arm}"


def _where(demo: Demo) -> str:
    return (
        f"  The shop    {demo.shop_url}   (한국어: {demo.shop_url}/ko/)\n"
        f"  The admin   {demo.service_url}/admin/\n"
        f"              {demo.admin_email}   password: {demo.admin_password}"
    )


def _steps(demo: Demo, consent: str) -> str:
    first = "answer the banner with yes, " if consent == "ask" else ""
    link = arm_link(demo, PLANS[0], "b")
    return (
        "  Try it in five steps\n"
        f"  1. Open {link}\n"
        f"  2. There {first}put the bowl into the basket and move the pointer out over the top of the page.\n"
        "  3. The message asks you to stay: follow it to the basket, and buy. Any address will do.\n"
        "  4. On the thank-you page, answer the question at the bottom.\n"
        f"  5. Look at what came of it: {demo.service_url}/admin/ → {_NAME} → Cart saver."
    )


_NAME = "Onggi & Oak"


def _links(demo: Demo, plan: Plan, campaign: Campaign) -> str:
    lines = [f"  {campaign.name}: {_HOW[plan.slug]}"]
    lines += [f"    {arm:<8} {arm_link(demo, plan, arm)}" for arm in arms_of(campaign)]
    return "\n".join(lines)
