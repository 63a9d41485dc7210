"""Which channels a source has: what its page announces, what its page links to, and where others usually keep theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

from cunzhao.discover.links import identity, resolve, site_of
from cunzhao.discover.listings import parse_listing
from cunzhao.discover.pages import Linked, PageLinks, read_links
from cunzhao.types import Channel

ROBOTS_BYTES = 500 * 1024
"""What RFC 9309 asks a crawler to read at least, and the most that we read."""
ENOUGH_ARTICLES = 3
"""Links to articles that make a page a listing: an article page itself often links one or two others."""
MOST_CHANNELS = 50

_FEED_TYPES = {
    "application/atom+xml": "Atom",
    "application/rss+xml": "RSS",
    "application/rdf+xml": "RDF",
    "application/feed+json": "JSON Feed",
}
_VAGUE_TYPES = ("application/xml", "text/xml", "application/json", "")
_FEED_PATH = re.compile(
    r"(?:^|[/._-])(?:rss|atom|feeds?|rdf)(?:\d*\.(?:xml|php|json|rdf))?/?$|\.(?:rss|atom|rdf)$", re.IGNORECASE
)
_FEED_WORDS = re.compile(r"\b(?:rss|atom|xml|news)?\s?feeds?\b|\brss\b|订阅|訂閱", re.IGNORECASE)
_COMMENTS = re.compile(r"comment|评论|評論|留言", re.IGNORECASE)

_PLACES = (
    "feed",
    "feed/",
    "rss",
    "rss.xml",
    "feed.xml",
    "atom.xml",
    "index.xml",
    "index.rdf",
    "feed.json",
    "feeds/all.atom.xml",
    "news-sitemap.xml",
    "sitemap-news.xml",
    "sitemap_index.xml",
    "sitemap.xml",
)


def propose(html: bytes | str, url: str) -> tuple[Channel, ...]:
    """The channels that a page shows, best first, each with the reason in words.

    The order: feeds that the page announces (a whole site's before those of comments), feeds that it links to, sitemaps that it
    announces, and at last the page itself where it lists at least three articles. Nothing is fetched, so nothing is checked.
    """
    page = read_links(html, url)
    channels: dict[str, Channel] = {}
    for channel in (*_announced(page), *_linked(page, url), *_sitemaps(page), *_itself(html, url)):
        channels.setdefault(f"{channel.kind} {identity(channel.url)}", channel)
    return tuple(channels.values())[:MOST_CHANNELS]


def common_places(url: str) -> tuple[str, ...]:
    """Where feeds and sitemaps usually lie without being linked: at the site's root, then below the page's own folder."""
    root = resolve(url, "/")
    folder = resolve(url, "./")
    bases = dict.fromkeys(base for base in (root, folder) if base)
    return tuple(dict.fromkeys(place for base in bases for path in _PLACES if (place := resolve(base, path))))


def robots_sitemaps(robots_txt: bytes | str) -> tuple[str, ...]:
    """The sitemaps that a ``robots.txt`` names, in its order; only absolute http and https addresses count."""
    if isinstance(robots_txt, bytes):
        robots_txt = robots_txt[:ROBOTS_BYTES].decode("utf-8-sig", "replace")
    found = []
    for line in robots_txt[:ROBOTS_BYTES].removeprefix("\ufeff").splitlines():
        name, _, value = line.partition(":")
        value = value.partition(" #")[0].strip()
        if name.strip().lower() == "sitemap" and value.lower().startswith(("http://", "https://")):
            found.append(resolve(value, value))
    return tuple(dict.fromkeys(link for link in found if link))[:MOST_CHANNELS]


def _announced(page: PageLinks) -> Iterator[Channel]:
    feeds = [(link, kind) for link in page.links if (kind := _announced_kind(link))]
    for link, kind in sorted(feeds, key=lambda pair: _is_comments(pair[0].title, pair[0].url)):
        what = f"the page announces this {kind}"
        named = f" “{link.title}”" if link.title else ""
        after = "; it carries comments" if _is_comments(link.title, link.url) else ""
        yield Channel("feed", link.url, what + named + after)


def _announced_kind(link: Linked) -> str | None:
    """The kind of feed that a ``link`` element announces, or None: ``rel`` must say alternate or feed."""
    rel = link.rel.lower().split()
    if "stylesheet" in rel or not {"alternate", "feed"} & set(rel):
        return None
    kind = link.type.partition(";")[0].strip().lower()
    if kind in _FEED_TYPES:
        return _FEED_TYPES[kind]
    vague = kind in _VAGUE_TYPES and ("feed" in rel or _FEED_PATH.search(urlsplit(link.url).path))
    return "feed" if vague else None


def _linked(page: PageLinks, url: str) -> Iterator[Channel]:
    site = site_of(url)
    found = [
        anchor
        for anchor in page.anchors
        if site_of(anchor.url) == site
        and (_FEED_PATH.search(urlsplit(anchor.url).path) or (_FEED_WORDS.fullmatch(anchor.text) and anchor.url != url))
    ]
    for anchor in sorted(found, key=lambda anchor: _is_comments(anchor.text, anchor.url)):
        said = f"says “{anchor.text}”" if anchor.text else "looks like a feed's address"
        yield Channel("feed", anchor.url, f"a link on the page {said}")


def _sitemaps(page: PageLinks) -> Iterator[Channel]:
    for link in page.links:
        if "sitemap" in link.rel.lower().split():
            yield Channel("sitemap", link.url, "the page announces this sitemap")


def _itself(html: bytes | str, url: str) -> Iterator[Channel]:
    # The time of the sighting plays no part here: only the number of links counts.
    articles = len(parse_listing(html, url, datetime(1970, 1, 1, tzinfo=UTC)))
    if articles >= ENOUGH_ARTICLES:
        yield Channel("listing", url, f"the page itself links to {articles} articles")


def _is_comments(title: str, url: str) -> bool:
    return _COMMENTS.search(title) is not None or _COMMENTS.search(urlsplit(url).path) is not None
