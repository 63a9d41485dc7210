"""Cutting text into the pieces that a comparison keeps whole: words where they are spaced, characters where not.

A number stays one piece ("1,200", "3.5%"), so that a changed figure is shown whole. The pieces joined give the text again.
"""

from __future__ import annotations

import re
from functools import cache

from cunzhao.text.scripts import PAIRED, category_ranges, char_class

# The scripts that search indexes by pairs of characters are those that are compared by characters: CJK, Thai and its kind.
_PAIRED = char_class(PAIRED)
NUMERALS = "〇零一二三四五六七八九十百千万萬亿億兆两兩"
_CHARACTERS = re.compile(f"[{_PAIRED}]")
_LETTERS = re.compile(r"[^\W\d_]")
_PREFIXES = ("zh", "yue", "cmn", "ja", "ko", "th", "lo", "km", "my")
_ENOUGH = 20
"""Letters below which the language decides, because a share of so few says little."""

_SHARE = 0.2
"""Share of unspaced letters from which a text is cut into characters. Texts of the news are far from it on both sides:
a Chinese report full of English names has more than 0.6, an English one that quotes Chinese names less than 0.05."""


@cache
def _pattern(by_character: bool) -> re.Pattern[str]:
    # \w leaves out most combining marks, which would cut words of Hindi or pointed Hebrew.
    marks = char_class(category_ranges("M", range(0x0300, 0xFE30)))
    number = r"\d+(?:[.,:]\d+)*[%‰％]?"
    if by_character:
        word = rf"[^\W\d{_PAIRED}](?:[^\W{_PAIRED}]|[{marks}'’\-])*"
        return re.compile(rf"{number}|[{NUMERALS}]{{2,}}|[{_PAIRED}][{marks}]*|{word}|\n|[^\S\n]+|.", re.DOTALL)
    return re.compile(rf"{number}|\w(?:[\w{marks}]|['’\-](?=\w))*|\n|[^\S\n]+|.", re.DOTALL)


def by_character(text: str, language: str | None = None) -> bool:
    """Whether a text is compared by characters: when at least a fifth of its letters belong to one of these scripts."""
    letters = len(_LETTERS.findall(text))
    if letters < _ENOUGH and language:
        return language.lower().startswith(_PREFIXES)
    return letters > 0 and len(_CHARACTERS.findall(text)) >= _SHARE * letters


def pieces(text: str, characters: bool) -> list[str]:
    """The text in pieces; ``characters`` says whether unspaced scripts are cut into characters. ``"".join`` undoes it."""
    return _pattern(characters).findall(text)


def weight(text: str) -> float:
    """The length of a text in Latin letters: a CJK character says about as much as two and a half of them.

    Source of the factor: parallel news texts, where one Chinese character stands for 2 to 3 English letters.
    """
    return len(text) + 1.5 * len(_CHARACTERS.findall(text))
