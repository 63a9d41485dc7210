"""The few calls that make bytes durable, in one place, so that tests (and a fault harness) can make each of them fail.

Order matters and is the same everywhere: write, fsync the file, rename or create, fsync the folder. Nothing here tries
twice: after a failed fsync the kernel may have dropped the pages and call them clean, so a second fsync that succeeds
proves nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cunzhao.errors import StorageError

_COPY = 1 << 20


@dataclass(frozen=True, slots=True)
class Disk:
    """The two system calls whose failure decides what may be acknowledged."""

    write: Callable[[int, bytes | memoryview], int] = os.write
    fsync: Callable[[int], None] = os.fsync


@contextmanager
def storage(what: str) -> Iterator[None]:
    """Turns an operating system error inside the block into a one-line StorageError."""
    try:
        yield
    except OSError as error:
        raise StorageError(f"{what}: {error.strerror or error}; nothing after this point was acknowledged") from error


def write_all(disk: Disk, fd: int, data: bytes) -> None:
    """Writes all of ``data``; ``write`` may take only a part of it at a time. Raises OSError."""
    rest = memoryview(data)
    while rest:
        rest = rest[disk.write(fd, rest) :]


def sync_directory(disk: Disk, path: Path) -> None:
    """Makes the names in a folder durable. Raises OSError."""
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        disk.fsync(fd)
    finally:
        os.close(fd)


def make_directories(disk: Disk, path: Path) -> None:
    """Makes a folder and the missing ones above it; their names are durable when this returns. Raises OSError.

    That of a folder which is there already too: whoever made it may have died before its name was on the disk.
    """
    if not path.is_dir():
        make_directories(disk, path.parent)
        path.mkdir(exist_ok=True)
    sync_directory(disk, path.parent)


def write_new(disk: Disk, path: Path, data: bytes, mode: int = 0o644) -> None:
    """Writes a file under a temporary name, fsyncs it and renames it into place; the caller fsyncs the folder. OSError."""
    temporary = path.with_name(f".{path.name}.new")
    fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, mode)
    try:
        write_all(disk, fd, data)
        disk.fsync(fd)
    finally:
        os.close(fd)
    temporary.replace(path)


def replace_file(disk: Disk, path: Path, data: bytes, mode: int = 0o644) -> None:
    """Puts ``data`` at ``path``, in a folder that is there, all or nothing; durable when it returns. Raises OSError."""
    write_new(disk, path, data, mode)
    sync_directory(disk, path.parent)


def set_aside(disk: Disk, path: Path, keep: int, quarantine: Path) -> Path:
    """Moves what lies behind byte ``keep`` of a file into ``quarantine``, then cuts the file there.

    The copy is durable before the cut is made, so a crash in between loses nothing. Returns the copy. Raises OSError.
    """
    make_directories(disk, quarantine)
    target = _free_name(quarantine, f"{path.name}.at-{keep}")
    replace_file(disk, target, _tail(path, keep))
    fd = os.open(path, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        os.ftruncate(fd, keep)
        disk.fsync(fd)
    finally:
        os.close(fd)
    return target


def rewrite(disk: Disk, path: Path, start: int, end: int) -> None:
    """Writes these bytes of a file once more in place, and fsyncs it. Raises OSError.

    Where an earlier fsync failed, the kernel may hold the pages as clean without having written them: a plain fsync would then
    succeed and prove nothing.
    """
    fd = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        for position in range(start, end, _COPY):
            data = os.pread(fd, min(_COPY, end - position), position)
            os.lseek(fd, position, os.SEEK_SET)
            write_all(disk, fd, data)
        disk.fsync(fd)
    finally:
        os.close(fd)


def _tail(path: Path, keep: int) -> bytes:
    with path.open("rb") as stream:
        stream.seek(keep)
        return stream.read()


def _free_name(folder: Path, name: str) -> Path:
    candidate, number = folder / name, 1
    while candidate.exists():
        number += 1
        candidate = folder / f"{name}.{number}"
    return candidate
