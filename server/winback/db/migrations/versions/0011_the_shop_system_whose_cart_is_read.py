"""The shop system whose cart is read"""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    # With its check in the same statement SQLite adds it in place; Alembic would rebuild the table that all others name.
    op.execute(
        "ALTER TABLE site ADD COLUMN platform VARCHAR DEFAULT 'none' NOT NULL "
        "CONSTRAINT ck_site_platform CHECK (platform IN ('none','shopify','woocommerce'))"
    )
