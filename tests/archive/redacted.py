"""An article that must go, and the search for whatever is left of it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

from cunzhao.archive import Archive

WORD = "zugzwangwort"
BODY = "".join(
    f"<p>The {WORD} stood in paragraph {n} of the report from the harbour of Qyvenlund.</p>" for n in range(9)
)
URL = "https://n.example/secret-qyvenlund"
SECRETS = (WORD, "Qyvenlund", "secret-qyvenlund", "Quagmire headline")
WHO, WHY = "The Keeper", "court order 12/2026"


def unpacked(data: bytes) -> Iterator[bytes]:
    """What the gzip members of a file hold, whatever they are."""
    while data:
        unpacker = zlib.decompressobj(31)
        yield unpacker.decompress(data)
        data = unpacker.unused_data


def found_in(*folders: Path, words: tuple[str, ...] = SECRETS) -> set[tuple[str, str]]:
    """Where these words stand: in the bytes of any file, and inside gzip members, in any case."""
    wanted = [(word, word.lower().encode()) for word in words]
    hits = set()
    for path in (p for folder in folders for p in folder.rglob("*") if p.is_file()):
        raw = path.read_bytes()
        pieces = [raw, *(unpacked(raw) if path.suffix == ".gz" else ())]
        hits |= {(word, path.name) for piece in pieces for word, sought in wanted if sought in piece.lower()}
    return hits


def keep(archive: Archive, folder: Path, url: str, content: bytes) -> str:
    (folder / "kept.html").write_bytes(content)
    with archive.writing("test") as writing:
        (outcome,) = writing.keep_file(folder / "kept.html", url)
    assert outcome.article is not None, outcome
    return outcome.article


def bad(archive: Archive, **how: object) -> list[str]:
    return [f"{f.level}: {f.where}: {f.what}" for f in archive.verify(1.0, **how) if f.level != "ok"]  # type: ignore[arg-type]


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
