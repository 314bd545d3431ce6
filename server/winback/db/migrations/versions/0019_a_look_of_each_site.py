"""A look of each site, for its new campaigns"""

import sqlalchemy as sa
from alembic import op

from winback.db.types import Json

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("site", sa.Column("look", Json, nullable=False, server_default="{}"))
