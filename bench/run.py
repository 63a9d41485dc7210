"""End to end: `run` against a fake press of many hosts, articles a second, peak memory, and where the time goes.

    python bench/run.py [--hosts 50] [--articles 100]

The peer in the same run is a bare client that fetches the same URLs over kept-alive connections and throws them away: the
limit of this machine's network loop. The press runs in a process of its own, so that its work is not counted as ours.
"""

from __future__ import annotations

import argparse
import http.client
import multiprocessing
import resource
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from cunzhao.archive import Archive
from cunzhao.archive.network import Network
from cunzhao.fetch import AddressPolicy
from cunzhao.flow import articles, deposit, ingest
from cunzhao.press import BigPress
from cunzhao.store import Transaction


def press(hosts: int, articles_per_host: int, pipe: Connection) -> None:
    """The child: serve until told to stop."""
    with BigPress(hosts=hosts, articles_per_host=articles_per_host, seed=1) as server:
        pipe.send((server.endpoint, sorted(server.pages.hosts)))
        pipe.recv()


class Stages:
    """Wall time spent in functions, by name; threads are added up."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._lock = threading.Lock()

    def watch(self, owner: Any, name: str, stage: str) -> None:
        """Count the time of ``owner.name`` under ``stage``."""
        inner: Callable[..., Any] = getattr(owner, name)

        def timed(*args: Any, **kwargs: Any) -> Any:
            start = time.perf_counter()
            try:
                return inner(*args, **kwargs)
            finally:
                with self._lock:
                    self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - start

        setattr(owner, name, timed)


@contextmanager
def archive_in_temporary(endpoint: tuple[str, int], hosts: list[str]) -> Iterator[Archive]:
    """An archive whose only network is the press."""
    folder = Path(tempfile.mkdtemp(prefix="cunzhao-bench-"))

    async def resolver(host: str, port: int) -> list[tuple[str, int]]:
        if host not in hosts:
            raise OSError(f"{host} is not of the press")
        return [endpoint]

    network = Network(resolver, AddressPolicy(allow=frozenset([endpoint])), 0.0)
    try:
        yield Archive.init(folder / "press", network=network)
    finally:
        shutil.rmtree(folder)


def bare(endpoint: tuple[str, int], urls: list[str]) -> float:
    """Seconds to fetch and drop every URL, one kept-alive connection per host, two hosts at a time on this machine's cores."""
    by_host: dict[str, list[str]] = {}
    for url in urls:
        host, _, path = url.removeprefix("http://").partition("/")
        by_host.setdefault(host, []).append("/" + path)

    def work(hosts: list[str]) -> None:
        for host in hosts:
            line = http.client.HTTPConnection(*endpoint)
            for path in by_host[host]:
                line.request("GET", path, headers={"Host": host})
                line.getresponse().read()
            line.close()

    names = sorted(by_host)
    threads = [threading.Thread(target=work, args=(names[n::2],)) for n in range(2)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - start


def _cpu(since: resource.struct_rusage) -> float:
    """Seconds of processor time that this process has used since then."""
    now = resource.getrusage(resource.RUSAGE_SELF)
    return now.ru_utime - since.ru_utime + now.ru_stime - since.ru_stime


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--hosts", type=int, default=50)
    arguments.add_argument("--articles", type=int, default=100)
    asked = arguments.parse_args()
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    child = multiprocessing.get_context("spawn").Process(target=press, args=(asked.hosts, asked.articles, theirs))
    child.start()
    endpoint, hosts = ours.recv()
    stages = Stages()
    stages.watch(deposit, "acknowledge", "record: commit")
    stages.watch(ingest, "material", "read evidence back")
    stages.watch(articles, "link_copies", "compare: copies")
    stages.watch(Transaction, "add_article", "store: article")
    with archive_in_temporary(endpoint, hosts) as archive:
        with archive.writing("bench") as writing:
            stages.watch(type(writing.context.reading), "read", "extract (waiting for the workers)")
            stages.watch(writing.context.evidence, "append", "record: WARC and fsync")
            stages.watch(type(writing.context.index), "catch_up", "index")
            for host in hosts:
                writing.add(f"http://{host}/")
            start, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
            rows = writing.run()
            first, spent = time.perf_counter() - start, _cpu(used)
            start = time.perf_counter()
            again = writing.run("none")
            second = time.perf_counter() - start
            urls = [
                c.capture.url for c in writing.context.store.captures(limit=1_000_000) if c.capture.purpose != "robots"
            ]
            totals = writing.context.store.totals()
        size = sum(f.stat().st_size for f in archive.place.directory.rglob("*") if f.is_file())
    floor = bare(endpoint, urls)
    ours.send("stop")
    child.join()
    kept = sum(r.kept for r in rows)
    errors = sum(len(r.errors) for r in rows)
    print(f"hosts {asked.hosts}, articles kept {kept} of {asked.hosts * asked.articles}, errors {errors}")
    print(f"captures {totals['captures']}, images held {totals['images_held']} of {totals['images_named']}")
    print(f"first round   {first:8.1f} s  {kept / first:8.1f} articles/s  {totals['captures'] / first:8.1f} captures/s")
    print(f"processor     {spent:8.1f} s in the main process  {1000 * spent / max(1, kept):8.1f} ms per article")
    print(f"second round  {second:8.1f} s  {sum(r.found for r in again)} new")
    print(f"bare client   {floor:8.1f} s  {len(urls) / floor:8.1f} answers/s (fetched and thrown away)")
    print(f"archive       {size / 1e6:8.1f} MB  {size / max(1, kept) / 1e3:8.1f} KB per article")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"peak memory   {peak:8.0f} MB, largest child {worker:.0f} MB")
    for stage, seconds in sorted(stages.seconds.items(), key=lambda pair: -pair[1]):
        print(f"  {stage:36} {seconds:8.1f} s  {seconds / first:6.0%} of the first round's wall time")


if __name__ == "__main__":
    main()
