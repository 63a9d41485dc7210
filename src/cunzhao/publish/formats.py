"""How values are written for people: times with their zone, days, sizes; and captured text made printable."""

from __future__ import annotations

import re
from datetime import date, datetime

from cunzhao.publish.messages import LANGUAGES, Words
from cunzhao.reasons import said, sentence
from cunzhao.types import Precision, Published, SourceHealth

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}")
_WEB = re.compile(r"https?://[^\s\x00-\x20\"<>\\^`{|}]{1,4000}", re.IGNORECASE)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
_SCRIPTS = {
    "zh": "zh-Hans",
    "zh-cn": "zh-Hans",
    "zh-sg": "zh-Hans",
    "zh-tw": "zh-Hant",
    "zh-hk": "zh-Hant",
    "zh-mo": "zh-Hant",
}


def clean(text: str | None) -> str:
    """The text without control characters and lone surrogates, which XML forbids and encoders refuse."""
    return _UNPRINTABLE.sub("", text) if text else ""


def one_line(text: str | None, most: int = 300) -> str:
    """Cleaned text in one line of at most ``most`` characters; an ellipsis marks what was left out."""
    flat = " ".join(clean(text).split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"


def language_tag(tag: str | None) -> str:
    """A ``lang`` attribute: the tag, for Chinese with its script so that the right glyphs are chosen; empty for odd ones."""
    if not tag or not _LANGUAGE.fullmatch(tag):
        return ""
    return _SCRIPTS.get(tag.lower(), tag)


def web_address(url: str | None) -> str:
    """The URL where it is one http or https address, else empty: nothing else becomes a link."""
    return url if url and _WEB.fullmatch(url) else ""


def is_safe_id(name: str) -> bool:
    """Whether an id can stand in a path as it is."""
    return _ID.fullmatch(name) is not None


def iso(at: datetime) -> str:
    """RFC 3339 in UTC, to the second."""
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def day_words(day: date, words: Words) -> str:
    """``22 November 2026``, ``2026年11月22日``."""
    if words.language == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def month_words(year: int, month: int, words: Words) -> str:
    """``November 2026``, ``2026年11月``."""
    return f"{_MONTHS[month - 1]} {year}" if words.language == "en" else f"{year}年{month}月"


def moment_words(at: datetime, words: Words, precision: Precision = "minute") -> str:
    """A time as exactly as it is known, with its zone where it has a time of day."""
    if precision == "year":
        return str(at.year) if words.language == "en" else f"{at.year}年"
    if precision == "month":
        return month_words(at.year, at.month, words)
    day = day_words(at.date(), words)
    if precision == "day":
        return day
    return f"{day}, {at:%H:%M} UTC" if words.language == "en" else f"{day} {at:%H:%M} UTC"


def machine_time(at: datetime, precision: Precision) -> str:
    """The ``datetime`` attribute: no more digits than are known."""
    return {"year": f"{at:%Y}", "month": f"{at:%Y-%m}", "day": f"{at:%Y-%m-%d}"}.get(precision) or iso(at)


def interval_words(published: Published, words: Words) -> str:
    """The interval that the time of publication must lie in; empty where nothing bounds it, or it is the very time shown."""
    first = moment_words(published.not_before, words) if published.not_before else ""
    last = moment_words(published.not_after, words) if published.not_after else ""
    if first and first == last:
        shown = moment_words(published.at, words, published.precision) if published.at else ""
        return "" if first == shown else words("dates-at", first=first)
    if first and last:
        return words("dates-between", first=first, last=last)
    if last:
        return words("dates-by", last=last)
    return words("dates-after", first=first) if first else ""


def why_words(published: Published, words: Words) -> str:
    """Why this time was derived; in English where only English words are kept."""
    return sentence(published.reasons, LANGUAGES.index(words.language)) or published.why


def phrase_words(text: str, words: Words) -> str:
    """Why a capture is of its kind, or where a claim stands, in the reader's language; what is no phrase of ours, as it is."""
    return said(text, LANGUAGES.index(words.language))


def failure_words(health: SourceHealth, words: Words) -> str:
    """What went wrong at the last poll; empty where nothing did. A code is said in words, never as the system's own text."""
    kind, _, status = (health.error_kind or "").partition(" ")
    key = f"failure-{kind}"
    if not health.last_error:
        return ""
    return words(key, status=status) if key in words else words("failure")


def size_words(octets: int) -> str:
    """``812 B``, ``14.2 kB``, ``3.1 MB``."""
    if octets < 1000:
        return f"{octets} B"
    return f"{octets / 1000:.1f} kB" if octets < 1_000_000 else f"{octets / 1_000_000:.1f} MB"
