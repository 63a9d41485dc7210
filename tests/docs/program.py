"""The command line, called in this process."""

from __future__ import annotations

from cunzhao.cli.app import build


def call(*words: str) -> int:
    """Runs a command and returns its exit code. Errors come out as they are raised."""
    return int(build(words[0])(args=list(words), standalone_mode=False) or 0)
