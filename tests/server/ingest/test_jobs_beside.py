"""Jobs of the writer, such as handing out a code, beside batches of events, while another process writes too."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.server.ingest.senders import NOON, count, fresh_id
from winback.db.engine import Database
from winback.ingest.arrival import Arrival, Batch
from winback.ingest.dropped import Outcome
from winback.ingest.facts import SiteFacts
from winback.ingest.locks import take_locks
from winback.ingest.places import NOWHERE
from winback.ingest.record import Recorder
from winback.models import Event, Site

ANN, BEN = UUID(int=7), UUID(int=8)
WAITS = sa.text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


def view(site: SiteFacts, visitor: UUID) -> Batch:
    return Batch(site, [Arrival(UUID(fresh_id()), "page_view", NOON, NOON, "browser", visitor, NOWHERE, {})])


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_who_waits_for_a_job_s_visitor_never_holds_what_the_job_waits_for(db: Database, shop: Site) -> None:
    """Here a view of Ben's and a code for Ann are committed together, and elsewhere a view of Ann's: all are counted alike."""
    faults: list[str] = []
    sa.event.listen(db.write_engine, "handle_error", lambda context: faults.append(str(context.original_exception)))
    with (
        closing(Recorder(db, lambda: NOON, 20)) as here,
        closing(Recorder(db, lambda: NOON, 20)) as there,
        ThreadPoolExecutor(4) as others,
    ):
        site = here.sites.by_id(shop.id)
        assert site
        is_held, go = threading.Event(), threading.Event()
        elsewhere: list[Future[Outcome]] = []

        def hold(connection: sa.Connection) -> None:
            is_held.set()
            go.wait(20)

        def give_a_code(connection: sa.Connection) -> None:
            elsewhere.append(others.submit(there.record, view(site, ANN)))
            while not elsewhere[-1].done() and not is_somebody_waiting(db):
                pass  # each look takes the database a while
            take_locks(connection, {(site.id, ANN)})

        others.submit(here.write, hold)
        is_held.wait(20)
        done = [
            others.submit(here.record, view(site, BEN)),
            others.submit(here.write, give_a_code, [(site.id, ANN)]),
        ]
        while here.waiting < 2:
            threading.Event().wait(0.001)
        go.set()
        for each in [*done, *elsewhere]:
            each.result(20)
    assert faults == []
    assert count(db, Event) == 2


def is_somebody_waiting(db: Database) -> bool:
    with db.reading() as session:
        return bool(session.scalar(WAITS))
