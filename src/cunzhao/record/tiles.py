"""Tiles: the hashes and entries of the tree as files of up to 256, which never change once they are full.

Format: C2SP tlog-tiles (https://c2sp.org/tlog-tiles): ``tile/<L>/<N>[.p/<W>]`` holds hashes of subtrees of ``256**L`` leaves,
``tile/entries/<N>[.p/<W>]`` the entries, each with a length of two bytes (big-endian) before it.
"""

from __future__ import annotations

import shutil
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from pathlib import Path

from cunzhao.errors import EvidenceError, InputError
from cunzhao.record.disk import Disk, make_directories, sync_directory, write_new
from cunzhao.record.merkle import HASH_SIZE, Node, complete

WIDTH = 256
HEIGHT = 8
_CACHED = 1024
_MAX_ENTRY = 0xFFFF

Level = int | str
"""The level of a tile, or the word ``entries``."""


def tile_path(level: Level, number: int, width: int = WIDTH) -> str:
    """The path of a tile: 1234067 becomes ``x001/x234/067``; a partial one ends in ``.p/<width>``."""
    parts = [f"{number % 1000:03}"]
    while number := number // 1000:
        parts.append(f"x{number % 1000:03}")
    path = f"tile/{level}/{'/'.join(reversed(parts))}"
    return path if width == WIDTH else f"{path}.p/{width}"


def pack(entries: Iterable[bytes]) -> bytes:
    """An entry bundle. Raises InputError for an entry of more than 65,535 bytes."""
    pieces = []
    for entry in entries:
        if len(entry) > _MAX_ENTRY:
            raise InputError(f"a log entry of {len(entry)} bytes is too long")
        pieces.append(len(entry).to_bytes(2, "big") + entry)
    return b"".join(pieces)


def unpack(bundle: bytes) -> list[bytes]:
    """The entries of a bundle. Raises EvidenceError where it ends inside an entry."""
    entries, position = [], 0
    while position < len(bundle):
        end = position + 2 + int.from_bytes(bundle[position : position + 2], "big")
        if end > len(bundle) or position + 2 > len(bundle):
            raise EvidenceError("an entry bundle of the log ends inside an entry")
        entries.append(bundle[position + 2 : end])
        position = end
    return entries


class Tiles:
    """The tile files below a log's folder. Full tiles are cached; they never change."""

    def __init__(self, directory: Path, disk: Disk) -> None:
        self._directory = directory
        self._disk = disk
        self._cache: OrderedDict[tuple[int, int], bytes] = OrderedDict()
        self._made: set[Path] = set()

    def read(self, level: Level, number: int, width: int) -> bytes:
        """The bytes of a tile as it was at this width; the full tile serves where the partial one was removed.

        Raises EvidenceError where neither is there.
        """
        for path in dict.fromkeys((tile_path(level, number, width), tile_path(level, number))):
            try:
                return (self._directory / path).read_bytes()
            except OSError:
                continue
        raise EvidenceError(f"the log lacks {tile_path(level, number, width)}")

    def hashes(self, level: int, number: int, width: int) -> bytes:
        """``width`` hashes, joined. Raises EvidenceError."""
        cached = self._cache.get((level, number))
        if cached is None:
            cached = self.read(level, number, width)
            if len(cached) < width * HASH_SIZE:
                raise EvidenceError(f"the log's {tile_path(level, number, width)} is too short")
            if len(cached) == WIDTH * HASH_SIZE:
                self._remember(level, number, cached)
        return cached[: width * HASH_SIZE]

    def _remember(self, level: int, number: int, data: bytes) -> None:
        self._cache[level, number] = data
        if len(self._cache) > _CACHED:
            self._cache.popitem(last=False)

    def entries(self, number: int, width: int) -> list[bytes]:
        """The first ``width`` entries of a bundle. Raises EvidenceError."""
        found = unpack(self.read("entries", number, width))
        if len(found) < width:
            raise EvidenceError(f"the log's {tile_path('entries', number, width)} has too few entries")
        return found[:width]

    def node(self, size: int) -> Node:
        """The tree of ``size`` leaves, as :mod:`cunzhao.record.merkle` wants it."""

        def hash_of(height: int, index: int) -> bytes:
            level, above = divmod(height, HEIGHT)
            number, within = divmod(index << above, WIDTH)
            count = 1 << above
            row = self.hashes(level, number, width_of(size, level, number))
            if len(row) < (within + count) * HASH_SIZE:
                raise EvidenceError(f"the log's {tile_path(level, number)} does not reach far enough")
            return complete([row[i * HASH_SIZE : (i + 1) * HASH_SIZE] for i in range(within, within + count)])

        return hash_of

    def write(self, files: dict[str, bytes]) -> None:
        """Writes tiles so that all are on the disk when this returns. Raises OSError."""
        paths = {self._directory / relative: data for relative, data in files.items()}
        folders = {path.parent for path in paths}
        for folder in folders - self._made:
            make_directories(self._disk, folder)
            self._made.add(folder)
        for path, data in paths.items():
            write_new(self._disk, path, data)
        for folder in folders:
            sync_directory(self._disk, folder)

    def partial_widths(self, level: Level, number: int, limit: int) -> list[int]:
        """The widths, up to ``limit``, of which a partial tile is kept."""
        folder = (self._directory / tile_path(level, number, 1)).parent
        names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
        return sorted(int(name) for name in names if name.isascii() and name.isdigit() and 0 < int(name) <= limit)

    def forget_partial(self, level: Level, number: int) -> None:
        """Removes the partial forms of a tile that is full and durable; the format allows it, and nothing is lost by it."""
        folder = (self._directory / tile_path(level, number, 1)).parent
        self._made.discard(folder)
        shutil.rmtree(folder, ignore_errors=True)


def width_of(size: int, level: int, number: int) -> int:
    """How many hashes a tile has in a tree of ``size`` leaves."""
    return max(0, min(WIDTH, (size >> (HEIGHT * level)) - number * WIDTH))


def grown(tiles: Tiles, size: int, hashes: Sequence[bytes]) -> dict[tuple[int, int, int], bytes]:
    """The tiles that change when these leaf hashes follow ``size`` leaves, by (level, number, width). Raises EvidenceError."""
    changed: dict[tuple[int, int, int], bytes] = {}
    row, level, start = list(hashes), 0, size
    while row:
        number, width = divmod(start, WIDTH)
        old = tiles.hashes(level, number, width) if width else b""
        row = [old[i * HASH_SIZE : (i + 1) * HASH_SIZE] for i in range(width)] + row
        above = []
        for first in range(0, len(row), WIDTH):
            part = row[first : first + WIDTH]
            changed[level, number, len(part)] = b"".join(part)
            number += 1
            if len(part) == WIDTH:
                above.append(complete(part))
        row, level, start = above, level + 1, start // WIDTH
    return changed
