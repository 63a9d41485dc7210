"""Alembic's entry: always handed an open connection by :func:`cunzhao.store.engine.migrate`."""

from __future__ import annotations

from alembic import context

from cunzhao.store.schema import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
