"""Consent records: who decided what, on which words, and whether the chain of proof is whole."""

import uuid

import sqlalchemy as sa
from flask import render_template, request
from werkzeug.exceptions import NotFound

from ...models import ConsentNotice, ConsentRecord
from ...privacy.proof import verify_chain
from ..service import service
from .answers import in_language
from .blueprint import pages
from .page import my_site

PAGE = 50


@pages.get("/sites/<int:site_id>/consent")
def list_consent(site_id: int) -> str:
    before = request.args.get("before", type=int)
    with service().db.reading() as session:
        site = my_site(session, site_id)
        query = sa.select(ConsentRecord).where(ConsentRecord.site_id == site.id).order_by(ConsentRecord.seq.desc())
        if before is not None:
            query = query.where(ConsentRecord.seq < before)
        records = list(session.scalars(query.limit(PAGE + 1)))
    return render_template("consent/list.html", site=site, records=records[:PAGE], has_more=len(records) > PAGE)


@pages.get("/sites/<int:site_id>/consent/chain")
def show_chain(site_id: int) -> str:
    """Whether the proof is whole. Asked for beside the list: the longer the chain, the longer it takes."""
    with service().db.reading() as session:
        site = my_site(session, site_id)
        broken_at = verify_chain(session, site.id)
        count = session.scalar(sa.select(sa.func.count()).where(ConsentRecord.site_id == site.id))
    return render_template("consent/_chain.html", site=site, broken_at=broken_at, count=count)


@pages.get("/sites/<int:site_id>/consent/<uuid:record_id>")
def show_consent(site_id: int, record_id: uuid.UUID) -> str:
    with service().db.reading() as session:
        site = my_site(session, site_id)
        record = session.get(ConsentRecord, (site.id, record_id))
        if record is None:
            raise NotFound
        notice = session.get(ConsentNotice, (site.id, record.notice)) if record.notice else None
    return render_template("consent/record.html", site=site, record=record, notice=notice, in_language=in_language)
