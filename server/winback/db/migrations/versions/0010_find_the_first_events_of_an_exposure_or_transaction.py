"""Find the first events of an exposure or transaction, however many name it"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

INDEXES = {
    "ix_event_site_exposure": ("exposure IS NOT NULL", ["site_id", "exposure", "time", "id"]),
    "ix_event_site_transaction": (
        "transaction_id IS NOT NULL",
        ["site_id", "transaction_id", "source", "time", "id", "flags"],
    ),
}
# What SQLite is told of them, as of the other indexes.
STATISTICS = {
    "ix_event_site_exposure": "100000 50000 4 2 1",
    "ix_event_site_transaction": "10000 5000 2 2 1 1 1",
}


def upgrade() -> None:
    for name, (which, columns) in INDEXES.items():
        op.drop_index(name, "event")
        op.create_index(name, "event", columns, sqlite_where=sa.text(which), postgresql_where=sa.text(which))
    if op.get_bind().dialect.name == "sqlite":
        rows = [{"idx": index, "stat": stat} for index, stat in STATISTICS.items()]
        told = sa.text("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('event', :idx, :stat)")
        op.get_bind().execute(told, rows)
