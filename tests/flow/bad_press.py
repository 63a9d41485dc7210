"""An outlet in which everything that can go wrong does, beside one that is well: served on loopback from a thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from cunzhao.archive import Archive
from cunzhao.archive.network import Network
from cunzhao.fetch import AddressPolicy
from tests.fetch.server import Answer, Server
from tests.press_archive import Clock, no_wait

PARAGRAPHS = "".join(
    f"<p>The harbour board met for the {n}th time on Monday and put off its decision on the new breakwater until spring.</p>"
    for n in range(4, 9)
)


def page(title: str, body: str = PARAGRAPHS) -> bytes:
    """A small article as HTML."""
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>".encode()


def feed(*paths: str, host: str = "bad.example") -> bytes:
    """An RSS feed that names these paths."""
    items = "".join(f"<item><title>{p}</title><link>http://{host}{p}</link></item>" for p in paths)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Bad</title>{items}</channel></rss>'.encode()


@contextmanager
def serving(answers: Mapping[str, Answer]) -> Iterator[Server]:
    """The raw server, in a thread with a loop of its own."""
    ready, done = threading.Event(), threading.Event()
    made: list[Server] = []

    async def serve() -> None:
        async with Server(answers) as server:
            made.append(server)
            ready.set()
            await asyncio.to_thread(done.wait)

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield made[0]
    finally:
        done.set()
        thread.join(10)


def archive_for(directory: Path, server: Server, clock: Clock | None = None) -> Archive:
    """An archive for which every name of ``.example`` is this server; other names do not resolve."""

    async def resolver(host: str, port: int) -> list[tuple[str, int]]:
        if not host[-1].isalpha():
            return [(host.strip("[]"), port)]
        if host == "refused.example":
            return [("127.0.0.1", 1)]
        if host == "private.example":
            return [("10.0.0.7", 80)]
        if not host.endswith(".example") or host == "nowhere.example":
            raise OSError(f"{host}: no such name")
        return [("127.0.0.1", server.port)]

    allowed = AddressPolicy(allow=frozenset([("127.0.0.1", server.port), ("127.0.0.1", 1)]))
    network = Network(resolver, allowed, 0.0, no_wait)
    archive = Archive.init(directory / "press", clock=clock or Clock(), network=network, parallel=False)
    archive.place.settings.write_text("body_bytes = 100000\nrequest_seconds = 1.0\n")
    return Archive.open(archive.place.directory, clock=archive.clock, network=network, parallel=False)
