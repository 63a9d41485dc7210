"""Which script a character belongs to, as far as search and Chinese text need it.

The ranges are those of Unicode's ``Scripts.txt`` (version 15), with the marks that stand inside a run of kana. The standard
library knows categories but not scripts, hence the list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Literal, Protocol

from cunzhao.errors import UsageError

Ranges = tuple[tuple[int, int], ...]


class Converter(Protocol):
    """What is used of an OpenCC converter."""

    def convert(self, text: str) -> str:
        """The text converted; phrases are looked at before characters."""


HAN: Ranges = (
    (0x2E80, 0x2E99),
    (0x2E9B, 0x2EF3),
    (0x2F00, 0x2FD5),
    (0x3005, 0x3005),
    (0x3007, 0x3007),
    (0x3021, 0x3029),
    (0x3038, 0x303B),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFD),
)
KANA: Ranges = (
    (0x3041, 0x3096),
    (0x3099, 0x309A),  # the combining voiced marks: part of a kana that has no composed form
    (0x309D, 0x309F),
    (0x30A1, 0x30FA),
    (0x30FC, 0x30FF),
    (0x31F0, 0x31FF),
    (0xFF66, 0xFF9F),
    (0x1AFF0, 0x1B16F),
)
BOPOMOFO: Ranges = ((0x3105, 0x312F), (0x31A0, 0x31BF))
HANGUL: Ranges = (
    (0x1100, 0x11FF),
    (0x3131, 0x318E),
    (0xA960, 0xA97C),
    (0xAC00, 0xD7A3),
    (0xD7B0, 0xD7FB),
    (0xFFA1, 0xFFDC),
)
# Thai, Lao, Burmese and Khmer put no spaces between words. Their digits are left out: numbers are words everywhere.
UNSPACED: Ranges = (
    (0x0E01, 0x0E3A),
    (0x0E40, 0x0E4E),
    (0x0E81, 0x0EBD),
    (0x0EC0, 0x0ECE),
    (0x0EDC, 0x0EDF),
    (0x1000, 0x103F),
    (0x1050, 0x108F),
    (0x109A, 0x109D),
    (0x1780, 0x17D3),
    (0x17D7, 0x17D7),
    (0x17DC, 0x17DD),
    (0xA9E0, 0xA9EF),
    (0xA9FA, 0xA9FE),
    (0xAA60, 0xAA7F),
)
CJK: Ranges = HAN + KANA + BOPOMOFO + HANGUL
PAIRED: Ranges = CJK + UNSPACED
"""The scripts that are indexed as overlapping pairs of characters."""


def char_class(ranges: Ranges) -> str:
    """The inside of a regular expression's character class for these ranges."""
    return "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in ranges)


def one_of(ranges: Ranges) -> str:
    """An expression for one character of these ranges.

    ``re`` tests all of the basic plane by one look-up, but ranges above it one after the other, for every character that
    is not in the class. So those are asked only of characters that lie above it.
    """
    high = tuple(r for r in ranges if r[0] > 0xFFFF)
    basic = f"[{char_class(tuple(r for r in ranges if r[0] <= 0xFFFF))}]"
    return f"(?:{basic}|(?=[\U00010000-\U0010ffff])[{char_class(high)}])" if high else basic


def category_ranges(categories: str, codes: Iterable[int]) -> Ranges:
    """The ranges of those of ``codes`` (ascending) whose general category begins with one of these letters."""
    ranges: list[tuple[int, int]] = []
    for code in codes:
        if unicodedata.category(chr(code))[0] in categories:
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1] = (ranges[-1][0], code)
            else:
                ranges.append((code, code))
    return tuple(ranges)


def without(codes: range, ranges: Ranges) -> list[int]:
    """The ``codes`` that lie in none of the ``ranges``."""
    out = set(codes)
    for low, high in ranges:
        out.difference_update(range(low, high + 1))
    return sorted(out)


_CJK = re.compile(f"[{char_class(CJK)}]")
_KANA = re.compile(f"[{char_class(KANA)}]")
# A Chinese text may quote a Japanese name; a Japanese text is about half kana. Anything between will do.
_KANA_SHARE = 0.2


def is_cjk(ch: str) -> bool:
    """True when the one character ``ch`` is Han, kana, Bopomofo or Hangul; UsageError when it is not one character."""
    if len(ch) != 1:
        raise UsageError(f"is_cjk takes one character, not {len(ch)}")
    return _CJK.match(ch) is not None


def cjk_share(s: str) -> float:
    """The share (0 to 1) of Han, kana, Bopomofo and Hangul among the characters that are not white space."""
    visible = sum(map(len, s.split()))
    return len(_CJK.findall(s)) / visible if visible else 0.0


@lru_cache(maxsize=2)
def converter(config: Literal["t2s", "s2t"]) -> Converter:
    """An OpenCC converter; opencc is imported on first use (its dictionaries are read from the installed package)."""
    from opencc import OpenCC

    made: Converter = OpenCC(config)
    return made


def convert_each(chars: str, config: Literal["t2s", "s2t"]) -> list[str]:
    """Each character converted by itself, in order: line ends keep OpenCC from seeing phrases."""
    return converter(config).convert("\n".join(chars)).split("\n")


def script_of(s: str) -> Literal["Hans", "Hant"] | None:
    """Simplified or traditional Chinese, by the characters that only one of the two has.

    None when the text has neither kind, equally many of both, or so much kana that it is Japanese (whose simplified kanji
    are not simplified Chinese).
    """
    kana = len(_KANA.findall(s))
    if kana and kana > _KANA_SHARE * len(_CJK.findall(s)):
        return None
    hans, hant = _one_sided()
    balance = len(hans.findall(s)) - len(hant.findall(s))
    if balance == 0:
        return None
    return "Hans" if balance > 0 else "Hant"


@cache
def _one_sided() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns for the characters that are simplified only, and traditional only.

    That OpenCC changes a character is not enough: 后 and 里 are changed from simplified to traditional, yet both are
    ordinary traditional characters too. So a character of the other side's own character set (GB 2312, Big5) does not count.
    """
    chars = "".join(map(chr, range(0x3400, 0xA000)))
    simplified = _changed(chars, "s2t", other="big5")
    traditional = _changed(chars, "t2s", other="gb2312")
    return re.compile(f"[{simplified}]"), re.compile(f"[{traditional}]")


def _changed(chars: str, config: Literal["t2s", "s2t"], other: str) -> str:
    changed = (a for a, b in zip(chars, convert_each(chars, config), strict=True) if a != b)
    return "".join(ch for ch in changed if not ch.encode(other, "ignore"))
