"""What ingest must know of a site and its campaigns to judge an event, read once for each revision."""

import hashlib
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..clock import DAY
from ..db.engine import UNREACHABLE, Database
from ..memory import Recent
from ..models import Campaign, CampaignVersion, Site
from ..models.consent_policy import ConsentPolicy
from ..models.site import lists_origin
from .changes import changes_so_far

FRESH_SECONDS = 1


@dataclass(frozen=True)
class Goal:
    event: str
    window_ms: int


@dataclass(frozen=True)
class CampaignFacts:
    """`blocks` has every block that any published version ever had, by id, the newest first."""

    id: int
    slug: str
    goal: Goal | None
    epochs: Mapping[int, Mapping[str, Any]]
    contents: Mapping[int, Mapping[str, Any]]
    blocks: Mapping[str, list[Mapping[str, Any]]]
    consent_texts: Mapping[str, str]  # text_id → the exact words
    published: Mapping[int, int]  # when each version was
    stopped_at: int | None = None  # None while it is live
    awaits: frozenset[str] = frozenset()  # events of the shop's server that set it off, while it is live


@dataclass(frozen=True)
class SiteFacts:
    id: int
    key: str
    secret: str
    has_public_customers: bool
    revision: int
    origins: tuple[str, ...]
    zone: str
    consent: ConsentPolicy
    currency: str
    campaigns: Mapping[str, CampaignFacts]
    by_id: Mapping[int, CampaignFacts]
    goal_events: frozenset[str]
    development_origins: tuple[str, ...] = ()
    decision_share: float = 1
    name: str = ""
    look: Mapping[str, Any] = field(default_factory=dict)  # the brand kit
    own_words: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict
    )  # by language: ours, as the owner says them
    awaited: frozenset[str] = frozenset()  # by any live campaign, of the shop's server

    def allows_origin(self, origin: str) -> bool:
        """Whether a page of this origin is one of the site's, if only one where it is tried out."""
        return lists_origin((*self.origins, *self.development_origins), origin)


class Sites:
    """The sites of a database. A change by this process is seen at once, one by another within a second."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._by_id: dict[int, SiteFacts] = {}
        self._found: dict[str | int, tuple[float, int, SiteFacts]] = {}
        self._missing = Recent()
        self._lock = threading.Lock()

    def knows(self, key: str) -> bool:
        """Whether it has been looked up, a moment ago where nothing was found."""
        return key in self._found or self._missing.has(key)

    def by_key(self, key: str) -> SiteFacts | None:
        return self._find(key)

    def by_id(self, site_id: int) -> SiteFacts | None:
        return self._find(site_id)

    def as_it_is(self, site_id: int) -> SiteFacts | None:
        """Looked up anew, however short ago it was: for who holds the locks and then writes by what it says."""
        facts = self._look_up(Site.id == site_id)
        if facts is not None:
            with self._lock:
                self._by_id[site_id] = facts
        return facts

    def _find(self, name: str | int) -> SiteFacts | None:
        now, changes = time.monotonic(), changes_so_far()
        found = self._found.get(name)
        if found and found[1] == changes and now - found[0] < FRESH_SECONDS:
            return found[2]
        if isinstance(name, str) and self._missing.has(name):
            return None
        try:
            facts = self._look_up(Site.key == name if isinstance(name, str) else Site.id == name)
        except UNREACHABLE:
            if found is None:
                raise
            facts = found[2]  # what was true a moment ago; whether it can be stored is for the writer to say
        with self._lock:
            if facts is None:
                self._found.pop(name, None)
                self._missing.add(str(name))
            else:
                self._found[name] = (now, changes, facts)
                self._by_id[facts.id] = facts
        return facts

    def _look_up(self, which: sa.ColumnElement[bool]) -> SiteFacts | None:
        """The campaigns are read again only where the site's revision says that they changed."""
        columns = (
            Site.id,
            Site.key,
            Site.secret,
            Site.has_public_customers,
            Site.revision,
            Site.origins,
            Site.development_origins,
            Site.zone,
            Site.consent_mode,
            Site.consent_regions,
            Site.currency,
            Site.decision_share,
            Site.own_words,
            Site.name,
            Site.look,
        )
        with self._db.reading() as session:
            row = session.execute(sa.select(*columns).where(which)).one_or_none()
            if row is None:
                return None
            facts = self._by_id.get(row.id)
            consent = ConsentPolicy.of(row.consent_mode, row.consent_regions)
            origins = tuple(row.origins), tuple(row.development_origins)
            said = (row.key, row.revision, *origins, row.zone, consent, row.currency, row.decision_share)
            if facts and said == _told(facts):
                return facts
            return _read(session, row)


def _told(facts: SiteFacts) -> tuple[Any, ...]:
    """What is read of a site each time."""
    origins = facts.origins, facts.development_origins
    return facts.key, facts.revision, *origins, facts.zone, facts.consent, facts.currency, facts.decision_share


def _read(session: Session, site: Any) -> SiteFacts:
    campaigns = list(_campaigns(session, site.id))
    return SiteFacts(
        id=site.id,
        key=site.key,
        secret=site.secret,
        has_public_customers=site.has_public_customers,
        revision=site.revision,
        origins=tuple(site.origins),
        development_origins=tuple(site.development_origins),
        zone=site.zone,
        consent=ConsentPolicy.of(site.consent_mode, site.consent_regions),
        currency=site.currency,
        campaigns={c.slug: c for c in campaigns},
        by_id={c.id: c for c in campaigns},
        goal_events=frozenset(c.goal.event for c in campaigns if c.goal),
        decision_share=site.decision_share,
        name=site.name,
        look=site.look or {},
        own_words=site.own_words or {},
        awaited=frozenset(name for c in campaigns for name in c.awaits),
    )


def _campaigns(session: Session, site_id: int) -> Iterable[CampaignFacts]:
    """The campaigns that visitors were ever shown: one that was never launched has no version."""
    found: dict[int, list[Any]] = {}
    versions = (
        sa.select(
            CampaignVersion.campaign_id, CampaignVersion.version, CampaignVersion.content, CampaignVersion.published_at
        )
        .join(Campaign)
        .where(Campaign.site_id == site_id)
        .order_by(CampaignVersion.version)
    )
    for row in session.execute(versions):
        found.setdefault(row.campaign_id, []).append(row)
    columns = (Campaign.id, Campaign.slug, Campaign.epochs, Campaign.status, Campaign.stopped_at)
    for row in session.execute(sa.select(*columns).where(Campaign.site_id == site_id)):
        if row.id in found:
            yield campaign_facts(row, found[row.id])


def campaign_facts(row: Any, versions: list[Any]) -> CampaignFacts:
    """Of a campaign, or of what has its columns; of its versions there must be one."""
    contents: dict[int, dict[str, Any]] = {each.version: each.content for each in versions}
    newest = contents[max(contents)]
    goal = newest.get("goal")
    blocks: dict[str, list[Mapping[str, Any]]] = {}
    for version in sorted(contents, reverse=True):
        for block in blocks_of(contents[version]):
            blocks.setdefault(block["id"], []).append(block)
    return CampaignFacts(
        id=row.id,
        slug=row.slug,
        goal=Goal(goal["event"], round(goal["window_days"] * DAY)) if goal else None,
        epochs={epoch["id"]: epoch for epoch in row.epochs},
        contents=contents,
        blocks=blocks,
        consent_texts={text_id(text): text for each in blocks.values() for b in each for text in _consent_texts(b)},
        published={each.version: each.published_at for each in versions},
        stopped_at=row.stopped_at,
        awaits=frozenset(
            trigger["name"]
            for trigger in newest.get("triggers", [])
            if row.status == "live" and trigger["on"] == "server_event"
        ),
    )


def blocks_of(content: Mapping[str, Any], arm: str | None = None) -> Iterable[Mapping[str, Any]]:
    """The blocks of all variants, or of one."""
    for name, variant in content["variants"].items():
        if arm in (None, name):
            for step in variant["steps"]:
                yield from step["blocks"]


def text_id(text: str) -> str:
    """Names the exact words that somebody agreed to."""
    return "sha256-" + hashlib.sha256(text.encode()).hexdigest()


def _consent_texts(block: Mapping[str, Any]) -> list[str]:
    texts = block.get("consent_text") if block["type"] == "email" else None
    return list(texts.values()) if isinstance(texts, dict) else []
