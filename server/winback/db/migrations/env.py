"""How Alembic runs here: on the connection that `db.migrate` gives it, one transaction for all."""

import sqlalchemy as sa
from alembic import context

from winback.models import Base

connection = context.config.attributes["connection"]
is_sqlite = connection.dialect.name == "sqlite"
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=is_sqlite,
    transaction_per_migration=False,
    transactional_ddl=True,
)

with context.begin_transaction():
    if not is_sqlite:
        # Two processes that start together: the second waits, then finds nothing to do.
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext('winback migrations'))"))
    context.run_migrations()
    if is_sqlite:
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"the migration left rows without their parent: {broken[:5]}")
if connection.in_transaction():
    connection.commit()
