"""A library of pictures of each site"""

import sqlalchemy as sa
from alembic import op

from winback.db.types import Json

revision = "0021"
down_revision = "0020"

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "picture",
        sa.Column("id", Number, nullable=False),
        sa.Column("site_id", Number, nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("source_hash", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("alt", Json, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("width", Number, nullable=False),
        sa.Column("height", Number, nullable=False),
        sa.Column("widths", Json, nullable=False),
        sa.Column("bytes", Number, nullable=False),
        sa.Column("created_at", Number, nullable=False),
        sa.Column("created_by", Number, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_picture"),
        sa.UniqueConstraint("site_id", "hash", name="uq_picture_site_id_hash"),
        sa.UniqueConstraint("site_id", "source_hash", name="uq_picture_site_id_source_hash"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_picture_site_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name="fk_picture_created_by", ondelete="SET NULL"),
    )
    op.create_index("ix_picture_hash", "picture", ["hash"])
    op.create_table(
        "picture_file",
        sa.Column("picture_id", Number, nullable=False),
        sa.Column("width", Number, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("picture_id", "width", name="pk_picture_file"),
        sa.ForeignKeyConstraint(["picture_id"], ["picture.id"], name="fk_picture_file_picture_id", ondelete="CASCADE"),
    )
