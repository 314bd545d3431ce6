"""Words of ours in an owner's own"""

import sqlalchemy as sa
from alembic import op

from winback.db.types import Json

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.add_column("site", sa.Column("own_words", Json, nullable=False, server_default="{}"))
