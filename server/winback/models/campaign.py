"""What a marketer launches: trigger + audience + schedule + frequency + variants + goal."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..clock import rfc3339
from .base import Base
from .site import Site

STATUSES = ("draft", "live", "paused", "archived")
KINDS = ("message", "survey", "consent")


class Campaign(Base):
    """`content` is what the marketer edits; visitors get the newest version, made at launch."""

    __tablename__ = "campaign"
    __table_args__ = (
        sa.UniqueConstraint("site_id", "slug"),
        sa.CheckConstraint("status IN ('draft','live','paused','archived')", name="status"),
        sa.CheckConstraint("kind IN ('message','survey','consent')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id", ondelete="CASCADE"))
    slug: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="message")
    status: Mapped[str] = mapped_column(default="draft")
    priority: Mapped[int] = mapped_column(default=50)
    content: Mapped[dict[str, Any]]
    epochs: Mapped[list[Any]] = mapped_column(default=list)
    version: Mapped[int] = mapped_column(default=0)
    launched_at: Mapped[int | None]
    stopped_at: Mapped[int | None]  # when it left `live`; None before its first launch and while it is live
    created_at: Mapped[int]
    updated_at: Mapped[int]
    edited_by: Mapped[int | None]  # the user who changed it last

    site: Mapped[Site] = relationship()
    versions: Mapped[list["CampaignVersion"]] = relationship(
        back_populates="campaign", cascade="all, delete-orphan", order_by="CampaignVersion.version"
    )

    def __init__(self, **values: Any) -> None:
        # A new campaign can be launched before it was ever written, so its defaults must be there at once.
        super().__init__(**{"status": "draft", "kind": "message", "version": 0, "epochs": [], **values})

    @property
    def published(self) -> dict[str, Any] | None:
        """The content that visitors get while the campaign is live."""
        return self.versions[-1].content if self.versions else None

    @property
    def has_unpublished_changes(self) -> bool:
        return self.published is not None and not _is_alike(self.published, self.content)

    def launch(self, user_id: int | None, now: int) -> None:
        """Makes the content the newest version and shows it from now on. The launch gate is the caller's."""
        if self.published is None or not _is_alike(self.published, self.content):
            self.version += 1
            version = CampaignVersion(
                version=self.version, content=self.content, published_at=now, published_by=user_id
            )
            self.versions.append(version)
        self._open_epoch(now)
        self.status, self.stopped_at = "live", None
        self.launched_at = self.launched_at or now
        self._changed(now)

    def pause(self, now: int) -> None:
        self._stop("paused", now)

    def archive(self, now: int) -> None:
        self._stop("archived", now)

    def _stop(self, status: str, now: int) -> None:
        if self.status == "live":
            self.stopped_at = now
        self.status = status
        self._changed(now)

    def holdout_changed(self, now: int) -> None:
        """The site's holdout is other than it was: a live campaign opens an epoch of its own."""
        if self.status == "live":
            self._open_epoch(now)
            self._changed(now)

    def _open_epoch(self, now: int) -> None:
        if self.kind == "consent":
            return
        terms = self._terms()
        if self.epochs and {k: self.epochs[-1][k] for k in terms} == terms:
            return
        # A new list: JSON columns do not see a change inside.
        self.epochs = [*self.epochs, {"id": len(self.epochs) + 1, "since": rfc3339(now), **terms}]

    def _terms(self) -> dict[str, Any]:
        """What decides an arm; a change of any of it opens an epoch."""
        experiment = (self.published or self.content)["experiment"]
        keys = ("hash_version", "hash_attribute", "seed", "coverage", "arms")
        terms = {key: experiment[key] for key in keys}
        return {**terms, "weights": [arm["weight"] for arm in experiment["arms"]], "holdout": self.site.holdout}

    def _changed(self, now: int) -> None:
        self.updated_at = now
        self.site.touch()


def _is_alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether visitors get the same. A campaign's tests are its maker's own."""
    return {**one, "tests": []} == {**other, "tests": []}


class CampaignVersion(Base):
    """What visitors were shown between two launches. Never changed."""

    __tablename__ = "campaign_version"

    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any]]
    published_at: Mapped[int]
    published_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id", ondelete="SET NULL"))

    campaign: Mapped[Campaign] = relationship(back_populates="versions")
