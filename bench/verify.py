"""Reading everything again, measured: ``python -m bench.verify [MB]`` (default 100, of evidence files).

Half of the bytes are pages (text that packs to about a third), half are pictures (bytes that do not pack). The same files are
read by ``sha256sum`` in the same run, before and after; both have them in the page cache then. "unpacked" is what was hashed.
"CPU" is the processor time of all processes together, which says more than the clock where others use the machine as well.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from cunzhao.record import Disk, Evidence, Log, leaf_for_capture, verify_quick
from cunzhao.types import Capture, Deposit, Exchange

AT = datetime(2026, 11, 1, tzinfo=UTC)
UNSYNCED = Disk(fsync=lambda fd: None)
WORDS = [f"w{n:x}" for n in range(4000)]


def deposit(number: int, chance: random.Random) -> Deposit:
    """A page or a picture, by turns; each four pages weigh as much as one picture."""
    text = " ".join(chance.choices(WORDS, k=10_000)).encode()
    payload = text if number % 5 else chance.randbytes(80_000)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    url = f"https://press.example/{number}"
    exchange = Exchange(
        url=url,
        request=b"GET / HTTP/1.1\r\nHost: press.example\r\n\r\n",
        response=head + payload,
        status=200,
        headers=(("Content-Type", "text/html"),),
        payload=payload,
        started=AT,
        ended=AT,
        peer="192.0.2.7:443",
        tls=None,
    )
    return Deposit("page", source="press", exchange=exchange)


def filled(folder: Path, size: int) -> list[Capture]:
    """Evidence of about ``size`` bytes."""
    chance, captures = random.Random(1), list[Capture]()
    with Evidence(folder, clock=lambda: AT, random_bytes=chance.randbytes, disk=UNSYNCED) as evidence:
        while not captures or captures[-1].offset < size:
            batch = [deposit(len(captures) + n, chance) for n in range(100)]
            captures += evidence.append(batch, lambda digest: None)
    return captures


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """How long it takes, by the clock and in processor time."""
    begun, used = time.perf_counter(), processor_seconds()
    work()
    return time.perf_counter() - begun, processor_seconds() - used


def processor_seconds() -> float:
    """Of this process and all below it (Linux). The operating system adds up only those that were waited for."""
    parent, used = dict[int, int](), dict[int, int]()
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            parent[int(path.parent.name)] = int(fields[1])
            used[int(path.parent.name)] = sum(map(int, fields[11:15]))
    family, more = set[int](), {os.getpid()}
    while more:
        family |= more
        more = {one for one, above in parent.items() if above in more}
    return sum(used[one] for one in family) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Prints a table."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    cores = len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "evidence"
        captures = filled(folder, size * 1_000_000)
        log = Log.create(Path(place) / "log", disk=UNSYNCED)
        entries = [leaf_for_capture(capture).entry for capture in captures]
        log.publish(entries, 0)
        rows = [(capture, index, entry) for index, (capture, entry) in enumerate(zip(captures, entries, strict=True))]
        evidence = Evidence(folder, clock=lambda: AT, random_bytes=os.urandom)
        files = sorted(folder.glob("*.warc.gz"))
        packed = sum(path.stat().st_size for path in files) / 1e6
        unpacked = sum(capture.size for capture in captures) / 1e6

        def verify(share: float, count: int) -> None:
            assert {found.level for found in verify_quick(evidence, log, rows, share, cores=count)} == {"ok"}

        def summed() -> None:
            subprocess.run(["sha256sum", *map(str, files)], check=True, capture_output=True)

        print(f"{len(captures)} captures, {packed:.0f} MB of evidence, {unpacked:.0f} MB unpacked, {cores} cores\n")
        print("| | s | s CPU | MB/s of evidence | MB/s unpacked |\n|---|---|---|---|---|")
        for name, work in (
            ("sha256sum of the files", summed),
            ("verify --read-data, 1 process", lambda: verify(1.0, 1)),
            (f"verify --read-data, {cores} processes", lambda: verify(1.0, cores)),
            ("verify --read-data=5%, all processes", lambda: verify(0.05, cores)),
            ("verify --quick, 1 process", lambda: verify(0.0, 1)),
            (f"verify --quick, {cores} processes", lambda: verify(0.0, cores)),
            ("sha256sum of the files, again", summed),
        ):
            took, used = seconds(work)
            print(f"| {name} | {took:.2f} | {used:.2f} | {packed / took:.0f} | {unpacked / took:.0f} |", flush=True)


if __name__ == "__main__":
    main()
