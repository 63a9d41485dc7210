"""Lint, format, types and layers, each as a test, so that one command says whether a change may go in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"

pytestmark = pytest.mark.timeout(600)
"""mypy without its cache takes a minute or two on two busy cores."""


def run(*words: str) -> None:
    """Runs a tool of this environment in the project; fails with what the tool printed."""
    done = subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"{' '.join(words)} ended with {done.returncode}\n{done.stdout}{done.stderr}", pytrace=False)


def test_lint() -> None:
    run("-m", "ruff", "check", "--quiet", ".")


def test_format() -> None:
    run("-m", "ruff", "format", "--check", "--quiet", ".")


def test_types() -> None:
    run("-m", "mypy", "--strict")


def test_layers() -> None:
    run("-c", LINT_IMPORTS)
