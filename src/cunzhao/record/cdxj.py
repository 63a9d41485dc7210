"""An index beside each evidence file (``….warc.gz`` has ``….cdxj``), so that replay tools open the folder as it lies.

Format: CDXJ as pywb reads it, one line a record, sorted by the bytes of the line: key, 14-digit time (UTC), JSON with ``url``,
``mime``, ``status``, ``digest``, ``length``, ``offset``, ``filename``. It is derived and never relied on here: it may be
deleted, and is made again. An index is complete up to the last capture that it names, because it is replaced as a whole;
so bringing a growing file's index up to date means to read only what was appended since.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from cunzhao.errors import EvidenceError
from cunzhao.record.disk import storage
from cunzhao.record.scan import files, scan_file
from cunzhao.types import Capture
from cunzhao.urls import cdx_key

SUFFIX = ".cdxj"


def index_path(warc: Path) -> Path:
    """Where the index of an evidence file lies."""
    return warc.with_name(warc.name.removesuffix(".warc.gz") + SUFFIX)


def cdxj_line(
    *,
    url: str,
    at: datetime,
    mime: str,
    status: int | None,
    digest: str,
    offset: int,
    length: int,
    filename: str,
    **more: str,
) -> str:
    """One line, without its end. ``digest`` is hex SHA-256; ``offset`` and ``length`` are the record's bytes in the file."""
    known = {"url": url, "mime": mime, "status": "" if status is None else str(status), "digest": f"sha256:{digest}"}
    place = {"length": str(length), "offset": str(offset), "filename": filename}
    body = {name: value for name, value in (known | place | more).items() if value}
    return f"{cdx_key(url)} {at.astimezone(UTC):%Y%m%d%H%M%S} {json.dumps(body, ensure_ascii=True)}"


def line_of(capture: Capture) -> str | None:
    """The line of a capture; None for a failure, which has nothing to replay."""
    if capture.kind == "failure":
        return None
    mime = "warc/revisit" if capture.kind == "revisit" else media_type(capture.content_type)
    return cdxj_line(
        url=capture.url,
        at=capture.at,
        mime=mime,
        status=capture.status,
        digest=capture.payload_digest,
        offset=capture.offset,
        length=capture.length,
        filename=capture.path,
    )


def media_type(content_type: str | None) -> str:
    """A content type without its parameters, in one word; ``unk`` where there is none, as in other indexes."""
    words = (content_type or "").replace(";", " ").split()
    return words[0].lower() if words else "unk"


def bring_up(directory: Path, everything: bool = False) -> int:
    """Brings the indexes of all evidence files up to date; returns how many were written. Raises StorageError.

    Files whose index is younger than they are count as done; ``everything`` makes all indexes anew.
    """
    many = 0
    for warc in files(directory):
        index = index_path(warc)
        with storage(f"the index {index.name} cannot be written"):
            if everything or not index.exists() or index.stat().st_mtime_ns <= warc.stat().st_mtime_ns:
                known = [] if everything else _known(index)
                _replace(index, _grown(directory, warc.name, known))
                many += 1
    return many


def _known(index: Path) -> list[str]:
    try:
        return index.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        return []


def _grown(directory: Path, name: str, known: list[str]) -> list[str]:
    """The known lines and those of everything behind the last capture that they name; all anew where they do not fit."""
    start = max((_offset(each, name) for each in known), default=-1)
    fresh = list(_lines(directory, name, max(start, 0)))
    if known and (start < 0 or not fresh or fresh[0] not in known):
        known, fresh = [], list(_lines(directory, name, 0))
    return sorted({*known, *fresh})


def _offset(text: str, name: str) -> int:
    """Where the record of a line lies; -1 for a line that is none of this file."""
    try:
        body = json.loads(text.split(" ", 2)[2])
        return int(body["offset"]) if body["filename"] == name else -1
    except (ValueError, LookupError, TypeError):
        return -1


def _lines(directory: Path, name: str, start: int) -> Iterator[str]:
    try:
        for found in scan_file(directory, name, lambda _: None, lambda _: None, start):
            text = line_of(found.capture)
            if text is not None:
                yield text
    except EvidenceError:
        return  # the file is gone or is no longer readable: ``verify`` says so, the index has what could be read


def _replace(index: Path, lines: list[str]) -> None:
    """All or nothing for readers, and not waited for: what a power cut takes is made again."""
    temporary = index.with_name(f".{index.name}.new")
    temporary.write_text("".join(f"{each}\n" for each in lines), encoding="ascii")
    temporary.replace(index)
