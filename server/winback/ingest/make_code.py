"""Codes that are made when they are earned: nobody can guess one, and nobody reads one wrong."""

import secrets
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ..models import CouponCode, CouponPool, CouponUse
from .coupon_uses import folded

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none is taken for another one: no 0 and O, no 1, I and L
CHANCE = "*"  # in a pattern: one of them


def code_of(pattern: str, choose: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """`SPRING-****-****` → `SPRING-7KQ2-XM9D`: five bits of chance for each star."""
    return "".join(choose(SIGNS) if sign == CHANCE else sign for sign in pattern)


def make_code(connection: Connection, site_id: int, pool_id: int, pattern: str, values: dict[str, Any]) -> bool:
    """A new code with these values; False where the pool has made as many as it may."""
    if not _takes_place(connection, pool_id):
        return False
    code = code_of(pattern)
    while _is_known(connection, site_id, folded(code)):
        code = code_of(pattern)
    row = {"site_id": site_id, "pool_id": pool_id, "code": code, "folded": folded(code), **values}
    connection.execute(sa.insert(CouponCode).values(**row))
    return True


def _takes_place(connection: Connection, pool_id: int) -> bool:
    """One place of those that there are. Two at once wait for each other here, so that none is taken twice."""
    has_place = sa.or_(CouponPool.most.is_(None), CouponPool.made < CouponPool.most)
    take = sa.update(CouponPool).where(CouponPool.id == pool_id, has_place).values(made=CouponPool.made + 1)
    return connection.execute(take).rowcount == 1


def _is_known(connection: Connection, site_id: int, key: str) -> bool:
    """Used ones outlive their pool."""
    kept = [sa.exists().where(each.site_id == site_id, each.folded == key) for each in (CouponCode, CouponUse)]
    return bool(connection.scalar(sa.select(sa.or_(*kept))))
