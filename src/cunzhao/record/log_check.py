"""Checking a log's files against its signed checkpoint: every tile, every entry, and what is left of older partial tiles."""

from __future__ import annotations

from collections.abc import Iterator

from cunzhao.errors import EvidenceError
from cunzhao.record import merkle
from cunzhao.record.log import Log
from cunzhao.record.merkle import HASH_SIZE, complete, leaf_hash
from cunzhao.record.tiles import HEIGHT, WIDTH, Level, Tiles, pack, tile_path, width_of
from cunzhao.types import Finding

COPY = "restore it from a copy"
ASK = "somebody or something changed it after it was put on record; compare with a copy and with an older checkpoint"


def check_log(log: Log) -> tuple[int, list[Finding]]:
    """How many leaves can be relied on (0 where the checkpoint cannot), and all that was found."""
    try:
        note, verifier = log.note, log.verifier
    except EvidenceError as error:
        return 0, [Finding("damage", str(error), "log", COPY)]
    try:
        checkpoint = log.checkpoint
    except EvidenceError as error:
        return 0, [Finding("tampering", f"{error} ({len(note)} characters)", "log/checkpoint", ASK)]
    findings = [*_check_key(log), *_check_files(log.tiles, checkpoint.size, checkpoint.root)]
    if not findings:
        findings.append(Finding("ok", f"{checkpoint.size} leaves, signed by {verifier.name}", "log"))
    return checkpoint.size, findings


def _check_key(log: Log) -> Iterator[Finding]:
    try:
        log.check_key()
    except EvidenceError as error:
        yield Finding("damage", str(error), "log/key", COPY)


def _check_files(tiles: Tiles, size: int, root: bytes) -> Iterator[Finding]:
    try:
        yield from _check_entries(tiles, size)
        yield from _check_levels(tiles, size)
        if merkle.root(tiles.node(size), size) != root:
            yield Finding("tampering", "the tiles do not have the root that was signed", "log/tile", ASK)
        yield from _check_older(tiles, size)
    except EvidenceError as error:
        yield Finding("damage", str(error), "log/tile", COPY)


def _check_entries(tiles: Tiles, size: int) -> Iterator[Finding]:
    for start in range(0, size, WIDTH):
        number, width = start // WIDTH, min(WIDTH, size - start)
        row = tiles.hashes(0, number, width)
        for i, entry in enumerate(tiles.entries(number, width)):
            if leaf_hash(entry) != row[i * HASH_SIZE : (i + 1) * HASH_SIZE]:
                where = f"log/{tile_path('entries', number, width)}"
                yield Finding("tampering", f"entry {start + i} is not the one that the tree holds", where, ASK)


def _check_levels(tiles: Tiles, size: int) -> Iterator[Finding]:
    """Each full tile against its hash one level up."""
    level = 1
    while count := size >> (HEIGHT * level):
        for number in range(count):
            above = tiles.hashes(level, number // WIDTH, width_of(size, level, number // WIDTH))
            place = number % WIDTH * HASH_SIZE
            below = tiles.hashes(level - 1, number, WIDTH)
            hashes = [below[i : i + HASH_SIZE] for i in range(0, len(below), HASH_SIZE)]
            if complete(hashes) != above[place : place + HASH_SIZE]:
                where = f"log/{tile_path(level - 1, number)}"
                yield Finding("tampering", "the tile is not the one that the tile above holds", where, ASK)
        level += 1


def _check_older(tiles: Tiles, size: int) -> Iterator[Finding]:
    """Partial tiles of older checkpoints are beginnings of the newest ones."""
    levels: list[Level] = ["entries", *(level for level in range(8) if size >> (HEIGHT * level))]
    for level in levels:
        height = 0 if level == "entries" else int(level)
        number = (size >> (HEIGHT * height)) // WIDTH
        for width in tiles.partial_widths(level, number, width_of(size, height, number)):
            if tiles.read(level, number, width) != _beginning(tiles, level, number, width, size):
                where = f"log/{tile_path(level, number, width)}"
                yield Finding(
                    "tampering", "the tile of an older checkpoint is not the beginning of the newest", where, ASK
                )


def _beginning(tiles: Tiles, level: Level, number: int, width: int, size: int) -> bytes:
    if isinstance(level, str):
        return pack(tiles.entries(number, width_of(size, 0, number))[:width])
    return tiles.hashes(level, number, width_of(size, level, number))[: width * HASH_SIZE]
