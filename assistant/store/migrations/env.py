"""What Alembic runs: it migrates on the connection it is handed, in the transaction that is already open there."""

from __future__ import annotations

from alembic import context

from assistant.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite can undo DDL too, once the driver's own transaction handling is off (connection.py): all or nothing.
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
