"""Remember for three days who was erased"""

import sqlalchemy as sa
from alembic import op

from winback.db.types import Uuid16

revision = "0017"
down_revision = "0016"

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "erased_visitor",
        sa.Column("site_id", Number, nullable=False),
        sa.Column("mark", Uuid16(), nullable=False),
        sa.Column("erased_at", Number, nullable=False),
        sa.PrimaryKeyConstraint("site_id", "mark", name="pk_erased_visitor"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_erased_visitor_site_id", ondelete="CASCADE"),
    )
    op.create_index("ix_erased_visitor_site_erased", "erased_visitor", ["site_id", "erased_at"])
