"""Dates as people and machines write them, read without guessing: what is not understood is not a date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from cunzhao.extract.calendars import common
from cunzhao.extract.months import month
from cunzhao.types import Precision

_ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "bst": 60, "cet": 60, "cest": 120, "mez": 60, "mesz": 120, "eet": 120, "eest": 180, "msk": 180,
    "мск": 180, "trt": 180, "ist": 330, "pkt": 300, "wib": 420, "wita": 480, "sgt": 480, "hkt": 480, "jst": 540, "kst": 540,
    "est": -300, "edt": -240, "et": -300, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "pt": -480,
    "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780, "sast": 120, "wat": 60, "eat": 180,
}  # fmt: skip
"""Minutes from UTC; names that mean several zones (CST) are left out."""
_TIME = (
    r"(?P<half>上午|下午|中午|晚上|晚间|晚間|傍晚|凌晨|早上|清晨|午前|午後|오전|오후)?\s*(?P<hour>[01]?\d|2[0-4])"
    r"\s*(?:[:：.](?=\d\d)|时|時|点|點|시|h|Uhr\s?(?=\d\d))\s*(?P<minute>[0-5]\d)\s*(?:分|분)?"
    r"(?:\s*:?\s*(?P<second>[0-5]\d)(?:[.,]\d{1,9})?\s*秒?)?\s*(?P<ampm>[aApP]\.?[mM]\b\.?)?"
    r"\s*\(?(?P<zone>Z\b|[+\-−]\d{2}:?\d{2}\b|[+\-−]\d:\d{2}\b|(?:GMT|UTC)\s*[+\-−]\s*\d{1,2}(?::?\d{2})?\b|"
    r"[A-Za-zМмСсКк]{2,4}\b)?\)?"
)
_AFTER = (
    r"(?:\s*(?:T|日|号|號|,|，|\||at|um|à|alle|kello|as|às|a las|в|о|o|godz\.?|kl\.?|klo|г\.?|года|р\.?|r\.?|"
    r"roku|óra|-|–|—|/|·|•|στις|"
    r"[(（]?(?:[周週]|星期|礼拜|禮拜)?[一二三四五六日天月火水木金土](?:曜日)?[)）]?)\s*|\s+){0,4}"
)
_D = r"(?P<d>3[01]|[12]\d|0?[1-9])"
_Y = r"(?P<y>(?:19|20)\d\d)"
_LETTER = r"(?:[^\W\d_]|[\u0900-\u0903\u093a-\u094f\u0981-\u0983\u09bc-\u09cd\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])"
"""Letters, and the vowel signs of Hindi, Bengali and Thai, which \\w leaves out."""
_NAME = rf"(?P<month>{_LETTER}{{2,18}}(?:\.{_LETTER}(?=\.?\s))?)"
_FORMS = (
    re.compile(rf"(?<!\d){_Y}\s*(?P<sep>[-/.‐]|年|년)\s*(?P<m>1[0-2]|0?[1-9])\s*(?:[-/.‐]|月|"
        rf"월)\s*{_D}(?![\d])\s*(?:日|号|號|일)?(?:{_AFTER}{_TIME})?"),
    re.compile(rf"(?<!\d){_D}\s*(?:st|nd|rd|th|er|\.|º|ª|-?го|η|ης)?[\s\-/.]*(?:of\s+|de\s+|"
        rf"d['’])?{_NAME}\.?,?[\s\-/]*(?:de\s+|del\s+)?{_Y}(?!\d)(?:{_AFTER}{_TIME})?"),
    re.compile(rf"\b{_NAME}\.?\s+{_D}(?:st|nd|rd|th)?\s?,?\s*{_Y}(?!\d)(?:{_AFTER}{_TIME})?"),
    re.compile(rf"(?<!\d){_Y}\.?\s*(?:m\.\s*|-)?{_NAME}\.?[\s-]*{_D}(?!\d)\.?(?:{_AFTER}{_TIME})?"),
    re.compile(rf"(?<![\d.])(?P<a>\d{{1,2}})\s?(?P<sep>[./-])\s?(?P<b>\d{{1,2}})\s?(?P=sep)\s?(?P<y>(?:19|"
        rf"20)\d\d|\d\d)(?![\d.])(?:{_AFTER}{_TIME})?"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>3[01]|[12]\d|0[1-9])"
               r"(?:[T ]?(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?(?P<zone>Z)?)?(?!\d)"),
)  # fmt: skip
_MAYBE = re.compile(r"(?:19|20)\d\d|\d[./-]\s?\d{1,2}\s?[./-]\s?\d\d")
_MONTH_ONLY = re.compile(r"^\s*(?P<y>(?:19|20)\d\d)(?:[-/年](?P<m>0?[1-9]|1[0-2])月?)?\s*$")
_EPOCH = re.compile(r"^\s*(\d{10}|\d{13})(?:\.\d+)?\s*$")
_RFC2822 = re.compile(r"^\s*[A-Za-z]{3},\s+\d{1,2}\s+[A-Za-z]{3}\s+\d{4}\s+\d")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as it was written: ``local`` without a zone, ``offset`` the stated distance from UTC (None: not stated).

    ``start`` is where it stands in the text that was searched.
    """

    local: datetime
    offset: timedelta | None
    precision: Precision
    raw: str
    start: int = 0

    def utc(self, assumed: timedelta = timedelta(0)) -> datetime | None:
        """The moment in UTC, with ``assumed`` where no offset was stated; None outside the calendar."""
        zone = timezone(self.offset if self.offset is not None else assumed)
        try:
            return self.local.replace(tzinfo=zone).astimezone(UTC)
        except (OverflowError, ValueError):
            return None

    @property
    def day(self) -> date:
        """The day as it was written."""
        return self.local.date()


def read(raw: str, language: str | None = None, month_first: bool | None = None) -> Moment | None:
    """The date that a text states, or None.

    ``month_first`` settles whether 6/4/2021 is in June or in April; where it is None, ``language`` (a code) does.
    """
    text = raw.strip()[:_LONGEST]
    special = _epoch(text) or _rfc2822(text)
    return special or next(find(text, language, month_first), None) or _coarse(text)


def find(text: str, language: str | None = None, month_first: bool | None = None) -> Iterator[Moment]:
    """All dates in a text of at most a few hundred characters, in its order; of two that overlap, the earlier form."""
    text = common(text[: _LONGEST * 3], language)
    if not _MAYBE.search(text):
        return
    found: list[tuple[int, int, Moment]] = []
    for form in _FORMS:
        for match in form.finditer(text):
            start, end = match.span()
            if any(start < e and s < end for s, e, _ in found):
                continue
            moment = _moment(match, language, month_first)
            if moment is not None:
                found.append((start, end, moment))
    yield from (moment for _, _, moment in sorted(found, key=lambda item: item[:2]))


def readings(raw: str, language: str | None = None) -> tuple[Moment, ...]:
    """What a text can mean: one date, or two where the order of day and month is open."""
    both = (read(raw, language, order) for order in (None, True, False))
    return tuple(dict.fromkeys(moment for moment in both if moment is not None))


def _epoch(text: str) -> Moment | None:
    match = _EPOCH.match(text)
    if not match:
        return None
    seconds = int(match[1]) / (1000 if len(match[1]) == 13 else 1)
    moment = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    return Moment(moment, timedelta(0), "second", text) if 1990 <= moment.year <= 2100 else None


def _rfc2822(text: str) -> Moment | None:
    if not _RFC2822.match(text):
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return Moment(moment.replace(tzinfo=None), moment.utcoffset(), "second", text)


def _coarse(text: str) -> Moment | None:
    match = _MONTH_ONLY.match(text)
    if not match:
        return None
    first = datetime(int(match["y"]), int(match["m"] or 1), 1)  # noqa: DTZ001 (local: its zone is not known)
    return Moment(first, None, "month" if match["m"] else "year", text)


def _moment(match: re.Match[str], language: str | None, month_first: bool | None) -> Moment | None:
    parts = match.groupdict()
    ymd = _year_month_day(parts, language or "", month_first)
    if ymd is None:
        return None
    clock = _clock(parts)
    precision: Precision = "day" if clock is None else "second" if parts.get("second") else "minute"
    try:
        local = datetime(*ymd) + (clock or timedelta(0))  # noqa: DTZ001 (local: its zone is kept beside it)
    except (ValueError, OverflowError):
        return None
    offset = _offset(parts.get("zone")) if clock is not None else None
    return Moment(local, offset, precision, match[0].strip(), match.start())


def _year_month_day(
    parts: dict[str, str | None], language: str, month_first: bool | None
) -> tuple[int, int, int] | None:
    if "month" in parts:
        found = month(parts["month"] or "")
        return (int(parts["y"] or 0), found, int(parts["d"] or 0)) if found else None
    if "a" in parts:
        if month_first is None:
            month_first = language[:2] == "en" and parts["sep"] == "/"
        return _numbers(int(parts["a"] or 0), int(parts["b"] or 0), parts["y"] or "", language, month_first)
    return int(parts["y"] or 0), int(parts["m"] or 0), int(parts["d"] or 0)


def _numbers(a: int, b: int, last: str, language: str, month_first: bool) -> tuple[int, int, int] | None:
    """Year, month and day of ``a/b/last``; with a short last number, pages of East Asia write the year first."""
    if len(last) == 2 and language[:2] in ("zh", "ja", "ko") and 1 <= b <= 12 and 1 <= int(last) <= 31:
        return _century(a), b, int(last)
    if b > 12 or (a <= 12 and month_first):
        a, b = b, a
    return (_century(int(last)), b, a) if 1 <= b <= 12 and 1 <= a <= 31 else None


def _century(year: int) -> int:
    return year if year >= 100 else year + (2000 if year < 70 else 1900)


def _clock(parts: dict[str, str | None]) -> timedelta | None:
    if not parts.get("hour"):
        return None
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    half = (parts.get("ampm") or parts.get("half") or "").lower()
    if half[:1] == "p" or half in ("下午", "晚上", "晚间", "晚間", "傍晚", "午後", "오후"):
        hour += 12 if hour < 12 else 0
    elif half[:1] == "a" or half in ("上午", "凌晨", "早上", "清晨", "午前", "오전"):
        hour -= 12 if hour == 12 else 0
    return timedelta(hours=hour, minutes=minute, seconds=second)


def _offset(zone: str | None) -> timedelta | None:
    """The distance from UTC that a zone states; None for one that is unknown or means several (CST)."""
    if not zone:
        return None
    text = zone.lower().replace("−", "-").replace(" ", "")
    text = re.sub(r"^(?:gmt|utc)(?=[+-])", "", text)
    if text[0] in "+-":
        digits = text[1:].replace(":", "")
        hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
        if hours > 14 or minutes > 59:
            return None
        return timedelta(hours=hours, minutes=minutes) * (-1 if text[0] == "-" else 1)
    known = _ZONES.get(text)
    return None if known is None else timedelta(minutes=known)
