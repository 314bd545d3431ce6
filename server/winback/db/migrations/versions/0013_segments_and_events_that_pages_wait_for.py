"""Segments, and what a shop's server has told that a page has yet to hear"""

import sqlalchemy as sa
from alembic import op

from winback.db.types import Json, Uuid16

revision = "0013"
down_revision = "0012"

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "segment",
        sa.Column("id", Number, nullable=False),
        sa.Column("site_id", Number, nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("rule", Json, nullable=False),
        sa.Column("created_at", Number, nullable=False),
        sa.Column("updated_at", Number, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_segment"),
        sa.UniqueConstraint("site_id", "slug", name="uq_segment_site_id_slug"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_segment_site_id", ondelete="CASCADE"),
    )
    op.create_table(
        "queued_event",
        sa.Column("site_id", Number, nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("visitor", Uuid16(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("queued_at", Number, nullable=False),
        sa.PrimaryKeyConstraint("site_id", "id", name="pk_queued_event"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_queued_event_site_id", ondelete="CASCADE"),
    )
    op.create_index("ix_queued_event_site_visitor_queued", "queued_event", ["site_id", "visitor", "queued_at"])
    op.create_index("ix_queued_event_site_queued", "queued_event", ["site_id", "queued_at"])
    op.create_index("ix_consent_record_site_visitor", "consent_record", ["site_id", "visitor", "seq"])
