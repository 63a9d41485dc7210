"""The files of a site as they lie on disk: which are there, and which are still what was written."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from cunzhao.errors import StorageError, UsageError
from cunzhao.publish.files import digest, write_atomic
from cunzhao.publish.manifest import FOLDERS, Written


class Folder:
    """The folder of a site.

    ``found`` are the paths (with ``/``) of all files that may be ours: those in our folders, and those at the top. Of these,
    ``intact`` are what the manifest says was written. Size and time of change decide (5,000 files: 40 ms); where they differ,
    as after a copy of the whole site to another disk, the content does.

    Raises UsageError for a link to a folder among ours, StorageError where a folder cannot be read.
    """

    def __init__(self, out: Path, files: Mapping[str, Written]) -> None:
        self.out = out
        self.found: set[str] = set()
        self.intact: dict[str, Written] = {}
        try:
            for path, entry in _entries(out):
                self.found.add(path)
                written = files.get(path)
                if written is not None and (now := _unaltered(entry, written)) is not None:
                    self.intact[path] = now
        except OSError as error:
            raise StorageError(f"{out} cannot be read: {error.strerror or error}; see to its permissions") from error

    def write(self, path: str, data: bytes, mark: str) -> Written:
        """Write a file, whole or not at all; ``mark`` is its digest. Raises StorageError."""
        write_atomic(self.out / path, data)
        found = os.stat(self.out / path)  # noqa: PTH116 - once a file
        made = self.intact[path] = Written(mark, found.st_size, _changed(found))
        self.found.add(path)
        return made


def _entries(out: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """The files at the top and all in our folders."""
    if not out.is_dir():
        return
    with os.scandir(out) as top:
        for entry in list(top):
            if entry.name in FOLDERS and _is_folder(entry):
                yield from _below(entry.path, entry.name)
            elif not entry.is_dir():
                yield entry.name, entry


def _below(directory: str, prefix: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    with os.scandir(directory) as entries:
        for entry in entries:
            path = f"{prefix}/{entry.name}"
            if _is_folder(entry):
                yield from _below(entry.path, path)
            else:
                yield path, entry


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """A link to a folder would lead writing and cleaning up to a place that is not the site's."""
    if entry.is_symlink() and entry.is_dir():
        raise UsageError(f"{entry.path} is a link to another place; remove it, then publish again")
    return entry.is_dir()


def _unaltered(entry: os.DirEntry[str], written: Written) -> Written | None:
    """The file as it was written, with the time that it has now; None when it holds something else."""
    found = entry.stat(follow_symlinks=False)
    if not entry.is_file(follow_symlinks=False) or found.st_size != written.size:
        return None
    at = _changed(found)
    if at == written.at:
        return written
    try:
        same = digest(Path(entry.path).read_bytes()) == written.digest
    except OSError:
        return None
    return Written(written.digest, written.size, at) if same else None


def _changed(found: os.stat_result) -> int:
    return max(found.st_mtime_ns, found.st_ctime_ns)
