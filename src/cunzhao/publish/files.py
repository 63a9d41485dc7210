"""Writing the files of a site: whole or not at all, images by what they hold."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cunzhao.errors import CunzhaoError, StorageError
from cunzhao.types import HeldImage

Images = Callable[[str], tuple[bytes, str]]
"""From a capture id to the image's bytes and its claimed content type; raises a CunzhaoError when they cannot be read."""

TEMPORARY = ".cunzhao-*.tmp"
"""Names of files that are being written; a killed run can leave one."""

LARGEST_IMAGE = 30_000_000
"""Larger files are named, not published. Bytes."""

_SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"GIF87a", "gif"), (b"GIF89a", "gif"), (b"BM", "bmp"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picture:
    """An image file; ``name`` is the SHA-256 of its bytes with the ending that its bytes call for."""

    name: str
    data: bytes


def read_image(images: Images | None, item: HeldImage) -> Picture | None:
    """The bytes of a held image; None where it is not held, cannot be read, is too large, or is no picture.

    The kind is told from the bytes and never from the claim: an SVG or HTML file served as an image could hold a script.
    """
    if images is None or item.capture is None:
        return None
    try:
        data, _ = images(item.capture)
    except CunzhaoError:
        return None
    ending = picture_ending(data)
    if ending is None or len(data) > LARGEST_IMAGE:
        return None
    return Picture(f"{hashlib.sha256(data).hexdigest()}.{ending}", data)


def picture_ending(data: bytes) -> str | None:
    """The file ending for the picture formats that browsers show and that cannot hold a script; None for all others."""
    for sign, ending in _SIGNS:
        if data.startswith(sign):
            return ending
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return "avif" if data[4:12] in (b"ftypavif", b"ftypavis") else None


def digest(data: bytes) -> str:
    """The first 32 hex digits of SHA-256: enough to notice a change of a file of our own."""
    return hashlib.sha256(data).hexdigest()[:32]


def write_atomic(path: Path, data: bytes, *, sync: bool = False) -> None:
    """Writes a file so that a reader sees the old or the new one; ``sync`` waits for the disk. Raises StorageError."""
    temporary = path.with_name(f".cunzhao-{digest(path.name.encode())[:8]}.tmp")
    try:
        if not os.path.isdir(path.parent):  # noqa: PTH112 - a fifth of the time of Path.mkdir, once a file
            path.parent.mkdir(parents=True, exist_ok=True)
        with open(temporary, "wb") as file:  # noqa: PTH123
            file.write(data)
            if sync:
                file.flush()
                os.fsync(file.fileno())
        os.replace(temporary, path)  # noqa: PTH105
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise StorageError(
            f"{path} cannot be written: {error.strerror or error}; free space or permissions, then run again"
        ) from error


def remove_files(out: Path, paths: list[str]) -> None:
    """Removes files of a folder, and the folders that are empty then. Raises StorageError."""
    try:
        for path in paths:
            (out / path).unlink(missing_ok=True)
        for folder in sorted({Path(path).parent for path in paths} - {Path()}, reverse=True):
            if (out / folder).is_dir() and not any((out / folder).iterdir()):
                (out / folder).rmdir()
    except OSError as error:
        raise StorageError(
            f"{out} cannot be cleaned up: {error.strerror or error}; see to permissions, then run again"
        ) from error
