"""A library in memory: the reading room's own press, without disk, network or SQL."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from cunzhao.archive.ledger import Asked, LedgerPage
from cunzhao.errors import NotFound, Redacted, UsageError
from cunzhao.publish.report import Report
from cunzhao.store.lists import Beside
from cunzhao.types import (
    ArticleFilter,
    ArticleLine,
    ArticlePage,
    ArticleView,
    CaptureLine,
    Change,
    Coverage,
    CoverageDay,
    CoverageGap,
    DiffRun,
    Disk,
    Edit,
    Hit,
    SaidLine,
    SearchResult,
    Source,
    SourceCoverage,
    SourceHealth,
    SpeakerLine,
    TitleClaim,
    Trouble,
)
from cunzhao.web import CiteFormat, Order
from cunzhao.web.lists import day_of
from tests.publish.reports import report_of

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
EVERYTHING = ArticleFilter()
FOLD = str.maketrans("選舉結報導災區氣會議發電網", "选举结报导灾区气会议发电网")
"""Enough of the folding from traditional to simplified for the samples here; the real one is in ``cunzhao.text``."""


@dataclass
class MemoryCatalogue:
    """The reading half of the store over values that are given to it."""

    views: Mapping[str, ArticleView] = field(default_factory=dict)
    health: tuple[SourceHealth, ...] = ()
    more_lines: tuple[ArticleLine, ...] = ()

    def __post_init__(self) -> None:
        lines = (*(view.line for view in self.views.values()), *self.more_lines)
        self.all = tuple(sorted(lines, key=lambda line: line.published.at or line.first_captured, reverse=True))

    def sources(self) -> tuple[SourceHealth, ...]:
        return tuple(sorted(self.health, key=lambda one: one.source.name))

    def articles(self, wanted: ArticleFilter = EVERYTHING, cursor: str | None = None, limit: int = 50) -> ArticlePage:
        start = 0 if cursor is None else _place(cursor)
        fitting = self.all if wanted == EVERYTHING else [line for line in self.all if _fits(line, wanted)]
        rest = start + limit
        return ArticlePage(tuple(fitting[start:rest]), f"c{rest}" if rest < len(fitting) else None)

    def lines(self, ids: Iterable[str]) -> Mapping[str, ArticleLine]:
        wanted = set(ids)
        return {line.id: line for line in self.all if line.id in wanted}

    def article(self, article: str) -> ArticleView | None:
        return self.views.get(article)

    def capture(self, capture: str) -> CaptureLine | None:
        items = (item for view in self.views.values() for item in view.captures)
        return next((item for item in items if item.capture.id == capture), None)

    def source(self, source: str) -> Source | None:
        return next((one.source for one in self.health if one.source.id == source), None)

    def days(self, before: date | None = None, limit: int = 366) -> tuple[tuple[date, int], ...]:
        counts = Counter(day_of(line) for line in self.all)
        return tuple(
            sorted(((day, n) for day, n in counts.items() if before is None or day < before), reverse=True)[:limit]
        )

    def days_beside(self, day: date) -> Beside:
        known = [found for found, _ in self.days(limit=10**9)]
        return Beside(
            max((d for d in known if d < day), default=None), min((d for d in known if d > day), default=None)
        )

    def counts(self, source: str | None = None) -> Mapping[str, int]:
        return {"articles": sum(source in {None, line.source} for line in self.all), "sources": len(self.health)}

    def mark(self) -> str:
        return ""

    def tags(self) -> tuple[tuple[str, int], ...]:
        return tuple(Counter(tag for line in self.all for tag in line.tags).most_common())

    def statements_of(self, revision: str) -> tuple[SaidLine, ...]:
        return ()

    def changes(self, after: int, limit: int = 1000) -> tuple[Change, ...]:
        return ()

    def checkpoint(self, consumer: str) -> int:
        return 0

    def totals(self) -> Mapping[str, int]:
        return {"articles": len(self.all), "sources": len(self.health)}


@dataclass
class MemoryLibrary:
    """A library over a memory catalogue; ``blobs`` are the bytes of captures by id, with their claimed types."""

    catalogue: MemoryCatalogue = field(default_factory=MemoryCatalogue)
    blobs: Mapping[str, tuple[bytes, str]] = field(default_factory=dict)
    redacted: Mapping[str, Redacted] = field(default_factory=dict)
    stopped: bool = False

    def check_redacted(self, name: str) -> None:
        if name in self.redacted:
            raise self.redacted[name]

    def search(self, query: str, limit: int = 20, offset: int = 0, order: Order = "relevance") -> SearchResult:
        if query.count('"') % 2:
            raise UsageError(f'the phrase is not closed: {query} (add a second ")')
        words = [word.strip('"').translate(FOLD).lower() for word in query.split()]
        found = [hit for view in self.catalogue.views.values() if (hit := _hit(view, words)) is not None]
        found.sort(key=lambda hit: hit.line.first_captured, reverse=order != "oldest")
        return SearchResult(len(found), tuple(found[offset : offset + limit]))

    def ledger(self, asked: Asked, limit: int = 20, cursor: str | None = None) -> LedgerPage:
        return LedgerPage((), 0, None)

    def months(self, asked: Asked) -> tuple[tuple[str, int], ...]:
        return ()

    def speakers(self) -> tuple[SpeakerLine, ...]:
        return ()

    def titles(self, name: str) -> tuple[TitleClaim, ...]:
        return ()

    def image(self, capture: str) -> tuple[bytes, str]:
        return self.payload(capture)

    def payload(self, capture: str) -> tuple[bytes, str]:
        if capture not in self.blobs:
            raise NotFound(f"no capture {capture}")
        return self.blobs[capture]

    def edit(self, article: str, old_number: int, new_number: int) -> Edit:
        numbers = {revision.number: revision for revision in self.catalogue.views[article].revisions}
        old, new = numbers[old_number], numbers[new_number]
        return Edit(("wording",), _runs(old.title, new.title), _runs(old.text, new.text))

    def cite(self, article: str, format: CiteFormat) -> str:  # noqa: A002
        title = self.catalogue.views[article].line.title
        return f"@online{{{article}, title = {{{title}}}}}" if format == "bibtex" else f'[{{"id": "{article}"}}]'

    def coverage(self, source: str | None = None) -> Coverage:
        found = tuple(coverage_of(h) for h in self.catalogue.health if source in (None, h.source.id))
        if source is not None and not found:
            raise NotFound(f"no source {source}")
        gap = CoverageGap("a", "http://a.example/feed", AT, AT, 20, 7, "http://a.example/<map>.xml")
        trouble = Trouble(1, "a", "<b>A</b>", "silent", AT, None, "nothing new")
        over = Trouble(2, "b", "B", "failing", AT, AT, "no answer")
        return Coverage(
            AT,
            AT,
            AT if self.stopped else None,
            found[0].days if found else (),
            found,
            (gap,),
            (over, trouble),
            Disk(5_000_000, 2_000_000, 10**10, 1_000_000.0, AT.date()),
            Counter(s.state for s in found),
        )

    def report(self, name: str, made: datetime) -> Report:
        view = self.catalogue.article(name)
        if view is not None:
            return report_of(view, made)
        line = self.catalogue.capture(name)
        if line is None:
            raise NotFound(f"nothing has the name {name}")
        view = next(iter(self.catalogue.views.values()))
        return replace(report_of(view, made, [line]), subject=name, kind="capture", view=None, revisions=())


def coverage_of(health: SourceHealth) -> SourceCoverage:
    """The coverage of a source: a month in which every tenth day has a gap, and every seventh no poll."""
    days = tuple(
        CoverageDay(AT.date() - timedelta(days=29 - n), n / 2, n % 9, n % 5, 24 * (n % 7 > 0), n % 3, int(n % 10 == 3))
        for n in range(30)
    )
    kept = (health.articles, health.pending, health.answers, health.images_held, health.images_named, 123_456, 3)
    seen = (health.last_polled, health.last_new, None, AT)
    state, what = ("failing", health.last_error) if health.last_error else ("well", "")
    return SourceCoverage(health.source.id, health.source.name, state, what or "", days, *kept, *seen)  # type: ignore[arg-type]


def _place(cursor: str) -> int:
    if not cursor[1:].isdigit():
        raise UsageError("cursor: not one of this archive's")
    return int(cursor[1:])


def _fits(line: ArticleLine, wanted: ArticleFilter) -> bool:
    only = {None: True, "edited": line.revisions > 1, "gone": line.state == "gone", "copies": line.copies > 0}
    return (
        wanted.source in {None, line.source}
        and wanted.day in {None, day_of(line)}
        and (wanted.tag is None or wanted.tag in line.tags)
        and only[wanted.only]
    )


def _hit(view: ArticleView, words: list[str]) -> Hit | None:
    text = f"{view.line.title} {view.current.text}"
    folded = text.translate(FOLD).lower()
    if not words or any(word not in folded for word in words):
        return None
    start = max(0, folded.index(words[0]) - 20)
    snippet, place = text[start : start + 120], folded.index(words[0]) - start
    return Hit(view.line, snippet, ((place, place + len(words[0])),))


def _runs(old: str, new: str) -> tuple[DiffRun, ...]:
    runs: list[DiffRun] = []
    for op, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            runs.append(DiffRun("same", old[a:b]))
            continue
        runs += [DiffRun("gone", old[a:b])] if b > a else []
        runs += [DiffRun("new", new[c:d])] if d > c else []
    return tuple(runs)
