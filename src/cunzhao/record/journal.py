"""The journal: what people did (sources followed, tags, notes), one JSON object a line, only ever added to."""

from __future__ import annotations

import json
import os
from base64 import b32encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cunzhao.errors import EvidenceError, InputError, StorageError
from cunzhao.record.disk import Disk, make_directories, rewrite, set_aside, storage, sync_directory, write_all
from cunzhao.record.leaves import canonical
from cunzhao.record.warc import timestamp
from cunzhao.types import Clock

_NAME = "journal.jsonl"
_OWN = frozenset({"id", "at", "salt"})


class Journal:
    """The journal in a folder. Reading is safe beside a writer; writing needs the writer lock."""

    def __init__(
        self, directory: Path, *, clock: Clock, random_bytes: Callable[[int], bytes], disk: Disk | None = None
    ) -> None:
        self.path = directory / _NAME
        self.failed = False
        self._clock = clock
        self._random_bytes = random_bytes
        self._disk = disk or Disk()
        self._recovered = False

    def recover(self) -> Path | None:
        """Moves a torn last line to quarantine; ``append`` does it by itself the first time. Returns the copy, if any.

        Raises EvidenceError where an earlier line is broken, StorageError where the disk refuses.
        """
        if self.failed:
            raise StorageError("writing the journal failed before; start again, so that it is checked first")
        try:
            with storage(f"the journal {self.path} cannot be opened"):
                copy = self._put_in_order()
        except StorageError:
            self.failed = True
            raise
        self._recovered = True
        return copy

    def _put_in_order(self) -> Path | None:
        make_directories(self._disk, self.path.parent)
        content = self.path.read_bytes() if self.path.exists() else b""
        sound, copy = _sound(content), None
        if sound < len(content):
            copy = set_aside(self._disk, self.path, sound, self.path.parent / "quarantine")
        if sound:
            # Whoever wrote the last line may have died before it was on the disk, or seen the fsync fail.
            rewrite(self._disk, self.path, content.rfind(b"\n", 0, sound - 1) + 1, sound)
            sync_directory(self._disk, self.path.parent)
        return copy

    def append(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        """Adds an entry and returns it with ``id``, ``at`` (UTC) and ``salt`` added; it is on the disk when this returns.

        Raises InputError for an entry that has one of these names or that JSON cannot hold, StorageError where the disk
        refuses.
        """
        return self.append_all([entry])[0]

    def append_all(self, entries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The same for several entries with one fsync; a crash leaves the first of them, each whole or not at all."""
        if self.failed or not self._recovered:
            self.recover()
        taken = {name for entry in entries for name in _OWN & entry.keys()}
        if taken:
            raise InputError(f"a journal entry cannot bring its own {', '.join(sorted(taken))}")
        lines = [canonical({**entry, **self._own()}) + b"\n" for entry in entries]
        try:
            with storage(f"the journal {self.path} cannot be written"):
                self._write(b"".join(lines))
        except BaseException:
            self.failed = True
            raise
        return [dict(json.loads(line)) for line in lines]

    def read(self) -> Iterator[dict[str, Any]]:
        """All entries in order; a last line that is not whole was never acknowledged and is left out. Raises EvidenceError."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            raise EvidenceError(f"the journal cannot be read: {error.strerror}") from None
        for line in content[: _sound(content)].split(b"\n")[:-1]:
            yield json.loads(line)

    def _own(self) -> dict[str, str]:
        return {
            "id": "j" + b32encode(self._random_bytes(10)).decode().lower()[:14],
            "at": timestamp(self._clock()),
            "salt": self._random_bytes(32).hex(),
        }

    def _write(self, line: bytes) -> None:
        new = not self.path.exists()
        fd = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
        try:
            write_all(self._disk, fd, line)
            self._disk.fsync(fd)
        finally:
            os.close(fd)
        if new:
            sync_directory(self._disk, self.path.parent)


def _sound(content: bytes) -> int:
    """How many bytes are whole entries; a broken last line may follow them. Raises EvidenceError for any other broken line."""
    lines = content.split(b"\n")
    position = 0
    for number, line in enumerate(lines[:-1], 1):
        if not _is_entry(line):
            if number == len(lines) - 1 and not lines[-1]:
                return position
            raise EvidenceError(f"line {number} of the journal is broken; restore the journal from a copy")
        position += len(line) + 1
    return position


def _is_entry(line: bytes) -> bool:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(entry, dict) and all(isinstance(entry.get(name), str) for name in _OWN)
