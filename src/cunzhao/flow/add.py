"""Following a source: what does this URL offer, what works, and which of it is chosen?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain, count

from cunzhao.discover import (
    OpmlEntry,
    common_places,
    parse_feed,
    parse_listing,
    parse_sitemap,
    propose,
    robots_sitemaps,
)
from cunzhao.errors import FetchError, UsageError
from cunzhao.extract import decode
from cunzhao.fetch import Followed, content
from cunzhao.flow.context import Context
from cunzhao.flow.crawl import Connect, Fetcher
from cunzhao.flow.deposit import publish_log, put_on_record
from cunzhao.flow.ingest import ingest
from cunzhao.flow.journal import follow, follow_all
from cunzhao.flow.keys import domain, host, is_front_page, url_key
from cunzhao.types import Channel, Deposit, Exchange, Progress, Purpose, Source, silent

ANNOUNCED = 6
"""Announced feeds asked at most: sites with more announce one per tag or author."""
TRIED = 12
"""Places asked at most, all told; each is a request to somebody else's server."""

_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_SITE_NAME = re.compile(
    r"""<meta[^>]+property=["']og:site_name["'][^>]+content=["']([^"']+)|<meta[^>]+content=["']([^"']+)["'][^>]+property=["']og:site_name""",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A channel that works, and what it says of its outlet."""

    channel: Channel
    title: str | None = None
    home: str | None = None
    urls: frozenset[str] = frozenset()


@dataclass
class Look:
    """What looking at a site has shown so far."""

    context: Context
    fetcher: Fetcher
    progress: Progress
    tried: set[str] = field(default_factory=set)
    sitemaps: list[str] = field(default_factory=list)

    async def ask(self, url: str, purpose: Purpose) -> Followed:
        """Fetch and put on record; the answer is evidence like any other."""
        self.progress(f"asking {url}")
        self.tried.add(url_key(url))
        followed = await self.fetcher.follow(url)
        self.sitemaps += [s for e in followed.robots for s in robots_sitemaps(content(e.headers, e.payload).data)]
        deposits = [Deposit("robots", exchange=e) for e in followed.robots]
        for exchange, verdict in zip(followed.exchanges, followed.verdicts, strict=False):
            deposits.append(Deposit(purpose, exchange=exchange, facts={"requested": url, "robots": verdict}))
        ingest(self.context, put_on_record(self.context, deposits))
        return followed


async def add(context: Context, connect: Connect, url: str, progress: Progress = silent) -> Source:
    """Look at a URL, choose its channels, and follow it from now on.

    Raises FetchError when it does not answer, UsageError when it offers nothing that can be followed.
    """
    async with connect() as fetcher:
        look = Look(context, fetcher, progress)
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
    data = content(answer.headers, answer.payload).data
    itself = _as_channel(data, answer, look.context.clock(), "this address is itself")
    if itself is not None:
        return _source(look.context, itself.title or domain(url), itself.home or answer.url, (itself.channel,))
    html = decode(data, answer.header("content-type")).text
    offers = await _choose(look, html, answer.url, look.sitemaps)
    if not offers:
        raise UsageError(
            f"{url}: no feed, sitemap or list of articles found; give the address of a feed or of a page that lists articles"
        )
    titles = [_site_name(html), *(o.title for o in offers), _page_title(html), domain(url)]
    name = next(t for t in titles if t)
    return _source(look.context, name, answer.url, tuple(o.channel for o in offers))


def _as_channel(data: bytes, answer: Exchange, at: datetime, why: str) -> Offer | None:
    """A feed or a sitemap, if these bytes are one that names articles."""
    feed = parse_feed(data, answer.url, dict(answer.headers), at, answer.header("content-type"))
    if feed.candidates:
        channel = Channel("feed", answer.url, f"{why} a feed ({feed.kind}) with {len(feed.candidates)} entries")
        return Offer(channel, feed.title, feed.home, frozenset(url_key(c.url) for c in feed.candidates))
    head = data[:2000].lower()
    if b"<urlset" in head or b"<sitemapindex" in head or data[:2] == b"\x1f\x8b":
        sitemap = parse_sitemap(data, answer.url, at)
        if sitemap.candidates or sitemap.children:
            many = f"{len(sitemap.candidates)} pages" if sitemap.candidates else f"{len(sitemap.children)} sitemaps"
            urls = frozenset(url_key(u) for u in (*(c.url for c in sitemap.candidates), *sitemap.children))
            return Offer(Channel("sitemap", answer.url, f"{why} a sitemap of {many}"), urls=urls)
    return None


async def _choose(look: Look, html: str, url: str, robots: Sequence[str]) -> list[Offer]:
    """Feeds that the page announces; else a sitemap that robots.txt names; else a common place; else the page as a list.

    Every announced feed that names something which those before it do not is taken: sections often have feeds of their own.
    The page is taken too where somebody named a section's page and not the front page.
    """
    proposed = propose(html, url)
    lists = [c for c in proposed if c.kind == "listing"] or _named_listing(look, html, url)
    announced = [c for c in proposed if c.kind != "listing"]
    named = [Channel("sitemap", s, "robots.txt names this sitemap") for s in robots]
    guesses = [Channel("feed", p, "a common place") for p in common_places(url)]
    chosen = await _all_that_add(look, announced)
    for more in (named, guesses):
        chosen = chosen or await _first_that_works(look, more)
    wanted = lists if not chosen or not is_front_page(url) else []
    return chosen + [Offer(c) for c in wanted[:1]]


async def _all_that_add(look: Look, channels: Sequence[Channel]) -> list[Offer]:
    chosen: list[Offer] = []
    known: set[str] = set()
    for channel in channels[:ANNOUNCED]:
        works = await _try(look, channel)
        if works is not None and not works.urls <= known:
            chosen.append(works)
            known |= works.urls
    return chosen


async def _first_that_works(look: Look, channels: Sequence[Channel]) -> list[Offer]:
    for channel in channels:
        if len(look.tried) > TRIED:
            return []
        if url_key(channel.url) not in look.tried and (works := await _try(look, channel)) is not None:
            return [works]
    return []


async def _try(look: Look, channel: Channel) -> Offer | None:
    followed = await look.ask(channel.url, "home")
    if followed.failure is not None or followed.exchanges[-1].status != 200:
        return None
    answer = followed.exchanges[-1]
    return _as_channel(content(answer.headers, answer.payload).data, answer, look.context.clock(), f"{channel.why}:")


def _named_listing(look: Look, html: str, url: str) -> list[Channel]:
    """A section's page that somebody named counts as a list from two article links on."""
    many = 0 if is_front_page(url) else len(parse_listing(html, url, look.context.clock()))
    return [Channel("listing", url, f"you named this page; it links to {many} articles")] if many > 1 else []


def _site_name(html: str) -> str | None:
    site = _SITE_NAME.search(html)
    return (site.group(1) or site.group(2)).strip() if site else None


def _page_title(html: str) -> str | None:
    title = _TITLE.search(html)
    words = " ".join(title.group(1).split()) if title else ""
    return re.split(r" [-–—|_·] ", words)[0][:80] or None


def _source(context: Context, name: str, home: str, channels: tuple[Channel, ...]) -> Source:
    followed = context.store.followed()
    return _named(context, followed, {s.id for s in followed}, name, home, channels)


def _named(
    context: Context,
    near: Iterable[Source],
    taken: Collection[str],
    name: str,
    home: str,
    channels: tuple[Channel, ...],
) -> Source:
    """A source for these channels: one of those ``near`` that is the same outlet, or a new one with an id that is not taken."""
    same = next((s for s in near if _is_same(s, channels)), None)
    if same is not None:
        more = tuple(c for c in channels if c.url not in {old.url for old in same.channels})
        return replace(same, channels=same.channels + more)
    identity = _free(host(home) or host(channels[0].url), taken)
    return Source(identity, " ".join(name.split())[:120], home, channels, context.clock())


def _is_same(source: Source, channels: Sequence[Channel]) -> bool:
    """A channel that it has already, or one on the host whose front page it is: a section of that outlet."""
    if {c.url for c in source.channels} & {c.url for c in channels}:
        return True
    return is_front_page(source.home) and all(host(c.url) == host(source.home) for c in channels)


def _free(name: str, taken: Collection[str]) -> str:
    base = name.removeprefix("www.") or "source"
    return next(n for n in chain([base], (f"{base}-{n}" for n in count(2))) if n not in taken)


def _place(by_host: dict[str, dict[str, Source]], source: Source) -> None:
    for url in (source.home, *(c.url for c in source.channels)):
        by_host.setdefault(host(url), {})[source.id] = source


def add_opml(context: Context, entries: Sequence[OpmlEntry]) -> list[Source]:
    """Follow every feed of an OPML file; nothing is fetched now, ``run`` does that."""
    added: list[Source] = []
    known = {s.id: s for s in context.store.followed()}
    # Only a source on a feed's own host can be the same outlet: among thousands, a few are looked at.
    by_host: dict[str, dict[str, Source]] = {}
    for source in known.values():
        _place(by_host, source)
    for entry in entries:
        channel = Channel("feed", entry.feed, "listed in an OPML file")
        near = by_host.get(host(entry.feed), {}).values()
        name = entry.title or domain(entry.feed)
        source = _named(context, near, known, name, entry.home or entry.feed, (channel,))
        known[source.id] = source
        _place(by_host, source)
        added.append(source)
    follow_all(context, added)
    publish_log(context)
    return added
