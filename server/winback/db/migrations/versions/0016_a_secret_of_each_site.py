"""A secret of each site, for what must not be guessed from its public key"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("site", sa.Column("secret", sa.String, nullable=False, server_default=""))
    op.add_column("site", sa.Column("has_public_customers", sa.Boolean, nullable=False, server_default=sa.false()))
    site = sa.table("site", sa.column("id"), sa.column("secret"), sa.column("has_public_customers"))
    connection = op.get_bind()
    for site_id in list(connection.scalars(sa.select(site.c.id))):
        # Whoever is there already may know customers by ids that were made from the public key.
        values = {"secret": secrets.token_hex(32), "has_public_customers": True}
        connection.execute(sa.update(site).where(site.c.id == site_id).values(values))
