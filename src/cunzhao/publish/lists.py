"""Cutting lists into pages whose numbers never move: they are counted from the oldest article.

The front page of a list has the newest 100 to 199 articles and no number; behind it lie full pages of 100. An article that
is added at the new end touches the front alone, and once in a hundred times makes one more page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from cunzhao.publish.formats import is_safe_id
from cunzhao.publish.manifest import Entry

PAGE = 100
MOST_TAGS = 5000
"""Tags that get a page of their own, most used first; a hostile feed can name any number."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list: its path, its articles newest first, its number (0 for the front), and the paths beside it."""

    path: str
    ids: tuple[str, ...]
    number: int = 0
    older: str | None = None
    newer: str | None = None


def pages(front: str, numbered: str, oldest_first: Sequence[str]) -> Iterator[ListPage]:
    """The pages of a list; ``numbered`` is the pattern of the full pages' paths, with ``{n}``."""
    full = max(0, len(oldest_first) // PAGE - 1)
    for n in range(1, full + 1):
        ids = tuple(reversed(oldest_first[(n - 1) * PAGE : n * PAGE]))
        older = numbered.format(n=n - 1) if n > 1 else None
        newer = numbered.format(n=n + 1) if n < full else front
        yield ListPage(numbered.format(n=n), ids, n, older, newer)
    newest = tuple(reversed(oldest_first[full * PAGE :]))
    yield ListPage(front, newest, 0, numbered.format(n=full) if full else None, None)


@dataclass(frozen=True, slots=True)
class Lists:
    """Article ids, oldest first: all, and by source, tag and day."""

    all: tuple[str, ...]
    sources: Mapping[str, list[str]]
    tags: Mapping[str, list[str]]
    days: Mapping[str, list[str]]


def group(articles: Mapping[str, Entry]) -> Lists:
    """The lists of a site from its articles."""
    ordered = sorted(articles, key=lambda name: articles[name].key)
    sources: dict[str, list[str]] = {}
    tags: dict[str, list[str]] = {}
    days: dict[str, list[str]] = {}
    for name in ordered:
        entry = articles[name]
        days.setdefault(entry.day, []).append(name)
        if entry.source:
            sources.setdefault(entry.source, []).append(name)
        for tag in entry.tags:
            tags.setdefault(tag, []).append(name)
    kept = sorted(tags, key=lambda tag: (-len(tags[tag]), tag))[:MOST_TAGS]
    return Lists(tuple(ordered), sources, {tag: tags[tag] for tag in kept}, days)


def article_path(article: str) -> str:
    """Where an article's page lies. Ids only: no title ever becomes a path."""
    return f"a/{safe(article)}.html"


def source_folder(source: str) -> str:
    """The folder of a source's list and feeds."""
    return f"s/{safe(source)}"


def tag_folder(tag: str) -> str:
    """The folder of a tag's list: a tag may hold anything, so its hash stands for it."""
    return f"t/{_hashed(tag)}"


def safe(name: str) -> str:
    """The id where it can stand in a path on every file system, else its hash."""
    return name if is_safe_id(name) and name == name.lower() else f"x{_hashed(name)}"


def _hashed(name: str) -> str:
    return blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
