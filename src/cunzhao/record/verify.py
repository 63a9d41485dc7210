"""Looking whether evidence and log are what was promised. Nothing here writes.

*Damage* is what no longer reads as what it says of itself (a broken checksum, a missing file); *tampering* is what reads well
and is not what the log promised. The two need different answers: a copy from elsewhere, or a question to somebody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from cunzhao.errors import CunzhaoError, EvidenceError
from cunzhao.record import http, scan
from cunzhao.record.evidence import Evidence
from cunzhao.record.leaves import leaf_for_capture
from cunzhao.record.log import Log
from cunzhao.record.log_check import ASK, COPY, check_log
from cunzhao.record.merkle import leaf_hash
from cunzhao.record.reader import KEEP, DamageError, Record, next_member, read_fields, read_record
from cunzhao.types import Capture, Finding

_WHOLE = 1 << 40
_MAIN = frozenset({"response", "resource", "revisit"})
_REBUILD = "run rebuild: the catalogue is made from the evidence"

Row = tuple[Capture, int | None, bytes]
"""A capture of the catalogue, its position in the log (None: not published yet), and its entry."""


@dataclass(frozen=True, slots=True)
class _Expected:
    """What a row says of the record at an offset; small, since there is one for every capture of the archive."""

    capture: str
    record: str
    length: int
    leaf: bytes


def verify_quick(
    evidence: Evidence,
    log: Log,
    rows: Iterable[Row],
    read_data: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Iterator[Finding]:
    """Checks log, rows and evidence files against each other; tells what it found, and an ``ok`` line for each sound part.

    Without ``read_data`` the bytes of responses are passed by: only their record's head is read, and all small records.
    With it, every byte is read and every digest computed. Rows in the order of the log are fastest. ``progress`` gets bytes
    done and bytes in all.
    """
    size, findings = check_log(log)
    yield from findings
    expected: dict[str, dict[int, _Expected]] = {}
    entries, count = _Entries(log, size), 0
    for capture, index, entry in rows:
        count += 1
        one = _Expected(capture.id, capture.record_id, capture.length, leaf_hash(entry))
        if expected.setdefault(capture.path, {}).setdefault(capture.offset, one) is not one:
            where = f"{capture.path}:{capture.offset}"
            yield Finding("damage", f"the row of capture {capture.id} points to the record of another", where, _REBUILD)
        yield from _check_row(capture, index, entry, entries)
    sound = True
    for found in _check_files(evidence, expected, read_data, progress):
        sound = False
        yield found
    if sound:
        how = "every byte read" if read_data else "the bytes of responses were not read"
        yield Finding("ok", f"{count} captures on record ({how})", "evidence")


class _Entries:
    """Published entries by index; one bundle is held at a time."""

    def __init__(self, log: Log, size: int) -> None:
        self.size = size
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
        yield Finding("damage", f"its row cannot be read: {error}", where, _REBUILD)
        return
    if own != entry:
        yield Finding("tampering", "its row is not what its log entry promised", where, ASK)
    if index is None or not 0 <= index < entries.size:
        yield Finding("unchecked", "its leaf is not in the signed log yet", where, "run a writing command once")
        return
    try:
        published = entries.at(index)
    except EvidenceError as error:
        yield Finding("damage", str(error), where, COPY)
        return
    if published != entry:
        yield Finding("tampering", f"leaf {index} of the log is not the entry that the catalogue has", where, ASK)


def _check_files(
    evidence: Evidence,
    expected: dict[str, dict[int, _Expected]],
    read_data: bool,
    progress: Callable[[int, int], None],
) -> Iterator[Finding]:
    sizes = {path.name: path.stat().st_size for path in scan.files(evidence.directory)}
    for name in expected.keys() - sizes.keys():
        yield Finding("damage", f"the file is missing; it has {len(expected[name])} captures", name, COPY)
    done, total = 0, sum(sizes.values())
    for name, size in sizes.items():
        with scan.open_file(evidence.directory, name) as stream:
            yield from _FileCheck(name, stream, expected.get(name, {}), read_data).findings()
        done += size
        progress(done, total)


class _FileCheck:
    """Walks one file from record to record, and ticks off what the rows expect of it."""

    def __init__(self, name: str, stream: BinaryIO, expected: dict[int, _Expected], read_data: bool) -> None:
        self._name, self._stream = name, stream
        self._expected = expected
        self._read_data = read_data
        self._seen: set[int] = set()
        self._main: Record | None = None

    def findings(self) -> Iterator[Finding]:
        size = self._stream.seek(0, 2)
        position = 0
        while position < size:
            try:
                record = self._read(position)
                yield from self._take(record)
                position = record.end
            except DamageError as damage:
                self._main = None
                yield scan.finding(damage, self._name)
                position = next_member(self._stream, position) or size
        if self._main is not None:
            torn = DamageError("the file ends inside a group of records", self._main.offset, torn=True)
            yield scan.finding(torn, self._name)
        for offset in sorted(self._expected.keys() - self._seen):
            one = self._expected[offset]
            yield Finding("damage", f"the record of capture {one.capture} is missing", f"{self._name}:{offset}", COPY)

    def _read(self, position: int) -> Record:
        """The record there; of the main record that a row knows, only the fields where the data is not to be read."""
        wanted = self._expected.get(position)
        if wanted is not None:
            self._seen.add(position)
            if not self._read_data:
                fields = read_fields(self._stream, position)
                if fields.get("warc-type") in _MAIN:
                    stated = fields.get("warc-block-digest", "").removeprefix("sha256:")
                    return Record(position, wanted.length, fields, None, stated)
        return read_record(self._stream, position, _WHOLE if self._read_data else KEEP)

    def _take(self, record: Record) -> Iterator[Finding]:
        if record.kind == "warcinfo":
            return
        main = self._main or record
        if scan.is_facts(record):
            self._main = None
            yield from self._check_capture(main, record)
        elif self._main is None:
            self._main = record
        elif not scan.belongs(record, self._main):
            raise DamageError("records that belong to no capture", self._main.offset)

    def _check_capture(self, main: Record, closing: Record) -> Iterator[Finding]:
        capture = scan.capture_of(main, closing, self._name)
        where = f"{self._name}:{main.offset}"
        expected = self._expected.get(main.offset)
        if expected is None:
            yield Finding(
                "warning", f"capture {capture.id} is on record and has no row in the catalogue", where, _REBUILD
            )
            return
        if expected.record != main.id or expected.length != main.length:
            yield Finding("damage", f"the row of capture {expected.capture} points to another record", where, _REBUILD)
        elif leaf_hash(leaf_for_capture(capture).entry) != expected.leaf:
            yield Finding("tampering", f"the record of capture {capture.id} is not what the log promised", where, ASK)
        elif not self._payload_fits(capture, main):
            yield Finding("tampering", f"capture {capture.id} does not have the payload that it states", where, ASK)

    def _payload_fits(self, capture: Capture, main: Record) -> bool:
        if not self._read_data or capture.kind != "response":
            return True
        return http.payload_of(main.block or b"", capture.size, capture.payload_digest) is not None
