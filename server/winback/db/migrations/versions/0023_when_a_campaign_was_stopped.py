"""When a campaign was stopped, apart from when it was changed"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("campaign", sa.Column("stopped_at", Number, nullable=True))
    op.execute("UPDATE campaign SET stopped_at = updated_at WHERE status <> 'live' AND version > 0")
