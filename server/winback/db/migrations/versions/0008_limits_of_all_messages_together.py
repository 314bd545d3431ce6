"""Limits of all messages together"""

import sqlalchemy as sa
from alembic import op

from winback.db.types import Json

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("site", sa.Column("manners", Json, nullable=False, server_default="{}"))
