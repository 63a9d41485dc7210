"""Opens what a writer left behind, as the next writer would, and says what is wrong with it."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from cunzhao.archive import Archive
from cunzhao.archive.writing import Writing
from cunzhao.errors import CunzhaoError
from cunzhao.flow.deposit import put_on_record
from cunzhao.record import Disk
from tests.durability.work import Job, deposits, open_archive
from tests.press_archive import OPENED, Clock

UNSYNCED = Disk(fsync=lambda fd: None)
"""What is judged is thrown away: nothing waits for the disk."""


@dataclass
class Said:
    """Everything that was acknowledged."""

    made: bool = False
    kept: dict[str, str] = field(default_factory=dict)
    sources: set[str] = field(default_factory=set)
    signed: dict[int, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    @staticmethod
    def of(lines: Iterable[dict[str, Any]]) -> Said:
        """All lines together."""
        said = Said()
        for line in lines:
            said.add(line)
        return said

    def add(self, line: dict[str, Any]) -> None:
        """One more line."""
        self.made = self.made or "made" in line
        self.kept |= dict(line.get("kept", ()))
        if "source" in line:
            self.sources.add(line["source"])
        if "signed" in line:
            size, root = line["signed"]
            self.signed[size] = root
        if "refused" in line:
            self.refused.append(line["refused"])


def judge(directory: Path, said: Said) -> list[str]:
    """What is wrong: empty when nothing acknowledged is lost, nothing is corrupt, and a new capture can be kept."""
    try:
        return _judge(directory, said)
    except CunzhaoError as error:
        return [f"{type(error).__name__}: {error}"]
    except Exception as error:
        return [f"not even a clear error: {type(error).__name__}: {error}"]


def _judge(directory: Path, said: Said) -> list[str]:
    if not said.made and not (directory / "cunzhao.toml").exists():
        Archive.init(directory, clock=Clock(OPENED), parallel=False)
    archive = open_archive(Job(str(directory)), UNSYNCED)
    with archive.writing("judge") as writing:
        wrong = [*_missing(writing, said), *_log(writing, said)]
        if not wrong:
            put_on_record(writing.context, deposits(random.Random(0), "judge"))
    with archive.writing("judge"):
        """What was just kept is published."""
    return wrong + [f"verify: {f.level}: {f.what} ({f.where})" for f in archive.verify(True) if f.level != "ok"]


def _missing(writing: Writing, said: Said) -> list[str]:
    context = writing.context
    lines = [line for line in context.store.captures(limit=100_000)]
    by_url = {line.capture.url: line.capture for line in lines}
    wrong = []
    for url, digest in said.kept.items():
        capture = by_url.get(url)
        if capture is None:
            wrong.append(f"lost: {url} was acknowledged and has no row")
            continue
        payload = context.evidence.read(capture, context.store.capture_of).payload
        if sha256(payload).hexdigest() != digest:
            wrong.append(f"changed: {url} is not what was kept")
    followed = {source.id for source in context.store.followed()}
    return wrong + [f"lost: source {name}" for name in said.sources - followed]


def _log(writing: Writing, said: Said) -> list[str]:
    store, log = writing.context.store, writing.context.log
    leaves = [subject for _, kind, _, subject in store.leaves(limit=100_000) if kind == "capture"]
    rows = [line.capture.id for line in store.captures(limit=100_000)]
    wrong = [] if leaves == rows else [f"{len(leaves)} leaves of captures for {len(rows)} rows"]
    for size, root in said.signed.items():
        if size > log.size or log.root_at(size).hex() != root:
            wrong.append(f"the checkpoint of {size} leaves was signed and is no beginning of the log")
    return wrong

