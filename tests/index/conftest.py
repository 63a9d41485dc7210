"""A temporary catalogue for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cunzhao.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty catalogue."""
    made = Store(tmp_path / "catalog.db", writable=True)
    yield made
    made.close()
