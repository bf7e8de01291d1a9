"""Runs the migrations on the connection that `ingest.database.migrate` hands over."""

from alembic import context

from ingest.database import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
