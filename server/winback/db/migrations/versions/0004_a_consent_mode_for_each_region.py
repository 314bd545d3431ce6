"""A consent mode for each region"""

import sqlalchemy as sa
from alembic import op

from winback.db.types import Json

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("site", sa.Column("consent_regions", Json, nullable=False, server_default="[]"))
