"""Pools that make their codes at the reveal"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("coupon_pool", sa.Column("pattern", sa.String(), nullable=True))
    op.add_column("coupon_pool", sa.Column("most", Number, nullable=True))
    op.add_column("coupon_pool", sa.Column("made", Number, nullable=False, server_default="0"))
