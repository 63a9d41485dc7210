"""The first catalogue, as plain SQL; the index of statements is made by the code that knows its shape."""

from __future__ import annotations

from pathlib import Path

from alembic import op

from cunzhao.store import said_index

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table, and the index of statements."""
    statements = Path(__file__).with_name("0001_first.sql").read_text(encoding="utf-8")
    for statement in statements.split(";\n"):
        if statement.strip():
            op.execute(statement)
    said_index.create(op.get_bind())
