"""Log why messages show or do not"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("site", sa.Column("decision_share", sa.Double, nullable=False, server_default="0.1"))
