"""What durability costs: acknowledged captures a second, and bytes per capture.

    python bench/durable.py [--pages 400] [--batch 8] [--rounds 5]

One run over the same invented pages and images, fetched twice (the second time most come back the same): with durability on
(fsync of evidence, synchronous commits), without any fsync, and by plain ``warcio`` (a response and a request record each,
gzipped record by record, no fsync, no catalogue, no log), which writes every answer whole, or a revisit where the payload is
known. Run it on the disk that is meant: ``TMPDIR`` says where.

Each round does every variant once, in an order of its own, so that other work strikes all alike; the table has the
median of the rounds, the slowest and the quickest, and the processor time (median), which others disturb least.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from statistics import median
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


@dataclass(frozen=True)
class Result:
    """Seconds by the clock and of the processor, bytes of the evidence, and of everything (catalogue and log too)."""

    seconds: float
    cpu: float
    evidence: int
    whole: int | None = None


Variant = Callable[[Path, Sequence[Exchange]], Result]


@contextmanager
def _timed() -> Iterator[list[float]]:
    """Fills in seconds and processor seconds of the block when it ends."""
    took = list[float]()
    start, used = time.perf_counter(), time.process_time()
    yield took
    took += [time.perf_counter() - start, time.process_time() - used]


def ours(batch: int, durable: bool, folder: Path, all_of_it: Sequence[Exchange]) -> Result:
    """So many captures at a time through the write path, up to the signed log."""
    pragmas = tuple(p for p in engine.WRITER_PRAGMAS if not p.startswith("synchronous"))
    asked = engine.WRITER_PRAGMAS if durable else (*pragmas, "synchronous=OFF")
    with patch.object(engine, "WRITER_PRAGMAS", asked):
        archive = Archive.init(folder / "press", parallel=False)
        if not durable:
            archive = replace(archive, disk=Disk(fsync=lambda fd: None))
        with archive.writing("bench") as writing, _timed() as took:
            for first in range(0, len(all_of_it), batch):
                put_on_record(writing.context, [_deposit(e) for e in all_of_it[first : first + batch]])
            publish_log(writing.context)
        return Result(took[0], took[1], _size(archive.place.evidence), _size(archive.place.directory))


def _deposit(one: Exchange) -> Deposit:
    purpose: Purpose = "image" if one.url.endswith(".jpg") else "page"
    return Deposit(purpose, exchange=one)


def plain(revisits: bool, folder: Path, all_of_it: Sequence[Exchange]) -> Result:
    """The same exchanges as ``warcio`` writes them."""
    file, known = folder / "plain.warc.gz", dict[str, tuple[str, str]]()
    with file.open("wb") as stream, _timed() as took:
        writer = WARCWriter(stream, gzip=True)
        for one in all_of_it:
            head = StatusAndHeaders("200 OK", list(one.headers), protocol="HTTP/1.1")
            response = writer.create_warc_record(one.url, "response", payload=BytesIO(one.payload), http_headers=head)
            digest = response.rec_headers.get_header("WARC-Payload-Digest")
            if revisits and digest in known:
                response = writer.create_revisit_record(one.url, digest, *known[digest], http_headers=head)
            known[digest] = (one.url, one.started.strftime("%Y-%m-%dT%H:%M:%SZ"))
            line = StatusAndHeaders("GET / HTTP/1.1", [("Host", "press.example")], is_http_request=True)
            request = writer.create_warc_record(one.url, "request", http_headers=line)
            writer.write_request_response_pair(request, response)
    return Result(took[0], took[1], file.stat().st_size)


def _size(folder: Path) -> int:
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())


@contextmanager
def _scratch() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="cunzhao-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def variants(batch: int) -> dict[str, Variant]:
    """By name, in the order of the table."""
    found: dict[str, Variant] = {}
    for many in (batch, 1):
        for durable in (True, False):
            found[f"{'durable' if durable else 'no fsync'}, {many} at a time"] = partial(ours, many, durable)
    return found | {"warcio, all whole": partial(plain, False), "warcio, with revisits": partial(plain, True)}


def measured(all_of_it: Sequence[Exchange], batch: int, rounds: int) -> dict[str, list[Result]]:
    """The results of every variant, one for each round."""
    chance, wanted = random.Random(rounds), variants(batch)
    results: dict[str, list[Result]] = {name: [] for name in wanted}
    for _ in range(rounds):
        for name in chance.sample(list(wanted), len(wanted)):
            with _scratch() as folder:
                results[name].append(wanted[name](folder, all_of_it))
    return results


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pages", type=int, default=400)
    arguments.add_argument("--batch", type=int, default=8, help="captures per acknowledgement")
    arguments.add_argument("--rounds", type=int, default=5)
    asked = arguments.parse_args()
    all_of_it = exchanges(asked.pages)
    count = len(all_of_it)
    print(
        f"{count} captures, {sum(len(e.response) for e in all_of_it) / count:.0f} bytes of response each on average\n"
    )
    print("| | captures/s | slowest to quickest | ms CPU per capture | bytes per capture | with catalogue and log |")
    print("|---|---|---|---|---|---|")
    for name, results in measured(all_of_it, asked.batch, asked.rounds).items():
        speeds = sorted(count / r.seconds for r in results)
        cpu = median(r.cpu for r in results) / count * 1000
        last = results[-1]
        whole = "" if last.whole is None else f"{last.whole / count:.0f}"
        middle, ends = f"{median(speeds):.0f}", f"{speeds[0]:.0f} to {speeds[-1]:.0f}"
        print(f"| {name} | {middle} | {ends} | {cpu:.2f} | {last.evidence / count:.0f} | {whole} |")


if __name__ == "__main__":
    main()
