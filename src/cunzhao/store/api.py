"""What the catalogue offers to readers: index, publish, web and the command line are written against this protocol."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

from cunzhao.store.lists import Beside
from cunzhao.types import (
    ArticleFilter,
    ArticleLine,
    ArticlePage,
    ArticleView,
    CaptureLine,
    Change,
    SaidLine,
    Source,
    SourceHealth,
)


class Catalogue(Protocol):
    """Reading the catalogue. Every method is safe beside a writer and from several threads."""

    def sources(self) -> tuple[SourceHealth, ...]:
        """All followed sources with their figures, by name."""

    def articles(self, wanted: ArticleFilter = ..., cursor: str | None = None, limit: int = 50) -> ArticlePage:
        """A page of articles, newest first by the derived time (first capture where there is none); keyset paging."""

    def lines(self, ids: Iterable[str]) -> Mapping[str, ArticleLine]:
        """The articles of these ids as lines; unknown ids are left out."""

    def article(self, article: str) -> ArticleView | None:
        """Everything known of one article."""

    def capture(self, capture: str) -> CaptureLine | None:
        """One capture with its log position and verdict."""

    def source(self, source: str) -> Source | None:
        """One followed source."""

    def days(self, before: date | None = None, limit: int = 366) -> tuple[tuple[date, int], ...]:
        """Days (UTC) that have articles, newest first, with how many: the ``limit`` newest of those before a day."""

    def days_beside(self, day: date) -> Beside:
        """The nearest days (UTC) before and after this one that have articles."""

    def counts(self, source: str | None = None) -> Mapping[str, int]:
        """How many ``articles`` and ``sources`` there are; with ``source``, how many articles it has."""

    def mark(self) -> str:
        """Another text whenever something was put on record or changed since; cheap."""

    def tags(self) -> tuple[tuple[str, int], ...]:
        """Tags with how many articles carry them, most used first."""

    def statements_of(self, revision: str) -> tuple[SaidLine, ...]:
        """All statements of a revision, by place."""

    def changes(self, after: int, limit: int = 1000) -> tuple[Change, ...]:
        """Entries of the change log behind ``after``, oldest first."""

    def checkpoint(self, consumer: str) -> int:
        """The last change that this consumer has done; 0 when it is new."""

    def totals(self) -> Mapping[str, int]:
        """Counts: sources, articles, revisions, captures, images_held, images_named, gone, edited, copies, log_leaves."""
