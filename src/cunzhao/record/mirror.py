"""A second copy of the truth in another folder: evidence, journal and log, without the secret key.

The copy's log is compared first: a log that is no continuation of what the copy holds is refused, and so is evidence that is no
continuation of its files. Nothing in a copy is ever overwritten or taken away but the checkpoint, which comes last, and what a
redaction took out: one that stands in the signed log takes the same bytes out of the copy.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cunzhao.errors import EvidenceError
from cunzhao.record import scan
from cunzhao.record.disk import Disk, make_directories, replace_file, storage, sync_directory, write_all, write_new
from cunzhao.record.leaves import leaf_for_journal
from cunzhao.record.log import Log
from cunzhao.record.log_check import check_log
from cunzhao.record.note import open_any
from cunzhao.record.redaction import entries, erase, redaction_of, unfinished
from cunzhao.record.stamps import FOLDER, against
from cunzhao.record.tiles import HEIGHT, WIDTH, Level, tile_path, width_of
from cunzhao.types import Redaction

STEP = 64_000_000
"""Bytes between two fsyncs of a copy; a crash can have torn at most that much of its end, so that much is compared again."""
_CHUNK = 1 << 20

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Mirrored:
    """What a copy took in: bytes of evidence and journal, files that grew or are new, and the leaves it now holds.

    ``redacted`` are files of evidence from which redacted captures were taken out in the copy too.
    """

    bytes: int
    files: int
    leaves: int
    redacted: int


def mirror(own: Path, copy: Path, disk: Disk, progress: Progress = lambda done, total: None) -> Mirrored:
    """Brings ``copy`` (a folder like an archive's own) up to the archive in ``own``; the caller holds the writer lock.

    Raises EvidenceError, before anything is written, where the archive's own log is unsound, where the copy is of another
    archive, where either log forked, or where a file of the copy is no beginning of ours; StorageError where the disk refuses.
    """
    log = Log(own / "log")
    _check_own(log)
    _check_copy(log, copy / "log")
    names = [Path("evidence") / path.name for path in scan.files(own / "evidence")]
    names += [Path("journal") / path.name for path in sorted((own / "journal").glob("*.jsonl"))]
    _check_nothing_lost(own, copy)
    redacted = _follow_redactions(own, copy, log, disk)
    total = sum((own / name).stat().st_size for name in names)
    starts = {name: _common(own / name, copy / name) for name in names}
    done = 0
    with storage(f"the copy in {copy} cannot be written"):
        for name in names:
            _append(own / name, copy / name, starts[name], disk)
            done += (own / name).stat().st_size
            progress(done, total)
        _copy_log(log, copy / "log", disk)
    grown = [name for name in names if starts[name] < (own / name).stat().st_size]
    return Mirrored(total - sum(starts.values()), len(grown), log.size, redacted)


def _check_own(log: Log) -> None:
    for found in check_log(log)[1]:
        if found.level != "ok":
            raise EvidenceError(f"nothing was copied, the archive's own log is unsound: {found.where}: {found.what}")


def _check_copy(log: Log, folder: Path) -> None:
    """The copy's checkpoint must be an earlier one of this log."""
    if not (folder / "checkpoint").exists():
        return
    try:
        other, _ = open_any(Log(folder).note, log.verifiers)
    except EvidenceError as error:
        raise EvidenceError(f"nothing was copied, the copy is not of this archive or is damaged: {error}") from None
    for found in against(log, other, "the copy"):
        if found.level != "ok":
            raise EvidenceError(f"nothing was copied, the copy has another log than the archive: {found.what}")


def _check_nothing_lost(own: Path, copy: Path) -> None:
    kept = {path.name for path in scan.files(copy / "evidence")} - {path.name for path in scan.files(own / "evidence")}
    if kept:
        raise EvidenceError(f"nothing was copied, {min(kept)} is in the copy and missing here; run verify here")


def _follow_redactions(own: Path, copy: Path, log: Log, disk: Disk) -> int:
    """Takes out of the copy what was redacted here; how many of its files were changed.

    Only what the signed log knows of, since a changed journal must not be able to spoil a copy. A catalogue that somebody made
    in the copy has the text as well; it is derived, and goes.
    """
    ordered = list(entries(own / "journal" / "journal.jsonl"))
    if not ordered or not (copy / "evidence").is_dir():
        return 0
    wanted = {leaf_for_journal(entry).entry: redaction_of(entry) for entry in ordered}
    for redaction in wanted.values():
        _cut_torn(copy / "evidence", redaction, disk)
    due = {entry: each for entry, each in wanted.items() if unfinished(copy / "evidence", each)}
    if not due:
        return 0
    if unknown := due.keys() - set(log.entries()):
        raise EvidenceError(
            f"nothing was copied, the log does not hold redaction {due[min(unknown)].id}; run verify here"
        )
    changed = erase(copy / "evidence", due.values(), disk)
    with storage(f"the catalogue in {copy} cannot be removed"):
        for suffix in ("", "-wal", "-shm"):
            (copy / f"catalog.db{suffix}").unlink(missing_ok=True)
        if (copy / "index").is_dir():
            shutil.rmtree(copy / "index")
        sync_directory(disk, copy)
    return len(changed)


def _cut_torn(evidence: Path, redaction: Redaction, disk: Disk) -> None:
    """A copy that was cut short may end inside what is gone here: it is copied from there on again."""
    for name, groups in redaction.places.items():
        path = evidence / name
        size = path.stat().st_size if path.exists() else 0
        for start, end, _ in groups:
            if start < size < end:
                with storage(f"the torn end of {path} cannot be cut"), path.open("r+b") as stream:
                    stream.truncate(start)
                    disk.fsync(stream.fileno())


def _common(own: Path, copy: Path) -> int:
    """The size of the copy's file, which must be a beginning of ours; what a crash may have torn is compared."""
    size = copy.stat().st_size if copy.exists() else 0
    if size > own.stat().st_size:
        raise EvidenceError(f"nothing was copied, {copy.name} is longer in the copy than here; run verify on both")
    with own.open("rb") as ours, (copy if size else own).open("rb") as theirs:
        position = max(0, size - STEP)
        ours.seek(position)
        theirs.seek(position)
        while position < size:
            count = min(_CHUNK, size - position)
            if ours.read(count) != theirs.read(count):
                why = f"{copy.name} differs behind byte {position}"
                raise EvidenceError(f"nothing was copied, {why}; run verify here, then remove that file from the copy")
            position += count
    return size


def _append(own: Path, copy: Path, start: int, disk: Disk) -> None:
    if start == own.stat().st_size and copy.exists():
        return
    make_directories(disk, copy.parent)
    fd = os.open(copy, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
    try:
        for count, piece in enumerate(_pieces(own, start), 1):
            write_all(disk, fd, piece)
            if count * _CHUNK % STEP < _CHUNK:
                disk.fsync(fd)
        disk.fsync(fd)
    finally:
        os.close(fd)
    sync_directory(disk, copy.parent)


def _pieces(path: Path, start: int) -> Iterator[bytes]:
    with path.open("rb") as stream:
        stream.seek(start)
        while piece := stream.read(_CHUNK):
            yield piece


def _copy_log(log: Log, target: Path, disk: Disk) -> None:
    """Tiles, keys and stamps, and then the checkpoint, so that the copy's log is whole at every moment."""
    folders = set()
    for relative in _tiles(log.size):
        if not (target / relative).exists():
            make_directories(disk, (target / relative).parent)
            write_new(disk, target / relative, (log.directory / relative).read_bytes())
            folders.add((target / relative).parent)
    for folder in folders:
        sync_directory(disk, folder)
    public = [path for name in ("keys", "key.pub") if (path := log.directory / name).exists()]
    stamps = sorted(path for path in (log.directory / FOLDER).rglob("*") if path.is_file())
    for path in [*public, *stamps, log.directory / "checkpoint"]:
        copy = target / path.relative_to(log.directory)
        make_directories(disk, copy.parent)
        replace_file(disk, copy, path.read_bytes())
    for partial in target.rglob("*.p"):
        if partial.with_suffix("").exists():
            shutil.rmtree(partial)


def _tiles(size: int) -> Iterator[str]:
    """The paths of all tiles of a tree, the entries among them."""
    levels: list[tuple[Level, int]] = [("entries", 0), *((n, n) for n in range(8) if size >> (HEIGHT * n))]
    for level, height in levels:
        count = size >> (HEIGHT * height)
        for number in range(-(-count // WIDTH)):
            yield tile_path(level, number, width_of(size, height, number))
