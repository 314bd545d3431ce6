"""Publishing: a site's live campaigns become the bytes of its script, kept compressed."""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from .. import assets
from ..clock import DAY
from ..db.engine import UNREACHABLE, Database
from ..memory import Recent
from ..models import Campaign, Event, Site
from ..models.consent_policy import ConsentPolicy
from ..models.site import LEAST_DECISION_SHARE
from ..rules import search
from . import pages, parts, pictures, spoken
from .files import Files
from .kit import dressed, with_whole_logo
from .notice import notice_content, notice_hash
from .own import Words
from .pinned import Pinned, pinned
from .script import Packed, json_of, script_of
from .server_facts import Asked, asked_by, asks_server, guarded
from .stopped import switched_off

_CONSENT_DAYS = 180
_ENTERS_EARLY = 1 * DAY  # a scheduled campaign is in the script before it starts: pages live long


@dataclass(frozen=True)
class Published:
    """What one revision of a site tells its visitors: a configuration for each consent mode that some of them have.

    The packings are made when first asked for, and kept.
    """

    site_id: int
    revision: int
    off: list[str]
    named: list[bytes]
    composed_at: int
    policy: ConsentPolicy
    asked: Asked
    configs: dict[str, dict[str, Any]]
    own_words: Words
    _packed: dict[tuple[str, str], Packed] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def script(self, mode: str, mount: str = "") -> Packed:
        """What `/w/{key}.js` answers where this consent mode holds, or the same below a `mount` of the page's own domain.

        Raises WidgetNotBuilt.
        """
        return self._pack(mode, mount, lambda config: script_of(config, mount, self.own_words))

    def configuration(self, mode: str) -> Packed:
        """What `/w/{key}.json` answers where this consent mode holds."""
        return self._pack(mode, "json", lambda config: json_of(config, self.own_words))

    def _pack(self, mode: str, kind: str, packed: Callable[[dict[str, Any]], Packed]) -> Packed:
        with self._lock:
            if (mode, kind) not in self._packed:
                self._packed[mode, kind] = packed(self.configs[mode])
            return self._packed[mode, kind]


class Publisher:
    """Keeps every site's script ready. Another process's publish is noticed within `fresh_seconds`."""

    def __init__(self, db: Database, base: str, clock: Callable[[], int], fresh_seconds: float = 2) -> None:
        self._db, self._base, self._clock = db, base, clock
        self._fresh_seconds = fresh_seconds
        self._published: dict[str, tuple[float, Published]] = {}
        self._missing = Recent()
        self._away_at = -math.inf  # when the database did not answer
        self._lock = threading.Lock()
        self.files = Files(db, clock)

    def published(self, key: str) -> Published | None:
        """What the site with this key tells now; None where there is no such site."""
        known = self._published.get(key)
        if known and self._is_fresh(known[0]):
            return known[1]
        if self._missing.has(key):
            return None
        # While one request looks, the others go on with what was true a moment ago.
        if not self._lock.acquire(blocking=known is None):
            return known and known[1]
        try:
            return self._look(key)
        finally:
            self._lock.release()

    def knows(self, key: str) -> bool:
        """Whether it has been looked up, a moment ago where nothing was found."""
        return key in self._published or self._missing.has(key)

    def pinned(self, key: str, mount: str = "") -> Pinned:
        """The site's loader whose hash the owner puts into the tag. From now on it is kept for good."""
        made = pinned(key, self._base, mount)
        self.files.keep(made.files, is_for_good=True)
        return made

    def forget(self, key: str) -> None:
        """Something of this site was published: the next request composes anew."""
        with self._lock:
            self._published.pop(key, None)
            self._missing.forget(key)

    def _look(self, key: str) -> Published | None:
        known = self._published.get(key)
        if known and self._is_fresh(known[0]):
            return known[1]  # another request has looked while this one waited
        try:
            return self._refresh_unless_away(key)
        except UNREACHABLE:
            if known is None:
                raise
            self._published[key] = (time.monotonic(), known[1])  # better of a moment ago than none
            return known[1]

    def _refresh_unless_away(self, key: str) -> Published | None:
        """Raises at once where the database did not answer a moment ago: each would wait as long, one after the other."""
        if self._is_fresh(self._away_at):
            raise sa.exc.TimeoutError("the database did not answer a moment ago")
        try:
            return self._refresh(key)
        except UNREACHABLE:
            self._away_at = time.monotonic()
            raise

    def _is_fresh(self, at: float) -> bool:
        return time.monotonic() - at < self._fresh_seconds

    def _refresh(self, key: str) -> Published | None:
        checked_at = time.monotonic()
        with self._db.reading() as session:
            site = session.scalar(sa.select(Site).where(Site.key == key))
            if site is None:
                self._published.pop(key, None)
                self._missing.add(key)
                return None
            _, known = self._published.get(key, (0, None))
            if known is None or known.revision != site.revision or self._is_old(known):
                known = publish(session, site, self._base, self._clock())
        self.files.keep(known.named)
        self._published[key] = (checked_at, known)
        return known

    def _is_old(self, published: Published) -> bool:
        return abs(self._clock() - published.composed_at) >= _ENTERS_EARLY // 2


def publish(session: Session, site: Site, base: str, now: int) -> Published:
    """What the site tells as of now."""
    live = _live(session, site)
    campaigns = [campaign for campaign in live if _is_carried(campaign, now)]
    ended = [(_not_carried_since(c, now), c.slug) for c in live if c.published and not _is_carried(c, now)]
    policy = site.consent_policy
    configs = {mode: site_config(site, campaigns, base, mode) for mode in policy.modes}
    has_carts = _has_carts(session, site)
    named = [*assets.ready_made().values()]
    for config in configs.values():
        if has_carts:
            config["carts"] = True
        second = parts.engine(config, has_carts, site.own_words or {})
        named.append(second)
        config["chunks"] = {**parts.chunks(config), "engine": assets.chunk_path(second)}
        first = parts.loader(config, site.own_words or {})
        config["rev"] = assets.content_hash(orjson.dumps(config, option=orjson.OPT_SORT_KEYS) + first)
    return Published(
        site_id=site.id,
        revision=site.revision,
        off=switched_off(session, site, ended, now),
        named=named,
        composed_at=now,
        policy=policy,
        asked=asked_by(session, site, campaigns),
        configs=configs,
        own_words=site.own_words or {},
    )


def site_config(site: Site, campaigns: list[Campaign], base: str, mode: str) -> dict[str, Any]:
    """What a browser where this consent mode holds needs to decide and show: no draft, no code, nothing of other sites."""
    consent = next((c for c in campaigns if c.kind == "consent"), None)
    config: dict[str, Any] = {
        "base": base,
        "site": site.key,
        "chunks": {},
        "consent": {
            "mode": mode,
            "notice": consent and consent.published and notice_hash(notice_content(site, consent.published, mode)),
            "days": _CONSENT_DAYS,
            "purposes": site.purposes if mode != "off" else [],
        },
        "holdout": site.holdout,
        "currency": site.currency,
        "zone": site.zone,
        "language": site.language,
        "quiet": site.quiet_paths,
        "campaigns": [_published(c, site.look, base) for c in campaigns],
    }
    if mode != "off":
        config["consent"] |= {"controller": site.controller, "policy_url": site.policy_url}
    config |= pages.carried(site, config["campaigns"])
    config |= spoken.carried(config)
    manners = _said(site.manners or {})
    if manners.pop("search_safe", True) and any(search.covers(c.kind, c.published) for c in campaigns):
        config["search"] = search.engines()
    if manners:
        config["manners"] = manners
    if site.platform != "none":
        config["platform"] = site.platform
    if site.decision_share and config["campaigns"]:
        config["decisions"] = max(site.decision_share, LEAST_DECISION_SHARE)
    if site.allows_forced_arms:
        config["force"] = True
    return config


def live_campaigns(session: Session, site: Site, now: int) -> list[Campaign]:
    """Those that the site's script carries now."""
    return [campaign for campaign in _live(session, site) if _is_carried(campaign, now)]


def _live(session: Session, site: Site) -> list[Campaign]:
    query = sa.select(Campaign).where(Campaign.site_id == site.id, Campaign.status == "live").order_by(Campaign.slug)
    return list(session.scalars(query))


def _has_carts(session: Session, site: Site) -> bool:
    """Whether the shop has ever told of a cart: then its visitors need that part, and should not wait for it."""
    told = sa.select(Event.id).where(Event.site_id == site.id, Event.named("cart")).limit(1)
    return session.scalar(told) is not None


def _is_carried(campaign: Campaign, now: int) -> bool:
    return campaign.published is not None and _is_near(campaign.published["schedule"], now)


def _not_carried_since(campaign: Campaign, now: int) -> int:
    """When a live campaign that the script does not carry was last in it: till its end, or till it was given other days."""
    end = _instant(campaign.versions[-1].content["schedule"].get("to"))
    return max(campaign.versions[-1].published_at, end if end is not None and end <= now else 0)


def _is_near(schedule: dict[str, Any], now: int) -> bool:
    start, end = _instant(schedule.get("from")), _instant(schedule.get("to"))
    return (start is None or start - _ENTERS_EARLY <= now) and (end is None or now < end)


def _published(campaign: Campaign, look: dict[str, Any], base: str) -> dict[str, Any]:
    content = dressed(campaign.published or {}, look)
    out = {
        "id": campaign.slug,
        "kind": campaign.kind,
        "version": campaign.version,
        "priority": campaign.priority,
        "triggers": content["triggers"],
        "match": "all" if content.get("match") == "all" else None,
        "search_safe": False if content.get("search_safe") is False else None,
        "audience": guarded(content["audience"]),
        "server": True if asks_server(content["audience"]) else None,
        "frequency": _said(content["frequency"]),
        "goal": content["goal"],
        "schedule": _said({key: _instant(content["schedule"].get(key)) for key in ("from", "to")}),
        "variants": {arm: _without_codes(variant, base) for arm, variant in content["variants"].items()},
    }
    if campaign.kind != "consent":
        epoch = campaign.epochs[-1]
        keys = ("hash_version", "hash_attribute", "seed", "coverage", "arms")
        out["experiment"] = {**{key: epoch[key] for key in keys}, "epoch": epoch["id"]}
    return _said(out)


def _said(parts: dict[str, Any]) -> dict[str, Any]:
    """Without what says nothing: every visitor downloads it."""
    return {key: value for key, value in parts.items() if value is not None}


def _without_codes(variant: dict[str, Any], base: str) -> dict[str, Any]:
    """A coupon code exists for a visitor only once it is earned."""
    theme = variant.get("theme") or {}
    steps = [{**step, "blocks": [_block(block, theme) for block in step["blocks"]]} for step in variant["steps"]]
    return {**variant, "theme": with_whole_logo(theme, base), "steps": steps}


def _block(block: dict[str, Any], theme: dict[str, Any]) -> dict[str, Any]:
    if block["type"] == "coupon":
        return {name: value for name, value in block.items() if name not in ("code", "pool")}
    return pictures.told(block, theme)


def _instant(text: str | None) -> int | None:
    return None if text is None else int(datetime.fromisoformat(text).timestamp() * 1000)
