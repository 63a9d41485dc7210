"""The values that discovery hands on, beside ``Candidate`` and ``Channel`` of :mod:`cunzhao.types`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cunzhao.types import Candidate

FeedKind = Literal["rss", "atom", "rdf", "json", "cdf", "none"]
"""The family of a feed's format; ``none`` where the content is no feed."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it was read.

    ``version`` is feedparser's word for the exact format (``rss20``, ``atom10``, ``json11``). ``ttl`` is the number of minutes
    the feed asks to be left alone, from RSS ``ttl`` or the syndication module (``sy:updatePeriod``). ``problems`` has one line
    for everything that could not be read.
    """

    kind: FeedKind
    url: str
    version: str = ""
    title: str | None = None
    home: str | None = None
    language: str | None = None
    ttl: int | None = None
    candidates: tuple[Candidate, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap as it was read: the pages it lists, and (for an index) the sitemaps it names."""

    url: str
    candidates: tuple[Candidate, ...] = ()
    children: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpmlEntry:
    """One subscription; ``category`` is the path of folders it lies in, joined by ``/``."""

    title: str
    feed: str
    home: str | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class OpmlList:
    """A subscription list as it was read: ``entries`` have each feed once, the first place counts.

    ``repeated``, ``refused`` and ``odd`` are pairs of a line number in the file and what is to be said of it: a feed that
    stood there before, an entry that cannot be followed, and what is no entry at all.
    """

    entries: tuple[OpmlEntry, ...]
    repeated: tuple[tuple[int, str], ...] = ()
    refused: tuple[tuple[int, str], ...] = ()
    odd: tuple[tuple[int, str], ...] = ()
