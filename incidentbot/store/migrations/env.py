"""Alembic runs inside the transaction that `migrate` opened, so that a migration happens whole or not at all."""

from alembic import context

from incidentbot.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=False,  # the transaction is already open, and not Alembic's to end
)
context.run_migrations()
