"""One archive after two rounds, made once: tests that only look share it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.press_archive import Desk, desk


@pytest.fixture(scope="session")
def two_rounds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("two-rounds")) as made:
        made.follow()
        made.round()
        made.press.advance()
        made.clock.forward(hours=1)
        made.round("all")
        yield made


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Desk]:
    """A fresh press and archive, nothing followed."""
    with desk(tmp_path) as made:
        yield made
