"""Evidence files and the captures in them: file names, groups in file order, and finding the way past damage."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from cunzhao.errors import EvidenceError
from cunzhao.record import facts
from cunzhao.record.reader import DamageError, Record, next_member, read_fields, read_record
from cunzhao.record.warc import JSON
from cunzhao.types import Capture, Finding

QUARANTINE = "quarantine"
TOMBSTONE = "Cunzhao-Redaction"
"""The field of a record that stands where a redacted capture was; its value is the journal entry's id."""
_BESIDE = "warc-concurrent-to"
_NAME = re.compile(r"cunzhao-[0-9]{8}T[0-9]{6}Z-([0-9]{5,})\.warc\.gz")

Progress = Callable[[int, int], None]
"""Called with the bytes done and the bytes in all."""


@dataclass(frozen=True, slots=True)
class Found:
    """A whole group: its capture, and where the group starts and ends in the file."""

    capture: Capture
    start: int
    end: int


def serial(path: Path) -> int | None:
    """The serial number in an evidence file's name, or None for any other file."""
    found = _NAME.fullmatch(path.name)
    return int(found[1]) if found else None


def files(directory: Path) -> list[Path]:
    """The evidence files by serial number: the order of writing, whatever the clock did; none where there is no folder."""
    if not directory.is_dir():
        return []
    return sorted(
        (path for path in directory.iterdir() if serial(path) is not None),
        key=lambda path: (serial(path) or 0, path.name),
    )


def open_file(directory: Path, name: str) -> BinaryIO:
    """Opens an evidence file for reading. Raises EvidenceError for a name that is none of ours, or a file that is not there."""
    if not _NAME.fullmatch(name):
        raise EvidenceError(f"not the name of an evidence file: {name!r}")
    try:
        return (directory / name).open("rb", buffering=1 << 18)
    except OSError as error:
        raise EvidenceError(f"evidence file {name} cannot be read: {error.strerror}") from None


class Groups:
    """Iterates over the whole groups of a file from ``start``; ``sound`` is the end of what is whole so far.

    Raises DamageError where something is no group; the caller decides whether that is a torn tail or an alarm.
    """

    def __init__(self, stream: BinaryIO, name: str, start: int = 0) -> None:
        self._stream, self._name = stream, name
        self._size = stream.seek(0, 2)
        self.sound = start

    def __iter__(self) -> Iterator[Found]:
        while self.sound < self._size:
            first = read_record(self._stream, self.sound)
            if stands_alone(first):
                self.sound = first.end
                continue
            found = self._group(first)
            self.sound = found.end
            yield found

    def _group(self, first: Record) -> Found:
        record = first
        while not is_facts(record):
            if record.end >= self._size:
                raise DamageError("the file ends inside a group of records", record.end, torn=True)
            following = read_record(self._stream, record.end)
            if not belongs(following, first):
                raise DamageError("records that belong to no capture", first.offset)
            record = following
        return Found(capture_of(first, record, self._name), first.offset, record.end)


def is_facts(record: Record) -> bool:
    """Whether this is the metadata record that closes a group."""
    return record.kind == "metadata" and record.fields.get("content-type") == JSON


def belongs(record: Record, main: Record) -> bool:
    """Whether a record was written for the same event as the main record."""
    return record.fields.get(_BESIDE, "").strip("<>") == main.id


def stands_alone(record: Record) -> bool:
    """Whether a record is part of no capture: the head of a file, or what a redaction left."""
    return record.kind == "warcinfo" or is_tombstone(record)


def is_tombstone(record: Record) -> bool:
    """Whether a redacted capture was here."""
    return record.kind == "metadata" and TOMBSTONE.lower() in record.fields


def is_main(record: Record) -> bool:
    """Whether a group starts here: every other record of a group names the one that it stands beside."""
    return not stands_alone(record) and _BESIDE not in record.fields


def next_group(stream: BinaryIO, after: int) -> int | None:
    """Where the next group starts behind a damaged place, or None.

    What is left of the damaged group is passed over: without its main record it says nothing, least of all about tampering.
    """
    position = next_member(stream, after)
    while position is not None and _BESIDE in read_fields(stream, position):
        position = next_member(stream, position)
    return position


def capture_of(main: Record, closing: Record, name: str) -> Capture:
    """The capture that the closing record describes, checked against its main record. Raises DamageError."""
    try:
        capture = facts.parse(closing.block or b"", name, main.offset, main.length, closing.digest)
    except EvidenceError as error:
        raise DamageError(str(error), closing.offset) from None
    fits = capture.record_id == main.id and capture.block_digest == main.digest
    if not fits or main.kind != ("metadata" if capture.kind == "failure" else capture.kind):
        raise DamageError("a metadata record does not fit the record that it describes", closing.offset, tampered=True)
    return capture


def scan_file(
    directory: Path, name: str, damaged: Callable[[Finding], None], progress: Callable[[int], None], start: int = 0
) -> Iterator[Found]:
    """The groups of one file; damage is told to ``damaged`` and passed over to the next record. ``progress`` gets offsets."""
    with open_file(directory, name) as stream:
        groups = Groups(stream, name, start)
        while True:
            try:
                for found in groups:
                    yield found
                    progress(found.end)
                return
            except DamageError as damage:
                damaged(finding(damage, name))
                resume = next_group(stream, max(damage.offset, groups.sound))
            if resume is None:
                return
            groups = Groups(stream, name, resume)


def raise_damage(found: Finding) -> None:
    """For whoever cannot go on behind damage. Raises EvidenceError."""
    raise EvidenceError(f"{found.where}: {found.what}; {found.advice}")


def finding(damage: DamageError, name: str) -> Finding:
    """Damage in the words of ``verify``."""
    level: Literal["tampering", "damage"] = "tampering" if damage.tampered else "damage"
    return Finding(level, str(damage), f"{name}:{damage.offset}", "restore the file from a copy")
