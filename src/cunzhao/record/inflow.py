"""The bytes of a file made by others, as one stream: plain, or gzip in one member or in many, damaged or hostile.

Forward only and in bounded memory. What cannot be decompressed is passed over to the next place that looks like a member.
"""

from __future__ import annotations

import zlib
from typing import BinaryIO

_MAGIC = b"\x1f\x8b\x08"
_PIECE = 1 << 18
_GZIP = zlib.MAX_WBITS + 16
_MARKS = 4096


class Inflow:
    """Decompressed bytes with the place in the file from which they come.

    ``broken`` lists what could not be decompressed: how many bytes came before, offset of the member, what is wrong.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._raw = stream.read(_PIECE)
        self._raw_at = 0
        self._unpacker = None if not self._raw.startswith(_MAGIC) else zlib.decompressobj(_GZIP)
        self.packed = self._unpacker is not None
        self._held = bytearray()
        self._taken = 0
        self._marks: list[tuple[int, int]] = [(0, 0)]
        self._ended = False
        self.broken: list[tuple[int, int, str]] = []

    @property
    def place(self) -> int:
        """Where in the file the next byte comes from: its own offset, or that of its gzip member."""
        while len(self._marks) > 1 and self._marks[1][0] <= self._taken:
            self._marks.pop(0)
        return self._marks[0][1] if self.packed else self._taken

    def whole(self, size: int) -> int:
        """How many of the next ``size`` bytes hang together: fewer where damage lies between them, or the end."""
        there = len(self.peek(size))
        breaks = (at - self._taken for at, _, _ in self.broken)
        return min((at for at in breaks if 0 < at < there), default=there)

    def peek(self, size: int) -> bytes:
        """The next ``size`` bytes, fewer at the end; they stay."""
        while len(self._held) < size and self._more():
            pass
        return bytes(self._held[:size])

    def take(self, size: int) -> bytes:
        """The next ``size`` bytes, fewer at the end."""
        data = self.peek(size)
        del self._held[: len(data)]
        self._taken += len(data)
        return data

    def skip(self, size: int) -> int:
        """Passes over ``size`` bytes without holding them; returns how many there were."""
        left = size
        while left and (piece := self.take(min(left, _PIECE))):
            left -= len(piece)
        return size - left

    def passed(self) -> list[tuple[int, int, str]]:
        """The damage that lies behind us; it is told once."""
        behind = [each for each in self.broken if each[0] <= self._taken]
        self.broken = self.broken[len(behind) :]
        return behind

    def give_up(self) -> None:
        """Gives up what is left of this gzip member without decompressing it, and goes on at the next; a plain file ends."""
        self._taken += len(self._held)
        self._held.clear()
        self._ended = self._unpacker is None
        if self._unpacker is not None and not self._unpacker.eof:
            self._raw = self._unpacker.unconsumed_tail + self._raw
            self._raw_at -= len(self._unpacker.unconsumed_tail)
            self._next_member(1)

    def _more(self) -> bool:
        if self._ended:
            return False
        if self._unpacker is None:
            self._held += self._raw
            self._ended = not self._raw
            self._raw = self._stream.read(_PIECE)
            return not self._ended
        return self._inflate()

    def _inflate(self) -> bool:
        assert self._unpacker is not None
        feed = self._unpacker.unconsumed_tail or self._pull()
        try:
            piece = self._unpacker.decompress(feed, _PIECE)
        except zlib.error as error:
            self._break(f"the compressed bytes are damaged ({error})")
            self._raw, self._raw_at = feed + self._raw, self._raw_at - len(feed)
            return self._next_member(1)
        self._held += piece
        if self._unpacker.eof:
            rest = self._unpacker.unused_data
            self._raw, self._raw_at = rest + self._raw, self._raw_at - len(rest)
            return self._next_member(0)
        if not feed and not piece:
            self._break("the file ends inside a compressed record")
            self._ended = True
            return False
        return True

    def _break(self, what: str) -> None:
        self.broken.append((self._taken + len(self._held), self._marks[-1][1], what))

    def _pull(self) -> bytes:
        """The next compressed bytes."""
        data = self._raw or self._stream.read(_PIECE)
        self._raw = b""
        self._raw_at += len(data)
        return data

    def _next_member(self, after: int) -> bool:
        """Starts at the next member, ``after`` bytes on at the earliest; False at the end of the file."""
        self._raw, self._raw_at = self._raw[after:], self._raw_at + after
        while True:
            if len(self._raw) < len(_MAGIC):
                self._raw += self._stream.read(_PIECE)
            found = self._raw.find(_MAGIC)
            if found >= 0:
                break
            keep = len(_MAGIC) - 1
            if len(self._raw) <= keep:
                self._ended = True
                return False
            self._raw_at += len(self._raw) - keep
            self._raw = self._raw[-keep:] + self._stream.read(_PIECE)
            if len(self._raw) <= keep:
                self._ended = True
                return False
        self._raw, self._raw_at = self._raw[found:], self._raw_at + found
        self._unpacker = zlib.decompressobj(_GZIP)
        self._marks.append((self._taken + len(self._held), self._raw_at))
        del self._marks[1 : max(1, len(self._marks) - _MARKS)]
        return True
