"""Looking whether evidence and log are what was promised. Nothing here writes.

*Damage* is what no longer reads as what it says of itself (a broken checksum, a missing file); *tampering* is what reads well
and is not what the log promised. The two need different answers: a copy from elsewhere, or a question to somebody.
"""

from __future__ import annotations

import multiprocessing
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC
from pathlib import Path

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from cunzhao.errors import CunzhaoError, EvidenceError
from cunzhao.record import scan
from cunzhao.record.evidence import Evidence
from cunzhao.record.file_check import REBUILD, Expected, Unit, check_unit
from cunzhao.record.leaves import leaf_for_capture
from cunzhao.record.log import Log
from cunzhao.record.log_check import ASK, COPY, check_log
from cunzhao.record.merkle import leaf_hash
from cunzhao.types import Capture, Finding

Row = tuple[Capture, int | None, bytes]
"""A capture of the catalogue, its position in the log (None: not published yet), and its entry."""

UNIT = 16_000_000
"""Bytes that one process checks at a time (some 0.4 s): small enough that the last ones do not wait for one for long. Less than
two of them are checked here: starting the processes takes as long."""

Progress = Callable[[int, int], None]
"""Called with the bytes done and the bytes in all."""


def verify_quick(
    evidence: Evidence,
    log: Log,
    rows: Iterable[Row],
    read_data: float = 0.0,
    progress: Progress = lambda done, total: None,
    cores: int = 1,
    chance: Callable[[], float] = random.random,
) -> Iterator[Finding]:
    """Checks log, rows and evidence files against each other; tells what it found, and an ``ok`` line for each sound part.

    ``read_data`` is the share (0 to 1) of captures of which every byte is read and every digest computed, chosen by ``chance``
    (numbers from 0 to below 1); of the others the bytes of responses are passed by: only their record's head is read, and all
    small records. Rows in the order of the log are fastest. ``progress`` gets bytes done and bytes in all. With ``cores`` above
    1 large files are checked by that many processes.
    """
    size, findings = check_log(log)
    yield from findings
    expected = _Rows(log, size, lambda: chance() < read_data)
    yield from expected.check(rows)
    sound = True
    for found in _check_files(evidence.directory, expected.by_file, cores, progress):
        sound = False
        yield found
    if sound:
        how = "every byte read" if read_data >= 1 else "the bytes of responses were not read"
        how = f"{expected.read} of them read byte by byte" if 0 < read_data < 1 else how
        yield Finding("ok", f"{expected.count} captures on record ({how})", "evidence")


class _Rows:
    """Goes through the rows once: each against its log entry, and into what is expected of the files."""

    def __init__(self, log: Log, size: int, choose: Callable[[], bool]) -> None:
        self.by_file: dict[str, dict[int, Expected]] = {}
        self.count = self.read = 0
        self._entries = _Entries(log)
        self._size = size
        self._choose = choose

    def check(self, rows: Iterable[Row]) -> Iterator[Finding]:
        newer, first = 0, ""
        for capture, index, entry in rows:
            signed = index is not None and 0 <= index < self._size
            if not signed:
                newer, first = newer + 1, first or capture.id
            yield from self._expect(capture, entry)
            yield from _check_row(capture, index if signed else None, entry, self._entries)
        if newer:
            what = f"{newer} captures are not in the signed log yet, {first} and later"
            yield Finding("unchecked", what, "log", "run a writing command once: it signs what was acknowledged")

    def _expect(self, capture: Capture, entry: bytes) -> Iterator[Finding]:
        read = self._choose()
        self.count, self.read = self.count + 1, self.read + read
        at = capture.at.astimezone(UTC)
        one = Expected(capture.id, capture.record_id, capture.length, leaf_hash(entry), at, read)
        if self.by_file.setdefault(capture.path, {}).setdefault(capture.offset, one) is not one:
            where = f"{capture.path}:{capture.offset}"
            yield Finding("damage", f"the row of capture {capture.id} points to the record of another", where, REBUILD)


class _Entries:
    """Published entries by index; one bundle is held at a time."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._start = 0
        self._held: list[bytes] = []

    def at(self, index: int) -> bytes:
        if not self._start <= index < self._start + len(self._held):
            self._start = index - index % 256
            self._held = list(self._log.entries(self._start, self._start + 256))
        return self._held[index - self._start]


def _check_row(capture: Capture, index: int | None, entry: bytes, entries: _Entries) -> Iterator[Finding]:
    where = f"capture {capture.id}"
    try:
        own = leaf_for_capture(capture).entry
    except (ValueError, CunzhaoError) as error:
        yield Finding("damage", f"its row cannot be read: {error}", where, REBUILD)
        return
    if own != entry:
        yield Finding("tampering", "its row is not what its log entry promised", where, ASK)
    if index is None:
        return
    try:
        published = entries.at(index)
    except EvidenceError as error:
        yield Finding("damage", str(error), where, COPY)
        return
    if published != entry:
        yield Finding("tampering", f"leaf {index} of the log is not the entry that the catalogue has", where, ASK)


def _check_files(
    directory: Path, expected: Mapping[str, Mapping[int, Expected]], cores: int, progress: Progress
) -> Iterator[Finding]:
    sizes = {path.name: path.stat().st_size for path in scan.files(directory)}
    for name in expected.keys() - sizes.keys():
        yield Finding("damage", f"the file is missing; it has {len(expected[name])} captures", name, COPY)
    units = [unit for name, size in sizes.items() for unit in _units(name, size, expected.get(name, {}))]
    check = _in_parallel if cores > 1 and len(units) > 1 else _one_by_one
    done, total = 0, sum(sizes.values())
    for unit, found in zip(units, check(directory, units, cores), strict=True):
        yield from found
        done += unit.end - unit.start
        progress(done, total)


def _units(name: str, size: int, expected: Mapping[int, Expected]) -> Iterator[Unit]:
    """A file cut where a row says that a group starts."""
    start, held = 0, dict[int, Expected]()
    for offset in sorted(expected):
        if start + UNIT <= offset < size:
            yield Unit(name, start, offset, size, held)
            start, held = offset, {}
        held[offset] = expected[offset]
    yield Unit(name, start, size, size, held)


def _one_by_one(directory: Path, units: Sequence[Unit], _: int) -> Iterator[list[Finding]]:
    for unit in units:
        yield check_unit(directory, unit)


def _in_parallel(directory: Path, units: Sequence[Unit], cores: int) -> Iterator[list[Finding]]:
    """In order; a process that dies (memory) leaves its stretch unchecked, and the others go on."""
    # Not fork: a lock that another thread of this process holds would stay locked for ever. What the processes need is imported
    # once, before they are forked: 0.4 s of processor time for each of them was as much as a unit takes.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([check_unit.__module__])
    with ProcessPool(max_workers=min(cores, len(units)), context=context) as pool:
        futures = [(unit, pool.schedule(check_unit, args=(directory, unit))) for unit in units]
        try:
            for unit, future in futures:
                yield _result(unit, future)
        finally:
            for _, future in futures:
                future.cancel()


def _result(unit: Unit, future: ProcessFuture[list[Finding]]) -> list[Finding]:
    try:
        return future.result()
    except ProcessExpired as error:
        what = f"the process that checked these bytes died ({error.exitcode})"
        where = f"{unit.name}:{unit.start}-{unit.end}"
        return [Finding("unchecked", what, where, "verify again when there is more memory")]
