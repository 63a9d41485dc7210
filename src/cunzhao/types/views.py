"""Read models: what the store hands to web, publish and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from cunzhao.types.articles import Block, Image, Published, Verdict
from cunzhao.types.evidence import Capture, Claim, Source

ArticleState = Literal["live", "missing", "gone", "blocked"]
"""``missing``: its page was not found, which another look has to confirm before the article is called gone."""


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article as one line of a list."""

    id: str
    url: str
    source: str | None
    source_name: str
    title: str
    published: Published
    first_captured: datetime
    language: str | None
    state: ArticleState
    revisions: int
    images_held: int
    images_named: int
    summary: str
    tags: tuple[str, ...] = ()
    copies: int = 0


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of an article's clean text; ``number`` counts from 1. ``id`` is ``<article id>.<number>``."""

    id: str
    article: str
    number: int
    capture: str
    at: datetime
    extractor: str
    title: str
    text: str
    text_digest: str
    blocks: tuple[Block, ...]
    authors: tuple[str, ...]
    grades: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldImage:
    """An image named by an article, and the capture that holds it (None: named, not held)."""

    image: Image
    capture: str | None
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class CaptureLine:
    """A capture as the evidence panel shows it; ``leaf`` is its position in the log."""

    capture: Capture
    leaf: int | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article that carries the same text; ``overlap`` is the share (0 to 1) of shared text."""

    article: str
    title: str
    source_name: str
    first_captured: datetime
    overlap: float


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article with all that is known of it; ``current`` is the newest revision."""

    line: ArticleLine
    current: Revision
    revisions: tuple[Revision, ...]
    claims: tuple[Claim, ...]
    captures: tuple[CaptureLine, ...]
    images: tuple[HeldImage, ...]
    copies: tuple[Copy, ...]
    urls: tuple[str, ...]
    authors: tuple[str, ...]
    site_name: str | None
    categories: tuple[str, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)
    gone_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """A source with its figures; ``answers`` counts page captures by the kind of answer.

    ``pending`` are pages that were found and are not held yet: never asked for, or to be asked for again.
    """

    source: Source
    articles: int
    edited: int
    gone: int
    images_held: int
    images_named: int
    answers: Mapping[str, int]
    last_polled: datetime | None
    last_new: datetime | None
    last_error: str | None
    pending: int
    error_kind: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the change log. ``seq`` only grows; consumers keep the last one they have done."""

    seq: int
    at: datetime
    kind: Literal[
        "article",
        "revision",
        "reading",
        "adopted",
        "gone",
        "back",
        "copy",
        "image",
        "claim",
        "source",
        "trouble",
        "mended",
        "said",
    ]
    subject: str


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """Which articles a list holds; ``day`` is a day of ``published`` in UTC."""

    source: str | None = None
    day: date | None = None
    tag: str | None = None
    only: Literal["edited", "gone", "copies"] | None = None


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """A page of a list, newest first; ``next`` is the cursor of the page after it, or None."""

    lines: tuple[ArticleLine, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A search hit; ``snippet`` is plain text and ``marks`` are (start, end) in it."""

    line: ArticleLine
    snippet: str
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """All of a search: the exact number of articles found, and one page of them.

    ``pending`` counts the changes that were not indexed yet: the search did not see them.
    """

    total: int
    hits: tuple[Hit, ...]
    pending: int = 0
