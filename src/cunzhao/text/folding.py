"""Folding: the one form in which text and query are compared.

``fold`` is Unicode's NFKC with case folding and without default-ignorable characters (UAX 44, ``NFKC_Casefold``), then
traditional to simplified Chinese.

Chinese is converted character by character and never by phrase. OpenCC by phrase reads 乾隆 as 乾隆 and 乾 as 干, so that
a text and a piece of it would fold differently, and a search for the piece would miss the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from cunzhao.text import table
from cunzhao.text.scripts import Ranges, category_ranges, char_class, convert_each, one_of

# Default_Ignorable_Code_Point of Unicode's DerivedCoreProperties.txt: soft hyphen, zero-width space, joiners, variation
# selectors. A reader cannot see them, so they must not keep a word from being found.
IGNORABLE: Ranges = (
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)
# Starters that may join the character before them: conjoining and half-width jamo, two vowel signs of Kirat Rai.
_JOINING: Ranges = ((0x1160, 0x11FF), (0xD7B0, 0xD7FB), (0xFFA0, 0xFFDC), (0x16D63, 0x16D6A))
_VOICED_HALF: Ranges = ((0xFF9E, 0xFF9F),)  # letters that NFKC turns into combining marks

# UAX 15 "stream-safe text": no real text has more marks on one letter. Without a limit, normalisation is quadratic: 40,000
# alternating marks took 2.9 s.
_MARKS_KEPT = 30

TABLE_PAYS = 200
"""Characters of a text from which on a table is quicker than one character after the other; making it takes 60 ms, once."""


MARKS = category_ranges("M", range(0x300, 0x20000))
_DEPENDENT = MARKS + _VOICED_HALF + IGNORABLE + _JOINING
# Any character above the basic plane but ideographs, for a quick first look that may be wrong in one direction only.
_HIGH: Ranges = ((0x10000, 0x1FFFF), (0xE0000, 0xE0FFF))

_ignorable = re.compile(f"[{char_class(IGNORABLE)}]+")
_common_ignorable = re.compile("[\u00ad\u200b-\u200d\ufe0f\ufeff]")
_marks_basic = tuple(r for r in MARKS + _VOICED_HALF if r[0] <= 0xFFFF)
_maybe_many_marks = re.compile(f"[{char_class(_marks_basic + _HIGH)}]{{{_MARKS_KEPT + 1}}}")
_many_marks = re.compile(f"({one_of(MARKS + _VOICED_HALF)}{{{_MARKS_KEPT}}}){one_of(MARKS + _VOICED_HALF)}+")
_maybe_dependent = re.compile(f"[{char_class(tuple(r for r in _DEPENDENT if r[0] <= 0xFFFF) + _HIGH)}]")
# ASCII, kana, ideographs, Hangul syllables and full-width forms: each folds to one character.
_PLAIN: Ranges = (
    (0x0000, 0x007F),
    (0x3000, 0x3002),
    (0x3041, 0x3096),
    (0x30A1, 0x30FA),
    (0x4E00, 0x9FFF),
    (0xAC00, 0xD7A3),
    (0xFF01, 0xFF5E),
)
# A stretch that folds by itself, because normalisation never joins anything across its ends: a run of plain characters, or
# one other with all that depends on it. By runs, mapping a real text is some ten times faster than by characters.
_segment = re.compile(
    f"([{char_class(_PLAIN)}]+(?!{one_of(_DEPENDENT)}))|{one_of(_DEPENDENT)}+|.{one_of(_DEPENDENT)}*", re.DOTALL
)


class _Table(dict[int, int]):
    """Code point to folded code point for ``str.translate``, filled as characters are met.

    Every character met gets an entry, changed or not: a missing key costs an exception inside ``translate``, and the
    plain table of changed characters was five times slower (434 against 84 ms for 1.1 million characters).
    """

    def __missing__(self, code: int) -> int:
        if code >= 0x32400:  # nothing to fold up there; hostile text cannot make the table larger than this
            return code
        # Lone surrogates are not for OpenCC, which takes UTF-8.
        ideograph = 0x2E80 <= code < 0xA000 or 0xF900 <= code < 0xFB00 or code >= 0x20000
        self[code] = folded = ord(_simplified(chr(code))[0]) if ideograph else code
        return folded


def _simplified(chars: str) -> list[str]:
    """Traditional to simplified, twice: OpenCC reads 薴 as 苧 and 苧 as 苎, and folding must come to rest."""
    return convert_each("".join(convert_each(chars, "t2s")), "t2s")


@cache
def _table() -> _Table:
    """The table, with the common ideographs filled in one go and the full-width forms that NFKC maps one to one."""
    common = "".join(map(chr, range(0x3400, 0xA000)))
    table = _Table({ord(a): ord(b) for a, b in zip(common, _simplified(common), strict=True)})
    # Full-width forms stand in nearly every Chinese text; mapped here, NFKC has nothing left to do there.
    table.update({code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)})
    table[0x3000] = 0x20
    return table


def fold(s: str) -> str:
    """The form of ``s`` in which text and query are compared; ``fold(fold(s)) == fold(s)``. Length may change.

    Linear in the length of ``s``, whatever it holds.
    """
    if s.isascii():
        return s.lower()
    return (_fold_by_table(s) if len(s) >= TABLE_PAYS else None) or fold_any(s)


def _fold_by_table(s: str) -> str | None:
    """The same for a text all of whose characters fold one by one; None for others."""
    codes = table.codes_of(plain(s).replace("…", "..."))  # the one common character that folds to several
    if codes is None or not characters().single[codes].all():
        return None
    return table.text_of(characters().to[codes])


def plain(s: str) -> str:
    """``s`` without what no reader sees, which keeps a text from being folded character by character."""
    return _ignorable.sub("", s) if _common_ignorable.search(s) else s


def characters() -> table.Table:
    """What each character folds to."""
    return table.shared(fold_any, _DEPENDENT)


def fold_any(s: str) -> str:
    """:func:`fold` for any text, step by step."""
    s = _ignorable.sub("", s)
    if _maybe_many_marks.search(s):
        s = _many_marks.sub(r"\1", s)
    return _normalised(_normalised(s.translate(_table())).casefold())


def _normalised(s: str) -> str:
    if unicodedata.is_normalized("NFKC", s):
        return s
    # NFKC also turns compatibility ideographs and radicals into ordinary ones, which may be traditional.
    return unicodedata.normalize("NFKC", s).translate(_table())


@cache
def fold_version() -> str:
    """Changes whenever ``fold`` may give another result: an index made under another version must be made again.

    Found out once: it reads a package's metadata (6 ms), and every search asks for it.
    """
    from importlib.metadata import version

    return f"1/{unicodedata.unidata_version}/{version('opencc')}"


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text with the way back: ``starts[i]`` and ``ends[i]`` bound the original characters behind ``text[i]``."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    length: int

    @classmethod
    def of(cls, s: str) -> Folded:
        """Fold ``s``; ``Folded.of(s).text == fold(s)``."""
        text = fold(s)
        # With nothing to join or drop, no character folds to nothing; so equal lengths mean one to one.
        if len(text) == len(s) and (s.isascii() or not _maybe_dependent.search(s)):
            return cls(text, range(len(s)), range(1, len(s) + 1), len(s))
        starts, ends = _offsets(s)
        return cls(text, starts, ends, len(s))

    def offset(self, i: int) -> int:
        """Where the folded character ``i`` (0 to ``len(text)``) begins in the original."""
        return self.starts[i] if i < len(self.text) else self.length

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original characters behind ``text[start:end]`` as (start, end); empty stays empty."""
        if start >= end:
            return self.offset(start), self.offset(start)
        return self.starts[start], self.ends[end - 1]


def _offsets(s: str) -> tuple[list[int], list[int]]:
    starts: list[int] = []
    ends: list[int] = []
    lengths: dict[str, int] = {}
    for match in _segment.finditer(s):
        start, end = match.span()
        if match.group(1):
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
            continue
        piece = match.group()
        if piece not in lengths:
            lengths[piece] = len(fold(piece))
        starts.extend([start] * lengths[piece])
        ends.extend([end] * lengths[piece])
    return starts, ends
