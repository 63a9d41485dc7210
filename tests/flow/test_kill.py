"""A writer killed at any moment loses nothing that was acknowledged, and the next one goes on."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cunzhao.archive import Archive
from cunzhao.archive.reading import Reading
from cunzhao.press import BigPress
from cunzhao.store import dump
from tests.flow.child import archive_at
from tests.press_archive import OPENED

pytestmark = pytest.mark.xdist_group("kill")

KILLS = 25
HOSTS, ARTICLES = 4, 20
LATEST = 4.0
"""Seconds after which a writer is killed even if it has done nothing: the machine may be busy."""
ROOT = Path(__file__).resolve().parents[2]


class Writers:
    """The process that forks writers."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def start(self, **job: Any) -> int:
        """A new writer's process id."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        return int(self._answer())

    def ended(self) -> int:
        """How it ended: 0, or the negative number of the signal that killed it."""
        return int(self._answer())

    def _answer(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()


@contextmanager
def writers() -> Iterator[Writers]:
    command = [sys.executable, "-m", "tests.flow.child"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        yield Writers(process)
        assert process.stdin is not None
        process.stdin.close()


def acknowledged(reading: Reading, after: int) -> dict[int, str]:
    """Every capture that a reader sees behind a leaf: leaf and id."""
    found: dict[int, str] = {}
    while lines := reading.catalogue.captures(after=max(found, default=after)):
        found |= {line.leaf: line.capture.id for line in lines if line.leaf is not None}
    return found


def damage(archive: Archive, read_data: bool = False) -> list[str]:
    return [f"{f.level}: {f.what} {f.where}" for f in archive.verify(read_data) if f.level in ("damage", "tampering")]


def wait(archive: Archive, chance: random.Random) -> None:
    """Until a random moment: of the opening (one in four), else a little after some number of leaves was committed."""
    if chance.random() < 0.25:
        time.sleep(chance.uniform(0, 0.3))
        return
    store = archive.reading().catalogue
    wanted, end = store.log_size() + chance.randint(1, 16), time.monotonic() + LATEST
    while store.log_size() < wanted and time.monotonic() < end:
        time.sleep(0.005)
    store.close()
    time.sleep(chance.uniform(0, 0.1))


def test_twenty_five_kills_lose_nothing(tmp_path: Path) -> None:
    chance = random.Random(19950615)
    directory = tmp_path / "press"
    Archive.init(directory, clock=lambda: OPENED)
    with BigPress(HOSTS, ARTICLES, clock=lambda: OPENED) as press, writers() as forks:
        archive = archive_at(directory, press.port, 1)
        with archive.writing("test") as writing:
            for host in press.big.names:
                writing.add(f"http://{host}/feed.xml")
        safe: dict[int, str] = {}
        killed = 0
        for number in range(1, KILLS + 1):
            pid = forks.start(directory=str(directory), port=press.port, minutes=10 * number)
            wait(archive, chance)
            reading = archive.reading()
            safe |= acknowledged(reading, max(safe, default=-1))
            reading.catalogue.close()
            os.kill(pid, signal.SIGKILL)
            killed += forks.ended() == -signal.SIGKILL
            assert damage(archive) == []
            reading = archive.reading()
            assert safe.items() <= acknowledged(reading, -1).items()
            reading.catalogue.close()
        assert killed >= KILLS - 3
        assert len(safe) > 2 * KILLS
        last = archive_at(directory, press.port, 10 * KILLS + 10)
        with last.writing("test") as writing:
            rows = writing.run()
    assert [r.errors for r in rows] == [()] * HOSTS
    _is_whole(last, safe)


def _is_whole(archive: Archive, safe: dict[int, str]) -> None:
    reading = archive.reading()
    totals = reading.catalogue.totals()
    assert (totals["articles"], totals["revisions"]) == (HOSTS * ARTICLES, HOSTS * ARTICLES)
    assert totals["images_held"] == totals["images_named"] == 2 * HOSTS * ARTICLES
    assert safe.items() <= acknowledged(reading, -1).items()
    assert [f.what for f in archive.verify(read_data=True) if f.level != "ok"] == []
    before = list(dump(reading.catalogue))
    found = reading.search("市议会", limit=1000)
    archive.place.catalog.unlink()
    assert archive.rebuild()["unlogged"] == 0
    rebuilt = archive.reading()
    assert list(dump(rebuilt.catalogue)) == before
    assert rebuilt.search("市议会", limit=1000) == found
