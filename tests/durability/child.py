"""A process that forks a fresh writer for every line it is given, so that each can be killed, traced or made to fail.

Everything is imported once, before the first fork. It reads lines of JSON and answers each with the writer's process id, then
with how it ended. A writer waits for one byte on the socket that it inherits, so that a tracer can attach first, and says on
the same socket what it has acknowledged.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import resource
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from cunzhao.archive import Archive
from cunzhao.archive.network import Network
from cunzhao.discover import parse_feed
from cunzhao.errors import CunzhaoError
from cunzhao.extract import GenericExtractor, Page
from cunzhao.fetch import AddressPolicy
from cunzhao.index import SearchIndex
from tests.durability import work
from tests.durability.faults import seeded
from tests.flow.bad_press import feed, page
from tests.press_archive import OPENED, Clock, no_wait

_PR_SET_PTRACER = 0x59616D61
FAILED = 70


def warm_up() -> None:
    """Load what is loaded late, so that a writer's first second is not spent on imports."""
    importlib.import_module("cunzhao.archive.writing")
    parse_feed(feed("/a"), "http://a.example/feed", {}, OPENED)
    GenericExtractor().extract(Page("http://a.example/a", page("A title"), "text/html", OPENED))


def network_at(port: int) -> Network:
    """A network on which every name is this port of loopback."""

    async def resolver(host: str, _: int) -> list[tuple[str, int]]:
        return [("127.0.0.1", port)]

    return Network(resolver, AddressPolicy(allow=frozenset([("127.0.0.1", port)])), 0.0, no_wait)


def archive_at(directory: Path, port: int, minutes: int) -> Archive:
    """The archive, so many minutes after the press opened."""
    clock = Clock(OPENED + timedelta(minutes=minutes))
    return Archive.open(directory, clock=clock, network=network_at(port), parallel=False)


def crawl(directory: str, port: int, minutes: int) -> None:
    """One round over a press."""
    with archive_at(Path(directory), port, minutes).writing("child") as writing:
        writing.run("all")


def trial(line: socket.socket, size_limit: int = 0, **given: Any) -> None:
    """One job of :mod:`tests.durability.work`; ``size_limit`` bounds the bytes of every file."""
    job = work.Job(**given)
    if size_limit:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size_limit, resource.RLIM_INFINITY))
    say = work.speaker(line)
    # The index is derived, and its threads make no two traces alike: kills of a whole crawl are what tries it.
    with seeded(job.fault) as keep, patch.object(SearchIndex, "catch_up", return_value=0):
        (work.patient if job.among else work.perform)(job, say, keep)


def crowd(line: socket.socket, writers: int, **given: Any) -> None:
    """So many writers at once, in processes of their own."""
    children = []
    for number in range(writers):
        pid = os.fork()
        if pid == 0:
            os._exit(_guarded(line, lambda number=number: trial(line, **given | {"seed": number + 1})))  # type: ignore[misc]
        children.append(pid)
    ends = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children]
    if any(ends):
        raise RuntimeError(f"the writers ended with {ends}")


def _live(line: socket.socket, job: dict[str, Any]) -> int:
    ctypes.CDLL(None).prctl(_PR_SET_PTRACER, ctypes.c_ulong(-1), 0, 0, 0)
    line.recv(1)
    kind = job.pop("kind")
    if kind == "crawl":
        return _guarded(line, lambda: crawl(**job))
    return _guarded(line, lambda: (crowd if kind == "crowd" else trial)(line, **job))


def _guarded(line: socket.socket, work: Callable[[], None]) -> int:
    try:
        work()
    except CunzhaoError as error:
        line.send(json.dumps({"refused": f"{type(error).__name__}: {error}"}).encode())
    except BaseException:
        line.send(json.dumps({"crashed": traceback.format_exc()[-1500:]}).encode())
        return FAILED
    return 0


def main() -> None:
    """Until the input ends."""
    line = socket.socket(fileno=int(sys.argv[1]))
    warm_up()
    for text in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os._exit(_live(line, json.loads(text)))
        print(pid, flush=True)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
