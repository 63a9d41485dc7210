"""One archive after two rounds, made once: tests that only look share it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.press_archive import Desk, desk, two_rounds_in


@pytest.fixture(scope="session")
def two_rounds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with two_rounds_in(tmp_path_factory.mktemp("two-rounds")) as made:
        yield made


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Desk]:
    """A fresh press and archive, nothing followed."""
    with desk(tmp_path) as made:
        yield made
