"""Find what a visitor did with campaigns, however much else the visitor did"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


# SQLite believes that ten rows have the same site, and reads a whole site for one exposure, unless it is told how many
# have. These are the proportions of a shop with a million events; `ANALYZE` would replace them with its own.
STATISTICS = {
    ("event", "event"): "1000000 500000 1",
    ("event", "ix_event_site_visitor_time"): "1000000 500000 20 2 1",
    ("event", "ix_event_site_time"): "1000000 500000 2 1",
    ("event", "ix_event_site_name_time"): "300000 150000 15000 2 1",
    ("event", "ix_event_site_exposure"): "100000 50000 4 1",
    ("event", "ix_event_site_transaction"): "10000 5000 2 1",
    ("event", "ix_event_site_visitor_campaign"): "100000 50000 5 2 1",
    ("session", "sqlite_autoindex_session_1"): "100000 50000 1",
    ("session", "ix_session_site_visitor_started"): "100000 50000 3 1",
    ("participation", "sqlite_autoindex_participation_1"): "50000 10000 1 1",
    ("participation", "ix_participation_campaign_exposed"): "50000 10000 2",
    ("participation", "ix_participation_site_visitor"): "50000 25000 2",
    ("purchase", "sqlite_autoindex_purchase_1"): "10000 5000 5000 1",
    ("purchase", "ix_purchase_site_visitor_time"): "10000 5000 2 1",
    ("response", "sqlite_autoindex_response_1"): "10000 5000 1",
    ("response", "ix_response_campaign_started"): "10000 2000 2",
    ("response", "ix_response_site_started"): "10000 5000 2",
}


def _partial(name: str, columns: list[str], which: str) -> None:
    op.create_index(name, "event", columns, sqlite_where=sa.text(which), postgresql_where=sa.text(which))


def upgrade() -> None:
    _partial(
        "ix_event_site_visitor_campaign",
        ["site_id", "visitor", "time", "id"],
        "campaign_id IS NOT NULL AND flags & 7 = 0",
    )
    # Page views are most of all rows, and whoever wants them all reads them by time.
    op.drop_index("ix_event_site_name_time", "event")
    _partial("ix_event_site_name_time", ["site_id", "name", "time"], "name <> 'page_view'")
    op.drop_index("ix_participation_site_id", "participation")
    op.create_index("ix_participation_site_visitor", "participation", ["site_id", "visitor"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute("ANALYZE")  # makes the table of statistics
        op.execute("DELETE FROM sqlite_stat1")
        rows = [{"tbl": table, "idx": index, "stat": stat} for (table, index), stat in STATISTICS.items()]
        op.get_bind().execute(sa.text("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (:tbl, :idx, :stat)"), rows)
