"""A process that forks a fresh writer for every line it is given, so that each can be killed at any moment.

Everything is imported once, before the first fork: 25 kills cost 25 forks and not 25 times the imports. It reads lines of JSON
(``directory``, ``port``, ``minutes``) and answers each with the writer's process id, then with how it ended.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from datetime import timedelta
from pathlib import Path

from cunzhao.archive import Archive
from cunzhao.archive.network import Network
from cunzhao.discover import parse_feed
from cunzhao.extract import GenericExtractor, Page
from cunzhao.fetch import AddressPolicy
from tests.flow.bad_press import feed, page
from tests.press_archive import OPENED, Clock, no_wait


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


def _round(directory: str, port: int, minutes: int) -> None:
    with archive_at(Path(directory), port, minutes).writing("child") as writing:
        writing.run("all")


def main() -> None:
    """Until the input ends."""
    warm_up()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _round(**json.loads(line))
            os._exit(0)
        print(pid, flush=True)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
