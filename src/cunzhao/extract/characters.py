"""Characters of many scripts, classed and counted for all lines of a page at once."""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cunzhao.extract.arrays import Floats, Ints
from cunzhao.extract.lines import Walked

CJK_WEIGHT = 2.5
LOWER, UPPER, DIGIT, CJK, SPACE, END, COMMA, COLON, QUOTE, BRACKET, BAR, SIGN, OTHER = range(13)
_CLASSES = 13
_BY_HAND = {
    END: ".!?…。！？؟।．",
    COMMA: ",，、；;،",
    COLON: ":：",
    QUOTE: "\"'“”‘’«»„‹›「」『』《》〈〉",
    BRACKET: "()[]{}（）［］【】〔〕〖〗",
    BAR: "|/\\>·•▪►▶→»›▼■◆★☆–—-_=+*~#｜",
    SIGN: "@©®™$€£%&",
}


def characters(walked: Walked) -> tuple[Floats, Ints, Ints]:
    """For each line: how many characters of each class, the class of its first, and of its last but closing marks."""
    texts = [line.text for line in walked.lines]
    lengths = np.array([len(text) + 1 for text in texts])
    codes = np.frombuffer(("\n".join(texts) + "\n").encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds = _classes()[np.minimum(codes, 0x10000)]
    ends = np.cumsum(lengths)
    owner = np.repeat(np.arange(len(texts)) * _CLASSES, lengths)
    counts = np.bincount(owner + kinds, minlength=len(texts) * _CLASSES).reshape(-1, _CLASSES).astype(np.float32)
    counts[:, SPACE] -= 1
    starts = ends - lengths
    final = kinds[np.maximum(ends - 2, starts)]
    before = kinds[np.maximum(ends - 3, starts)]
    closing = (final == QUOTE) | (final == BRACKET) | (final == SPACE)
    return counts, kinds[starts].astype(np.int64), np.where(closing, before, final).astype(np.int64)


@cache
def _classes() -> NDArray[np.uint8]:
    """The class of every character of the basic plane; all that lie beyond count as ``OTHER``."""
    table = np.full(0x10001, OTHER, np.uint8)
    kinds = {"Lu": UPPER, "Lt": UPPER, "Nd": DIGIT, "Zs": SPACE}
    for code in range(0x10000):
        kind = unicodedata.category(chr(code))
        table[code] = kinds.get(kind, LOWER if kind[0] in "LM" else OTHER)
    for first, last in ((0x2E80, 0x2FDF), (0x3041, 0x33FF), (0x3400, 0x9FFF), (0xAC00, 0xD7AF), (0xF900, 0xFAFF)):
        table[first : last + 1] = CJK
    for kind_of, characters in _BY_HAND.items():
        table[[ord(c) for c in characters]] = kind_of
    table[10] = SPACE
    return table
