"""SIGKILL at random moments: of a crawl over a press, and of the plain writer."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path

from cunzhao.archive import Archive
from cunzhao.archive.reading import Reading
from cunzhao.press import BigPress
from cunzhao.record.file_check import TORN
from tests.durability.child import archive_at
from tests.durability.oracle import judge
from tests.durability.tally import Tally
from tests.durability.trial import Writers, begun, scratch
from tests.durability.work import Job
from tests.press_archive import OPENED

HOSTS, ARTICLES = 4, 20
LATEST = 4.0
"""Seconds after which a crawl is killed even if it has done nothing: the machine may be busy."""
LONGEST = 0.6
"""Seconds that the plain writer needs at most when nobody disturbs it."""


def killed(pid: int) -> None:
    """Kills a writer; on a quick machine it may have ended by itself."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def crawl_kills(writers: Writers, seed: int, kills: int) -> Tally:
    """Kills one crawl after another over the same archive; then one is let finish, and all must be there and verify."""
    chance, tally = random.Random(seed), Tally()
    with scratch() as folder, BigPress(HOSTS, ARTICLES, clock=lambda: OPENED) as press:
        directory = folder / "press"
        begun(directory)
        archive = archive_at(directory, press.port, 1)
        with archive.writing("test") as writing:
            for host in press.big.names:
                writing.add(f"http://{host}/feed.xml")
        safe: dict[int, str] = {}
        for number in range(1, kills + 1):
            pid = writers.start(kind="crawl", directory=str(directory), port=press.port, minutes=10 * number)
            writers.go()
            _wait(archive, chance)
            with _reading(archive) as reading:
                safe |= _acknowledged(reading, max(safe, default=-1))
            killed(pid)
            crash = writers.end().crash
            tally.note(f"crawl {seed}, kill {number}", crash + _lost(archive, safe) + _damage(archive))
        tally.acknowledged = len(safe)
        last = archive_at(directory, press.port, 10 * kills + 10)
        with last.writing("test") as writing:
            errors = [error for row in writing.run() for error in row.errors]
        tally.failures += [f"crawl {seed}: {wrong}" for wrong in (*errors, *_lost(last, safe), *_incomplete(last))]
    return tally


@contextmanager
def _reading(archive: Archive) -> Iterator[Reading]:
    reading = archive.reading()
    try:
        yield reading
    finally:
        reading.catalogue.close()


def _wait(archive: Archive, chance: random.Random) -> None:
    """Until a random moment: of the opening (one in four), else a little after some number of leaves was committed."""
    if chance.random() < 0.25:
        time.sleep(chance.uniform(0, 0.3))
        return
    with _reading(archive) as reading:
        store = reading.catalogue
        wanted, end = store.log_size() + chance.randint(1, 16), time.monotonic() + LATEST
        while store.log_size() < wanted and time.monotonic() < end:
            time.sleep(0.005)
    time.sleep(chance.uniform(0, 0.1))


def _acknowledged(reading: Reading, after: int) -> dict[int, str]:
    """Every capture that a reader sees behind a leaf: leaf and id."""
    found: dict[int, str] = {}
    while lines := reading.catalogue.captures(after=max(found, default=after)):
        found |= {line.leaf: line.capture.id for line in lines if line.leaf is not None}
    return found


def _lost(archive: Archive, safe: dict[int, str]) -> list[str]:
    with _reading(archive) as reading:
        gone = safe.items() - _acknowledged(reading, -1).items()
    return [f"lost: capture {name} at leaf {leaf}" for leaf, name in sorted(gone)]


def _damage(archive: Archive) -> list[str]:
    """A torn tail of what was never acknowledged waits for the next writer; everything else is damage."""
    found = [f for f in archive.verify() if f.level in ("damage", "tampering")]
    return [f"{f.level}: {f.what} {f.where}" for f in found if f.advice != TORN]


def _found(reading: Reading) -> set[str]:
    """What a search finds; of two that are equally good either may come first."""
    return {hit.line.id for hit in reading.search("市议会", limit=1000).hits}


def _incomplete(archive: Archive) -> list[str]:
    """What a finished crawl of this press lacks; and whether the catalogue comes back the same."""
    with _reading(archive) as reading:
        totals = reading.catalogue.totals()
        wanted = {"articles": HOSTS * ARTICLES, "revisions": HOSTS * ARTICLES, "images_held": 2 * HOSTS * ARTICLES}
        wrong = [f"{totals[name]} {name} of {number}" for name, number in wanted.items() if totals[name] != number]
        before, hits = list(reading.dump()), _found(reading)
    wrong += [f"verify: {f.what}" for f in archive.verify(read_data=True) if f.level != "ok"]
    archive.place.catalog.unlink()
    if archive.rebuild()["unlogged"]:
        wrong.append("something on record was not in the log")
    with _reading(archive) as rebuilt:
        if list(rebuilt.dump()) != before or _found(rebuilt) != hits:
            wrong.append("the rebuilt catalogue is another one")
    return wrong


def random_kills(writers: Writers, seed: int, kills: int) -> Tally:
    """Kills the plain writer so many times, each at a random moment of its life."""
    chance, tally = random.Random(seed), Tally()
    while tally.points < kills:
        with scratch() as folder:
            press: Path = folder / "press"
            begun(press)
            pid = writers.start(kind="trial", **asdict(Job(str(press), chance.randrange(10**6))))
            writers.go()
            time.sleep(chance.uniform(0, LONGEST))
            killed(pid)
            ended = writers.end()
            if ended.code == -signal.SIGKILL:
                tally.note(f"random kill {tally.points} of {seed}", judge(press, ended.said), len(ended.said.kept))
    return tally
