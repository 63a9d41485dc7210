"""Listing pages: which of a page's links lead to articles, told by the shape of the address and by what the link says.

The rules are general. They were chosen so that a listing's own furniture (sections, tags, authors, paging) falls through:
two pieces of evidence are needed, from a link's address and from its words.
"""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import parse_qsl, unquote, urlsplit

from cunzhao.discover.links import identity, site_of
from cunzhao.discover.pages import Anchor, read_links
from cunzhao.types import Candidate

ENOUGH = 3
"""Points that make a link an article: an address can give 2, words can give 2. A tag page often has one of each."""

_DATE = re.compile(r"(?:19|20)\d\d[-/_]?(?:0[1-9]|1[0-2])(?:[-/_]?(?:0[1-9]|[12]\d|3[01]))?(?!\d)")
_PAGE_ENDING = re.compile(r"\.(?:s?html?|php|aspx?|jsp)$", re.IGNORECASE)
_FILE_ENDING = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|css|js|json|xml|rss|atom|pdf|zip|gz|mp[34]|m3u8|mov|docx?|xlsx?|apk|exe)$",
    re.IGNORECASE,
)
_NEVER = re.compile(
    r"/(?:tags?|authors?|search|login|signin|sign-in|register|account|subscribe|subscription|newsletters?|email|feeds?|rss|"
    r"wp-json|cdn-cgi|privacy(?:-policy)?|terms(?:-of-\w+)?|contact(?:-us)?|about-us)(?:/|$|\.)",
    re.IGNORECASE,
)
_SELDOM = re.compile(r"/(?:topics?|categor(?:y|ies)|about|help|advertis\w*|page|share)(?:/|$|\.)", re.IGNORECASE)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003134f]")
_FILLER = re.compile(
    r"(?:read|see|view|show|learn)\s+(?:more|all)\b.*|more\b.{0,10}|continue reading.*|\d+\s+comments?|"
    r"(?:阅读|閱讀|查看|了解|更多)(?:全文|更多|详情|詳情|原文)?.{0,4}",
    re.IGNORECASE,
)


def parse_listing(html: bytes | str, url: str, seen_at: datetime) -> tuple[Candidate, ...]:
    """The articles that a listing page links to, in the page's order, each once, with the longest text that a link to it has.

    ``html`` is best given decoded; bytes are decoded by their own meta element. ``url`` is the page's address and ``seen_at``
    aware and in UTC. Links to other registrable domains are not followed. Never raises for bad markup.
    """
    page = read_links(html, url)
    site, own = site_of(url), identity(url)
    groups: dict[str, list[Anchor]] = {}
    for anchor in page.anchors:
        key = identity(anchor.url)
        if not anchor.furniture and key != own and site_of(anchor.url) == site:
            groups.setdefault(key, []).append(anchor)
    return tuple(
        Candidate(url=anchors[0].url.partition("#")[0], seen_at=seen_at, via=url, title=title)
        for anchors in groups.values()
        if (title := _best_words(anchors)) and address_points(anchors[0].url) + word_points(title) >= ENOUGH
    )


def address_points(url: str) -> int:
    """0 to 2: how much an address looks like that of an article (a date, an id, a long slug)."""
    parts = urlsplit(url)
    path = unquote(parts.path).rstrip("/")
    last = path.rpartition("/")[2]
    if not path or _FILE_ENDING.search(path) or _NEVER.search(path):
        return 0
    stem = _PAGE_ENDING.sub("", last)
    if _SELDOM.search(path):
        # "/topic/storm" is a section, yet "/topic/20261122-12345.html" is an article.
        return 2 if _DATE.search(stem) or re.search(r"\d{6}", stem) else 0
    if (
        _DATE.search(path)
        or re.search(r"\d{5}", stem)
        or len(re.findall(r"[^\W\d]+", stem)) >= 4
        or len(_CJK.findall(stem)) >= 6
    ):
        return 2
    if _PAGE_ENDING.search(last) and re.search(r"\d{2}", stem):
        return 2
    named = any(
        re.search(r"\d{2}", value) for key, value in parse_qsl(parts.query) if re.search(r"id$|^p$|^a$", key, re.I)
    )
    return 2 if named else 1 if re.search(r"\d{3}", stem) or re.search(r"\w-\w+-\w", stem) else 0


def word_points(text: str) -> int:
    """0 to 2: how much the words of a link look like a headline. A Chinese character counts as two letters and a half."""
    han = len(_CJK.findall(text))
    length = 2.5 * han + (len(text) - han)
    return 2 if length >= 20 else 1 if length >= 10 else 0


def _best_words(anchors: list[Anchor]) -> str:
    words = [anchor.text for anchor in anchors if anchor.text and not _FILLER.fullmatch(anchor.text)]
    return max(words, key=len, default="")
