"""Dates as people and machines write them, read without guessing: what is not understood is not a date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from cunzhao.types import Precision

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier enero gennaio janeiro января январь styczeń stycznia ιανουάριος "
            "ιανουαρίου ιαν januari leden ledna ocak янв sty ene",
            "feb february februar février fevrier febrero febbraio fevereiro февраля февраль luty lutego "
            "φεβρουάριος φεβρουαρίου φεβ februari únor února şubat фев lut févr",
            "mar march märz mars marzo março marco марта март marzec marca μάρτιος μαρτίου μαρ maart březen "
            "března mart maret мар mrz marz",
            "apr april avril abril aprile апреля апрель kwiecień kwietnia απρίλιος απριλίου απρ duben dubna nisan "
            "апр kwi abr",
            "may mai mayo maggio maio мая май maj maja μάιος μαΐου μαίου μαϊ mei květen května mayıs mag",
            "jun june juni juin junio giugno junho июня июнь czerwiec czerwca ιούνιος ιουνίου ιουν červen června "
            "haziran июн cze giu",
            "jul july juli juillet julio luglio julho июля июль lipiec lipca ιούλιος ιουλίου ιουλ červenec "
            "července temmuz июл lip lug",
            "aug august août aout agosto августа август sierpień sierpnia αύγουστος αυγούστου αυγ augustus srpen "
            "srpna ağustos agustus agu авг sie ago",
            "sep sept september septembre septiembre settembre setembro сентября сентябрь wrzesień września "
            "σεπτέμβριος σεπτεμβρίου σεπ září eylül сен wrz set",
            "oct october oktober octobre octubre ottobre outubro октября октябрь październik października "
            "οκτώβριος οκτωβρίου οκτ okt říjen října ekim окт paź ott",
            "nov november novembre noviembre novembro ноября ноябрь listopad listopada νοέμβριος νοεμβρίου νοε "
            "kasım ноя lis",
            "dec december dezember décembre decembre diciembre dicembre dezembro декабря декабрь grudzień grudnia "
            "δεκέμβριος δεκεμβρίου δεκ dez desember prosinec prosince aralık дек gru dic",
        ),
        start=1,
    )
    for name in names.split()
}
"""The names of the months, whole and short, in the languages of the pages that we read."""
_ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "bst": 60, "cet": 60, "cest": 120, "eet": 120, "eest": 180, "msk": 180, "мск": 180, "ist": 330,
    "sgt": 480, "hkt": 480, "jst": 540, "kst": 540, "est": -300, "edt": -240, "et": -300, "cdt": -300, "mst": -420, "mdt": -360,
    "pst": -480, "pdt": -420, "pt": -480, "aest": 600, "aedt": 660, "uhr": None,
}  # fmt: skip
_TIME = (
    r"(?P<half>上午|下午|中午|晚上|凌晨|午前|午後|오전|오후)?\s*(?P<hour>[01]?\d|2[0-4])\s*(?:[:：.](?=\d\d)|时|時|点|點|시|h)\s*(?P<minute>[0-5]\d)\s*(?:分|분)?"
    r"(?:\s*:?\s*(?P<second>[0-5]\d)(?:[.,]\d{1,9})?\s*秒?)?\s*(?P<ampm>[aApP]\.?[mM]\b\.?)?"
    r"\s*\(?(?P<zone>Z\b|[+\-−]\d{2}:?\d{2}\b|(?:GMT|UTC)\s*[+\-−]\s*\d{1,2}(?::?\d{2})?\b|[A-Za-zМмСсКк]{2,4}\b)?\)?"
)
_AFTER = (
    r"(?:\s*(?:T|日|号|號|,|，|\||at|um|à|a las|в|o|godz\.?|kl\.?|klo|г\.?|года|r\.?|roku|-|–|—|/|·|"
    r"[(（]?(?:[周週]|星期|礼拜|禮拜)?[一二三四五六日天月火水木金土](?:曜日)?[)）]?)\s*|\s+){0,4}"
)
_FORMS = (
    re.compile(rf"(?<!\d)(?P<y>(?:19|20)\d\d)\s*(?P<sep>[-/.‐]|年|년)\s*(?P<m>0?[1-9]|1[0-2])\s*(?:[-/.‐]|月|월)\s*(?P<d>3[01]|[12]\d|0?[1-9])(?![\d])\s*(?:日|号|號|일)?(?:{_AFTER}{_TIME})?"),
    re.compile(rf"(?<!\d)(?P<d>3[01]|[12]\d|0?[1-9])\s*(?:st|nd|rd|th|er|\.|º|ª|-?го|η)?[\s\-/]+(?:of\s+|de\s+|d['’])?(?P<month>[^\W\d_]{{3,12}})\.?,?[\s\-/]*(?:de\s+|del\s+)?(?P<y>(?:19|20)\d\d)(?!\d)(?:{_AFTER}{_TIME})?"),
    re.compile(rf"\b(?P<month>[^\W\d_]{{3,12}})\.?\s+(?P<d>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d\d)(?!\d)(?:{_AFTER}{_TIME})?"),
    re.compile(rf"(?<![\d.])(?P<a>\d{{1,2}})(?P<sep>[./-])(?P<b>\d{{1,2}})(?P=sep)(?P<y>(?:19|20)\d\d|\d\d)(?![\d.])(?:{_AFTER}{_TIME})?"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>3[01]|[12]\d|0[1-9])"
               r"(?:[T ]?(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?(?P<zone>Z)?)?(?!\d)"),
)  # fmt: skip
_MONTH_ONLY = re.compile(r"^\s*(?P<y>(?:19|20)\d\d)(?:[-/年](?P<m>0?[1-9]|1[0-2])月?)?\s*$")
_EPOCH = re.compile(r"^\s*(\d{10}|\d{13})(?:\.\d+)?\s*$")
_RFC2822 = re.compile(r"^\s*[A-Za-z]{3},\s+\d{1,2}\s+[A-Za-z]{3}\s+\d{4}\s+\d")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as it was written: ``local`` without a zone, ``offset`` the stated distance from UTC (None: not stated)."""

    local: datetime
    offset: timedelta | None
    precision: Precision
    raw: str

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


def read(raw: str, language: str | None = None) -> Moment | None:
    """The date that a text states, or None. ``language`` (a code) settles whether 6/4/2021 is in April or in June."""
    text = raw.strip()[:_LONGEST]
    special = _epoch(text) or _rfc2822(text)
    return special or next(find(text, language), None) or _coarse(text)


def find(text: str, language: str | None = None) -> Iterator[Moment]:
    """All dates in a text of at most a few hundred characters, in the order of how they are written."""
    for form in _FORMS:
        for match in form.finditer(text[: _LONGEST * 3]):
            moment = _moment(match, language)
            if moment is not None:
                yield moment


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


def _moment(match: re.Match[str], language: str | None) -> Moment | None:
    parts = match.groupdict()
    ymd = _year_month_day(parts, language)
    if ymd is None:
        return None
    clock = _clock(parts)
    precision: Precision = "day" if clock is None else "second" if parts.get("second") else "minute"
    try:
        local = datetime(*ymd) + (clock or timedelta(0))  # noqa: DTZ001 (local: its zone is kept beside it)
    except (ValueError, OverflowError):
        return None
    return Moment(local, _offset(parts.get("zone")) if clock is not None else None, precision, match[0].strip())


def _year_month_day(parts: dict[str, str | None], language: str | None) -> tuple[int, int, int] | None:
    year = int(parts["y"] or 0)
    year += (2000 if year < 70 else 1900) if year < 100 else 0
    if "a" in parts:
        a, b = int(parts["a"] or 0), int(parts["b"] or 0)
        month_first = b > 12 or (a <= 12 and parts["sep"] == "/" and (language or "").startswith("en"))
        month, day = (a, b) if month_first else (b, a)
        return (year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None
    if "month" in parts:
        found = MONTHS.get((parts["month"] or "").lower())
        return (year, found, int(parts["d"] or 0)) if found else None
    return year, int(parts["m"] or 0), int(parts["d"] or 0)


def _clock(parts: dict[str, str | None]) -> timedelta | None:
    if not parts.get("hour"):
        return None
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    half = (parts.get("ampm") or parts.get("half") or "").lower()
    if half[:1] == "p" or half in ("下午", "晚上", "午後", "오후"):
        hour += 12 if hour < 12 else 0
    elif half[:1] == "a" or half in ("上午", "凌晨", "午前", "오전"):
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
