"""One writer at a time. The kernel holds the lock, so it goes with the process, however that ends."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path
from types import TracebackType

from cunzhao.errors import ArchiveBusy
from cunzhao.record.disk import storage
from cunzhao.record.warc import timestamp
from cunzhao.types import Clock

_NAME = "lock"
_LIMIT = 4096


class WriterLock:
    """``with WriterLock(data_directory, clock=…, command="run"):`` holds the archive for writing.

    Raises ArchiveBusy, naming who holds it, at once instead of waiting.
    """

    def __init__(self, directory: Path, *, clock: Clock, command: str) -> None:
        self.path = directory / _NAME
        self._clock = clock
        self._command = command
        self._fd: int | None = None

    def acquire(self) -> None:
        """Takes the lock. Raises ArchiveBusy where another has it, StorageError where the file cannot be made."""
        with storage(f"the lock {self.path} cannot be opened"):
            fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # The words are for people only, so a full disk must not keep the lock from being held.
            holder = {"pid": os.getpid(), "since": timestamp(self._clock()), "command": self._command}
            self._write(fd, json.dumps(holder).encode())
        except BlockingIOError:
            message = _busy(os.pread(fd, _LIMIT, 0))
            os.close(fd)
            raise ArchiveBusy(message) from None
        except BaseException:
            os.close(fd)
            raise
        self._fd = fd

    def release(self) -> None:
        """Lets go; the file stays, so that two processes never lock two different files of that name."""
        if self._fd is not None:
            self._write(self._fd, b"")
            os.close(self._fd)
            self._fd = None

    def __enter__(self) -> WriterLock:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    @staticmethod
    def _write(fd: int, content: bytes) -> None:
        try:
            os.ftruncate(fd, 0)
            os.pwrite(fd, content, 0)
        except OSError:
            return


def _busy(content: bytes) -> str:
    try:
        holder = json.loads(content)
        who = f"process {int(holder['pid'])} (cunzhao {holder['command']}, since {holder['since']})"
    except (ValueError, KeyError, TypeError):
        who = "another process"
    return f"{who} is writing to this archive; wait for it or stop it".replace("\n", " ")
