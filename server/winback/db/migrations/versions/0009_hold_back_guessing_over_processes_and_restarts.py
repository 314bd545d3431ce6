"""Hold back guessing over processes and restarts"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "login_try",
        sa.Column("id", _LONG, nullable=False),
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("at", _LONG, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_login_try"),
    )
    op.create_index("ix_login_try_key_at", "login_try", ["key_hash", "at"])
    op.create_index("ix_login_try_at", "login_try", ["at"])
