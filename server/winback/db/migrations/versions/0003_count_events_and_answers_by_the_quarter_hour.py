"""Count events and answers by the quarter-hour"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# What was stored before: the same as a recount gives.
EVENTS = """
INSERT INTO event_count
SELECT site_id, time - time % 900000, name, source, coalesce(campaign_id, 0), coalesce(arm, ''), flags,
       visitor IS NULL, source = 'browser' AND received_at - time > 300000, count(*)
FROM event GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
"""
ANSWERS = """
INSERT INTO answer_count
SELECT site_id, answered_at - answered_at % 900000, campaign_id, variant, kind, block, number, is_last, count(*)
FROM (
    SELECT r.site_id, r.campaign_id, r.variant, a.kind, a.block, a.number, a.answered_at,
           row_number() OVER (
               PARTITION BY a.site_id, a.exposure, a.kind ORDER BY a.answered_at DESC, a.block DESC
           ) = 1 AS is_last
    FROM answer a JOIN response r ON r.site_id = a.site_id AND r.exposure = a.exposure
    WHERE a.number IS NOT NULL AND r.flags & 7 = 0
) AS each_answer
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""


def upgrade() -> None:
    op.create_table(
        "event_count",
        sa.Column("site_id", INT, nullable=False),
        sa.Column("quarter_at", INT, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("campaign_id", INT, nullable=False),
        sa.Column("arm", sa.String(), nullable=False),
        sa.Column("flags", INT, nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("count", INT, nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_event_count_site_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint(
            "site_id",
            "quarter_at",
            "name",
            "source",
            "campaign_id",
            "arm",
            "flags",
            "is_anonymous",
            "is_late",
            name=op.f("pk_event_count"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "answer_count",
        sa.Column("site_id", INT, nullable=False),
        sa.Column("quarter_at", INT, nullable=False),
        sa.Column("campaign_id", INT, nullable=False),
        sa.Column("variant", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("block", sa.String(), nullable=False),
        sa.Column("number", INT, nullable=False),
        sa.Column("is_last", sa.Boolean(), nullable=False),
        sa.Column("count", INT, nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_answer_count_site_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_answer_count_campaign_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(
            "site_id",
            "quarter_at",
            "campaign_id",
            "variant",
            "kind",
            "block",
            "number",
            "is_last",
            name=op.f("pk_answer_count"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "drop_count",
        sa.Column("site_id", INT, nullable=False),
        sa.Column("quarter_at", INT, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("count", INT, nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_drop_count_site_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("site_id", "quarter_at", "reason", name=op.f("pk_drop_count")),
        sqlite_with_rowid=False,
    )
    op.execute(EVENTS)
    op.execute(ANSWERS)
