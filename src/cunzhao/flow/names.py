"""Which article a page is: by the URL that brought it, and by its text where the URL alone does not say."""

from __future__ import annotations

from collections.abc import Sequence

from cunzhao.flow import articles
from cunzhao.flow.keys import domain, is_front_page, url_key
from cunzhao.store import Reader, Transaction
from cunzhao.types import Capture, Extraction, UrlWhy

WAS_THERE: tuple[UrlWhy, ...] = ("fetched", "asked for")
"""The article was seen at such a URL; one that it only named may be a section, or another article."""

SAME_TEXT = 0.5
"""Where the URL does not decide, two pages are one article if they share half of the shorter text: systems name section
pages as canonical, and an address that always leads to the newest piece redirects to another one each day."""


def asked(capture: Capture) -> list[str]:
    """The keys of the URL that answered and of the one that was asked for, the surest first."""
    urls = [capture.url, capture.facts.get("requested", capture.url)]
    return list(dict.fromkeys(map(url_key, urls)))


def canonical(capture: Capture, extraction: Extraction) -> str | None:
    """The URL that the page names as its own; None where it cannot be (another site's, a front page)."""
    named = extraction.canonical
    fits = named and domain(named) == domain(capture.url) and not is_front_page(named)
    return named if fits else None


def named_keys(read: Reader, capture: Capture, extraction: Extraction, article: str) -> list[str]:
    """All keys under which this page's article may be known; a canonical URL that is another article's is left out."""
    named = canonical(capture, extraction)
    keys = asked(capture)
    if named is not None and read.find_article([url_key(named)]) in (None, article):
        keys.append(url_key(named))
    return list(dict.fromkeys(keys))


def find(read: Reader, capture: Capture, extraction: Extraction) -> str | None:
    """The article whose text this URL brought before; else one known by a redirect or a canonical URL, of like text."""
    sure = read.find_article([url_key(capture.url)], ("fetched",))
    if sure is not None:
        return sure
    named = canonical(capture, extraction)
    keys = [*asked(capture), url_key(named)] if named is not None else asked(capture)
    likely = (read.find_article([key]) for key in keys)
    return next((a for a in likely if a is not None and _alike(read, a, extraction)), None)


def _alike(read: Reader, article: str, extraction: Extraction) -> bool:
    row = read.article_row(article)
    revision = read.revision(row["current_revision"]) if row is not None else None
    return revision is not None and articles.alike(revision, extraction) >= SAME_TEXT


def keep_names(transaction: Transaction, article: str, capture: Capture, extraction: Extraction) -> None:
    """Note every URL of the article with the reason why it is held to be its own."""
    named = canonical(capture, extraction)
    found: Sequence[tuple[str, UrlWhy]] = (
        (capture.url, "fetched"),
        (capture.facts.get("requested", capture.url), "asked for"),
        *(((named, "named canonical by the page"),) if named is not None else ()),
    )
    first: dict[str, tuple[str, UrlWhy]] = {}
    for url, why in found:
        first.setdefault(url_key(url), (url, why))
    for key, (url, why) in first.items():
        transaction.add_url(key, url, article, why)
