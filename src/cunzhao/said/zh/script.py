"""One spelling for both scripts, character by character, so that one rule and one offset serve both."""

from __future__ import annotations

from functools import cache

from cunzhao.text.scripts import convert_each

# Marks that mean the same: the two families of quotation marks, and half-width or vertical forms of full-width ones.
_MARKS = {
    "“": "「",
    "”": "」",
    "〝": "「",
    "〞": "」",
    "﹁": "「",
    "﹂": "」",
    "｢": "「",
    "｣": "」",
    "‘": "『",
    "﹃": "『",
    "﹄": "』",
    "(": "（",
    ")": "）",
    "︰": "：",
    "﹐": "，",
    "﹔": "；",
    "\u3000": " ",
    "\xa0": " ",
    "‧": "·",
    "・": "·",
    "•": "·",
    "．": "·",
}


@cache
def _table() -> dict[int, int]:
    """Code point to code point: traditional to simplified, full-width letters and digits to ASCII, marks to one family."""
    ideographs = "".join(map(chr, range(0x3400, 0xA000)))
    changed = zip(ideographs, convert_each(ideographs, "t2s"), strict=True)
    table = {ord(a): ord(b) for a, b in changed if a != b and len(b) == 1}
    for first, last in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A)):
        table.update({code: code - 0xFEE0 for code in range(first, last + 1)})
    table.update({ord(a): ord(b) for a, b in _MARKS.items()})
    return table


def folded(text: str) -> str:
    """The text in simplified characters and one family of marks; every character stays at its place."""
    return text.translate(_table())
