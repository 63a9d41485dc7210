"""What durability costs: acknowledged captures a second, and bytes per capture.

    python bench/durable.py [--pages 400] [--batch 8]

One run over the same invented pages and images, fetched twice (the second time most come back the same): with durability on
(fsync of evidence, synchronous commits), without any fsync, and by plain ``warcio`` (a response and a request record each,
gzipped record by record, no fsync, no catalogue, no log). Run it on the disk that is meant: ``TMPDIR`` says where.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from unittest.mock import patch

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from cunzhao.archive import Archive
from cunzhao.flow.deposit import publish_log, put_on_record
from cunzhao.record import Disk
from cunzhao.store import engine
from cunzhao.types import Deposit, Exchange, Purpose

AT = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
CHANGED = 0.1
"""The share of pages that come back changed the second time; images never do."""
WORDS = (
    *(
        "市议会",
        "周一",
        "会议",
        "预算",
        "桥",
        "公园",
        "学校",
        "council",
        "budget",
        "bridge",
        "vote",
        "Monday",
        "minister",
    ),
    *("reported", "said", "would", "the", "of", "and", "to"),
)


def exchanges(pages: int) -> list[Exchange]:
    """Every page (some 30 KB of text and markup) with one image of 20 KB, then all of them again."""
    chance = random.Random(19950615)
    bodies = {f"http://press.example/{n}": _page(chance) for n in range(pages)}
    images = {f"http://press.example/{n}.jpg": chance.randbytes(20_000) for n in range(pages)}
    again = {url: _page(chance) if chance.random() < CHANGED else body for url, body in bodies.items()}
    first = [*bodies.items(), *images.items()]
    return [_exchange(url, body, n) for n, (url, body) in enumerate([*first, *again.items(), *images.items()])]


def _page(chance: random.Random) -> bytes:
    rows = (f"<p class='c{chance.randrange(9)}'>{' '.join(chance.choices(WORDS, k=60))}</p>" for _ in range(90))
    return f"<html><head><title>{chance.random()}</title></head><body>{''.join(rows)}</body></html>".encode()


def _exchange(url: str, body: bytes, number: int) -> Exchange:
    kind = "image/jpeg" if url.endswith(".jpg") else "text/html; charset=utf-8"
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    request = f"GET {url.removeprefix('http://press.example')} HTTP/1.1\r\nHost: press.example\r\n\r\n".encode()
    at = AT + timedelta(seconds=number)
    headers = (("Content-Type", kind), ("Content-Length", str(len(body))))
    return Exchange(
        url=url,
        request=request,
        response=head + body,
        status=200,
        headers=headers,
        payload=body,
        started=at,
        ended=at,
        peer="192.0.2.7:80",
        tls=None,
    )


def ours(folder: Path, all_of_it: Sequence[Exchange], batch: int, durable: bool) -> tuple[float, int, int]:
    """Seconds, bytes of evidence, and bytes of everything (catalogue and log too)."""
    pragmas = tuple(p for p in engine.WRITER_PRAGMAS if not p.startswith("synchronous"))
    asked = engine.WRITER_PRAGMAS if durable else (*pragmas, "synchronous=OFF")
    with patch.object(engine, "WRITER_PRAGMAS", asked):
        archive = Archive.init(folder / "press", parallel=False)
        if not durable:
            archive = replace(archive, disk=Disk(fsync=lambda fd: None))
        with archive.writing("bench") as writing:
            start = time.perf_counter()
            for first in range(0, len(all_of_it), batch):
                put_on_record(writing.context, [_deposit(e) for e in all_of_it[first : first + batch]])
            publish_log(writing.context)
            seconds = time.perf_counter() - start
        return seconds, _size(archive.place.evidence), _size(archive.place.directory)


def _deposit(one: Exchange) -> Deposit:
    purpose: Purpose = "image" if one.url.endswith(".jpg") else "page"
    return Deposit(purpose, exchange=one)


def plain(folder: Path, all_of_it: Sequence[Exchange]) -> tuple[float, int]:
    """Seconds and bytes of the same exchanges as ``warcio`` writes them."""
    file = folder / "plain.warc.gz"
    start = time.perf_counter()
    with file.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for one in all_of_it:
            head = StatusAndHeaders("200 OK", list(one.headers), protocol="HTTP/1.1")
            response = writer.create_warc_record(one.url, "response", payload=BytesIO(one.payload), http_headers=head)
            line = StatusAndHeaders("GET / HTTP/1.1", [("Host", "press.example")], is_http_request=True)
            request = writer.create_warc_record(one.url, "request", http_headers=line)
            writer.write_request_response_pair(request, response)
    return time.perf_counter() - start, file.stat().st_size


def _size(folder: Path) -> int:
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())


@contextmanager
def _scratch() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="cunzhao-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pages", type=int, default=400)
    arguments.add_argument("--batch", type=int, default=8, help="captures per acknowledgement")
    asked = arguments.parse_args()
    all_of_it = exchanges(asked.pages)
    count = len(all_of_it)
    print(f"{count} captures, {sum(len(e.response) for e in all_of_it) / count:.0f} bytes of response each on average")
    print(f"{'':34} {'captures/s':>10} {'bytes/capture':>14} {'with catalogue and log':>24}")
    for batch in (asked.batch, 1):
        for durable in (True, False):
            with _scratch() as folder:
                seconds, evidence, whole = ours(folder, all_of_it, batch, durable)
            name = f"{'durable' if durable else 'no fsync'}, {batch} at a time"
            print(f"{name:34} {count / seconds:10.0f} {evidence / count:14.0f} {whole / count:24.0f}")
    with _scratch() as folder:
        seconds, size = plain(folder, all_of_it)
    print(f"{'warcio, response and request':34} {count / seconds:10.0f} {size / count:14.0f} {'(neither)':>24}")


if __name__ == "__main__":
    main()
