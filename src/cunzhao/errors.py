"""Every error that Cunzhao raises on purpose, and the exit code that the command line gives it.

A message is one line: what, why, and what to do.
"""

from __future__ import annotations

from datetime import datetime


class CunzhaoError(Exception):
    """The one base error; ``exit_code`` is what the process ends with when it reaches the command line."""

    exit_code = 1


class UsageError(CunzhaoError):
    """The words of the call are wrong: a bad option, an unreadable query, a URL that is none."""

    exit_code = 2


class NoArchive(CunzhaoError):
    """The directory is not an archive, or its settings cannot be read."""

    exit_code = 3


class ArchiveBusy(CunzhaoError):
    """Another process is writing to this archive."""

    exit_code = 4


class StorageError(CunzhaoError):
    """The disk refused (full, read-only, failing): nothing was acknowledged after that point."""

    exit_code = 5


class EvidenceError(CunzhaoError):
    """Evidence or log is damaged, or was tampered with."""

    exit_code = 6


class NotFound(CunzhaoError):
    """No article, capture or source has this id."""

    exit_code = 7


class Redacted(NotFound):
    """What was asked for was taken out of the archive by its keeper: ``who`` did it ``at`` a time (UTC), and ``why``."""

    exit_code = 10

    def __init__(self, redaction: str, who: str, at: datetime, why: str) -> None:
        super().__init__(
            f"redacted by {who} on {at:%Y-%m-%d}, reason: {why}; `cunzhao prove {redaction}` proves that it was"
        )
        self.who, self.at, self.why = who, at, why


class InputError(CunzhaoError):
    """A file or a page handed in cannot be read as what it should be."""

    exit_code = 8


class FetchError(CunzhaoError):
    """A request that brought no response; ``kind`` is one of the words in :data:`cunzhao.types.FailureKind`."""

    exit_code = 9

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
