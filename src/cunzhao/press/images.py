"""Pictures made from a word: the same word gives the same picture, another word another one. No library is needed.

Formats: PNG (https://www.w3.org/TR/png-3/, indexed colour), SVG, and the one-pixel GIF that pages use as a placeholder.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from colorsys import hls_to_rgb
from functools import lru_cache

BLANK_GIF = bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b")
"""One transparent pixel."""


@lru_cache(maxsize=512)
def png(word: str, width: int = 320, height: int = 180) -> bytes:
    """A picture of that size: eight shades of one hue in a pattern of bands and discs, all told by ``word``."""
    seed = hashlib.sha256(word.encode()).digest()
    palette = b"".join(_shade(seed[0] / 256, (level + 1) / 10) for level in range(8))
    rows = b"".join(b"\x00" + bytes(_colour(seed, x, y) for x in range(width)) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def named_png(picture: bytes, word: str) -> bytes:
    """The same picture with a word in it that nobody sees (``tEXt``): other bytes, at a thousandth of the cost."""
    end = picture.rindex(b"IEND") - 4
    return picture[:end] + _chunk(b"tEXt", b"Comment\x00" + word.encode("ascii", "replace")) + picture[end:]


def svg(text: str) -> bytes:
    """A logo: the text on a coloured ground."""
    hue = hashlib.sha256(text.encode()).digest()[0] * 360 // 256
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="240" height="48" role="img">'
        f'<rect width="240" height="48" fill="hsl({hue} 45% 32%)"/>'
        f'<text x="16" y="32" font-size="22" fill="#fff">{text}</text></svg>'
    ).encode()


def _shade(hue: float, light: float) -> bytes:
    return bytes(round(255 * part) for part in hls_to_rgb(hue, light, 0.45))


def _colour(seed: bytes, x: int, y: int) -> int:
    """0 to 7: bands of a width that the seed tells, and a disc where it tells."""
    disc = (x - 40 - seed[2]) ** 2 + (y - 30 - seed[3] // 2) ** 2 < (18 + seed[4] // 6) ** 2
    band = (x * (1 + seed[5] % 3) + y * (1 + seed[6] % 3)) // (12 + seed[1] % 24)
    return (band % 4) + (4 if disc else 0)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
