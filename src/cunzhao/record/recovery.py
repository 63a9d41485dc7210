"""Putting evidence files in order before anything is written: a torn tail goes to quarantine, acknowledged bytes never."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from cunzhao.errors import EvidenceError
from cunzhao.record.disk import Disk, rewrite, set_aside, storage, sync_directory
from cunzhao.record.reader import DamageError
from cunzhao.record.scan import QUARANTINE, Found, Groups, files, finding, open_file, scan_file
from cunzhao.types import Capture, Finding

Missing = Callable[[Sequence[Capture]], bool]
"""Whether more captures were promised than these, which are all that is whole."""


def nothing_missing(_: Sequence[Capture]) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Recovery:
    """What opening for writing found.

    ``unacknowledged`` are whole captures behind the acknowledged end: on disk, durable now, without a row; the caller adds the
    rows. ``quarantined`` are copies of the torn tails that were cut off. ``findings`` is damage that was left alone.
    """

    unacknowledged: tuple[Capture, ...] = ()
    quarantined: tuple[Path, ...] = ()
    findings: tuple[Finding, ...] = ()


RESTORE = "restore it from a copy, or run `cunzhao rebuild`, which goes on with what is whole"


@dataclass(frozen=True, slots=True)
class _File:
    captures: tuple[Capture, ...] = ()
    quarantined: Path | None = None
    findings: tuple[Finding, ...] = ()


def recover(
    directory: Path,
    acknowledged: Mapping[str, int] | None,
    disk: Disk,
    progress: Callable[[int, int], None],
    missing: Missing = nothing_missing,
) -> Recovery:
    """Checks every file behind its acknowledged end and cuts torn tails off.

    ``acknowledged`` maps file names to the offset of the last acknowledged capture; None says that there is no catalogue to
    ask: a damaged end is then only cut where nothing is ``missing``, else it may be what is. Raises EvidenceError where
    that capture is missing or not whole, StorageError where the disk refuses.
    """
    present = {path.name: path.stat().st_size for path in files(directory)}
    promised = _promised(acknowledged, list(present))
    _check_nothing_lost(acknowledged or {}, present)
    total = sum(size - (promised[name] or 0) for name, size in present.items())
    results: list[_File] = []
    done, newest = 0, next(reversed(present), None)
    for name, size in present.items():
        older = [capture for result in results for capture in result.captures] if name == newest else []
        left = partial(_is_missing, missing, older) if name == newest else None
        results.append(_recover_file(directory, name, promised[name], left, disk))
        done += size - (promised[name] or 0)
        progress(done, total)
    return Recovery(
        tuple(capture for result in results for capture in result.captures),
        tuple(result.quarantined for result in results if result.quarantined is not None),
        tuple(each for result in results for each in result.findings),
    )


def _promised(acknowledged: Mapping[str, int] | None, names: list[str]) -> dict[str, int | None]:
    """The offset of the last acknowledged capture of each file: 0 where there is none, None where that is not known.

    The newest file may be unknown to the catalogue because nothing in it was acknowledged yet; an older one may not.
    """
    if acknowledged is None:
        return dict.fromkeys(names)
    return {name: acknowledged.get(name, 0 if name == names[-1] else None) for name in names}


def _check_nothing_lost(acknowledged: Mapping[str, int], present: Mapping[str, int]) -> None:
    for name, offset in acknowledged.items():
        if present.get(name, 0) <= offset:
            raise EvidenceError(
                f"acknowledged evidence is missing: {name} must go beyond byte {offset} and has {present.get(name, 0)} bytes; "
                f"{RESTORE}; nothing was changed"
            )


def _is_missing(missing: Missing, older: Sequence[Capture], found: Sequence[Capture]) -> bool:
    return missing([*older, *found])


def _recover_file(directory: Path, name: str, acknowledged: int | None, missing: Missing | None, disk: Disk) -> _File:
    """``missing`` is None for an older file: it was fsynced before the next one was begun, so its end cannot be torn."""
    with open_file(directory, name) as stream:
        floor = _end_of(stream, name, acknowledged) if acknowledged else 0
        groups = Groups(stream, name, floor)
        captures: list[Capture] = []
        copy = None
        try:
            captures.extend(found.capture for found in groups)
        except DamageError as damage:
            # Good records follow, or it may be what was promised and is not there: that is damage, not a torn tail.
            if missing is None or (
                acknowledged is None and (_goes_on(directory, name, groups.sound) or missing(captures))
            ):
                return _all_that_is_left(directory, name, floor, finding(damage, name))
            copy = _cut(directory / name, groups.sound, disk)
    if groups.sound == 0:
        _remove(directory / name, disk)
    elif acknowledged is not None or missing is not None:
        # Older files were fsynced before the next one was begun; the newest may never have been.
        _make_durable(directory / name, floor, disk)
    return _File(tuple(captures), copy)


def _end_of(stream: BinaryIO, name: str, offset: int) -> int:
    """The end of the last acknowledged capture's group, which must be whole."""
    try:
        return next(iter(Groups(stream, name, offset))).end
    except DamageError as damage:
        raise EvidenceError(
            f"acknowledged evidence is damaged: {name} at byte {damage.offset}: {damage}; "
            f"{RESTORE}; nothing was changed"
        ) from None


def _goes_on(directory: Path, name: str, sound: int) -> bool:
    return any(found.start >= sound for found in _sound_groups(directory, name))


def _sound_groups(directory: Path, name: str, start: int = 0) -> Iterator[Found]:
    return scan_file(directory, name, lambda _: None, lambda _: None, start)


def _all_that_is_left(directory: Path, name: str, start: int, first: Finding) -> _File:
    return _File(tuple(found.capture for found in _sound_groups(directory, name, start)), None, (first,))


def _cut(path: Path, keep: int, disk: Disk) -> Path:
    with storage(f"the torn tail of {path.name} cannot be moved to quarantine"):
        return set_aside(disk, path, keep, path.parent / QUARANTINE)


def _remove(path: Path, disk: Disk) -> None:
    """A file without a single whole record is no evidence file; its bytes, if any, are in quarantine."""
    with storage(f"the empty file {path.name} cannot be removed"):
        path.unlink()
        sync_directory(disk, path.parent)


def _make_durable(path: Path, start: int, disk: Disk) -> None:
    size = path.stat().st_size
    if size > start:
        with storage(f"{path.name} cannot be made durable"):
            rewrite(disk, path, start, size)
            sync_directory(disk, path.parent)
