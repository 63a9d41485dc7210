"""Following a source: what does this URL offer, what works, and which of it is chosen?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cunzhao.discover import OpmlEntry, common_places, parse_feed, parse_sitemap, propose, robots_sitemaps
from cunzhao.errors import FetchError, UsageError
from cunzhao.extract import decode
from cunzhao.fetch import Followed, content
from cunzhao.flow.context import Context, Progress
from cunzhao.flow.crawl import Connect, Fetcher
from cunzhao.flow.deposit import publish_log, put_on_record
from cunzhao.flow.ingest import ingest
from cunzhao.flow.journal import follow
from cunzhao.flow.keys import domain, host, url_key
from cunzhao.types import Channel, Deposit, Exchange, Purpose, Source

TRIED = 12
"""Proposed and common places asked at most; each is a request to somebody else's server."""

_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_SITE_NAME = re.compile(
    r"""<meta[^>]+property=["']og:site_name["'][^>]+content=["']([^"']+)|<meta[^>]+content=["']([^"']+)["'][^>]+property=["']og:site_name""",
    re.IGNORECASE,
)


@dataclass
class Look:
    """What looking at a site has shown so far."""

    context: Context
    fetcher: Fetcher
    progress: Progress
    robots: list[Exchange] = field(default_factory=list)
    tried: set[str] = field(default_factory=set)

    async def ask(self, url: str, purpose: Purpose) -> Followed:
        """Fetch and put on record; the answer is evidence like any other."""
        self.progress(f"asking {url}")
        self.tried.add(url_key(url))
        followed = await self.fetcher.follow(url)
        deposits = [Deposit("robots", exchange=e) for e in self.robots]
        deposits += [Deposit(purpose, exchange=e, facts={"requested": url}) for e in followed.exchanges]
        self.robots.clear()
        ingest(self.context, put_on_record(self.context, deposits))
        return followed


async def add(context: Context, connect: Connect, url: str, progress: Progress = lambda line: None) -> Source:
    """Look at a URL, choose its channels, and follow it from now on.

    Raises FetchError when it does not answer, UsageError when it offers nothing that can be followed.
    """
    robots: list[Exchange] = []
    async with connect(robots.append) as fetcher:
        look = Look(context, fetcher, progress, robots)
        try:
            source = await _look_at(look, url)
        finally:
            publish_log(context)
    follow(context, source)
    publish_log(context)
    return source


async def _look_at(look: Look, url: str) -> Source:
    followed = await look.ask(url, "home")
    if followed.failure is not None:
        raise FetchError(
            followed.failure.kind, f"{url}: {followed.failure.message}; check the address, then add it again"
        )
    answer = followed.exchanges[-1]
    if answer.status != 200:
        raise FetchError(
            "network", f"{url} answered {answer.status}; check the address in a browser, then add it again"
        )
    sitemaps = [s for e in look.robots for s in robots_sitemaps(content(e.headers, e.payload).data)]
    data = content(answer.headers, answer.payload).data
    itself = _as_channel(data, answer, look.context.clock(), "this address is itself")
    if itself is not None:
        channel, name, home = itself
        return _source(look.context, name or domain(url), home or answer.url, (channel,))
    html = decode(data, answer.header("content-type")).text
    channels = await _choose(look, html, answer.url, sitemaps)
    if not channels:
        raise UsageError(
            f"{url}: no feed, sitemap or list of articles found; give the address of a feed or of a page that lists articles"
        )
    return _source(look.context, _name(html) or domain(url), answer.url, tuple(channels))


def _as_channel(data: bytes, answer: Exchange, at: datetime, why: str) -> tuple[Channel, str | None, str | None] | None:
    """A feed or a sitemap, if these bytes are one that names articles: the channel, its title, its home page."""
    feed = parse_feed(data, answer.url, dict(answer.headers), at, answer.header("content-type"))
    if feed.candidates:
        return (
            Channel("feed", answer.url, f"{why} a feed ({feed.kind}) with {len(feed.candidates)} entries"),
            feed.title,
            feed.home,
        )
    head = data[:2000].lower()
    if b"<urlset" in head or b"<sitemapindex" in head or data[:2] == b"\x1f\x8b":
        sitemap = parse_sitemap(data, answer.url, at)
        if sitemap.candidates or sitemap.children:
            many = f"{len(sitemap.candidates)} pages" if sitemap.candidates else f"{len(sitemap.children)} sitemaps"
            return Channel("sitemap", answer.url, f"{why} a sitemap of {many}"), None, None
    return None


async def _choose(look: Look, html: str, url: str, robots: Sequence[str]) -> list[Channel]:
    """In this order: feeds that the page announces, sitemaps that robots.txt names, common places, the page as a list.

    The first feed that works is taken, and the first sitemap as a fall-back; a list of links only where there is neither.
    """
    proposed = propose(html, url)
    lists = [c for c in proposed if c.kind == "listing"]
    named = [c for c in proposed if c.kind != "listing"]
    named += [Channel("sitemap", s, "robots.txt names this sitemap") for s in robots]
    guesses = [Channel("feed", p, "a common place") for p in common_places(url)]
    chosen: list[Channel] = []
    for channel in [*named, *guesses][: TRIED * 3]:
        if len(look.tried) > TRIED or _enough(chosen):
            break
        if not _wanted(channel, chosen) or url_key(channel.url) in look.tried:
            continue
        works = await _try(look, channel)
        if works is not None and _wanted(works, chosen):
            chosen.append(works)
    return chosen or lists[:1]


def _wanted(channel: Channel, chosen: Iterable[Channel]) -> bool:
    return all(c.kind != channel.kind for c in chosen)


def _enough(chosen: Sequence[Channel]) -> bool:
    return any(c.kind == "feed" for c in chosen) or len(chosen) > 1


async def _try(look: Look, channel: Channel) -> Channel | None:
    followed = await look.ask(channel.url, "home")
    if followed.failure is not None or followed.exchanges[-1].status != 200:
        return None
    answer = followed.exchanges[-1]
    found = _as_channel(content(answer.headers, answer.payload).data, answer, look.context.clock(), f"{channel.why}:")
    return None if found is None else found[0]


def _name(html: str) -> str | None:
    site = _SITE_NAME.search(html)
    if site:
        return (site.group(1) or site.group(2)).strip()
    title = _TITLE.search(html)
    return " ".join(title.group(1).split())[:80] or None if title else None


def _source(context: Context, name: str, home: str, channels: tuple[Channel, ...]) -> Source:
    taken = {s.id: s for s in context.store.followed()}
    same = next((s for s in taken.values() if {c.url for c in s.channels} & {c.url for c in channels}), None)
    identity = same.id if same is not None else _free(host(home) or host(channels[0].url), taken)
    added = same.added if same is not None else context.clock()
    return Source(identity, " ".join(name.split())[:120], home, channels, added)


def _free(name: str, taken: Iterable[str]) -> str:
    base = name.removeprefix("www.") or "source"
    names = [base, *(f"{base}-{n}" for n in range(2, 10_000))]
    known = set(taken)
    return next(n for n in names if n not in known)


def add_opml(context: Context, entries: Sequence[OpmlEntry]) -> list[Source]:
    """Follow every feed of an OPML file; nothing is fetched now, ``run`` does that."""
    added = []
    for entry in entries:
        channel = Channel("feed", entry.feed, "listed in an OPML file")
        source = _source(context, entry.title or domain(entry.feed), entry.home or entry.feed, (channel,))
        follow(context, source)
        added.append(source)
    publish_log(context)
    return added
