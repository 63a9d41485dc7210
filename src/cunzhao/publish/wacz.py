"""A selection of articles with their captures and images as one WACZ 1.1.1 file that opens alone.

Format: https://specs.webrecorder.net/wacz/1.1.1/. The index is compressed in blocks with a second index over them (ZipNum), as
players load it. Revisits are made whole; every file's digest stands in the manifest, and the manifest is signed.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Protocol

from cunzhao.errors import EvidenceError, InputError, StorageError
from cunzhao.publish.formats import clean, iso
from cunzhao.record import Whole, cdxj_line, media_type
from cunzhao.types import ArticleView, Capture, Clock, Progress, silent

VERSION = "1.1.1"
ROLL_BYTES = 1_000_000_000
LINES_PER_BLOCK = 300
_OLDEST = (1980, 1, 1, 0, 0, 0)


class Captures(Protocol):
    """Where the captures of a selection come from."""

    def capture_of(self, capture: str) -> Capture | None:
        """A capture by its id."""

    def whole(self, capture: Capture) -> Whole:
        """Its records, made to stand alone. Raises EvidenceError."""


Sign = Callable[[str], tuple[str, str]]
"""Signature and public key, in base64, of a text."""


@dataclass(frozen=True, slots=True)
class WaczReport:
    """What was written: articles, captures; and captures that the archive names and cannot read, with the reason."""

    articles: int
    captures: int
    missing: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class _Work:
    package: zipfile.ZipFile
    resources: list[dict[str, Any]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    articles: int = 0

    def put(self, path: str, data: bytes) -> str:
        """A part whole; returns its digest."""
        digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
        packed = zipfile.ZIP_STORED if path.endswith(".gz") else zipfile.ZIP_DEFLATED
        info = zipfile.ZipInfo(path, _OLDEST)
        info.compress_type = packed
        self.package.writestr(info, data)
        self.listed(path, digest, len(data))
        return digest

    def listed(self, path: str, digest: str, size: int) -> None:
        self.resources.append({"name": path.rpartition("/")[2], "path": path, "hash": digest, "bytes": size})


def wacz(
    views: Iterable[ArticleView],
    captures: Captures,
    path: Path,
    *,
    title: str,
    software: str,
    sign: Sign,
    clock: Clock,
    roll_bytes: int = ROLL_BYTES,
    progress: Progress = silent,
) -> WaczReport:
    """Writes ``path``, all or nothing. Raises StorageError when the disk refuses, InputError when nothing was selected."""
    temporary = path.with_name(f".{path.name}.new")
    try:
        with zipfile.ZipFile(temporary, "w", allowZip64=True) as package:
            work = _Work(package)
            _archive(work, views, captures, roll_bytes, progress)
            if not work.lines:
                raise InputError("nothing to export: no article with a capture was selected")
            _index(work)
            head = json.dumps({"format": "json-pages-1.0", "id": "pages", "title": "All Pages"})
            work.put("pages/pages.jsonl", "".join(f"{line}\n" for line in (head, *work.pages)).encode())
            _manifest(work, title, software, iso(clock().replace(microsecond=0)), sign)
        temporary.replace(path)
    except OSError as error:
        raise StorageError(
            f"{path} cannot be written ({error.strerror or error}); free space or permissions"
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
    return WaczReport(work.articles, len(work.done), tuple(work.missing.items()))


# -- archive/ ---------------------------------------------------------------------------------------------------------


def _archive(
    work: _Work, views: Iterable[ArticleView], captures: Captures, roll_bytes: int, progress: Progress
) -> None:
    waiting = _wholes(work, views, captures, progress)
    number, more = 0, next(waiting, None)
    while more is not None:
        number += 1
        name = f"data-{number:05}.warc.gz"
        info = zipfile.ZipInfo(f"archive/{name}", _OLDEST)
        hasher, size = hashlib.sha256(), 0
        # Not forced to ZIP64, which one file (some 1.2 GB at most) does not need: ReplayWeb.page 2.4.6 takes the place of bytes
        # from the directory at the end, and finds nothing in a file whose own head is longer.
        with work.package.open(info, "w") as out:
            while more is not None and size < roll_bytes:
                _line(work, *more, size, name)
                size += _write(out, hasher.update, more[1].members)
                more = next(waiting, None)
        work.listed(info.filename, f"sha256:{hasher.hexdigest()}", size)


def _write(out: IO[bytes], update: Callable[[bytes], None], members: Iterable[bytes]) -> int:
    data = b"".join(members)
    out.write(data)
    update(data)
    return len(data)


def _line(work: _Work, capture: Capture, found: Whole, offset: int, name: str) -> None:
    first = found.members[0]
    digest = hashlib.sha256(first).hexdigest()
    work.lines.append(
        cdxj_line(
            url=capture.url,
            at=found.at,
            mime=media_type(capture.content_type),
            status=capture.status,
            digest=capture.payload_digest,
            offset=offset,
            length=len(first),
            filename=name,
            recordDigest=f"sha256:{digest}",
        )
    )


def _wholes(
    work: _Work, views: Iterable[ArticleView], captures: Captures, progress: Progress
) -> Iterator[tuple[Capture, Whole]]:
    for view in views:
        work.articles += 1
        for capture in _captures(view, captures):
            if capture.kind == "failure" or capture.id in work.done or capture.id in work.missing:
                continue
            try:
                found = captures.whole(capture)
            except EvidenceError as error:
                work.missing[capture.id] = str(error)
                continue
            work.done.add(capture.id)
            if capture.purpose == "page" and capture.status in (200, None):
                _page(work, view, capture, found.at)
            yield capture, found
        progress(f"{work.articles} articles, {len(work.done)} captures")


def _captures(view: ArticleView, captures: Captures) -> Iterator[Capture]:
    """The article's captures and images. A 304 says that nothing changed: the answer that it refers to stands for it."""
    ids = [line.capture.id for line in view.captures] + [i.capture for i in view.images if i.capture]
    for name in ids:
        capture = captures.capture_of(name)
        if capture is not None and capture.status == 304 and capture.refers_to:
            capture = captures.capture_of(capture.refers_to)
        if capture is not None:
            yield capture


def _page(work: _Work, view: ArticleView, capture: Capture, at: datetime) -> None:
    seen = next((r for r in view.revisions if r.capture == capture.id), view.current)
    page = {"id": capture.id, "url": clean(capture.url), "ts": iso(at.astimezone(UTC)), "title": clean(seen.title)}
    work.pages.append(json.dumps(page | {"text": clean(seen.text)}, ensure_ascii=False))


# -- indexes/, manifest -----------------------------------------------------------------------------------------------


def _index(work: _Work) -> None:
    """Sorted lines in blocks, one gzip member each, and where each block begins."""
    lines = sorted(work.lines)
    packed, offset = [], 0
    meta = {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
    over = [f"!meta 0 {json.dumps(meta)}"]
    for start in range(0, len(lines), LINES_PER_BLOCK):
        block = gzip.compress("".join(f"{line}\n" for line in lines[start : start + LINES_PER_BLOCK]).encode(), mtime=0)
        place = {"offset": offset, "length": len(block), "digest": f"sha256:{hashlib.sha256(block).hexdigest()}"}
        over.append(f"{lines[start].split('{', 1)[0].strip()} {json.dumps(place)}")
        packed.append(block)
        offset += len(block)
    work.put("indexes/index.cdx.gz", b"".join(packed))
    work.put("indexes/index.idx", "".join(f"{line}\n" for line in over).encode())


def _manifest(work: _Work, title: str, software: str, created: str, sign: Sign) -> None:
    manifest = {
        "profile": "data-package",
        "wacz_version": VERSION,
        "title": title,
        "created": created,
        "software": software,
        "resources": work.resources,
    }
    data = json.dumps(manifest, ensure_ascii=False, indent=2).encode()
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    signature, public_key = sign(digest)
    name, _, version = software.partition("/")
    signed = {"hash": digest, "created": created, "software": name, "version": version}
    signed |= {"signature": signature, "publicKey": public_key}
    for path, content in (
        ("datapackage.json", data),
        (
            "datapackage-digest.json",
            json.dumps({"path": "datapackage.json", "hash": digest, "signedData": signed}).encode(),
        ),
    ):
        info = zipfile.ZipInfo(path, _OLDEST)
        info.compress_type = zipfile.ZIP_DEFLATED
        work.package.writestr(info, content)
