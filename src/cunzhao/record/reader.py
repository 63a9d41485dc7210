"""Reading WARC files member by member, with the exact place of each, and noticing every kind of damage on the way.

Own and small, since ``fastwarc`` (which reads these files as well) gives no end of a member and passes over damage; here a
member counts only if gzip's checksum, the record's length and its block digest all hold.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO, Protocol

from cunzhao.errors import EvidenceError
from cunzhao.record.warc import GZIP_HEADER

_GZIP = zlib.MAX_WBITS + 16
_CHUNK = 1 << 14
_OUTPUT = 1 << 20
_HEAD_LIMIT = 1 << 16
KEEP = 1 << 20
"""Bytes of a block that a scan holds in memory; larger blocks are hashed and passed by."""

_LENGTH = re.compile(r"[0-9]{1,15}")


_TRAILER = 8
"""Bytes of gzip's checksum and length behind the compressed bytes."""
_LAST = 64
"""Bytes that are unpacked twice at the end of a record whose length is known."""
_FIELDS = 1 << 11
"""Unpacked bytes in which a record's fields are looked for first; ours need 700 to 900."""


class _Unpacker(Protocol):
    """What ``zlib.decompressobj`` gives (its class has no name that can be imported)."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = 0, /) -> bytes: ...


class DamageError(EvidenceError):
    """A place in a file that is no sound record.

    ``torn`` says that the file ends inside it; ``tampered`` that each record reads well, and they contradict each other.
    """

    def __init__(self, message: str, offset: int, torn: bool = False, tampered: bool = False) -> None:
        super().__init__(message)
        self.offset = offset
        self.torn = torn
        self.tampered = tampered


@dataclass(frozen=True, slots=True)
class Record:
    """A sound record: its place in the file (bytes of the gzip member), its fields (names in lower case) and its block.

    ``block`` is None where it is larger than the reader was asked to keep; ``digest`` is the block's hex SHA-256.
    """

    offset: int
    length: int
    fields: dict[str, str]
    block: bytes | None
    digest: str

    @property
    def end(self) -> int:
        return self.offset + self.length

    @property
    def kind(self) -> str:
        return self.fields.get("warc-type", "")

    @property
    def id(self) -> str:
        return self.fields.get("warc-record-id", "").strip("<>")


class _Parser:
    """Takes the decompressed bytes of one member as they come."""

    def __init__(self, offset: int, keep: int) -> None:
        self._offset, self._keep = offset, keep
        self._head = bytearray()
        self._block = bytearray()
        self._hash = sha256()
        self._left = -1
        self._trailer = b""
        self.fields: dict[str, str] = {}
        self._size = 0

    def feed(self, data: bytes) -> None:
        if self._left < 0:
            data = self._feed_head(data)
        if self._left < 0:
            return
        piece, rest = data[: self._left], data[self._left :]
        self._hash.update(piece)
        if self._size <= self._keep:
            self._block += piece
        self._left -= len(piece)
        self._trailer += rest[:5]
        if len(self._trailer) > 4:  # said here, so that what unpacks to more than it states is not unpacked to its end
            raise DamageError("the record's length does not fit its bytes", self._offset)

    def _feed_head(self, data: bytes) -> bytes:
        self._head += data
        end = self._head.find(b"\r\n\r\n")
        if end < 0:
            if len(self._head) > _HEAD_LIMIT or not self._head[:8].startswith(b"WARC/1."[: len(self._head)]):
                raise DamageError("no WARC record", self._offset)
            return b""
        self.fields = _parse_fields(bytes(self._head[:end]), self._offset)
        self._left = self._size = int(self.fields["content-length"])
        return bytes(self._head[end + 4 :])

    def finish(self, length: int) -> Record:
        if self._left != 0 or self._trailer != b"\r\n\r\n":
            raise DamageError("the record's length does not fit its bytes", self._offset)
        digest = self._hash.hexdigest()
        stated = self.fields.get("warc-block-digest")
        if stated is not None and stated != f"sha256:{digest}":
            raise DamageError("the block does not have the digest that its record states", self._offset)
        block = bytes(self._block) if self._size <= self._keep else None
        return Record(self._offset, length, self.fields, block, digest)


def _parse_fields(head: bytes, offset: int) -> dict[str, str]:
    try:
        version, *lines = head.decode().split("\r\n")
    except UnicodeDecodeError:
        raise DamageError("a record's fields are not UTF-8", offset) from None
    fields = dict[str, str]()
    for line in lines:
        name, _, value = line.partition(":")
        fields[name.strip().lower()] = value.strip()
    if not version.startswith("WARC/1.") or not _LENGTH.fullmatch(fields.get("content-length", "")):
        raise DamageError("no WARC record", offset)
    return fields


def read_record(stream: BinaryIO, offset: int, keep: int = KEEP, length: int = 0) -> Record:
    """The record that starts at ``offset``. Raises DamageError.

    ``length`` is how many bytes its row says that it has (0: not known). It changes only the time: where the end is known,
    the last bytes are unpacked on their own, and looking at the unused bits does not unpack the whole record once more.
    """
    parser = _Parser(offset, keep)
    unpacker = zlib.decompressobj(_GZIP)
    _check_header(stream, offset)
    taken, before, last = 0, b"", b""
    earlier = state = unpacker.copy()
    try:
        while not unpacker.eof:
            raw = stream.read(_piece(length - taken))
            if not raw:
                raise DamageError("the file ends inside a record", offset, torn=True)
            earlier, before, last, state = state, last, raw, unpacker.copy()
            taken += len(raw)
            parser.feed(unpacker.decompress(raw, _OUTPUT))
            # At the end of a member zlib leaves what follows it there, for ever (the next member of the file).
            while unpacker.unconsumed_tail and not unpacker.eof:
                parser.feed(unpacker.decompress(unpacker.unconsumed_tail, _OUTPUT))
    except zlib.error as error:
        raise DamageError(f"the compressed bytes are damaged ({error})", offset) from None
    unused = len(unpacker.unused_data)
    last = last[: len(last) - unused]
    if _padding_set(state, last) if len(last) > _TRAILER else _padding_set(earlier, before + last):
        raise DamageError("unused bits behind the compressed bytes are set", offset)
    return parser.finish(taken - unused)


def _piece(left: int) -> int:
    """How many bytes to read next, where so many are believed to be left of the record."""
    return min(_CHUNK, left - _LAST) if left > _LAST else _CHUNK


def _padding_set(state: _Unpacker, tail: bytes) -> bool:
    """Whether one of the up to seven unused bits before the checksum is set, which no checksum covers and zlib never does.

    ``state`` is the unpacker before ``tail``, the last bytes of the member. The highest bit of the last compressed byte is
    unused exactly if the member reads as well without it.
    """
    last = tail[-_TRAILER - 1]
    if not last:
        return False
    without = last & ~(1 << (last.bit_length() - 1))
    try:
        state.decompress(tail[: -_TRAILER - 1] + bytes([without]) + tail[-_TRAILER:])
    except zlib.error:
        return False
    return state.eof and not state.unused_data


def _check_header(stream: BinaryIO, offset: int) -> None:
    stream.seek(offset)
    header = stream.read(len(GZIP_HEADER))
    stream.seek(offset)
    if header != GZIP_HEADER:
        torn = GZIP_HEADER.startswith(header)
        raise DamageError("the file ends inside a record" if torn else "no record starts here", offset, torn)


def read_fields(stream: BinaryIO, offset: int) -> dict[str, str]:
    """Only the fields of the record at ``offset``, without reading its block. Raises DamageError."""
    _check_header(stream, offset)
    unpacker = zlib.decompressobj(_GZIP)
    try:
        head = unpacker.decompress(stream.read(_FIELDS), _FIELDS)
        if (end := head.find(b"\r\n\r\n")) < 0:
            head += unpacker.decompress(unpacker.unconsumed_tail + stream.read(_CHUNK), _HEAD_LIMIT - _FIELDS)
            end = head.find(b"\r\n\r\n")
    except zlib.error as error:
        raise DamageError(f"the compressed bytes are damaged ({error})", offset) from None
    if end < 0:
        raise DamageError("no WARC record", offset)
    return _parse_fields(head[:end], offset)


def records(stream: BinaryIO, start: int = 0, keep: int = KEEP) -> Iterator[Record]:
    """All records from ``start`` to the end of the file, in order. Raises DamageError at the first unsound one."""
    size = stream.seek(0, 2)
    while start < size:
        record = read_record(stream, start, keep)
        yield record
        start = record.end


def next_member(stream: BinaryIO, after: int) -> int | None:
    """Where the next thing that looks like a record starts behind a damaged place, or None."""
    position = after + 1
    stream.seek(position)
    window = b""
    while chunk := stream.read(_OUTPUT):
        window += chunk
        for found in re.finditer(re.escape(GZIP_HEADER), window):
            if _starts_record(stream, position + found.start()):
                return position + found.start()
        keep = window[1 - len(GZIP_HEADER) :]
        position += len(window) - len(keep)
        window = keep
        stream.seek(position + len(keep))
    return None


def _starts_record(stream: BinaryIO, offset: int) -> bool:
    try:
        return bool(read_fields(stream, offset))
    except DamageError:
        return False
