"""Subscribers in the order in which they came, a page at a time"""

from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_index("ix_subscriber_site_subscribed", "subscriber", ["site_id", "subscribed_at", "email"])
