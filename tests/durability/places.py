"""Bad places to write: a disk of 4 MB, an archive that eight want at once, a file that was torn, a clock that jumps."""

from __future__ import annotations

import os
import random
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cunzhao.errors import CunzhaoError
from cunzhao.record import Disk
from tests.durability.faults import seeded
from tests.durability.oracle import UNSYNCED, Said, judge, readable
from tests.durability.tally import Tally
from tests.durability.trial import Writers, begun, scratch
from tests.durability.work import Job, deposits, open_archive, perform

SMALL = 4_000_000
LIMIT = 1_000_000
"""Bytes of any one file where no disk of 4 MB can be mounted: the write that would pass it is cut short, as by a full disk."""
LONGEST_READ = 5.0
"""Seconds; SQLite's own patience is 5 s, and a reader that is never made to wait does not need it."""


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """A file system of 4 MB at ``folder``; False where this process may not mount one."""
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "none", str(folder)]
    mounted = os.geteuid() == 0 and subprocess.run(words, capture_output=True, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def full_disk(writers: Writers, seed: int, *, fault: str = "") -> Tally:
    """Writes until the disk is full: it refuses in one line, all is read, and with room again it goes on."""
    tally = Tally()
    with scratch() as folder, small_disk(folder / "disk") as mounted:
        press = folder / "disk" / "press"
        begun(press)
        size = random.Random(seed).randint(20_000, 90_000)
        job = Job(str(press), seed, batches=400, large=size, fault=fault)
        ended = writers.run(job, size_limit=0 if mounted else LIMIT)
        wrong = [] if fault else [*ended.crash, *([] if ended.said.refused else ["the disk was never full"])]
        tally.note(f"full disk {seed}", wrong, len(ended.said.kept))
        tally.note(f"reading on a full disk {seed}", [] if fault else readable(press, ended.said))
        again = writers.run(
            Job(str(press), seed + 1, batches=400, large=size, fault=fault), size_limit=0 if mounted else LIMIT
        )
        tally.note(f"writing again on a full disk {seed}", again.crash if not fault else [])
        if mounted:
            subprocess.run(["mount", "-o", "remount,size=64m", str(folder / "disk")], check=True)
        said = Said.of([*ended.lines, *again.lines])
        with seeded(fault):
            tally.note(f"room again {seed}", judge(press, said), len(again.said.kept))
    return tally


def short_writes(seed: int, *, fault: str = "") -> Tally:
    """Every write of evidence, log and journal takes only a part of what it is given, as POSIX allows."""
    chance, tally = random.Random(seed), Tally()

    def part(fd: int, content: bytes | memoryview) -> int:
        return os.write(fd, content[: chance.randint(1, 700)])

    with scratch() as folder, seeded(fault) as keep:
        begun(folder / "press")
        lines: list[dict[str, Any]] = []
        wrong = []
        try:
            perform(Job(str(folder / "press"), seed), lines.append, keep, Disk(write=part))
        except CunzhaoError as error:
            wrong.append(f"{type(error).__name__}: {error}")
        said = Said.of(lines)
        tally.note(f"short writes {seed}", wrong + judge(folder / "press", said), len(said.kept))
    return tally


def many_writers(writers: Writers, seed: int, sessions: int, *, fault: str = "") -> Tally:
    """Eight writers at once, each so many times, and a reader who looks all the while and never waits."""
    tally, number = Tally(), 8
    with scratch() as folder:
        press = folder / "press"
        begun(press)
        job = asdict(Job(str(press), sessions=sessions, batches=2, among=True, fault=fault))
        pid = writers.start(kind="crowd", writers=number, **job)
        writers.go()
        longest, looked = _look_on(press, pid)
        ended = writers.end()
        wrong = list(ended.crash)
        if longest > LONGEST_READ:
            wrong.append(f"a reader waited {longest:.1f} s")
        if looked == 0:
            wrong.append("nobody looked")
        wrong += ended.said.refused
        with seeded(fault):
            wrong += judge(press, ended.said)
        tally.note(f"eight writers {seed}", wrong, len(ended.said.kept))
        tally.points = number * sessions
    return tally


def _look_on(press: Path, pid: int) -> tuple[float, int]:
    """Reads while the process lives; the longest look in seconds, and how many there were."""
    longest, looked = 0.0, 0
    while _lives(pid):
        began = time.monotonic()
        readable(press, Said())
        longest, looked = max(longest, time.monotonic() - began), looked + 1
        time.sleep(0.02)
    return longest, looked


def _lives(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def torn_tails(seed: int, step: int, first: int = 0, *, fault: str = "") -> Tally:
    """The last capture (three records) was not acknowledged; its file is cut at every ``step``-th byte, from ``first``."""
    tally = Tally()
    with scratch() as folder:
        made, press = folder / "made", folder / "press"
        begun(made)
        lines: list[dict[str, Any]] = []
        perform(Job(str(made), seed, sessions=1), lines.append)
        archive = open_archive(Job(str(made)), UNSYNCED)
        with archive.writing("trial") as writing:
            context = writing.context
            file = max(archive.place.evidence.glob("*.warc.gz"), key=lambda p: p.name[-13:])
            start = file.stat().st_size
            context.evidence.append(deposits(random.Random(seed + 2), "torn")[:1], context.store.prior)
        content, said = file.read_bytes(), Said.of(lines)
        for end in range(start + first, len(content) + 1, step):
            subprocess.run(["cp", "-a", str(made), str(press)], check=True)
            os.truncate(press / "evidence" / file.name, end)
            with seeded(fault):
                wrong = judge(press, said)
            kept = b"".join(p.read_bytes() for p in (press / "evidence").glob("quarantine/*"))
            if not fault and start < end < len(content) and kept != content[start:end]:
                wrong.append("the torn tail is not in quarantine")
            tally.note(f"{file.name} cut at byte {end} of {len(content)}", wrong)
            subprocess.run(["rm", "-rf", str(press)], check=True)
    return tally


JUMPS = (0.0, -24 * 365 * 55, 1.0, 24 * 365 * 73, -0.5, 24 * 400, 0.1)
"""Hours from the opening of the press: 1971, 2099, a moment ago."""


def clock_jumps(seed: int, jumps: int) -> Tally:
    """Session after session by a clock that jumps: nothing is lost, and a rebuild makes the same catalogue."""
    tally = Tally()
    with scratch() as folder:
        press = folder / "press"
        begun(press)
        lines: list[dict[str, Any]] = []
        for number in range(jumps):
            hours = JUMPS[(number + seed) % len(JUMPS)]
            job = Job(str(press), seed * 100 + number, sessions=1, batches=2, hours=hours)
            perform(job, lines.append, disk=UNSYNCED)
            tally.note(f"clock {hours:+.1f} h", readable(press, Said.of(lines)))
        tally.note(f"after the jumps of {seed}", judge(press, Said.of(lines)), len(Said.of(lines).kept))
        archive = open_archive(Job(str(press)), UNSYNCED)
        before = list(archive.reading().dump())
        archive.rebuild()
        same = list(archive.reading().dump()) == before
        tally.note(f"rebuild after the jumps of {seed}", [] if same else ["the catalogue is another one"])
    return tally
