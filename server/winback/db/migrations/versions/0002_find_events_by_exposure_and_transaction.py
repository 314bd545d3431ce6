"""Find events by their exposure and by their transaction"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # Plain ADD COLUMN, also on SQLite: no rebuild of the largest table.
    op.add_column("event", sa.Column("transaction_id", sa.String(), nullable=True))
    for name, column in (("exposure", "exposure"), ("transaction", "transaction_id")):
        has_it = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_event_site_{name}", "event", ["site_id", column], sqlite_where=has_it, postgresql_where=has_it
        )
