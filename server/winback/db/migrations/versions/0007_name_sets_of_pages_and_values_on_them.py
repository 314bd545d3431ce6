"""Name sets of pages and values on them"""

import sqlalchemy as sa
from alembic import op

from winback.db.types import Json

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("site", sa.Column("page_groups", Json, nullable=False, server_default="[]"))
    op.add_column("site", sa.Column("page_variables", Json, nullable=False, server_default="[]"))
