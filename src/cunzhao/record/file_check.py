"""One stretch of an evidence file against what the catalogue and the log say of it.

Damage is told once for its group, with what it belongs to, since when it may have been, and what of the file is still sound;
the rest of that group is passed over, since without all of its records it proves nothing about anybody.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from cunzhao.record import http, scan
from cunzhao.record.leaves import leaf_for_capture
from cunzhao.record.log_check import ASK
from cunzhao.record.merkle import leaf_hash
from cunzhao.record.reader import KEEP, DamageError, Record, read_fields, read_record
from cunzhao.types import Capture, Finding

WHOLE = 1 << 40
REBUILD = "run rebuild: the catalogue is made from the evidence"
TORN = "nothing acknowledged is lost; the next writing command moves it to quarantine"
"""What is advised where a file ends inside a capture that nobody was told of: no damage, but the trace of a crash."""
_MAIN = frozenset({"response", "resource", "revisit"})


@dataclass(frozen=True, slots=True)
class Expected:
    """What a row says of the record at an offset; small, since there is one for every capture of the archive.

    ``at`` is when the capture was made, in UTC; ``read`` says that every byte of it is to be read.
    """

    capture: str
    record: str
    length: int
    leaf: bytes
    at: datetime
    read: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """Bytes ``start`` to ``end`` of a file of ``size`` bytes, which begin with a group, and what is expected there."""

    name: str
    start: int
    end: int
    size: int
    expected: Mapping[int, Expected]


def check_unit(directory: Path, unit: Unit) -> list[Finding]:
    """All that is to be said of one stretch; nothing where it is sound. Raises EvidenceError where the file cannot be read."""
    with scan.open_file(directory, unit.name) as stream:
        return list(_UnitCheck(unit, stream).findings())


class _UnitCheck:
    """Walks from record to record, and ticks off what the rows expect."""

    def __init__(self, unit: Unit, stream: BinaryIO) -> None:
        self._unit, self._stream = unit, stream
        self._expected = unit.expected
        self._offsets = sorted(unit.expected)
        self._seen: set[int] = set()
        self._bad: set[int] = set()
        self._main: Record | None = None
        self._lost = False

    def findings(self) -> Iterator[Finding]:
        position = self._unit.start
        while position < self._unit.end:
            try:
                record = self._read(position)
            except DamageError as damage:
                yield self._damaged(damage)
                position = self._resume(position)
                continue
            try:
                yield from self._take(record)
            except DamageError as damage:
                yield self._damaged(damage)
            position = record.end
        yield from self._unclosed("the file ends inside a group of records")
        yield from self._missing()
        if self._bad:
            sound = len(self._expected.keys() - self._bad)
            what = f"{sound} of {len(self._expected)} captures there are sound"
            yield Finding("ok", what, f"{self._unit.name}:{self._unit.start}-{self._unit.end}")

    def _read(self, position: int) -> Record:
        """The record there; of the main record that a row knows, only the fields where the data is not to be read."""
        wanted = self._expected.get(position)
        if wanted is None:
            return read_record(self._stream, position)
        self._seen.add(position)
        if not wanted.read:
            fields = read_fields(self._stream, position)
            if fields.get("warc-type") in _MAIN:
                stated = fields.get("warc-block-digest", "").removeprefix("sha256:")
                return Record(position, wanted.length, fields, None, stated)
        return read_record(self._stream, position, WHOLE if wanted.read else KEEP, wanted.length)

    def _resume(self, position: int) -> int:
        """Where to go on behind damage: where a row knows the next group, else where something looks like one."""
        behind = bisect_right(self._offsets, position)
        if behind < len(self._offsets):
            return self._offsets[behind]
        return scan.next_group(self._stream, position) or self._unit.end

    def _take(self, record: Record) -> Iterator[Finding]:
        if scan.stands_alone(record):
            yield from self._unclosed("the group's last record is missing")
            if scan.is_tombstone(record) and record.offset in self._expected:
                yield self._redacted(record)
            return
        if scan.is_main(record):
            yield from self._unclosed("the group's last record is missing")
            self._main, self._lost = record, False
        elif self._lost:
            return
        elif self._main is None or not scan.belongs(record, self._main):
            raise DamageError("records that belong to no capture", record.offset)
        if scan.is_facts(record):
            main, self._main = self._main or record, None
            yield from self._check_capture(main, record)

    def _redacted(self, record: Record) -> Finding:
        """A row of what was taken out: a redaction was killed half-way, or nobody ever ordered it."""
        self._bad.add(record.offset)
        what = f"capture {self._expected[record.offset].capture} was redacted and has a row still"
        return Finding("damage", what, f"{self._unit.name}:{record.offset}", REBUILD)

    def _unclosed(self, what: str) -> Iterator[Finding]:
        if self._main is not None:
            yield self._damaged(DamageError(what, self._main.offset, torn=True))

    def _check_capture(self, main: Record, closing: Record) -> Iterator[Finding]:
        try:
            capture = scan.capture_of(main, closing, self._unit.name)
        except DamageError as damage:
            self._confirm(main)
            raise DamageError(str(damage), main.offset, tampered=damage.tampered) from None
        where = f"{self._unit.name}:{main.offset}"
        expected = self._expected.get(main.offset)
        if expected is None:
            what = f"capture {capture.id} is on record and has no row in the catalogue"
            yield Finding("warning", what, where, REBUILD)
            return
        if expected.record != main.id or expected.length != main.length:
            self._bad.add(main.offset)
            yield Finding("damage", f"the row of capture {expected.capture} points to another record", where, REBUILD)
        elif what := self._broken_promise(capture, main, expected):
            self._confirm(main)
            self._bad.add(main.offset)
            yield Finding("tampering", what, where, ASK)

    def _broken_promise(self, capture: Capture, main: Record, expected: Expected) -> str:
        if leaf_hash(leaf_for_capture(capture).entry) != expected.leaf:
            return f"the record of capture {capture.id} is not what the log promised"
        if not expected.read or capture.kind != "response":
            return ""
        fits = http.payload_of(main.block or b"", capture.size, capture.payload_digest) is not None
        return "" if fits else f"capture {capture.id} does not have the payload that it states"

    def _confirm(self, main: Record) -> None:
        """Before anybody is accused: a record of which only the head was read must be whole. Raises DamageError."""
        if main.block is None:
            read_record(self._stream, main.offset)

    def _damaged(self, damage: DamageError) -> Finding:
        start = damage.offset if self._main is None else self._main.offset
        self._main, self._lost = None, True
        self._bad.add(start)
        found = scan.finding(damage, self._unit.name)
        one = self._expected.get(start)
        if found.level == "tampering":
            return replace(found, advice=ASK)
        if one is not None:
            advice = (
                f"restore {self._unit.name} from a copy: these bytes were acknowledged, no command brings them back"
            )
            return replace(found, what=f"{damage}; {_belongs_to(one)}", advice=advice)
        if damage.torn and not any(offset >= start for offset in self._offsets):
            return replace(found, advice=TORN)
        return found

    def _missing(self) -> Iterator[Finding]:
        """Rows whose records were not met: one line for all that lie behind the end of the file, else one each."""
        behind = [offset for offset in self._offsets if offset >= self._unit.size]
        advice = f"restore {self._unit.name} from a copy"
        for offset in self._offsets:
            if offset not in self._seen and offset < self._unit.size:
                self._bad.add(offset)
                what = f"the record of a capture is missing; {_belongs_to(self._expected[offset])}"
                yield Finding("damage", what, f"{self._unit.name}:{offset}", advice)
        if behind:
            self._bad.update(behind)
            what = f"the file ends at byte {self._unit.size}; lost are {len(behind)} captures from there on"
            yield Finding("damage", f"{what}; first, {_belongs_to(self._expected[behind[0]])}", self._unit.name, advice)


def _belongs_to(one: Expected) -> str:
    return (
        f"it belongs to capture {one.capture}, which was whole when it went on record at {one.at:%Y-%m-%d %H:%M:%S} UTC"
    )
