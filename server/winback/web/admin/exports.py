"""CSV files of what the pages list, whole and neutralised, streamed while they are read.

In pages, each read for itself: a client that takes its time holds no snapshot, which would keep SQLite's log growing.
"""

import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

import orjson
import sqlalchemy as sa
from flask import Response, request
from sqlalchemy.orm import Session

from ...clock import rfc3339
from ...db.engine import Database
from ...ingest.dropped import DROPS, REFUSALS
from ...models import ConsentRecord, Site, Subscriber
from ...money import to_decimal
from ...reports.campaign import CampaignNumbers, campaign_numbers
from ...reports.period import Period
from ...reports.quality import FLAGS, QualityReport, quality
from ...reports.responses import ResponseRow, responses
from .. import csv
from ..service import service
from . import periods
from .blueprint import pages
from .page import my_campaign, my_site

Rows = Callable[[Database, Site], Iterable[list[Any]]]
T = TypeVar("T")
_PAGE = 500
_TALLY = "accepted late page_views anonymous_page_views compared_told compared_server unloaded granted refused withdrawn".split()


@pages.get("/sites/<int:site_id>/responses.csv")
def export_responses(site_id: int) -> Response:
    """One line an answer; a response without any has one line, too."""
    site, slug = _site(site_id), request.args.get("campaign") or None
    period = periods.chosen(site).period
    header = "response started_at completed_at campaign variant visitor session url language step question type value"
    return _file(site, "responses", header.split(), lambda db, site: _responses(db, site, period, slug))


@pages.get("/sites/<int:site_id>/consent.csv")
def export_consent(site_id: int) -> Response:
    header = "seq id recorded_at consent_id visitor action purposes notice previous_hash commitment hash".split()
    return _file(_site(site_id), "consent", header, _consent)


@pages.get("/sites/<int:site_id>/subscribers.csv")
def export_subscribers(site_id: int) -> Response:
    header = "email subscribed_at lists consent_text text_id visitor".split()
    return _file(_site(site_id), "subscribers", header, _subscribers)


@pages.get("/sites/<int:site_id>/campaigns/<slug>/results.csv")
def export_results(site_id: int, slug: str) -> Response:
    """One line a day and arm."""
    with service().db.reading() as session:
        site = my_campaign(session, site_id, slug).site
        found = service().reports.ask(campaign_numbers, session, site, periods.chosen(site).period, slug)
    header = "day campaign arm exposed shown clicked answered converted revenue currency".split()
    return _file(site, f"{slug}-results", header, lambda db, site: _results(found))


@pages.get("/sites/<int:site_id>/quality.csv")
def export_quality(site_id: int) -> Response:
    """One line a day, with a column for every reason."""
    with service().db.reading() as session:
        site = my_site(session, site_id)
        found = service().reports.ask(quality, session, site, periods.chosen(site).period)
    header = ["day", *_TALLY, *FLAGS, *DROPS, *REFUSALS]
    return _file(site, "data-quality", header, lambda db, site: _qualities(found))


def _site(site_id: int) -> Site:
    with service().db.reading() as session:
        return my_site(session, site_id)


def _file(site: Site, what: str, header: list[str], rows: Rows) -> Response:
    db = service().db

    def lines() -> Iterator[str]:
        yield "\ufeff"  # without it Excel reads UTF-8 as something else
        yield from csv.lines(header, rows(db, site))

    name = re.sub(r"[^a-z0-9]+", "-", f"{site.name} {what}".lower()).strip("-")
    disposition = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(lines(), mimetype="text/csv", headers=disposition)


def _pages(db: Database, read: Callable[[Session, T | None], Sequence[T]]) -> Iterator[T]:
    """Everything that `read` finds; it is told the last one seen."""
    last: T | None = None
    while True:
        with db.reading() as session:
            found = read(session, last)
        yield from found
        if len(found) < _PAGE:
            return
        last = found[-1]


def _responses(db: Database, site: Site, period: Period, slug: str | None) -> Iterator[list[Any]]:
    def read(session: Session, last: ResponseRow | None) -> list[ResponseRow]:
        after = (last.response.started_at, last.response.exposure) if last else None
        return responses(session, site, period, campaign=slug, after=after, limit=_PAGE)

    for row in _pages(db, read):
        r = row.response
        common = [r.exposure, _time(r.started_at), _time(r.completed_at), row.campaign, r.variant]
        common += [_hex(r.visitor), _hex(r.session_id), r.url, r.language]
        for answer in r.answers:
            yield [*common, answer.step, answer.block, answer.kind, _plain(answer.value)]
        if not r.answers:
            yield [*common, "", "", "", ""]


def _consent(db: Database, site: Site) -> Iterator[list[Any]]:
    def read(session: Session, last: ConsentRecord | None) -> Sequence[ConsentRecord]:
        query = sa.select(ConsentRecord).where(ConsentRecord.site_id == site.id, ConsentRecord.seq > _seq(last))
        return session.scalars(query.order_by(ConsentRecord.seq).limit(_PAGE)).all()

    for r in _pages(db, read):
        who = [r.consent_id.hex, _hex(r.visitor)]
        proof = [r.notice, r.previous_hash, r.commitment, r.hash]
        yield [r.seq, r.id, _time(r.recorded_at), *who, r.action, _plain(r.purposes), *proof]


def _seq(record: ConsentRecord | None) -> int:
    return record.seq if record else 0


def _subscribers(db: Database, site: Site) -> Iterator[list[Any]]:
    at, email = Subscriber.subscribed_at, Subscriber.email

    def read(session: Session, last: Subscriber | None) -> Sequence[Subscriber]:
        query = sa.select(Subscriber).where(Subscriber.site_id == site.id).order_by(at, email).limit(_PAGE)
        if last:
            query = query.where(at >= last.subscribed_at, sa.or_(at > last.subscribed_at, email > last.email))
        return session.scalars(query).all()

    for s in _pages(db, read):
        yield [s.email, _time(s.subscribed_at), " ".join(s.lists), s.consent_text, s.text_id, _hex(s.visitor)]


def _results(found: list[CampaignNumbers]) -> Iterator[list[Any]]:
    for numbers in found:
        for day in numbers.by_day:
            for arm in numbers.arms:
                *counts, revenue = day.of(arm.arm)
                yield [day.day, numbers.slug, arm.arm, *counts, to_decimal(revenue, numbers.currency), numbers.currency]


def _qualities(found: QualityReport) -> Iterator[list[Any]]:
    for one, tally in found.by_day:
        reasons = [tally.flagged[name] for name in FLAGS] + [tally.dropped[name] for name in (*DROPS, *REFUSALS)]
        yield [one, *(getattr(tally, name) for name in _TALLY), *reasons]


def _time(ms: int | None) -> str:
    return "" if ms is None else rfc3339(ms)


def _hex(value: uuid.UUID | None) -> str:
    return value.hex if value else ""


def _plain(value: Any) -> Any:
    """A text as it is; what is more than that as JSON."""
    return orjson.dumps(value).decode() if isinstance(value, dict | list) else value
