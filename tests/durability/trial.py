"""One trial: a writer is started, something happens to it, and what it said and how it ended is known."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, dataclass, field
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any

from cunzhao.archive import Archive
from tests.durability.oracle import Said
from tests.durability.strace import attached
from tests.durability.work import Job
from tests.press_archive import OPENED, Clock

ROOT = Path(__file__).resolve().parents[2]
MEMORY = Path("/dev/shm")


@dataclass
class Ended:
    """How a writer ended (0, its exit code, or the negative number of a signal) and all that it said."""

    code: int
    said: Said
    lines: list[dict[str, Any]] = field(default_factory=list)

    @property
    def crash(self) -> list[str]:
        """The traceback, where it ended in one."""
        return [f"crashed: {line['crashed']}" for line in self.lines if "crashed" in line]


class Writers:
    """The process that forks writers. One at a time, unless ``start`` is called again before ``end``."""

    def __init__(self, process: subprocess.Popen[str], line: socket.socket) -> None:
        self.process = process
        self.line = line

    def start(self, **job: Any) -> int:
        """A new writer's process id; it waits for ``go``."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        return int(self._answer())

    def go(self) -> None:
        """Lets it begin."""
        self.line.send(b"g")

    def end(self) -> Ended:
        """Waits until it has ended."""
        code = int(self._answer())
        lines = []
        while True:
            try:
                lines.append(json.loads(self.line.recv(1 << 20, socket.MSG_DONTWAIT)))
            except BlockingIOError:
                return Ended(code, Said.of(lines), lines)

    def run(self, job: Job, *strace: str, **more: Any) -> Ended:
        """A writer's whole life, under strace where words for it are given."""
        pid = self.start(kind="trial", **asdict(job), **more)
        tracer: AbstractContextManager[None] = attached(pid, *strace) if strace else nullcontext()
        with tracer:
            self.go()
            return self.end()

    def _answer(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()


@contextmanager
def writers() -> Iterator[Writers]:
    """A process that forks writers, until the block ends."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 22)
    command = [sys.executable, "-m", "tests.durability.child", str(theirs.fileno())]
    with (
        ours,
        theirs,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, pass_fds=[theirs.fileno()]
        ) as process,
    ):
        yield Writers(process, ours)
        assert process.stdin is not None
        process.stdin.close()


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder in memory where there is one: what a trial needs of the disk's speed is nothing."""
    folder = Path(tempfile.mkdtemp(prefix="cunzhao-trial-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def begun(directory: Path) -> None:
    """A new archive that is on the disk already, made once and copied."""
    shutil.copytree(_template(), directory)


@cache
def _template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="cunzhao-begun-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None))
    Finalize(None, shutil.rmtree, args=(folder,), exitpriority=1)
    Archive.init(folder / "press", clock=Clock(OPENED), parallel=False)
    return folder / "press"
