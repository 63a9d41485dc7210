"""Opens what a writer left behind, as the next writer would, and says what is wrong with it."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import Dialect, Engine, create_engine

from cunzhao.archive import Archive
from cunzhao.archive.writing import Writing
from cunzhao.errors import CunzhaoError
from cunzhao.flow.deposit import publish_log, put_on_record
from cunzhao.flow.ingest import ingest
from cunzhao.record import Disk, Evidence
from cunzhao.store import Store, engine
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
        with patch.object(engine, "create_engine", _quick):
            return _judge(directory, said)
    except CunzhaoError as error:
        return [f"{type(error).__name__}: {error}"]
    except Exception as error:
        return [f"not even a clear error: {type(error).__name__}: {error}"]


@cache
def _dialect() -> Dialect:
    """One dialect, initialised, and with it one cache of compiled statements, for all the engines of this process."""
    made = create_engine("sqlite://")
    made.connect().close()
    made.dispose()
    return made.dialect


_COMPILED: dict[object, object] = {}


def _quick(url: str, **words: Any) -> Engine:
    """An engine that does not compile each statement anew: half of the time of a trial went into that."""
    made = create_engine(url, **words)
    made.dialect = made.pool._dialect = _dialect()
    made.update_execution_options(compiled_cache=_COMPILED)
    return made


def _judge(directory: Path, said: Said) -> list[str]:
    if not said.made and not (directory / "cunzhao.toml").exists():
        Archive.init(directory, clock=Clock(OPENED), parallel=False)
    archive = open_archive(Job(str(directory)), UNSYNCED)
    with archive.writing("judge") as writing:
        wrong = [*_missing(writing, said), *_log(writing, said)]
        if not wrong:
            ingest(writing.context, put_on_record(writing.context, deposits(random.Random(0), "judge")))
            publish_log(writing.context)
    return wrong + [f"verify: {f.level}: {f.what} ({f.where})" for f in archive.verify(True) if f.level != "ok"]


def readable(directory: Path, said: Said) -> list[str]:
    """What is wrong for one who only reads, beside a writer or after it: empty when everything acknowledged is there."""
    reading = open_archive(Job(str(directory))).reading()
    try:
        return _captures(reading.catalogue, reading.evidence, said)
    except CunzhaoError as error:
        return [f"cannot be read: {type(error).__name__}: {error}"]
    finally:
        reading.catalogue.close()


def _missing(writing: Writing, said: Said) -> list[str]:
    context = writing.context
    followed = {source.id for source in context.store.followed()}
    wrong = [f"lost: source {name}" for name in said.sources - followed]
    return wrong + _captures(context.store, context.evidence, said)


def _captures(store: Store, evidence: Evidence, said: Said) -> list[str]:
    by_url = {line.capture.url: line.capture for line in store.captures(limit=100_000)}
    wrong = []
    for url, digest in said.kept.items():
        capture = by_url.get(url)
        if capture is None:
            wrong.append(f"lost: {url} was acknowledged and has no row")
            continue
        payload = evidence.read(capture, store.capture_of).payload
        if sha256(payload).hexdigest() != digest:
            wrong.append(f"changed: {url} is not what was kept")
    return wrong


def _log(writing: Writing, said: Said) -> list[str]:
    store, log = writing.context.store, writing.context.log
    leaves = [subject for _, kind, _, subject in store.leaves(limit=100_000) if kind == "capture"]
    rows = [line.capture.id for line in store.captures(limit=100_000)]
    wrong = [] if leaves == rows else [f"{len(leaves)} leaves of captures for {len(rows)} rows"]
    for size, root in said.signed.items():
        if size > log.size or log.root_at(size).hex() != root:
            wrong.append(f"the checkpoint of {size} leaves was signed and is no beginning of the log")
    return wrong
