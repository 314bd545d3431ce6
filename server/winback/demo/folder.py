"""The demo's data folder: its database, its owner, its site and campaigns, and demo.json, which names them."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..clock import DAY
from ..models import Campaign, Event, Membership, Site, Token, User
from ..targeting.drafts import keep_drawings
from ..targeting.launch import launch
from .campaigns import CONSENT, PLANS, Plan, campaign_of
from .shop.catalog import BRAND, CURRENCY

EMAIL = "owner@onggi-and-oak.example"
QUIET_PATHS = ["/checkout*", "/ko/checkout*"]


class NotLaunched(RuntimeError):
    """A campaign of the demo does not pass the launch gate."""


@dataclass(frozen=True)
class Demo:
    """What demo.json says: all that a person or a program needs to look around."""

    service_url: str
    shop_url: str
    admin_email: str
    admin_password: str
    api_token: str
    site: str
    site_key: str

    def write(self, file: Path) -> None:
        """For the owner's eyes: it has a password in it."""
        fresh = file.with_suffix(".part")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as out:
            json.dump(asdict(self), out, indent=2)
            out.write("\n")
        fresh.replace(file)


def read_demo(file: Path) -> Demo | None:
    return Demo(**json.loads(file.read_text())) if file.exists() else None


@dataclass(frozen=True)
class Wishes:
    """What was asked for on the command line."""

    service_url: str
    shop_url: str
    consent: str
    days: int

    @property
    def origins(self) -> list[str]:
        """The shop by its number and by its name: both are the same shop to a visitor."""
        return [self.shop_url, self.shop_url.replace("//127.0.0.1:", "//localhost:")]


def furnish(session: Session, wishes: Wishes, known: Demo | None, now: int) -> Demo:
    """Makes what is missing and sets right what was asked for otherwise; what is there stays. Raises NotLaunched."""
    user, password = _owner(session, known, now)
    site = _site(session, user, wishes, now)
    start = now - wishes.days * DAY
    for plan in PLANS:
        _launch(session, plan, site, user, start)
    _ask_for_consent(session, site, user, now)
    return Demo(
        service_url=wishes.service_url,
        shop_url=wishes.shop_url,
        admin_email=user.email,
        admin_password=password,
        api_token=_token(session, user, known, now),
        site=str(site.id),
        site_key=site.key,
    )


def has_events(session: Session, site_id: int) -> bool:
    return session.scalar(sa.select(sa.exists().where(Event.site_id == site_id))) or False


def _owner(session: Session, known: Demo | None, now: int) -> tuple[User, str]:
    user = session.scalar(sa.select(User).where(User.email == EMAIL))
    if user and known:
        return user, known.admin_password
    # Without demo.json nobody knows the old password.
    password = secrets.token_urlsafe(12)
    if user is None:
        user = User(email=EMAIL, name="Seo-yeon", created_at=now)
        session.add(user)
    user.set_password(password)
    session.flush()
    return user, password


def _site(session: Session, user: User, wishes: Wishes, now: int) -> Site:
    site = session.scalar(sa.select(Site).join(Membership).where(Membership.user_id == user.id, Site.name == BRAND))
    if site is None:
        site = Site(name=BRAND, created_at=now - wishes.days * DAY, members=[Membership(user_id=user.id, role="owner")])
        site.zone, site.currency, site.language = "Europe/Berlin", CURRENCY, "en"
        site.quiet_paths = QUIET_PATHS
        site.allows_forced_arms = True
        site.holdout_seed = "holdout:demo"
        session.add(site)
    site.origins = wishes.origins
    site.consent_mode = wishes.consent
    site.controller = f"{BRAND}, demo shop"
    site.policy_url = f"{wishes.shop_url}/pages/privacy"
    session.flush()
    site.touch()
    return site


def _launch(session: Session, plan: Plan, site: Site, user: User, at: int) -> Campaign:
    campaign = _find(session, site, plan)
    if campaign is None:
        campaign = campaign_of(plan, site, at)
        session.add(campaign)
        keep_drawings(session, site, campaign.content, at)
        session.flush()
        if problems := launch(session, campaign, user.id, at):
            raise NotLaunched(f"{plan.slug}: {problems[0].path}: {problems[0].message}")
    return campaign


def _ask_for_consent(session: Session, site: Site, user: User, now: int) -> None:
    """The banner is live in the modes that ask, and a draft (or paused) in the one that does not."""
    campaign = _find(session, site, CONSENT)
    if campaign is None:
        campaign = campaign_of(CONSENT, site, now)
        session.add(campaign)
        session.flush()
    if site.consent_mode == "off":
        if campaign.status == "live":
            campaign.pause(now)
    elif problems := launch(session, campaign, user.id, now):
        raise NotLaunched(f"{CONSENT.slug}: {problems[0].path}: {problems[0].message}")


def _find(session: Session, site: Site, plan: Plan) -> Campaign | None:
    return session.scalar(sa.select(Campaign).where(Campaign.site_id == site.id, Campaign.slug == plan.slug))


def _token(session: Session, user: User, known: Demo | None, now: int) -> str:
    if known:
        return known.api_token
    _, secret = Token.issue(session, user, "demo.json", now)
    return secret
