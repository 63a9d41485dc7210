"""Dates as feeds and sitemaps write them: read, and judged for what they leave out.

Formats: RFC 3339 and the W3C profile of ISO 8601 (Atom, JSON Feed, sitemaps, Dublin Core), RFC 822 as RSS 2.0 asks for it. What
feedparser can read beyond these is passed in as a fall-back.
"""

from __future__ import annotations

import re
import time
from calendar import timegm
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

from cunzhao.types import Claim, ClaimKind, Precision

_ISO = re.compile(
    r"(?P<year>\d{4})(?:-?(?P<month>\d\d)(?:-?(?P<day>\d\d)"
    r"(?:[T\s]+(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?)?)?",
    re.IGNORECASE,
)
_AMBIGUOUS_ZONES = ("CST", "IST", "BST", "AST")
"""Names that RFC 822 or habit gives to several zones: CST is -06:00 in RFC 822 and +08:00 on a Chinese server."""

LONGEST_DATE = 100
"""Characters. The longest date in use (RFC 822 with a comment) has some 50; anything longer is not looked at."""


def claim(
    kind: ClaimKind, raw: str, where: str, *, modified: bool = False, read: time.struct_time | None = None
) -> Claim:
    """The claim that ``raw`` makes; ``read`` is another reader's answer in UTC, used where we cannot read it ourselves."""
    at, precision, zone_stated = read_date(raw)
    # What looks like ISO 8601 and is none (month 13, a thousand nines) is read by nobody: feedparser would make a date of it.
    if at is None and read is not None and len(raw) <= LONGEST_DATE and not _ISO.match(raw):
        at, precision, zone_stated = _from_struct(read), "second", _states_zone(raw)
    return Claim(
        kind=kind,
        raw=raw[:LONGEST_DATE],
        at=at,
        where=where,
        precision=precision,
        zone="stated" if zone_stated else "assumed",
        modified=modified,
    )


def read_date(raw: str) -> tuple[datetime | None, Precision, bool]:
    """The moment in UTC (None where unreadable), how much of it was stated, and whether a zone was (else UTC is assumed)."""
    raw = raw.strip()
    if not raw or len(raw) > LONGEST_DATE:
        return None, "second", False
    match = _ISO.fullmatch(raw)
    return _from_iso(match) if match else _from_rfc822(raw)


def _from_iso(match: re.Match[str]) -> tuple[datetime | None, Precision, bool]:
    part = match.groupdict()
    micro = int((part["fraction"] or "0").ljust(6, "0")[:6])
    numbers = [int(part[name] or default) for name, default in (("year", 1), ("month", 1), ("day", 1))]
    clock = [int(part[name] or 0) for name in ("hour", "minute", "second")]
    # 23:59:60 is a leap second, 24:00 is the end of a day; both are legal and datetime has neither.
    extra = timedelta()
    if clock[2] == 60:
        clock[2], extra = 59, timedelta(seconds=1)
    if clock == [24, 0, 0]:
        clock, extra = [0, 0, 0], timedelta(days=1)
    try:
        at = datetime(*numbers, *clock, micro, tzinfo=_zone(part["zone"])).astimezone(UTC) + extra  # type: ignore[misc,arg-type]
    except (ValueError, OverflowError):
        return None, "second", False
    return at, _precision(part), part["zone"] is not None


def _precision(part: dict[str, str | None]) -> Precision:
    names: tuple[tuple[str, Precision], ...] = (
        ("second", "second"),
        ("minute", "minute"),
        ("day", "day"),
        ("month", "month"),
    )
    return next((word for name, word in names if part[name]), "year")


def _zone(text: str | None) -> timezone:
    if not text or text.upper() in ("Z", "UTC", "GMT"):
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-shift if text[0] == "-" else shift)


def _from_rfc822(raw: str) -> tuple[datetime | None, Precision, bool]:
    try:
        parts = parsedate_tz(raw)
        if parts is None or parts[0] < 1900:
            return None, "second", False
        at = datetime(*parts[:6], tzinfo=UTC) - timedelta(seconds=parts[9] or 0)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None, "second", False
    clock = re.search(r"\d{1,2}:\d\d(:\d\d)?", raw)
    precision: Precision = "day" if clock is None else "second" if clock[1] else "minute"
    return at, precision, _states_zone(raw)


def _states_zone(raw: str) -> bool:
    zone = re.search(r"\d\s*(Z|[A-Z]{2,4}|[+-]\d\d:?\d\d)\s*(\([^)]*\))?\s*$", raw.strip(), re.IGNORECASE)
    return zone is not None and zone[1].upper() not in (*_AMBIGUOUS_ZONES, "AM", "PM")


def _from_struct(read: time.struct_time) -> datetime | None:
    try:
        return datetime.fromtimestamp(timegm(read), UTC)
    except (ValueError, OverflowError, OSError, TypeError):
        return None
