"""The documentation builds, and every warning is an error."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.docs.pages import DOCS


def test_sphinx_builds_it_without_a_warning(tmp_path: Path) -> None:
    out, trees = str(tmp_path / "html"), str(tmp_path / "trees")
    options = ["-W", "--keep-going", "-q", "-E", "-d", trees]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *options, str(DOCS), out], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "<title>" in (tmp_path / "html" / "index.html").read_text(encoding="utf-8")


def test_it_leaves_nothing_in_the_source() -> None:
    assert not (DOCS / "_build").exists()
