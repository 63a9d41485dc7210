"""Where the shared evaluation data lies: beside the project, never inside it."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent / "shared"


def shared_path(relative: str) -> Path:
    """The path of a shared file or folder; the test is skipped with a clear line where it is absent."""
    path = ROOT / relative
    if not path.exists():
        pytest.skip(f"shared data is not here: {relative} (expected in a folder 'shared' beside the project)")
    return path
