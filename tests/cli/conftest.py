"""A call of the command line in this process, and an archive to call it on."""

from __future__ import annotations

import io
import json
import signal
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from cunzhao import cli
from tests.press_archive import Desk, two_rounds_in


@pytest.fixture(scope="session", autouse=True)
def interrupts_reach_children() -> None:
    """A shell starts what it puts into the background with SIGINT ignored, and every child inherits that."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """An archive after two rounds."""
    with two_rounds_in(tmp_path_factory.mktemp("cli")) as made:
        yield made


class Ended:
    """How a call ended."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out.splitlines()[-1])


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run the command line in this process."""

    def run(*arguments: object, stdin: bytes = b"") -> Ended:
        monkeypatch.setattr(sys, "argv", ["cunzhao", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        shown = capsys.readouterr()
        return Ended(int(ended.value.code or 0), shown.out, shown.err)

    return run
