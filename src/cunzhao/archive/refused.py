"""The disk refused: the archive is read-only until everything was checked again.

After a failed fsync nobody knows what the disk holds. So a line is left in the data directory, and the next command that writes
first puts things in order, verifies, and only then takes the line away. Where not even the line can be written (a full disk),
the ordinary recovery must do; it trusts nothing that was not acknowledged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress

from cunzhao.archive.place import Place
from cunzhao.errors import EvidenceError, StorageError
from cunzhao.record import Disk, replace_file, sync_directory
from cunzhao.record.disk import storage
from cunzhao.types import Clock, Finding

_LIMIT = 1000


def note(place: Place, error: StorageError, clock: Clock, disk: Disk) -> None:
    """Leaves the line; an older one stays, since it says what began it."""
    if not place.refused.exists():
        with suppress(OSError):
            replace_file(disk, place.refused, f"{clock():%Y-%m-%dT%H:%M:%SZ} {error}\n"[:_LIMIT].encode())


def line(place: Place) -> str | None:
    """The line that was left, or None."""
    try:
        return " ".join(place.refused.read_text(errors="replace")[:_LIMIT].split())
    except OSError:
        return None


def settle(place: Place, verify: Callable[[], Iterable[Finding]], disk: Disk) -> None:
    """Where a line was left: verify, then take it away. Raises EvidenceError for damage, StorageError."""
    was = line(place)
    if was is None:
        return
    for found in verify():
        if found.level in ("damage", "tampering"):
            raise EvidenceError(
                f"read-only since the disk refused ({was}): {found.where}: {found.what}; {found.advice}, then run it again"
            )
    with storage(f"{place.refused.name} cannot be removed"):
        place.refused.unlink()
        sync_directory(disk, place.directory)
