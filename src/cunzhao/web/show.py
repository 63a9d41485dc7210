"""How values are shown: times with their zone, dates in the reader's language, sizes, language tags, safe addresses.

Nothing here trusts its input: text comes from pages of strangers. Escaping is the template's; :func:`clean` is applied to
every value that a template prints.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from markupsafe import Markup

from cunzhao.publish.messages import Language
from cunzhao.types import Precision, Published
from cunzhao.web.words import say

_CONTROL: Final = {code: None for code in (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0))}
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_WEB: Final = re.compile(r"https?://[^\s\x00-\x20\"<>]+", re.I)
_MONTHS: Final = "January February March April May June July August September October November December".split()
_WEEKDAYS: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "zh-Hans": tuple("星期" + d for d in "一二三四五六日"),
    "zh-Hant": tuple("星期" + d for d in "一二三四五六日"),
}
_SCRIPTS: Final = {"zh": "zh-Hans", "zh-cn": "zh-Hans", "zh-sg": "zh-Hans", "zh-tw": "zh-Hant", "zh-hk": "zh-Hant", "zh-mo": "zh-Hant"}


def clean(value: object) -> object:
    """A printable value: a text without control characters and lone surrogates (no encoder and no terminal likes them)."""
    if not isinstance(value, str):
        return "" if value is None else value
    cleaned = _SURROGATE.sub("\ufffd", value.translate(_CONTROL))
    return Markup(cleaned) if isinstance(value, Markup) else cleaned  # noqa: S704 - it was markup before


def shorten(text: str, most: int = 240) -> str:
    """A text of at most ``most`` characters, with an ellipsis where something was left out."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"


def language_tag(tag: str | None) -> str:
    """The ``lang`` attribute of captured text: the BCP 47 tag with the script for Chinese; "" (unknown) for anything odd."""
    if not tag or not _LANGUAGE.fullmatch(tag):
        return ""
    return _SCRIPTS.get(tag.lower(), tag)


def web_address(url: str | None) -> str | None:
    """The URL when it is http or https and one word, else None: nothing else becomes a link."""
    return url if url and len(url) <= 4_000 and _WEB.fullmatch(url) else None


def iso(at: datetime | None) -> str | None:
    """A time as RFC 3339 in UTC, to the second (with fractions where there are some)."""
    return at.isoformat().replace("+00:00", "Z") if at is not None else None


@dataclass(frozen=True, slots=True)
class Show:
    """Shows values in one language."""

    language: Language

    def say(self, key: str, **values: object) -> str:
        """The words for a key."""
        return say(self.language, key, **values)

    def day(self, day: date, weekday: bool = False) -> str:
        """A day: ``22 November 2026``, ``2026年11月22日``, with the weekday if asked for."""
        name = _WEEKDAYS[self.language][day.weekday()]
        if self.language == "en":
            text = f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
            return f"{name}, {text}" if weekday else text
        text = f"{day.year}年{day.month}月{day.day}日"
        return f"{text} {name}" if weekday else text

    def month(self, day: date) -> str:
        """A month: ``November 2026``, ``2026年11月``."""
        return f"{_MONTHS[day.month - 1]} {day.year}" if self.language == "en" else f"{day.year}年{day.month}月"

    def moment(self, at: datetime | None) -> Markup:
        """A time to the minute, with its zone, machine-readable to the second; a dash for None."""
        if at is None:
            return Markup("—")
        comma = "," if self.language == "en" else ""
        return self._time(at, f"{self.day(at.date())}{comma} {at:%H:%M} UTC")

    def clock(self, at: datetime) -> Markup:
        """The time of day of a line in a list that stands under its day."""
        return self._time(at, f"{at:%H:%M} UTC")

    def published(self, published: Published, first_captured: datetime) -> Markup:
        """The derived time as exactly as it is known; where nothing is, when the article was first captured."""
        if published.at is None:
            return Markup("{}").format(self.say("captured_at", at=str(self.moment(first_captured).striptags())))
        return self._time(published.at, self._as_precise(published.at, published.precision), published.precision)

    def line_time(self, published: Published, first_captured: datetime) -> Markup:
        """The time column of a list: the time of day, or nothing where only the day is known."""
        if published.at is None:
            return self.clock(first_captured)
        return self.clock(published.at) if published.precision in {"second", "minute"} else Markup("")

    def span(self, length: timedelta) -> str:
        """How long something has lasted, in the largest fitting unit."""
        minutes = max(0, int(length.total_seconds() // 60))
        for unit, size in (("days", 1440), ("hours", 60)):
            if minutes >= 2 * size:
                return self.say(unit, n=minutes // size)
        return self.say("minutes", n=minutes)

    def size(self, octets: int) -> str:
        """A number of bytes: ``812 B``, ``14.2 KB`` (of 1,000)."""
        if octets < 1_000:
            return f"{octets} B"
        return f"{octets / 1_000:.1f} KB" if octets < 1_000_000 else f"{octets / 1_000_000:.1f} MB"

    def number(self, value: int) -> str:
        """A number with thousands marked."""
        return f"{value:,}"

    def _as_precise(self, at: datetime, precision: Precision) -> str:
        if precision == "year":
            return str(at.year) if self.language == "en" else f"{at.year}年"
        if precision == "month":
            return self.month(at.date())
        return self.day(at.date()) if precision == "day" else str(self.moment(at).striptags())

    def _time(self, at: datetime, text: str, precision: Precision = "second") -> Markup:
        stamp = {"year": f"{at:%Y}", "month": f"{at:%Y-%m}", "day": f"{at:%Y-%m-%d}"}.get(precision) or iso(at)
        return Markup('<time datetime="{}">{}</time>').format(stamp, text)
