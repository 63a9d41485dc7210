"""What an archive has noticed since it began: edits, removals, copies, and answers that were no articles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cunzhao.archive.reading import Reading
from cunzhao.cli.common import when
from cunzhao.types import ArticleFilter, ArticleLine, Copy, DiffRun

Tell = Callable[[str], None]
"""Takes a line for people."""


@dataclass(frozen=True, slots=True)
class Edited:
    """The newest edit of an article; ``changed`` has the runs that differ, of the title and then of the text."""

    id: str
    title: str
    source: str
    grades: tuple[str, ...]
    changed: tuple[tuple[DiffRun, ...], tuple[DiffRun, ...]]


@dataclass(frozen=True, slots=True)
class Gone:
    """An article whose page was taken down; ``since`` is when that was first seen, UTC."""

    id: str
    title: str
    source: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Copied:
    """Two articles of different sources with the same text; ``overlap`` is the share (0 to 1) of the shorter one."""

    id: str
    title: str
    source: str
    copy: Copy


@dataclass(frozen=True, slots=True)
class Noticed:
    """Everything of the kind; ``refused`` counts, by source name, answers in place of articles by their kind."""

    edited: tuple[Edited, ...]
    gone: tuple[Gone, ...]
    copies: tuple[Copied, ...]
    refused: Mapping[str, Mapping[str, int]]


def notice(reading: Reading) -> Noticed:
    """Look through the catalogue."""
    catalogue = reading.catalogue
    gone = catalogue.articles(ArticleFilter(only="gone")).lines
    refused = {
        h.source.name: {k: n for k, n in sorted(h.answers.items()) if k != "article"} for h in catalogue.sources()
    }
    return Noticed(
        tuple(_edited(reading, line) for line in catalogue.articles(ArticleFilter(only="edited")).lines),
        tuple(Gone(g.id, g.title, g.source_name, reading.article(g.id).gone_since) for g in gone),
        _copies(reading),
        {name: kinds for name, kinds in refused.items() if kinds},
    )


def _edited(reading: Reading, line: ArticleLine) -> Edited:
    edit = reading.edit(line.id, line.revisions - 1, line.revisions)
    title, text = (tuple(run for run in runs if run.op != "same") for runs in (edit.title, edit.text))
    return Edited(line.id, line.title, line.source_name, edit.grades, (title, text))


def _copies(reading: Reading) -> tuple[Copied, ...]:
    """Each pair once, under the article that comes first."""
    found: list[Copied] = []
    seen: set[str] = set()
    for line in reading.catalogue.articles(ArticleFilter(only="copies")).lines:
        copies = (c for c in reading.article(line.id).copies if c.article not in seen)
        found += [Copied(line.id, line.title, line.source_name, copy) for copy in copies]
        seen.add(line.id)
    return tuple(found)


def tell_noticed(noticed: Noticed, tell: Tell) -> None:
    """The same in lines for people."""
    tell("\nWhat was noticed")
    for e in noticed.edited:
        tell(f"  edited ({', '.join(e.grades)}): {e.title} ({e.source})")
        for runs in e.changed:
            if runs:
                tell("    " + "  ".join(_short(("-" if r.op == "gone" else "+") + r.text) for r in runs))
    for g in noticed.gone:
        tell(f"  gone: {g.title} ({g.source}), since {when(g.since)}; its text and bytes are kept")
    for c in noticed.copies:
        copy = c.copy
        tell(f"  copy: {c.title} ({c.source}) and {copy.title} ({copy.source_name}) share {copy.overlap:.0%}")
    for source, kinds in noticed.refused.items():
        tell(f"  not articles, {source}: " + ", ".join(f"{n} {kind}" for kind, n in kinds.items()))


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 80 else flat[:79] + "…"
