"""Publishing: a site's live campaigns become the bytes of its script, kept compressed."""

import gzip
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import brotli
import orjson
import sqlalchemy as sa
import zstandard
from sqlalchemy.orm import Session

from .. import assets
from ..clock import DAY
from ..db.engine import Database
from ..models import Campaign, Site
from .notice import notice_content, notice_hash

PLACEHOLDER = b"__WINBACK_CONFIG__"
_CONSENT_DAYS = 180
_LARGEST_LIVE_ANSWER = 200  # bytes: the check stands between a visitor and a message
_ENTERS_EARLY = 1 * DAY  # a scheduled campaign is in the script before it starts: pages live long


@dataclass(frozen=True)
class Script:
    """What `/w/{key}.js` answers: bytes by content encoding, and the strong ETag that names them all."""

    site_id: int
    revision: int
    etag: str
    bodies: dict[str, bytes]
    off: list[str]
    composed_at: int


class Publisher:
    """Keeps every site's script ready. Another process's publish is noticed within `fresh_seconds`."""

    def __init__(self, db: Database, base: str, clock: Callable[[], int], fresh_seconds: float = 2) -> None:
        self._db, self._base, self._clock = db, base, clock
        self._fresh_seconds = fresh_seconds
        self._scripts: dict[str, tuple[float, Script]] = {}
        self._lock = threading.Lock()

    def script(self, key: str) -> Script | None:
        """The script of the site with this key; None where there is no such site."""
        known = self._scripts.get(key)
        if known and time.monotonic() - known[0] < self._fresh_seconds:
            return known[1]
        with self._lock:
            return self._refresh(key)

    def forget(self, key: str) -> None:
        """Something of this site was published: the next request composes anew."""
        with self._lock:
            self._scripts.pop(key, None)

    def _refresh(self, key: str) -> Script | None:
        checked_at = time.monotonic()
        with self._db.reading() as session:
            site = session.scalar(sa.select(Site).where(Site.key == key))
            if site is None:
                self._scripts.pop(key, None)
                return None
            known = self._scripts.get(key)
            if (
                known
                and known[1].revision == site.revision
                and self._clock() - known[1].composed_at < _ENTERS_EARLY // 2
            ):
                script = known[1]
            else:
                script = compose(session, site, self._base, self._clock())
        self._scripts[key] = (checked_at, script)
        return script


def compose(session: Session, site: Site, base: str, now: int) -> Script:
    """The site's script as of now. Raises assets.WidgetNotBuilt."""
    campaigns = _live_campaigns(session, site, now)
    config = site_config(site, campaigns, base)
    config["rev"] = assets.content_hash(orjson.dumps(config, option=orjson.OPT_SORT_KEYS))
    body = assets.widget_file("loader.js").replace(PLACEHOLDER, _for_script(config))
    return Script(
        site_id=site.id,
        revision=site.revision,
        etag=assets.content_hash(body),
        bodies={
            "identity": body,
            "br": brotli.compress(body, quality=11),
            "zstd": zstandard.compress(body, 19),
            "gzip": gzip.compress(body, 9, mtime=0),
        },
        off=_switched_off(session, site),
        composed_at=now,
    )


def site_config(site: Site, campaigns: list[Campaign], base: str) -> dict[str, Any]:
    """What the browser needs to decide and show: no draft, no coupon code, nothing of other sites."""
    consent = next((c for c in campaigns if c.kind == "consent"), None)
    config: dict[str, Any] = {
        "base": base,
        "site": site.key,
        "chunks": assets.chunks(),
        "consent": {
            "mode": site.consent_mode,
            "notice": consent and consent.published and notice_hash(notice_content(site, consent.published)),
            "days": _CONSENT_DAYS,
            "purposes": site.purposes if site.consent_mode != "off" else [],
        },
        "holdout": site.holdout,
        "currency": site.currency,
        "zone": site.zone,
        "language": site.language,
        "quiet": site.quiet_paths,
        "campaigns": [_published(c) for c in campaigns],
    }
    if site.consent_mode != "off":
        config["consent"] |= {"controller": site.controller, "policy_url": site.policy_url}
    if site.allows_forced_arms:
        config["force"] = True
    return config


def _live_campaigns(session: Session, site: Site, now: int) -> list[Campaign]:
    query = sa.select(Campaign).where(Campaign.site_id == site.id, Campaign.status == "live").order_by(Campaign.slug)
    return [c for c in session.scalars(query) if c.published is not None and _is_near(c.published["schedule"], now)]


def _switched_off(session: Session, site: Site) -> list[str]:
    """Campaigns that an open page may still carry, the newest change first, as many as the live check has room for."""
    query = (
        sa.select(Campaign.slug)
        .where(Campaign.site_id == site.id, Campaign.status != "live", Campaign.version > 0)
        .order_by(Campaign.updated_at.desc())
        .limit(20)
    )
    slugs = list(session.scalars(query))
    while len(orjson.dumps({"off": slugs})) > _LARGEST_LIVE_ANSWER:
        slugs.pop()
    return slugs


def _is_near(schedule: dict[str, Any], now: int) -> bool:
    start, end = _instant(schedule.get("from")), _instant(schedule.get("to"))
    return (start is None or start - _ENTERS_EARLY <= now) and (end is None or now < end)


def _published(campaign: Campaign) -> dict[str, Any]:
    content = campaign.published or {}
    out = {
        "id": campaign.slug,
        "kind": campaign.kind,
        "version": campaign.version,
        "priority": campaign.priority,
        **{key: content[key] for key in ("triggers", "audience", "frequency", "goal", "languages")},
        "schedule": {key: _instant(content["schedule"].get(key)) for key in ("from", "to")},
        "variants": {arm: _without_codes(variant) for arm, variant in content["variants"].items()},
    }
    if campaign.kind != "consent":
        epoch = campaign.epochs[-1]
        keys = ("hash_version", "hash_attribute", "seed", "coverage", "arms")
        out["experiment"] = {**{key: epoch[key] for key in keys}, "epoch": epoch["id"]}
    return out


def _without_codes(variant: dict[str, Any]) -> dict[str, Any]:
    """A coupon code exists for a visitor only once it is earned."""
    steps = [{**step, "blocks": [_block(block) for block in step["blocks"]]} for step in variant["steps"]]
    return {**variant, "steps": steps}


def _block(block: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in block.items() if k != "code"} if block["type"] == "coupon" else block


def _instant(text: str | None) -> int | None:
    return None if text is None else int(datetime.fromisoformat(text).timestamp() * 1000)


def _for_script(config: dict[str, Any]) -> bytes:
    # JSON is JavaScript but for these two line ends; `<` could close an inlined script.
    text = orjson.dumps(config).decode()
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").encode()
