"""Who changed a campaign last: for whoever finds it changed meanwhile"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("campaign", sa.Column("edited_by", Number, nullable=True))
