"""Reading WARC (0.17 to 1.1) and ARC (1, 2) files made by others: every record, in order, in bounded memory.

Nothing is believed: a record's head and block have limits, lengths are checked, and behind what cannot be read the search for
the next record goes on. Formats: ISO 28500; ARC: https://archive.org/web/researcher/ArcFileFormat.php.
"""

from __future__ import annotations

import re
from base64 import b32decode
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import new as new_hash
from typing import BinaryIO

from cunzhao.record.inflow import Inflow

MAX_BLOCK = 200_000_000
"""Bytes of a block; a larger one is not held in memory and not taken."""
MAX_HEAD = 1 << 16
_USUAL_HEAD = 1 << 11
MAX_PASSED = 1 << 30
"""Decompressed bytes that are passed over in search of the next record, before the rest of a gzip member is given up."""

_WARC = re.compile(rb"WARC/[0-9]\.[0-9]+\r?\n")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_ARC = re.compile(rb"([a-z][a-z0-9+.-]*:\S*) ([0-9a-fA-F.:]+) (\d{14}) ([^\r\n]*?) ?(\d{1,15})\r?\n", re.IGNORECASE)
_LENGTH = re.compile(r"[0-9]{1,15}")
_SIZES = {"md5": 16, "sha1": 20, "sha256": 32, "sha512": 64}


@dataclass(frozen=True, slots=True)
class Foreign:
    """A record: where it lies, its head as it stands, the head's fields (names in lower case, the first of each), its block.

    ``offset`` is that of the record, or of the gzip member in which it begins. An ARC record has the fields of the WARC
    record that it would be.
    """

    offset: int
    kind: str
    head: bytes
    fields: dict[str, str]
    block: bytes

    @property
    def url(self) -> str:
        return self.fields.get("warc-target-uri", "").strip("<> ")

    @property
    def id(self) -> str:
        return self.fields.get("warc-record-id", "").strip("<> ")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A place where no record could be read, and why."""

    offset: int
    what: str


def read_foreign(stream: BinaryIO, max_block: int = MAX_BLOCK) -> Iterator[Foreign | Unreadable]:
    """Everything in a file; of an empty one (a copy that went wrong) that it is. Never raises for what the bytes are."""
    flow, empty = Inflow(stream), True
    while True:
        _pass_line_ends(flow)
        start = flow.place
        first = flow.peek(_USUAL_HEAD)
        if first and not _HEAD_END.search(first):
            first = flow.peek(MAX_HEAD)
        if first:
            yield _record(flow, first, start, max_block)
        passed = [Unreadable(offset, what) for _, offset, what in flow.passed()]
        yield from passed
        empty = empty and not first and not passed
        if not first:
            break
    if empty:
        yield Unreadable(0, "there is nothing in this file")


def _pass_line_ends(flow: Inflow) -> None:
    while piece := flow.peek(1024):
        ends = len(piece) - len(piece.lstrip(b"\r\n"))
        flow.take(ends)
        if ends < len(piece):
            return


def _record(flow: Inflow, first: bytes, start: int, max_block: int) -> Foreign | Unreadable:
    found = _head(first)
    if found is None:
        _find_next(flow)
        return Unreadable(start, "no WARC or ARC record starts here")
    head, kind, fields = found
    stated, name = fields.get("content-length", ""), kind or "record"
    if not _LENGTH.fullmatch(stated):
        _find_next(flow)
        return Unreadable(start, f"a {name} without a usable Content-Length ({stated[:40]!r})")
    size = int(stated)
    if size > max_block:
        flow.take(len(head))
        if size > MAX_PASSED or flow.skip(size) < size:
            flow.give_up()
        return Unreadable(start, f"a {name} of {size} bytes, more than the {max_block} that are taken")
    whole = flow.whole(len(head) + size)
    data = flow.take(whole)
    if whole < len(head) + size:
        return Unreadable(start, f"a {name} of {size} bytes that is cut off or damaged")
    return Foreign(start, kind, head, fields, data[len(head) :])


def _head(first: bytes) -> tuple[bytes, str, dict[str, str]] | None:
    """The head of the record that begins here, its kind and its fields; None where none begins."""
    if _WARC.match(first):
        end = _HEAD_END.search(first)
        if end is None:
            return None
        fields = _fields(first[: end.start()])
        return first[: end.end()], fields.get("warc-type", "").lower(), fields
    found = _ARC.match(first) or _arc_two(first)
    return None if found is None else _arc(found)


def _arc_two(first: bytes) -> re.Match[bytes] | None:
    """Version 2 has ten fields: URL, address, date, type, status, checksum, location, offset, file, length."""
    line = re.match(rb"(\S+) (\S+) (\d{14}) (\S+) (?:\S+ ){5}(\d{1,15})\r?\n", first)
    return line if line is not None and re.match(rb"[a-z][a-z0-9+.-]*:", line[1], re.IGNORECASE) else None


def _arc(found: re.Match[bytes]) -> tuple[bytes, str, dict[str, str]]:
    url, address, date, media, length = (part.decode("latin-1") for part in found.groups())
    at = f"{date[:4]}-{date[4:6]}-{date[6:8]}T{date[8:10]}:{date[10:12]}:{date[12:]}Z"
    fields = {"warc-target-uri": url, "warc-ip-address": address, "warc-date": at, "content-length": length}
    kind = "warcinfo" if url.startswith("filedesc:") else "arc"
    return found[0], kind, fields | {"content-type": media.strip().split(" ")[0] or "application/octet-stream"}


def _fields(head: bytes) -> dict[str, str]:
    """The first value of each name; folded lines are joined."""
    try:
        text = head.decode()
    except UnicodeDecodeError:
        text = head.decode("latin-1")
    fields: dict[str, str] = {}
    last = ""
    for line in text.replace("\r\n", "\n").split("\n")[1:]:
        name, colon, value = line.partition(":")
        if line[:1] in (" ", "\t") and last:
            fields[last] += " " + line.strip()
        elif colon:
            last = name.strip().lower()
            fields.setdefault(last, value.strip())
    return fields


def _find_next(flow: Inflow) -> None:
    """To the next line that begins as a WARC record does, or to the next gzip member."""
    passed = 0
    flow.take(1)
    while window := flow.peek(MAX_HEAD):
        found = re.search(rb"WARC/[0-9]\.[0-9]", window)
        if found is not None:
            flow.take(found.start())
            return
        passed += len(flow.take(max(len(window) - 8, 1)))
        if passed > MAX_PASSED:
            flow.give_up()
            return


def digest_fits(stated: str, *readings: bytes) -> bool | None:
    """Whether ``sha1:BASE32`` (or hex; md5, sha256, sha512 too) is of one of these bytes; None where it cannot be read."""
    name, _, value = stated.strip().partition(":")
    size = _SIZES.get(name := name.lower().replace("-", ""))
    wanted = None if size is None else _digest_bytes(value.strip(), size)
    if wanted is None:
        return None
    return any(new_hash(name, each, usedforsecurity=False).digest() == wanted for each in readings)


def _digest_bytes(value: str, size: int) -> bytes | None:
    try:
        data = bytes.fromhex(value) if len(value) == 2 * size else b32decode(value.upper() + "=" * (-len(value) % 8))
    except ValueError:
        return None
    return data if len(data) == size else None
