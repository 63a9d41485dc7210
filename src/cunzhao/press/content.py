"""The values that the press is written in: an outlet, and a story with its two rounds."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from typing import Literal

Oddity = Literal["", "consent", "paywall", "blocked", "soft-404", "media", "empty"]
"""What is answered in place of the article; the words are those of :data:`cunzhao.types.PageKind`."""

ChannelFormat = Literal["rss", "rss-section", "comments", "atom", "rdf", "json", "sitemap", "news", "index"]
"""What lies at a channel's path. ``rss-section`` is in GB18030 and has the stories of the section in its path."""

DateSign = Literal["json-ld", "meta", "visible"]
"""Where a page states when it was published. Every page but those of ``json-ld`` also shows the date to the reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article. ``body`` has a paragraph a line; a line may start with ``## ``, ``- `` or ``> `` (heading, item, quotation).

    ``when`` is ``-2 09:40`` (days before the press's own today, and the hour there) or ``-3h``, ``-20m`` before its now. In
    ``path``, ``title`` and ``body``, ``{ymd}``, ``{md}`` and ``{weekday}`` stand for the day of publication. ``pages_charset``
    is how the page is encoded; ``charset_said`` where that is said: both, meta or header only. A story that is not
    ``announced`` stands on listing pages only.
    """

    key: str
    path: str
    title: str
    byline: str
    when: str
    body: str
    section: str = ""
    caption: str = ""
    credit: str = ""
    tags: tuple[str, ...] = ()
    agency: str = ""
    dates: DateSign = "json-ld"
    pages_charset: str = "utf-8"
    charset_said: Literal["both", "meta", "header"] = "both"
    oddity: Oddity = ""
    announced: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """What the second round does to a story: new words, a removal (``status`` 404 or 410), or a new address (``moved``)."""

    key: str
    what: Literal["edit", "added", "typo", "gone", "moved", "new"]
    detail: str
    title: str | None = None
    body: str | None = None
    status: int = 200
    moved: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """An outlet on a host of its own. ``zone`` is hours east of UTC; ``feed_shift`` the hours by which its feed is wrong.

    ``sections`` maps names to paths, ``channels`` paths to formats, ``redirects`` paths to paths (302). A ``chunked`` outlet
    sends its pages in chunks, the others with a length.
    """

    host: str
    name: str
    language: str
    zone: int
    motto: str
    stories: tuple[Story, ...]
    revised: tuple[Revised, ...] = ()
    sections: dict[str, str] = field(default_factory=dict)
    channels: dict[str, ChannelFormat] = field(default_factory=dict)
    feed_shift: int = 0
    chunked: bool = False
    redirects: dict[str, str] = field(default_factory=dict)

    def moment(self, story: Story, now: datetime) -> datetime:
        """When the story was published, aware, in the outlet's own zone."""
        zone = timezone(timedelta(hours=self.zone))
        local = now.astimezone(zone).replace(microsecond=0)
        if story.when[-1] in "hm":
            amount = int(story.when[:-1])
            return local + (timedelta(hours=amount) if story.when[-1] == "h" else timedelta(minutes=amount))
        days, _, clock = story.when.partition(" ")
        hour, minute = clock.split(":")
        return (local + timedelta(days=int(days))).replace(hour=int(hour), minute=int(minute), second=0)


_WEEKDAYS = {
    "zh": tuple("周" + day for day in "一二三四五六日"),
    "zh-Hant": tuple("週" + day for day in "一二三四五六日"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def dated(outlet: Outlet, story: Story, now: datetime) -> Story:
    """The story with the day of publication put in its path, title and body."""
    at = outlet.moment(story, now)
    month_day = f"{at.day} {at:%B}" if outlet.language == "en" else f"{at.month}月{at.day}日"
    weekday = _WEEKDAYS.get(outlet.language, _WEEKDAYS["zh"])[at.weekday()]
    words = {"{ymd}": f"{at:%Y/%m/%d}", "{compact}": f"{at:%Y%m%d}", "{md}": month_day, "{weekday}": weekday}

    def put(text: str) -> str:
        for name, value in words.items():
            text = text.replace(name, value)
        return text

    return replace(
        story, path=put(story.path), title=put(story.title), body=put(story.body), caption=put(story.caption)
    )
