"""What exists: feeds, sitemaps and listing pages become candidates. Pure functions; nothing here opens a socket.

Every function takes bytes that a stranger wrote. None of them raises for bad input, unless its docstring says so: what could
not be read is said in ``problems``, one line each.
"""

from cunzhao.discover.feeds import feed_json, parse_feed
from cunzhao.discover.listings import parse_listing
from cunzhao.discover.opml import parse_opml, write_opml
from cunzhao.discover.propose import common_places, propose, robots_sitemaps
from cunzhao.discover.sitemaps import parse_sitemap
from cunzhao.discover.values import Feed, FeedKind, OpmlEntry, OpmlList, Sitemap

__all__ = [
    "Feed",
    "FeedKind",
    "OpmlEntry",
    "OpmlList",
    "Sitemap",
    "common_places",
    "feed_json",
    "parse_feed",
    "parse_listing",
    "parse_opml",
    "parse_sitemap",
    "propose",
    "robots_sitemaps",
    "write_opml",
]
