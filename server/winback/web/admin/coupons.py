"""Coupon pools: the list, a new one, and one with its numbers and what leaked."""

import re
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from ...clock import rfc3339
from ...db.engine import Database
from ...models import CouponCode, CouponPool, Site
from ...models.named import free_slug
from ...reports.coupons import pool_report
from ...targeting.coupons import pools_in_use
from .. import csv
from ..coupons import WARN_BELOW, Filled, add_codes, change_pool, create_pool, delete_pool, pool_in
from ..in_use import InUse
from ..schemas.campaign import slug_of
from ..schemas.coupon import CodesIn, PoolChange, PoolCreate, warning_of
from ..schemas.problems import Malformed, loaded
from ..service import service
from . import words
from .blueprint import pages
from .local_times import instant
from .page import my_site

MOST_NAMED = 20  # duplicates in a notice
PORTION = 2000  # codes of a file that are read at once
PATTERN = "SAVE-****-****"  # offered for a pool that makes its codes


@pages.get("/sites/<int:site_id>/coupons")
def list_coupons(site_id: int) -> str:
    with service().db.reading() as session:
        site = my_site(session, site_id)
        users = pools_in_use(session, site.id)
        now = service().clock()
        shown = [(pool, pool_report(session, pool, now), users.get(pool.slug, [])) for pool in site.coupon_pools]
    return render_template("coupons/list.html", site=site, pools=shown, warning_of=warning_of, now=now)


@pages.get("/sites/<int:site_id>/coupons/new")
def new_coupons(site_id: int) -> str:
    with service().db.reading() as session:
        site = my_site(session, site_id)
    return render_template(
        "coupons/new.html", site=site, said={"warn_below": WARN_BELOW, "pattern": PATTERN}, errors={}
    )


@pages.post("/sites/<int:site_id>/coupons")
def make_coupons(site_id: int) -> ResponseReturnValue:
    # Thousands of codes are read before the write begins: on SQLite all sites' events wait for it.
    with service().db.reading() as session:
        site = my_site(session, site_id)
    try:
        parts = loaded(PoolCreate(), _said(site) | _source())
    except Malformed as error:
        shown = {"site": site, "said": request.form, "errors": _errors(error)}
        return render_template("coupons/new.html", **shown), 422
    with service().db.writing() as session:
        site = my_site(session, site_id)
        slug = free_slug(session, site, CouponPool, slug_of(parts["name"], "pool"))
        pool = create_pool(session, site, slug, parts, service().clock())
        if not pool.is_making:
            _tell(add_codes(session, pool, parts["codes"]))
    return redirect(url_for("admin.show_coupons", site_id=site_id, slug=slug), 303)


@pages.get("/sites/<int:site_id>/coupons/<slug>")
def show_coupons(site_id: int, slug: str) -> str:
    with service().db.reading() as session:
        return _page(session, _my_pool(session, site_id, slug), {})


@pages.post("/sites/<int:site_id>/coupons/<slug>")
def change_coupons(site_id: int, slug: str) -> ResponseReturnValue:
    with service().db.reading() as session:  # a refused form's page counts all codes
        pool = _my_pool(session, site_id, slug)
        try:
            limit = {"most": _number(request.form.get("most", ""))} if pool.is_making else {}
            parts = loaded(PoolChange(), _said(pool.site) | limit)
        except Malformed as error:
            return _page(session, pool, _errors(error)), 422
    with service().db.writing() as session:
        change_pool(_my_pool(session, site_id, slug), parts)
    flash(_("Saved."), "success")
    return redirect(url_for("admin.show_coupons", site_id=site_id, slug=slug), 303)


@pages.post("/sites/<int:site_id>/coupons/<slug>/codes")
def fill_coupons(site_id: int, slug: str) -> ResponseReturnValue:
    with service().db.reading() as session:
        pool = _my_pool(session, site_id, slug)
        if pool.is_making:
            raise NotFound
        try:
            parts = loaded(CodesIn(), {"codes": _codes()})
        except Malformed as error:
            return _page(session, pool, _errors(error)), 422
    with service().db.writing() as session:
        pool = _my_pool(session, site_id, slug)
        _tell(add_codes(session, pool, parts["codes"]))
    return redirect(url_for("admin.show_coupons", site_id=site_id, slug=slug), 303)


@pages.get("/sites/<int:site_id>/coupons/<slug>/codes.csv")
def export_codes(site_id: int, slug: str) -> Response:
    """All codes of the pool, for the shop's own list."""
    db = service().db
    with db.reading() as session:
        pool_id = _my_pool(session, site_id, slug).id
    name = f"attachment; filename=coupons-{slug}.csv"
    body = csv.lines(["code", "given_at", "expires_at", "used"], _code_rows(db, pool_id))
    return Response(body, mimetype="text/csv", headers={"Content-Disposition": name})


def _code_rows(db: Database, pool_id: int) -> Iterator[list[str]]:
    """In portions, each read for itself: a client that takes its time holds no snapshot."""
    row = sa.select(CouponCode.id, CouponCode.code, CouponCode.given_at, CouponCode.expires_at, CouponCode.is_used())
    of_pool = row.where(CouponCode.pool_id == pool_id).order_by(CouponCode.id).limit(PORTION)
    last = 0
    while True:
        with db.reading() as session:
            found = session.execute(of_pool.where(CouponCode.id > last)).all()
        for _id, code, given, end, is_used in found:
            yield [code, _time(given), _time(end), "yes" if is_used else ""]
        if len(found) < PORTION:
            return
        last = found[-1].id


def _time(at: int | None) -> str:
    return "" if at is None else rfc3339(at)


@pages.post("/sites/<int:site_id>/coupons/<slug>/delete")
def remove_coupons(site_id: int, slug: str) -> ResponseReturnValue:
    with service().db.writing() as session:
        pool = _my_pool(session, site_id, slug)
        try:
            delete_pool(session, pool)
        except InUse as error:
            names = ", ".join(campaign.name for campaign in error.users)
            flash(_("It can't be deleted while live campaigns hand out its codes: %(names)s", names=names), "warning")
            return redirect(url_for("admin.show_coupons", site_id=site_id, slug=slug), 303)
    flash(_("%(name)s is deleted.", name=pool.name), "success")
    return redirect(url_for("admin.list_coupons", site_id=site_id), 303)


def _page(session: Session, pool: CouponPool, errors: dict[str, str]) -> str:
    now = service().clock()
    report = pool_report(session, pool, now)
    users = pools_in_use(session, pool.site_id).get(pool.slug, [])
    shown = {"site": pool.site, "pool": pool, "report": report, "users": users, "errors": errors}
    return render_template("coupons/pool.html", **shown, warning=warning_of(pool, report.left, now))


def _my_pool(session: Session, site_id: int, slug: str) -> CouponPool:
    found = pool_in(session, my_site(session, site_id), slug)
    if found is None:
        raise NotFound
    return found


def _said(site: Site) -> dict[str, Any]:
    """What the form says, in the wire's words."""
    form = request.form
    return {
        "name": " ".join(form.get("name", "").split()),
        "expires_at": instant(form.get("expires_at") or None, site.zone),
        "valid_hours": _number(form.get("valid_hours", "")),
        "warn_below": _number(form.get("warn_below", "")) or 0,
    }


def _source() -> dict[str, Any]:
    """Where a new pool has its codes from."""
    form = request.form
    if form.get("source") == "made":
        return {"pattern": form.get("pattern", "").strip(), "most": _number(form.get("most", ""))}
    return {"codes": _codes()}


def _number(text: str) -> Any:
    text = text.strip()
    return int(text) if re.fullmatch("[0-9]{1,9}", text, re.ASCII) else (text or None)


def _codes() -> list[str]:
    """From the field and from a file, divided by blanks, commas, semicolons or lines."""
    file = request.files.get("file")
    text = request.form.get("codes", "")
    if file is not None:
        text += "\n" + file.read().decode("utf-8-sig", "replace")
    return [code for code in re.split(r"[\s,;|\"]+", text) if code]


def _errors(error: Malformed) -> dict[str, str]:
    """By field; of many codes the first that is wrong."""
    found: dict[str, str] = {}
    for one in words.errors(error.errors):
        found.setdefault(one["path"].partition(".")[0], one["message"])
    return found


def _tell(filled: Filled) -> None:
    if filled.added:
        flash(_("%(number)s codes are added.", number=filled.added), "success")
    if filled.duplicates:
        named = ", ".join(filled.duplicates[:MOST_NAMED])
        more = " …" if len(filled.duplicates) > MOST_NAMED else ""
        text = _(
            "%(number)s codes were there already and are left out: %(codes)s",
            number=len(filled.duplicates),
            codes=named + more,
        )
        flash(text, "warning")
