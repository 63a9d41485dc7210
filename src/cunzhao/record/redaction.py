"""Taking captures out of evidence for good, without moving a byte of anything else.

The journal entry comes first and says everything that is needed to do it again. Then the records of a capture, its group, give
way to one *tombstone*: a WARC record of exactly as many bytes, the same ones whenever it is made. So every other record stays
where it lay, and a copy that does the same has the same file. A file is replaced as a whole: it has the old bytes or the new.
"""

from __future__ import annotations

import hmac
import json
import os
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from cunzhao.errors import EvidenceError
from cunzhao.record.cdxj import index_path
from cunzhao.record.disk import Disk, storage, sync_directory, write_all
from cunzhao.record.leaves import Promise
from cunzhao.record.reader import DamageError
from cunzhao.record.scan import TOMBSTONE, Found, Groups, open_file, raise_damage
from cunzhao.record.warc import GZIP_HEADER, hex_digest, timestamp
from cunzhao.types import Capture, Finding, Redaction

KIND = "redaction"
_MARK = b'"kind":"redaction"'
_STORED = 65_535
"""Bytes of one deflate block that is stored as it is (RFC 1951, 3.2.4); each has five bytes before it."""
_CHUNK = 1 << 20


# -- what was decided --------------------------------------------------------------------------------------------------


def redactions(journal: Path) -> list[Redaction]:
    """Every redaction of a journal file, oldest first. Read again only when the file has changed. Raises EvidenceError."""
    try:
        now = journal.stat()
    except OSError:
        return []
    return list(_redactions(journal, now.st_ino, now.st_size, now.st_mtime_ns))


@lru_cache(maxsize=4)
def _redactions(journal: Path, *_: int) -> tuple[Redaction, ...]:
    return tuple(redaction_of(entry) for entry in entries(journal))


def entries(journal: Path) -> Iterator[dict[str, Any]]:
    """The entries of all redactions; no other line is parsed. A last line without its end was never acknowledged."""
    try:
        with journal.open("rb") as stream:
            for line in stream:
                if _MARK in line and line.endswith(b"\n"):
                    entry = json.loads(line)
                    if entry["kind"] == KIND:
                        yield entry
    except FileNotFoundError:
        return
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EvidenceError(f"the journal cannot be read ({error}); restore it from a copy") from None


def redaction_of(entry: Mapping[str, Any]) -> Redaction:
    """The value of a journal entry. Raises EvidenceError for one that is not whole."""
    try:
        places = {
            str(name): tuple((int(start), int(end), str(capture)) for start, end, capture in groups)
            for name, groups in entry["places"].items()
        }
        return Redaction(
            id=str(entry["id"]),
            at=datetime.fromisoformat(entry["at"]),
            who=str(entry["who"]),
            why=str(entry["why"]),
            names=frozenset(map(str, entry["names"])),
            captures=frozenset(map(str, entry["captures"])),
            leaves=tuple(map(int, entry["leaves"])),
            places=places,
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        what = f"a redaction in the journal cannot be read ({error!r}); restore the journal from a copy"
        raise EvidenceError(what) from None


def promise_of_redaction(entry: Mapping[str, Any]) -> Promise:
    """What its own leaf commits to: who, why, what, when, and which leaves; no address, no title, no id."""
    salt = hmac.digest(bytes.fromhex(str(entry["salt"])), b"cunzhao/redaction", "sha256")
    record = {name: entry[name] for name in ("who", "why", "what", "at", "leaves")}
    return Promise("redaction", salt, record, str(entry["id"]))


# -- the bytes ---------------------------------------------------------------------------------------------------------


def tombstone(redaction: Redaction, capture: str, size: int) -> bytes:
    """The record that stands in a capture's place, as one gzip member of exactly ``size`` bytes, not compressed.

    Raises EvidenceError for a size that no group of records has.
    """
    blocks = -(-(size - len(GZIP_HEADER) - 8) // (_STORED + 5))
    room = size - len(GZIP_HEADER) - 8 - 5 * blocks
    identity = UUID(bytes=sha256(f"{redaction.id}/{capture}".encode()).digest()[:16], version=4)
    block_size = room - len(_head(redaction, identity, b"")) - 4
    if block_size < 0:
        raise EvidenceError(f"the records of capture {capture} are too short ({size} bytes) to be any; run verify")
    block = f"A capture was here. Its keeper took it out: {redaction.id}.\n".encode().ljust(block_size)[:block_size]
    return _stored(_head(redaction, identity, block) + block + b"\r\n\r\n", blocks)


def _head(redaction: Redaction, identity: UUID, block: bytes) -> bytes:
    """Of the same length for every block."""
    lines = (
        "WARC/1.1",
        "WARC-Type: metadata",
        f"WARC-Record-ID: <urn:uuid:{identity}>",
        f"WARC-Date: {timestamp(redaction.at)}",
        f"{TOMBSTONE}: {redaction.id}",
        f"WARC-Block-Digest: sha256:{hex_digest(block)}",
        f"Content-Length: {len(block):012}",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _stored(data: bytes, count: int) -> bytes:
    """A gzip member of so many deflate blocks: their number is part of its size."""
    step = -(-len(data) // count)
    pieces = [data[i : i + step] for i in range(0, len(data), step)]
    blocks = [
        struct.pack("<BHH", number == count, len(piece), len(piece) ^ 0xFFFF) + piece
        for number, piece in enumerate(pieces, 1)
    ]
    return b"".join((GZIP_HEADER, *blocks, struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)))


def place_of(directory: Path, capture: Capture) -> tuple[int, int]:
    """Where a capture's group starts and ends in its file. Raises EvidenceError where it is not whole there."""
    with open_file(directory, capture.path) as stream:
        found = _group_at(stream, capture.path, capture.offset)
    if found is None or found.capture.id != capture.id:
        raise EvidenceError(f"capture {capture.id} is not whole at {capture.path}:{capture.offset}; run verify")
    return found.start, found.end


def _group_at(stream: BinaryIO, name: str, offset: int) -> Found | None:
    try:
        return next(iter(Groups(stream, name, offset)), None)
    except DamageError:
        return None


@dataclass(frozen=True, slots=True)
class Patch:
    """What is to be written at byte ``start`` of a file."""

    start: int
    data: bytes


def unfinished(
    directory: Path, redaction: Redaction, damaged: Callable[[Finding], None] = raise_damage
) -> dict[str, list[Patch]]:
    """What is still to be written, by file; empty where nothing of it is left. A file that is not there holds nothing.

    A place at which neither the capture nor its tombstone lies is told to ``damaged``, which raises EvidenceError unless told
    otherwise: nothing is written over what nobody named.
    """
    left: dict[str, list[Patch]] = {}
    for name, groups in redaction.places.items():
        if not (directory / name).exists():
            continue
        with open_file(directory, name) as stream:
            size = stream.seek(0, 2)
            for start, end, capture in groups:
                data = tombstone(redaction, capture, end - start)
                stream.seek(start)
                if start >= size or stream.read(len(data)) == data:
                    continue
                if _is_it(stream, name, start, end, capture):
                    left.setdefault(name, []).append(Patch(start, data))
                else:
                    what = f"this should be capture {capture}, which is to be redacted, and is not; nothing was changed"
                    damaged(Finding("damage", what, f"{name}:{start}", "restore the file from a copy"))
    return left


def _is_it(stream: BinaryIO, name: str, start: int, end: int, capture: str) -> bool:
    found = _group_at(stream, name, start)
    return found is not None and (found.start, found.end, found.capture.id) == (start, end, capture)


def erase(
    directory: Path, all_of_them: Iterable[Redaction], disk: Disk, damaged: Callable[[Finding], None] = raise_damage
) -> list[str]:
    """Takes the bytes of redacted captures out of the files in ``directory``; the names of the files that were changed.

    Can be called again at any time, and after a kill at any moment. Raises StorageError, and, unless it is told to ``damaged``
    and passed over, EvidenceError before a file is touched.
    """
    patches: dict[str, list[Patch]] = {}
    for redaction in all_of_them:
        for name, found in unfinished(directory, redaction, damaged).items():
            patches.setdefault(name, []).extend(found)
    for name, found in patches.items():
        with storage(f"the redacted captures cannot be taken out of {name}"):
            _replace(disk, directory / name, sorted(found, key=lambda each: each.start))
    return sorted(patches)


def _replace(disk: Disk, path: Path, patches: list[Patch]) -> None:
    temporary = path.with_name(f".{path.name}.new")
    fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
    try:
        with path.open("rb") as stream:
            for patch in patches:
                _copy(disk, stream, fd, patch.start)
                write_all(disk, fd, patch.data)
                stream.seek(len(patch.data), os.SEEK_CUR)
            _copy(disk, stream, fd, None)
        disk.fsync(fd)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    finally:
        os.close(fd)
    index_path(path).unlink(missing_ok=True)  # it names what is gone; the next one is made from what is left
    temporary.replace(path)
    sync_directory(disk, path.parent)


def _copy(disk: Disk, stream: BinaryIO, fd: int, end: int | None) -> None:
    """The bytes from where the stream stands up to byte ``end`` (None: all)."""
    while piece := stream.read(_CHUNK if end is None else min(_CHUNK, end - stream.tell())):
        write_all(disk, fd, piece)
