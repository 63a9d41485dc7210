"""The first catalogue, as plain SQL; the search indexes beside it are made by the code that knows their shape."""

from __future__ import annotations

from pathlib import Path

from alembic import op

from cunzhao.store import fts, said_index

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table and the search indexes."""
    statements = Path(__file__).with_name("0001_first.sql").read_text(encoding="utf-8")
    for statement in statements.split(";\n"):
        if statement.strip():
            op.execute(statement)
    fts.create(op.get_bind())
    said_index.create(op.get_bind())
