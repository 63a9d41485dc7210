"""Where a site may go: an empty folder, or the one that it was published into before. Asked before anything is written.

A site's folders are cleaned of what is not part of it, so that a wrong word on the command line could cost files of others.
"""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

from cunzhao.errors import StorageError, UsageError
from cunzhao.publish.files import TEMPORARY
from cunzhao.publish.manifest import NAME

SITE = "site"
"""The one folder inside a data directory that a site may go into."""


def check_apart(out: Path, archive: Path) -> None:
    """Raise UsageError where a site in ``out`` would lie in, on or around the data directory, whatever links lead there."""
    target, directory = out.resolve(), archive.resolve()
    own = directory / SITE
    if target == own or own in target.parents:
        return
    if target == directory or directory in target.parents:
        raise UsageError(
            f"{out} belongs to the archive {archive}; publish into {archive / SITE}, or outside the archive"
        )
    if target in directory.parents:
        raise UsageError(
            f"{out} holds the archive {archive}; publish into {archive / SITE}, or into a folder of its own"
        )


def check_folder(out: Path) -> None:
    """Raise UsageError where ``out`` is no folder that a site may go into; StorageError where it cannot be looked into."""
    if out.resolve() == Path(out.resolve().anchor):
        raise UsageError(f"{out} is the root of a disk; name an empty folder")
    if not out.exists():
        return
    if not out.is_dir():
        raise UsageError(f"{out} is not a folder; name an empty one")
    try:
        names = sorted(path.name for path in out.iterdir())
    except OSError as error:
        raise StorageError(f"{out} cannot be read: {error.strerror}; see to its permissions") from error
    # A first run that was killed while it wrote its manifest leaves nothing but that.
    taken = [name for name in names if not fnmatch(name, TEMPORARY)]
    if taken and NAME not in taken:
        raise UsageError(f"{out} holds {taken[0]!r} and is no site that Cunzhao published; name an empty folder")
