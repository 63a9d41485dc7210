"""What readers are shown quickly and in their language.

Indexes for the lists of what was edited, is gone, or has copies (few articles, which a scan by time would seek for long), and
the kind of a channel's last error.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create them."""
    op.execute("ALTER TABLE channels ADD COLUMN last_error_kind TEXT")
    op.execute("CREATE INDEX articles_edited ON articles (sort_at, n) WHERE revision_count > 1")
    op.execute("CREATE INDEX articles_gone ON articles (sort_at, n) WHERE state = 'gone'")
    op.execute("CREATE INDEX articles_copies ON articles (sort_at, n) WHERE copies > 0")
