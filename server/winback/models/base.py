"""The common base of the tables: names of constraints, and how types map."""

import uuid
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase

from ..db.types import Json, Uuid16


class Base(DeclarativeBase):
    # SQLite rebuilds a table to change it and silently loses a constraint that has no name.
    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        uuid.UUID: Uuid16(),
        dict[str, Any]: Json,
        list[Any]: Json,
        list[str]: Json,
        int: sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
    }
