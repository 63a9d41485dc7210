"""Dates of other calendars, and digits of other scripts, written over into the common ones.

The Republic of China counts from 1912 (民國110年 is 2021), Japan by eras (令和3年, 平成30年), Thailand from 543 BC, Iran by the
solar Hijri calendar. Chinese and Japanese pages also write numbers as 二〇二一年六月四日.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

_DIGITS = {
    zero + n: str(n)
    for zero in (0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50, 0xFF10)  # Arabic, Persian, Hindi, Bengali, Thai, full width
    for n in range(10)
}
_ERAS = {
    "民國": 1911, "民国": 1911, "令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867, "R": 2018, "H": 1988,
    "S": 1925,
}  # fmt: skip
_HAN = "〇零○一二三四五六七八九十"
_ERA = re.compile(rf"(?:中[華华])?(民[國国]|令和|平成|昭和|大正|明治)\s*(元|\d{{1,3}}|[{_HAN}百]{{1,5}})\s*年")
_ERA_LETTER = re.compile(r"(?<![A-Za-z])([RHS])\s?(\d{1,2})[./](?=\d{1,2}[./]\d{1,2}(?!\d))")
_REPUBLIC = re.compile(r"(?<![\d./-])(1[0-3]\d)(?=\s*([-/.年])\s*(?:0?[1-9]|1[0-2])\s*[-/.月]\s*[0-3]?\d(?!\d))")
_HAN_DATE = re.compile(rf"([{_HAN}]{{4}}|\d{{4}})年([{_HAN}]{{1,3}})月([{_HAN}]{{1,4}})[日号號]")
_THAI_YEAR = re.compile(r"(?<!\d)2[45]\d\d(?!\d)")
_VIETNAMESE = re.compile(r"(\d{1,2})\s+tháng\s+(\d{1,2})(?:\s*[,/]\s*|\s+năm\s+)(\d{4})", re.IGNORECASE)
_PERSIAN_MONTHS = {
    name: number
    for number, names in enumerate(
        ["فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"], start=1
    )
    for name in names.split()
}
_PERSIAN = re.compile(rf"(?<!\d)(\d{{1,2}})\s+({'|'.join(_PERSIAN_MONTHS)})(?:\s*ماه)?[\s،,]+(1[34]\d\d)(?!\d)")
_PERSIAN_NUMBERS = re.compile(r"(?<!\d)(1[34]\d\d)[/-](0?[1-9]|1[0-2])[/-](3[01]|[12]\d|0?[1-9])(?!\d)")


def common(text: str, language: str | None = None) -> str:
    """The text with its dates in the Gregorian calendar and ASCII digits; other text stays as it is.

    ``language`` (a code) settles what digits alone do not say: 110/06/04 is 2021 on a page in traditional Chinese.
    """
    tongue = language or ""
    if text.isascii():
        text = _PERSIAN_NUMBERS.sub(_solar, text) if tongue == "fa" else text
        return _ERA_LETTER.sub(_lettered, text) if tongue == "ja" else _republic(text, tongue)
    text = unicodedata.normalize("NFC", text).translate(_DIGITS)
    text = _HAN_DATE.sub(_counted, _ERA.sub(_of_era, text)) if "年" in text else text
    text = _ERA_LETTER.sub(_lettered, text) if tongue == "ja" else _republic(text, tongue)
    if "\u0e01" <= max(text) <= "\u0e7f" or tongue == "th":
        text = _THAI_YEAR.sub(lambda m: str(int(m[0]) - 543), text)
    if "tháng" in text:
        text = _VIETNAMESE.sub(r"\3-\2-\1", text)
    if tongue == "fa" or "ی" in text:
        text = _PERSIAN_NUMBERS.sub(_solar, _PERSIAN.sub(_solar_named, text))
    return text


def _republic(text: str, tongue: str) -> str:
    if not tongue.startswith("zh") or tongue == "zh-Hans":
        return text
    return _REPUBLIC.sub(lambda m: str(int(m[1]) + 1911), text)


def _of_era(match: re.Match[str]) -> str:
    return f"{_ERAS[match[1]] + (1 if match[2] == '元' else _number(match[2]))}年"


def _lettered(match: re.Match[str]) -> str:
    return f"{_ERAS[match[1]] + int(match[2])}/"


def _counted(match: re.Match[str]) -> str:
    year = match[1] if match[1].isdecimal() else "".join(str(_digit(c)) for c in match[1])
    return f"{year}年{_number(match[2])}月{_number(match[3])}日"


def _number(text: str) -> int:
    """A number up to 999 in Chinese numerals: 二十三 is 23, 一一〇 is 110, 一百一十 as well."""
    if text.isdecimal():
        return int(text)
    if "十" not in text and "百" not in text:
        return int("".join(str(_digit(c)) for c in text))
    total, digit = 0, 0
    for c in text:
        unit = {"十": 10, "百": 100}.get(c)
        total, digit = (total + (digit or 1) * unit, 0) if unit else (total, _digit(c))
    return total + digit


def _digit(c: str) -> int:
    return max(0, "零一二三四五六七八九".find("零" if c in "〇○" else c))


def _solar_named(match: re.Match[str]) -> str:
    return _gregorian(int(match[3]), _PERSIAN_MONTHS[match[2]], int(match[1]), match[0])


def _solar(match: re.Match[str]) -> str:
    return _gregorian(int(match[1]), int(match[2]), int(match[3]), match[0])


def _gregorian(year: int, month: int, day: int, written: str) -> str:
    """A solar Hijri date as an ISO date, by its 33-year cycle (exact from 1244 to 1472, that is 1865 to 2093)."""
    leaps = (year - 1) * 8 + 29
    days = 365 * (year - 1) + leaps // 33 + (month - 1) * 31 - max(0, month - 7) + day - 1
    if not 1 <= day <= 31:
        return written
    return (date(622, 3, 22) + timedelta(days=days - 1)).isoformat()
