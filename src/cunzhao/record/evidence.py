"""The evidence folder: the only place that writes captures, and the way to read one back.

A capture is in the file, and the file on the disk, before ``append`` returns; the caller then commits row and log leaf, and
only then is the capture acknowledged. One process writes (see :class:`cunzhao.record.WriterLock`); any number reads.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from cunzhao.errors import EvidenceError, StorageError
from cunzhao.record import cdxj, group, http, recovery, scan, warc
from cunzhao.record.disk import Disk, make_directories, storage, sync_directory, write_all
from cunzhao.record.group import Find, Group
from cunzhao.record.reader import DamageError, Record, read_record
from cunzhao.types import Capture, Clock, Deposit, Finding

_WHOLE = 1 << 40


@cache
def _software() -> str:
    return f"cunzhao/{version('cunzhao')}"


def _no_capture(_: str) -> Capture | None:
    return None


def _no_progress(done: int, total: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A capture read back: the bytes as they came, and the payload (of the earlier capture, for a revisit).

    ``head`` and ``request`` are exact bytes; ``head`` is empty and ``request`` None where there was no exchange.
    """

    request: bytes | None
    head: bytes
    headers: tuple[tuple[str, str], ...]
    status: int | None
    payload: bytes
    content_type: str | None


@dataclass(slots=True)
class _Open:
    """The file being written: its descriptor, its size, and the id of its warcinfo record."""

    path: Path
    fd: int
    size: int
    warcinfo: str | None


class Evidence:
    """The WARC files of one archive. ``directory`` is its ``evidence`` folder.

    ``random_bytes`` gives record ids and salts, and must be cryptographic (``os.urandom``) outside tests. ``settings`` is
    the digest (hex SHA-256) of the settings under which captures are made; it goes on record with each of them.
    """

    def __init__(
        self,
        directory: Path,
        *,
        clock: Clock,
        random_bytes: Callable[[int], bytes],
        roll_bytes: int = 1_000_000_000,
        disk: Disk | None = None,
        software: str | None = None,
        settings: str | None = None,
    ) -> None:
        self.directory = directory
        self.failed = False
        self._clock = clock
        self._random_bytes = random_bytes
        self._roll_bytes = roll_bytes
        self._disk = disk or Disk()
        self._software = software or _software()
        self._settings = settings
        self._recovered = False
        self._left_alone: frozenset[Path] = frozenset()
        self._open: _Open | None = None

    # -- writing ------------------------------------------------------------------------------------------------------

    def recover(
        self,
        acknowledged: Mapping[str, int] | None = None,
        progress: Callable[[int, int], None] = _no_progress,
        missing: recovery.Missing = recovery.nothing_missing,
    ) -> recovery.Recovery:
        """Puts the files in order for writing; call it once, under the writer lock, before the first ``append``.

        ``acknowledged`` is, per file name, the greatest ``offset`` of a capture that has a row: ``{}`` for a catalogue without
        captures, None where there is no catalogue (all files are then read, and only what nothing sound follows is cut, if
        nothing is ``missing``; behind a damaged newest file a new one is begun, so that a copy can be put in its place later).
        Raises EvidenceError where an acknowledged capture is missing, StorageError where the disk refuses.
        """
        self._refuse_after_failure()
        self.close()
        with self._failing():
            with storage(f"the evidence folder {self.directory} cannot be made"):
                make_directories(self._disk, self.directory)
            found = recovery.recover(self.directory, acknowledged, self._disk, progress, missing)
        # A file with damage in its middle is evidence still, but nothing is added to it.
        self._left_alone = frozenset(self.directory / each.where.rpartition(":")[0] for each in found.findings)
        self._recovered = True
        if acknowledged is None and not self._left_alone.isdisjoint(scan.files(self.directory)[-1:]):
            with self._failing(), storage("a new evidence file cannot be begun"):
                self._target()
        return found

    def append(self, deposits: Sequence[Deposit], prior: Find, by_id: Find = _no_capture) -> list[Capture]:
        """Puts deposits on record, in order; they are on the disk when this returns.

        ``prior`` finds a capture of kind ``response`` by payload digest (hex): its payload is then not written again.
        ``by_id`` finds the capture that ``facts["not_modified_of"]`` names, for a 304 answer. Raises InputError (nothing was
        written), StorageError (nothing was acknowledged, and this object refuses to go on: open a new one and ``recover``).
        """
        self._refuse_after_failure()
        if not self._recovered:
            self.recover()
        if not deposits:
            return []
        with self._failing(), storage("the evidence cannot be written"):
            target = self._target()
        groups = self._groups(deposits, target, prior, by_id)
        start = target.size
        with self._failing(), storage(f"evidence file {target.path.name} cannot be written"):
            self._write(target, b"".join(member for each in groups for member in each.members))
        return group.placed(groups, target.path.name, start)

    def index(self, everything: bool = False) -> int:
        """Brings the CDXJ index beside each file up to date (``everything``: anew); returns how many. Raises StorageError."""
        return cdxj.bring_up(self.directory, everything)

    def close(self) -> None:
        """Lets go of the file; ``append`` opens it again."""
        if self._open is not None:
            os.close(self._open.fd)
            self._open = None

    def __enter__(self) -> Evidence:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _refuse_after_failure(self) -> None:
        if self.failed:
            raise StorageError("writing evidence failed before; start again, so that the files are checked first")

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """Any error inside the block ends writing for good: what the disk holds is no longer known."""
        try:
            yield
        except BaseException:
            self.failed = True
            self.close()
            raise

    def _target(self) -> _Open:
        """The file to append to: the last one while it is small enough, else a new one."""
        if self._open is not None and self._open.size >= self._roll_bytes:
            self.close()
        if self._open is None:
            newest = scan.files(self.directory)[-1:]
            sound = [path for path in newest if path not in self._left_alone and path.stat().st_size < self._roll_bytes]
            self._open = self._reopen(sound[0]) if sound else self._create(newest)
        return self._open

    def _reopen(self, path: Path) -> _Open:
        with path.open("rb") as stream:
            first = read_record(stream, 0)
        fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW)
        return _Open(path, fd, os.fstat(fd).st_size, first.id if first.kind == "warcinfo" else None)

    def _create(self, newest: list[Path]) -> _Open:
        """A new file with its warcinfo record; it is fsynced with the first captures, its name at once."""
        serial = max((scan.serial(path) or 0 for path in newest), default=0) + 1
        now = self._clock().astimezone(UTC)
        path = self.directory / f"cunzhao-{now:%Y%m%dT%H%M%SZ}-{serial:05}.warc.gz"
        record_id = warc.new_id(self._random_bytes)
        fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
        opened = _Open(path, fd, 0, record_id)
        self._write(opened, warc.warcinfo(record_id, warc.timestamp(now), path.name, self._software))
        sync_directory(self._disk, self.directory)
        return opened

    def _write(self, target: _Open, data: bytes) -> None:
        if os.fstat(target.fd).st_size != target.size:
            raise EvidenceError(f"{target.path.name} was changed by another process while it was being written")
        write_all(self._disk, target.fd, data)
        self._disk.fsync(target.fd)
        target.size += len(data)

    def _groups(self, deposits: Sequence[Deposit], target: _Open, prior: Find, by_id: Find) -> list[Group]:
        stamp = group.Stamp(self._random_bytes, self._software, target.warcinfo, self._settings)
        fresh: dict[str, Capture] = {}
        groups = []
        for deposit in deposits:
            made = group.make(deposit, stamp, lambda digest: fresh.get(digest) or prior(digest), by_id)
            if made.capture.kind == "response":
                fresh.setdefault(made.capture.payload_digest, made.capture)
            groups.append(made)
        return groups

    # -- reading ------------------------------------------------------------------------------------------------------

    def read(self, capture: Capture, resolve: Find = _no_capture) -> Stored:
        """One capture, read at its offset and checked against its digests.

        ``resolve`` finds a capture by id, for a revisit's payload. Raises EvidenceError where the bytes are not there, are
        damaged, or are not those of the capture.
        """
        with scan.open_file(self.directory, capture.path) as stream:
            main = _main_record(stream, capture)
            block = main.block or b""
            if capture.kind == "failure":
                return Stored(None, b"", (), None, b"", None)
            if capture.kind == "resource":
                return Stored(None, b"", (), None, block, capture.content_type)
            request = _request(stream, main)
        head = block[: http.head_length(block)]
        payload = self._earlier_payload(capture, resolve) if capture.kind == "revisit" else _payload(capture, block)
        return Stored(request, head, http.head_fields(head), capture.status, payload, capture.content_type)

    def _earlier_payload(self, capture: Capture, resolve: Find) -> bytes:
        earlier = resolve(capture.refers_to) if capture.refers_to else None
        if earlier is None or earlier.kind != "response" or earlier.payload_digest != capture.payload_digest:
            raise EvidenceError(
                f"capture {capture.id} refers to the payload of {capture.refers_to}, which cannot be found"
            )
        return self.read(earlier).payload

    def scan(
        self, progress: Callable[[int, int], None] = _no_progress, damaged: Callable[[Finding], None] | None = None
    ) -> Iterator[Capture]:
        """Every capture, from the files alone, in the order of writing; equal to what ``append`` returned.

        ``progress`` gets bytes done and bytes in all. DamageError is told to ``damaged`` and passed over; without it, the first
        damage raises EvidenceError.
        """
        sizes = {path.name: path.stat().st_size for path in scan.files(self.directory)}
        done, total = 0, sum(sizes.values())
        for name, size in sizes.items():
            before = done

            def within(offset: int, before: int = before) -> None:
                progress(before + offset, total)

            for found in scan.scan_file(self.directory, name, damaged or scan.raise_damage, within):
                yield found.capture
            done += size


def _main_record(stream: BinaryIO, capture: Capture) -> Record:
    try:
        main = read_record(stream, capture.offset, keep=_WHOLE)
    except DamageError as damage:
        raise EvidenceError(f"capture {capture.id} at {capture.path}:{capture.offset}: {damage}") from None
    if main.id != capture.record_id or main.length != capture.length or main.digest != capture.block_digest:
        raise EvidenceError(f"capture {capture.id}: the record at {capture.path}:{capture.offset} is another one")
    return main


def _request(stream: BinaryIO, main: Record) -> bytes | None:
    try:
        following = read_record(stream, main.end, keep=_WHOLE)
    except DamageError as damage:
        raise EvidenceError(f"the request record at byte {damage.offset}: {damage}") from None
    return following.block if following.kind == "request" and scan.belongs(following, main) else None


def _payload(capture: Capture, block: bytes) -> bytes:
    payload = http.payload_of(block, capture.size, capture.payload_digest)
    if payload is None:
        raise EvidenceError(f"capture {capture.id}: the bytes on record do not have the payload digest of the capture")
    return payload
