"""Addresses of development"""

import sqlalchemy as sa
from alembic import op

from winback.db.types import Json

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.add_column("site", sa.Column("development_origins", Json, nullable=False, server_default="[]"))
