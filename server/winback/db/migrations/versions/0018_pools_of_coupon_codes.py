"""Pools of coupon codes, each handed out once"""

import sqlalchemy as sa
from alembic import op

from winback.db.types import Uuid16

revision = "0018"
down_revision = "0017"

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "coupon_pool",
        sa.Column("id", Number, nullable=False),
        sa.Column("site_id", Number, nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("expires_at", Number, nullable=True),
        sa.Column("valid_hours", Number, nullable=True),
        sa.Column("warn_below", Number, nullable=False),
        sa.Column("created_at", Number, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_coupon_pool"),
        sa.UniqueConstraint("site_id", "slug", name="uq_coupon_pool_site_id_slug"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_coupon_pool_site_id", ondelete="CASCADE"),
    )
    op.create_table(
        "coupon_code",
        sa.Column("id", Number, nullable=False),
        sa.Column("site_id", Number, nullable=False),
        sa.Column("pool_id", Number, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("visitor", Uuid16(), nullable=True),
        sa.Column("exposure", Uuid16(), nullable=True),
        sa.Column("campaign_id", Number, nullable=True),
        sa.Column("given_at", Number, nullable=True),
        sa.Column("expires_at", Number, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_coupon_code"),
        sa.UniqueConstraint("site_id", "folded", name="uq_coupon_code_site_id_folded"),
        sa.UniqueConstraint("pool_id", "visitor", name="uq_coupon_code_pool_id_visitor"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_coupon_code_site_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["pool_id"], ["coupon_pool.id"], name="fk_coupon_code_pool_id", ondelete="CASCADE"),
    )
    free = sa.text("given_at IS NULL")
    op.create_index("ix_coupon_code_free", "coupon_code", ["pool_id", "id"], sqlite_where=free, postgresql_where=free)
    op.create_table(
        "coupon_use",
        sa.Column("site_id", Number, nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("transaction_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "folded", "transaction_id", name="pk_coupon_use"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_coupon_use_site_id", ondelete="CASCADE"),
    )
