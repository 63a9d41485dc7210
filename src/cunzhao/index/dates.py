"""Dates of a query: a year, a month or a day, in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_shape = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)


def period(value: str) -> tuple[datetime, datetime]:
    """Begin (included) and end (excluded) of a year, month or day; ValueError with words for people."""
    match = _shape.fullmatch(value)
    if match is None:
        raise ValueError("a date is YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        start = datetime(year or 0, month or 1, day or 1, tzinfo=UTC)
        if day:
            return start, start + timedelta(days=1)
        months = start.year * 12 + start.month - 1 + (1 if month else 12)
        return start, start.replace(year=months // 12, month=months % 12 + 1)
    except (ValueError, OverflowError):
        raise ValueError(f"there is no such date as {value}") from None
