"""What the reading room asks of an archive; the real one and the memory one of the tests both offer it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol

from cunzhao.archive.ledger import Asked, LedgerPage
from cunzhao.publish.report import Report
from cunzhao.store.api import Catalogue
from cunzhao.types import Coverage, Edit, SearchResult, SpeakerLine, TitleClaim

Order = Literal["relevance", "newest", "oldest"]
CiteFormat = Literal["bibtex", "csl-json"]


class Library(Protocol):
    """Reading only. Every method is safe from several threads and beside a writer, and raises only CunzhaoError."""

    @property
    def catalogue(self) -> Catalogue:
        """Lists, articles, captures, sources."""

    def check_redacted(self, name: str) -> None:
        """Redacted where the article, revision or capture of this id was taken out; nothing otherwise."""

    def search(self, query: str, limit: int = 20, offset: int = 0, order: Order = "relevance") -> SearchResult:
        """The exact number of articles found and ``limit`` of them from ``offset``. UsageError: the query cannot be read."""

    def ledger(self, asked: Asked, limit: int = 20, cursor: str | None = None) -> LedgerPage:
        """A page of the ledger of statements, the newest days first. UsageError: what is asked cannot be read."""

    def months(self, asked: Asked) -> tuple[tuple[str, int], ...]:
        """How many statements of each month (``2026-11``) the same question finds, oldest first."""

    def speakers(self) -> tuple[SpeakerLine, ...]:
        """Who spoke, those with the most statements first."""

    def titles(self, name: str) -> tuple[TitleClaim, ...]:
        """The titles that articles gave a speaker, with the days on which they did."""

    def image(self, capture: str) -> tuple[bytes, str]:
        """An image's bytes after content decoding, and the content type its server claimed ("" for none). NotFound."""

    def payload(self, capture: str) -> tuple[bytes, str]:
        """A capture's payload exactly as received, and the claimed content type ("" for none). NotFound."""

    def edit(self, article: str, old_number: int, new_number: int) -> Edit:
        """What changed from one revision to another (numbers count from 1). NotFound."""

    def cite(self, article: str, format: CiteFormat) -> str:  # noqa: A002 - the word the command line uses
        """A citation of the article with its capture. NotFound."""

    def coverage(self, source: str | None = None) -> Coverage:
        """What the archive has and lacks, of all sources or of one. NotFound."""

    def report(self, name: str, made: datetime) -> Report:
        """The evidence report on an article, a revision or a capture. ``made`` is now, in UTC. NotFound."""
