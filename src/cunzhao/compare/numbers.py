"""Figures in running text, read as values: "1,200", "１２００" and 一千二百 are the same figure, 12 and 15 are not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from cunzhao.compare.tokens import NUMERALS

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
_ENGLISH = {
    word: value
    for value, word in enumerate(
        [
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ],
        start=2,
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "dozen": 12}
"""English numbers that news style spells out. "one" is left out: it is a pronoun more often than a figure."""

# A single numeral is a figure only before a measure word; 一些, 十分, 万一 are words. 点 and 成 are measures of time and share.
_MEASURES = "人名岁歲年月日号號时時点點分秒个個位起宗家间間次倍成度元块塊美吨噸公米里票死伤傷天周週例"
_FIGURE = re.compile(
    rf"(?P<digits>\d+(?:[.,]\d+)*)\s?(?P<scale>[{''.join(_MYRIADS)}千百](?!分))?"
    rf"|(?!十分(?![钟鐘之]))(?P<han>[{NUMERALS}]{{2,}}|[{NUMERALS}](?=[{_MEASURES}]))"
    rf"|\b(?P<word>{'|'.join(_ENGLISH)})\b",
    re.IGNORECASE,
)
_WORDS_NOT_FIGURES = frozenset({"千万", "千萬", "万一", "十分", "百万", "万千", "萬千", "一一", "万万", "千百"})


def figures(text: str) -> Iterator[tuple[int, int, str]]:
    """Each figure as (start, end, value); the value is a plain decimal, or the digits as written where they are no number."""
    for match in _FIGURE.finditer(text):
        value = _value(match)
        if value is not None:
            yield match.start(), match.end(), value


def _value(match: re.Match[str]) -> str | None:
    if match["word"]:
        return str(_ENGLISH[match["word"].lower()])
    if match["han"]:
        return None if match["han"] in _WORDS_NOT_FIGURES else _han(match["han"])
    try:
        value = Decimal(_plain(match["digits"])) * (_MYRIADS | _UNITS).get(match["scale"] or "", 1)
    except InvalidOperation:
        return match["digits"]
    return f"{value.normalize():f}" if len(match["digits"]) < 28 else match["digits"]


def _plain(digits: str) -> str:
    """ASCII digits without separators of thousands; a comma before other than three digits is a decimal comma."""
    ascii_digits = "".join(c if c in ",." else str(unicodedata.digit(c)) for c in digits)
    return re.sub(r",(?=\d{3}(?!\d))", "", ascii_digits).replace(",", ".")


def _han(text: str) -> str:
    """The value of a Chinese numeral; one without units is read digit by digit (二〇二六)."""
    if not set(text) & (_UNITS.keys() | _MYRIADS.keys()):
        return str(int("".join(str(_DIGITS[c]) for c in text)))
    total = section = digit = 0
    last = 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _UNITS:
            section, digit = section + (digit or 1) * _UNITS[char], 0
        else:
            unit, value = _MYRIADS[char], section + digit
            # A unit larger than the one before multiplies all so far (三千万亿); a smaller one is added (一亿二千万).
            total = total + (value or 1) * unit if unit < last or not total else (total + value) * unit
            section, digit, last = 0, 0, unit
    return str(total + section + digit)
