"""Coupon pools: codes that are handed out once each, and what became of them."""

from typing import Any

import sqlalchemy as sa

from ...models import CouponCode, CouponPool, Site
from ...models.named import free_slug
from ...reports.coupons import pool_report
from ...targeting.coupons import pools_in_use
from ..coupons import add_codes, change_pool, check_code, create_pool, delete_pool, pool_in
from ..errors import Refusal, invalid, not_found
from ..in_use import InUse
from ..schemas.campaign import slug_of
from ..schemas.coupon import (
    NO_LIMIT,
    CheckedCodeOut,
    CodeOut,
    CodesIn,
    CodesQuery,
    CodeToCheckIn,
    FilledOut,
    MadePoolOut,
    OnePoolOut,
    PoolChange,
    PoolCreate,
    PoolOut,
    check_json,
    code_json,
    leaks_json,
    pool_json,
)
from ..schemas.paging import PageQuery, page_of
from ..service import service
from .base import Resources
from .resource import Resource, commit, page_by, session, site_by

blueprint = Resources("coupons", "Pools of coupon codes, each handed out to one visitor.")


@blueprint.of_site("/coupons")
class Coupons(Resource):
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_of(PoolOut))
    def get(self, query: dict[str, Any], site: str | None) -> dict[str, Any]:
        """The site's pools, in the order in which they were made."""
        pools = sa.select(CouponPool).where(CouponPool.site_id == site_by(site).id)
        return page_by(CouponPool.id, pools, query, _json)

    @blueprint.arguments(PoolCreate)
    @blueprint.response(201, MadePoolOut)
    def post(self, parts: dict[str, Any], site: str | None) -> dict[str, Any]:
        """A new pool, perhaps with codes. Its id is made from its name, unless one is given."""
        owner = site_by(site)
        slug = parts.get("id") or free_slug(session(), owner, CouponPool, slug_of(parts["name"], "pool"))
        if free_slug(session(), owner, CouponPool, slug) != slug:
            raise Refusal(409, f"The site has a coupon pool {slug} already.")
        pool = create_pool(session(), owner, slug, parts, service().clock())
        filled = add_codes(session(), pool, parts["codes"])
        return {**_json(pool), "duplicates": filled.duplicates}


@blueprint.of_site("/coupons/<pool>")
class OnePool(Resource):
    @blueprint.response(200, OnePoolOut)
    def get(self, site: str | None, pool: str) -> dict[str, Any]:
        """One pool, with the codes that somebody used to whom they were not handed out."""
        found = _pool_by(site_by(site), pool)
        return {**_json(found), "leaks": leaks_json(pool_report(session(), found, service().clock()))}

    @blueprint.arguments(PoolChange)
    @blueprint.response(200, PoolOut)
    def patch(self, parts: dict[str, Any], site: str | None, pool: str) -> dict[str, Any]:
        """Sets what is sent. Codes that are handed out keep the end that they were given with."""
        found = _pool_by(site_by(site), pool)
        if parts.get("most") is not None and not found.is_making:
            raise invalid("most", NO_LIMIT)
        change_pool(found, parts)
        commit()  # the answer counts all codes of the pool, while others write
        return _json(_pool_by(site_by(site), pool))

    @blueprint.response(204)
    @blueprint.alt_response(409, "CONFLICT")
    def delete(self, site: str | None, pool: str) -> None:
        """Removes a pool with its codes, unless a live campaign hands them out."""
        try:
            delete_pool(session(), _pool_by(site_by(site), pool))
        except InUse as error:
            raise Refusal(
                409, f"Live campaigns hand out these codes: {error}. Pause them first.", reason="in_use"
            ) from None


@blueprint.of_site("/coupons/check")
class Check(Resource):
    changes = ()
    only_asks = True

    @blueprint.arguments(CodeToCheckIn)
    @blueprint.response(200, CheckedCodeOut)
    def post(self, parts: dict[str, Any], site: str | None) -> dict[str, Any]:
        """For the shop's backend: whether a code is good. Asking uses nothing: the order that is told with it does."""
        return check_json(parts["code"], check_code(session(), site_by(site), parts["code"], service().clock()))


@blueprint.of_site("/coupons/<pool>/codes")
class Codes(Resource):
    @blueprint.arguments(CodesQuery, location="query")
    @blueprint.response(200, page_of(CodeOut))
    def get(self, query: dict[str, Any], site: str | None, pool: str) -> dict[str, Any]:
        """The pool's codes, in the order in which they are handed out; perhaps only those that were since a time."""
        owner = _pool_by(site_by(site), pool)
        found = sa.select(CouponCode).where(CouponCode.pool_id == owner.id)
        if "given_since" in query:
            found = found.where(CouponCode.given_at >= query["given_since"])
        return page_by(CouponCode.id, found, query, code_json)

    @blueprint.arguments(CodesIn)
    @blueprint.response(201, FilledOut)
    @blueprint.alt_response(409, "CONFLICT")
    def post(self, parts: dict[str, Any], site: str | None, pool: str) -> dict[str, Any]:
        """Adds codes. Those that the site has already are left out, and named."""
        found = _pool_by(site_by(site), pool)
        if found.is_making:
            raise Refusal(409, "The pool makes its codes itself.", reason="makes_codes")
        filled = add_codes(session(), found, parts["codes"])
        return {"added": filled.added, "duplicates": filled.duplicates}


def _pool_by(site: Site, slug: str) -> CouponPool:
    """The site's pool. Raises a 404."""
    found = pool_in(session(), site, slug)
    if found is None:
        raise not_found()
    return found


def _json(pool: CouponPool) -> dict[str, Any]:
    users = pools_in_use(session(), pool.site_id).get(pool.slug, [])
    now = service().clock()
    return pool_json(pool, pool_report(session(), pool, now), users, now)
