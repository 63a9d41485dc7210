"""strace, attached to one writer: to note its system calls, or to kill or fail it at a chosen one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

STORAGE = (
    *(
        "openat",
        "write",
        "pwrite64",
        "ftruncate",
        "fsync",
        "fdatasync",
        "rename",
        "unlink",
        "unlinkat",
        "mkdir",
        "rmdir",
    ),
)
"""The calls by which a writer changes the disk. (Python and SQLite use no other; the model refuses a trace that has one.)"""
WRITING = ("write", "pwrite64", "ftruncate", "fsync", "fdatasync", "mkdir", "rename")
"""Those that a full or failing disk refuses."""
NOTED = (
    *STORAGE,
    "open",
    "creat",
    "close",
    "lseek",
    "dup",
    "dup2",
    "dup3",
    "writev",
    "pwritev",
    "pwritev2",
    "fallocate",
)
MORE = ("truncate", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "mkdirat", "sendto")
_SECONDS = 20.0


def needed() -> None:
    """Skips where there is no strace that may attach; on the build server that is a failure."""
    if shutil.which("strace"):
        return
    why = "strace is not installed (apt-get install strace)"
    if os.environ.get("CI") == "true":
        pytest.fail(why)
    pytest.skip(why)


@contextmanager
def attached(pid: int, *words: str) -> Iterator[None]:
    """strace looks at the process from here on; it has gone when the block ends, which the process should have done by then."""
    command = ["strace", "-f", "-qq", *words, "-p", str(pid)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as tracer:
        try:
            _wait_for(pid, tracer)
            yield
            tracer.wait(_SECONDS)
        finally:
            if tracer.poll() is None:
                tracer.kill()


def _wait_for(pid: int, tracer: subprocess.Popen[str]) -> None:
    end = time.monotonic() + _SECONDS
    status = Path(f"/proc/{pid}/status")
    while "TracerPid:\t0\n" in status.read_text():
        if tracer.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"strace does not attach: {tracer.stderr.read() if tracer.stderr else ''}")
        time.sleep(0.001)


def noting(file: Path) -> tuple[str, ...]:
    """The words that note every storage call into a file, with all bytes and the path of each descriptor."""
    return ("-o", str(file), "-y", "-xx", "-s", "100000000", "-e", f"trace={','.join((*NOTED, *MORE))}")


def injecting(call: str, what: str, when: str) -> tuple[str, ...]:
    """The words that do ``what`` (``signal=SIGKILL``, ``error=EIO``) in place of the ``when``-th call of this name."""
    return ("-e", f"inject={call}:{what}:when={when}")


def only(call: str) -> tuple[str, ...]:
    """The words that look at one call and write nothing down."""
    return ("-o", "/dev/null", "-e", f"trace={call}")


@dataclass(frozen=True, slots=True)
class Call:
    """A system call as strace noted it: its arguments as text, and what it returned."""

    name: str
    arguments: tuple[str, ...]
    result: int
    result_path: str = ""


_LINE = re.compile(r"(\w+)\((.*)\)\s+= (-?\d+)(?:<([^>]*)>)?.*")
_ARGUMENT = re.compile(r'\s*("(?:[^"\\]|\\.)*"(?:\.\.\.)?|\{[^}]*\}|\[[^]]*\]|[^,]*)(?:,|$)')


def calls(file: Path) -> Iterator[Call]:
    """The calls of a trace in the order in which they ended."""
    begun: dict[str, str] = {}
    for line in file.read_text().splitlines():
        pid, _, rest = line.partition(" ")
        rest = rest.strip()
        if rest.endswith("<unfinished ...>"):
            begun[pid] = rest.removesuffix("<unfinished ...>")
            continue
        resumed = re.match(r"<\.\.\. \w+ resumed>(.*)", rest)
        if resumed:
            rest = begun.pop(pid) + resumed[1]
        if not pid.isdigit():
            rest = line
        found = _LINE.fullmatch(rest)
        if found:
            words = tuple(w.strip() for w in _ARGUMENT.findall(found[2]) if w.strip())
            yield Call(found[1], words, int(found[3]), text(found[4] or ""))


def text(word: str) -> str:
    """A string of strace's hex form, quoted or not."""
    return data(word).decode("utf-8", "surrogateescape")


def data(word: str) -> bytes:
    """The bytes of a string of strace's hex form."""
    if word.endswith("..."):
        raise ValueError("strace cut a string short")
    word = word.strip('"')
    return bytes.fromhex(word.replace("\\x", "")) if word.startswith("\\x") else word.encode()
