"""What each character is for folding and for tokens, as arrays: one look-up instead of an expression's walk.

Most texts consist of characters that fold one by one. For them folding is an index into an array, and the tokens can be laid
out with whole-array operations: 40 µs for 1,500 characters where ``re`` and ``str.translate`` took 1,200.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from cunzhao.text.scripts import PAIRED, Ranges, category_ranges, without

Codes: TypeAlias = NDArray[np.uint32]
Mask: TypeAlias = NDArray[np.bool_]

SIZE = 0x20000
"""The first two planes. Of the second only :data:`_PICTURES` are looked into: the rest is rare enough to go the slow way."""
_PICTURES = range(0x1F000, 0x1FB00)
_SPACE = 0x20


@dataclass(frozen=True, slots=True)
class Table:
    """By code point: ``to`` is the folded character; ``single`` says that this is all of it, whatever stands beside it.

    ``paired`` and ``word`` say what the folded character is. ``odd`` marks those whose folding holds letters and is not one
    character, or depends on the neighbours: a text that has one is folded and cut the slow way.
    """

    to: Codes
    single: Mask
    paired: Mask
    word: Mask
    odd: Mask


def codes_of(s: str) -> Codes | None:
    """The code points of ``s``; None when one of them is outside the table."""
    codes = np.frombuffer(s.encode("utf-32-le", "surrogatepass"), np.uint32)
    return None if codes.size and int(codes.max()) >= SIZE else codes


def text_of(codes: Codes) -> str:
    """The characters of these code points."""
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


def build(fold: Callable[[str], str], dependent: Ranges) -> Table:
    """The table of a folding; ``dependent`` are characters that may join their neighbours or vanish."""
    codes = [*range(0xD800), *range(0xE000, 0x10000), *_PICTURES]
    # A line feed joins nothing, so one pass over all characters folds each by itself.
    folded = fold("\n".join(chr(c) for c in codes if c != 0x0A)).split("\n")
    folded.insert(0x0A, "\n")
    to = np.arange(SIZE, dtype=np.uint32)
    single = np.zeros(SIZE, np.bool_)
    for code, text in zip(codes, folded, strict=True):
        if len(text) == 1:
            to[code], single[code] = ord(text), True
    paired, word = _mask(PAIRED), _mask(category_ranges("LNM", without(range(0x20000), PAIRED)))
    joining = _mask(dependent)
    single &= ~joining & (to < SIZE)
    single &= ~joining[np.where(single, to, _SPACE)]  # a jamo that only its compatibility form keeps apart
    known = np.where(single, to, _SPACE)
    odd = ~single
    for code, text in zip(codes, folded, strict=True):
        if odd[code] and len(text) > 1 and not any(paired[ord(c)] or word[ord(c)] for c in text if ord(c) < SIZE):
            odd[code] = False  # an ellipsis: three dots, which separate as one does
    odd |= joining
    return Table(to, single, paired[known], word[known], odd)


def _mask(ranges: Ranges) -> Mask:
    mask = np.zeros(SIZE, np.bool_)
    for low, high in ranges:
        mask[low : high + 1] = True
    return mask


def pairs_and_words(codes: Codes, table: Table, longest: int) -> str | None:
    """The tokens of a text, joined by spaces; None when it must go the slow way.

    Runs of paired characters give overlapping pairs and their last character alone, words come whole.
    """
    if table.odd.take(codes).any():
        return None
    paired, word = table.paired.take(codes), table.word.take(codes)
    pair = paired & _following(paired)
    last = word & ~_following(word)
    if _longest_run(word, last) > longest:
        return None
    # Three places for each character: itself, the second of its pair, a space.
    places = np.empty((codes.size, 3), np.uint32)
    places[:, 0] = table.to.take(codes)
    places[:-1, 1] = places[1:, 0]
    places[:, 2] = _SPACE
    used = np.empty((codes.size, 3), np.bool_)
    used[:, 0], used[:, 1], used[:, 2] = paired | word, pair, paired | last
    return text_of(places[used][:-1])


def _following(mask: Mask) -> Mask:
    """Whether the next place is marked."""
    out = np.zeros_like(mask)
    out[:-1] = mask[1:]
    return out


def _longest_run(mask: Mask, last: Mask) -> int:
    ends = np.flatnonzero(last)
    if not ends.size:
        return 0
    first = mask.copy()
    first[1:] &= ~mask[:-1]
    return int((ends - np.flatnonzero(first)).max()) + 1


@cache
def shared(fold: Callable[[str], str], dependent: Ranges) -> Table:
    """The table of a folding, made once per process."""
    return build(fold, dependent)
