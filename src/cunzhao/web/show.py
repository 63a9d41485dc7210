"""How values are shown in the reader's language: times with their zone, days, spans, numbers.

Nothing here trusts its input: text comes from pages of strangers. Escaping is the template's; :func:`printable` is applied
to every value that a template prints.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from markupsafe import Markup

from cunzhao.publish.formats import (
    clean,
    day_words,
    failure_words,
    machine_time,
    moment_words,
    month_words,
    phrase_words,
    size_words,
    why_words,
)
from cunzhao.publish.messages import Language, words
from cunzhao.types import Precision, Published, SourceHealth
from cunzhao.web.words import say

_WEEKDAYS: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "zh-Hans": tuple("星期" + d for d in "一二三四五六日"),
    "zh-Hant": tuple("星期" + d for d in "一二三四五六日"),
}


def printable(value: object) -> object:
    """What a template prints for a value: text is cleaned of what no encoder and no terminal likes; None is nothing."""
    if isinstance(value, Markup):
        return Markup(clean(value))  # noqa: S704 - it was markup before
    return clean(value) if isinstance(value, str) else "" if value is None else value


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
        text = day_words(day, words(self.language))
        if not weekday:
            return text
        return f"{name}, {text}" if self.language == "en" else f"{text} {name}"

    def month(self, day: date) -> str:
        """A month: ``November 2026``, ``2026年11月``."""
        return month_words(day.year, day.month, words(self.language))

    def moment(self, at: datetime | None) -> Markup:
        """A time to the minute, with its zone, machine-readable to the second; a dash for None."""
        if at is None:
            return Markup("—")
        return self._time(at, self.plain(at))

    def plain(self, at: datetime) -> str:
        """The same as words inside a sentence."""
        return moment_words(at, words(self.language))

    def clock(self, at: datetime) -> Markup:
        """The time of day of a line in a list that stands under its day."""
        return self._time(at, f"{at:%H:%M} UTC")

    def published(self, published: Published, first_captured: datetime) -> Markup:
        """The derived time as exactly as it is known; where nothing is, when the article was first captured."""
        if published.at is None:
            return Markup("{}").format(self.say("captured-on", when=self.plain(first_captured)))
        text = moment_words(published.at, words(self.language), published.precision)
        return self._time(published.at, text, published.precision)

    def why(self, published: Published) -> str:
        """Why this time was derived."""
        return why_words(published, words(self.language))

    def phrase(self, text: str) -> str:
        """Why a capture is of its kind, or where a claim stands."""
        return phrase_words(text, words(self.language))

    def failure(self, health: SourceHealth) -> str:
        """What went wrong at the last poll of a source."""
        return failure_words(health, words(self.language))

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
        return self.say("minutes", n=minutes) if minutes else self.say("under-a-minute")

    def size(self, octets: int) -> str:
        """A number of bytes in the largest fitting unit (of 1,000)."""
        return size_words(octets)

    def number(self, value: int) -> str:
        """A number with thousands marked."""
        return f"{value:,}"

    def _time(self, at: datetime, text: str, precision: Precision = "second") -> Markup:
        return Markup('<time datetime="{}">{}</time>').format(machine_time(at, precision), text)
