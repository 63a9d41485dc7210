"""A demo archive, made by the command that the README shows."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's archive after its two rounds."""
    from tests.docs.program import call  # only the tests that use it need the whole program

    target = tmp_path_factory.mktemp("docs") / "demo-press"
    assert call("demo", "--once", "-d", str(target)) == 0
    return target
