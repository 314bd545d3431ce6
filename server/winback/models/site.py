"""A website with its own key, its own data and its own rules of consent."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from ..ids import new_site_key, new_site_secret
from ..memory import remembered
from .base import Base
from .consent_policy import ConsentPolicy
from .coupon import CouponPool
from .segment import Segment
from .user import Token, User

LONGEST_HOST = 253  # characters, as in the DNS

DEFAULT_PURPOSES: list[Any] = [
    {
        "key": "analytics",
        "title": {"en": "Statistics", "ko": "통계"},
        "text": {
            "en": "We count visits and purchases to learn what works in this shop.",
            "ko": "방문과 구매를 집계하여 무엇이 잘 되는지 파악합니다.",
        },
    },
    {
        "key": "personalization",
        "title": {"en": "Messages that fit", "ko": "맞춤 메시지"},
        "text": {
            "en": "We remember what you have seen and answered, so that we ask once and not again.",
            "ko": "이미 보신 메시지와 답변을 기억하여 다시 묻지 않습니다.",
        },
    },
]

LEAST_DECISION_SHARE = 0.001  # a logged visitor stands for a thousand at most


class Site(Base):
    __tablename__ = "site"
    __table_args__ = (
        sa.CheckConstraint("consent_mode IN ('ask','optout','exempt','off')", name="consent_mode"),
        sa.CheckConstraint("platform IN ('none','shopify','woocommerce')", name="platform"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True, default=new_site_key)
    secret: Mapped[str] = mapped_column(default=new_site_secret, server_default="")  # for keyed hashes; never told
    has_public_customers: Mapped[bool] = mapped_column(default=False, server_default=sa.false())  # see ingest/customers
    origins: Mapped[list[str]] = mapped_column(default=list)
    development_origins: Mapped[list[str]] = mapped_column(default=list, server_default="[]")  # nobody is a bot there
    zone: Mapped[str] = mapped_column(default="UTC")
    currency: Mapped[str] = mapped_column(default="EUR")
    language: Mapped[str] = mapped_column(default="en")
    platform: Mapped[str] = mapped_column(default="none", server_default="none")  # the shop system whose cart is read
    consent_mode: Mapped[str] = mapped_column(default="ask")
    consent_regions: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    purposes: Mapped[list[Any]] = mapped_column(default=lambda: DEFAULT_PURPOSES)
    controller: Mapped[str] = mapped_column(default="")
    policy_url: Mapped[str] = mapped_column(default="")
    holdout_seed: Mapped[str] = mapped_column(default="holdout:1")
    holdout_share: Mapped[float] = mapped_column(default=0.05)
    quiet_paths: Mapped[list[str]] = mapped_column(default=lambda: ["/checkout*"])
    page_groups: Mapped[list[Any]] = mapped_column(default=list)  # {"name", "paths"}: sets of pages, for rules
    page_variables: Mapped[list[Any]] = mapped_column(default=list)  # {"name", "from", "at", "kind"}: values on them
    manners: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    look: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")  # what new campaigns wear
    own_words: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")  # by language: ours, changed
    allows_forced_arms: Mapped[bool] = mapped_column(default=False)
    decision_share: Mapped[float] = mapped_column(default=0.1, server_default="0.1")  # of visitors: who is logged
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[int]

    members: Mapped[list["Membership"]] = relationship(back_populates="site", cascade="all, delete-orphan")
    coupon_pools: Mapped[list[CouponPool]] = relationship(
        back_populates="site", order_by=CouponPool.name, passive_deletes=True
    )
    segments: Mapped[list[Segment]] = relationship(back_populates="site", order_by=Segment.name, passive_deletes=True)

    @property
    def holdout(self) -> dict[str, Any]:
        """The share of visitors who are shown nothing by any campaign."""
        return {"seed": self.holdout_seed, "share": self.holdout_share}

    @property
    def consent_policy(self) -> ConsentPolicy:
        """Which consent mode holds for whom."""
        return ConsentPolicy.of(self.consent_mode, self.consent_regions or [])

    def touch(self) -> None:
        """Says that what the script carries has changed: every process composes it anew."""
        self.revision = Site.revision + 1

    def allows_origin(self, origin: str) -> bool:
        """Whether events from a page of this origin are taken: exactly listed, or below a `*.` entry."""
        return lists_origin((*self.origins, *(self.development_origins or ())), origin)


class Membership(Base):
    """Who may work on a site."""

    __tablename__ = "membership"
    __table_args__ = (sa.CheckConstraint("role IN ('owner','member')", name="role"),)

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(default="member")

    site: Mapped[Site] = relationship(back_populates="members")


class TagSighting(Base):
    """Where and when the script tag was last seen: the install check. One row for each origin."""

    __tablename__ = "tag_sighting"

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id", ondelete="CASCADE"), primary_key=True)
    origin: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[str]
    is_allowed: Mapped[bool] = mapped_column(default=True)
    seen_at: Mapped[int]


def sites_of(session: Session, user: User, token: Token | None = None) -> list[Site]:
    """The sites that this person may see, by name; through a token only those that the token is for."""
    query = sa.select(Site).join(Membership).where(Membership.user_id == user.id).order_by(Site.name, Site.id)
    if token is not None and token.site_id is not None:
        query = query.where(Site.id == token.site_id)
    return list(session.scalars(query))


def site_for(session: Session, user: User, site_id: int, token: Token | None = None) -> Site | None:
    """One site, or None where this person must not even learn that it exists."""
    query = sa.select(Site).join(Membership).where(Membership.user_id == user.id, Site.id == site_id)
    if token is not None and token.site_id is not None:
        query = query.where(Site.id == token.site_id)
    return session.scalar(query)


@remembered
def origin_of(url: str) -> str | None:
    """The origin of a page's URL in its one canonical form, or None where it has none.

    Lower case, no default port: `https://SHOP.example:443/a` → `https://shop.example`.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or len(host) > LONGEST_HOST or "@" in parts.netloc:
        return None
    host = f"[{host}]" if ":" in host else host.rstrip(".")
    is_default = port is None or (parts.scheme, port) in (("http", 80), ("https", 443))
    return f"{parts.scheme}://{host}" + ("" if is_default else f":{port}")


def lists_origin(listed: Iterable[str], origin: str) -> bool:
    """Whether an origin is exactly listed, or below a `*.` entry."""
    return _is_among(" ".join(listed), origin)


@remembered
def _is_among(listed: str, origin: str) -> bool:
    return any(_matches(origin, each) for each in listed.split())


def _matches(origin: str, allowed: str) -> bool:
    if "://*." not in allowed:
        return origin == allowed
    scheme, _, parent = allowed.partition("://*")
    # `parent` starts with its dot, so that evilshop.example is no subdomain of shop.example.
    return origin.startswith(f"{scheme}://") and origin.endswith(parent) and len(origin) > len(scheme) + 3 + len(parent)
