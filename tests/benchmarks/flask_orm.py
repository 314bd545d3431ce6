"""How one would write ingest with the usual parts: Flask, flask-cors, marshmallow, and SQLAlchemy's ORM with a
transaction a request. The same durability: SQLite in WAL mode with synchronous=FULL, or PostgreSQL.
"""

from __future__ import annotations

import threading
import time
import uuid
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import sqlalchemy as sa
from flask import Flask, jsonify, request
from flask_cors import CORS
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Event(Base):
    __tablename__ = "event"
    __table_args__ = (
        sa.Index("by_visitor", "site", "visitor", "time"),
        sa.Index("by_name", "site", "name", "time"),
        sa.Index("by_time", "site", "time"),
    )

    site: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    time: Mapped[int] = mapped_column(sa.BigInteger)
    visitor: Mapped[str | None]
    url: Mapped[str]
    properties: Mapped[dict[str, Any]] = mapped_column(sa.JSON)


class EventSchema(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True, validate=validate.Regexp(r"^[a-z][a-z0-9_]{0,63}\Z"))
    age_ms = fields.Integer(load_default=0)
    properties = fields.Dict(load_default=dict)


class ConsentSchema(Schema):
    mode = fields.String(required=True, validate=validate.OneOf(["ask", "optout", "exempt", "off"]))
    purposes = fields.List(fields.String(), required=True)
    notice = fields.String(allow_none=True)
    gpc = fields.Boolean()


class PageSchema(Schema):
    url = fields.URL(required=True, require_tld=False)
    referrer = fields.String(allow_none=True)
    title = fields.String(allow_none=True)
    lang = fields.String(allow_none=True)


class BatchSchema(Schema):
    v = fields.Integer(required=True, validate=validate.Equal(1))
    visitor = fields.String(required=True, allow_none=True, validate=validate.Regexp(r"^[0-9a-f]{32}\Z"))
    session = fields.String(allow_none=True)
    sent_at = fields.Integer(allow_none=True)
    consent = fields.Nested(ConsentSchema, required=True)
    page = fields.Nested(PageSchema, required=True)
    events = fields.List(fields.Nested(EventSchema), required=True, validate=validate.Length(min=1, max=100))


def make_app(database_url: str) -> Flask:
    is_sqlite = database_url.startswith("sqlite")
    engine = sa.create_engine(database_url, connect_args={"timeout": 60} if is_sqlite else {}, pool_size=34)
    if is_sqlite:
        sa.event.listen(engine, "connect", durable)
    Base.metadata.create_all(engine)
    app = Flask("baseline")
    CORS(app)
    schema = BatchSchema()
    # Without it they wait for each other in SQLite's sleeps, which is slower.
    turn: AbstractContextManager[Any] = threading.Lock() if is_sqlite else nullcontext()

    @app.post("/e/<key>")
    def take(key: str) -> Any:
        batch = schema.load(request.get_json(force=True))
        now = time.time_ns() // 1_000_000
        with turn, Session(engine) as session, session.begin():
            session.add_all(
                Event(
                    site=key,
                    id=each["id"],
                    name=each["name"],
                    time=now - each["age_ms"],
                    visitor=batch["visitor"],
                    url=batch["page"]["url"],
                    properties=each["properties"],
                )
                for each in batch["events"]
            )
        return jsonify(accepted=len(batch["events"]), dropped=[])

    return app


def durable(connection: Any, record: Any) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
