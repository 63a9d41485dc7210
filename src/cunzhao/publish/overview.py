"""Every file of a site that is not an article: lists, days, sources, tags, coverage, feeds, sitemaps.

Each is described by its path, its recipe and a way to render it; what is rendered is decided by whoever compares recipes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby

from markupsafe import Markup

from cunzhao.publish.chart import months_svg
from cunzhao.publish.feeds import SITEMAP_LIMIT, Channel, atom, json_feed, sitemap, sitemap_index
from cunzhao.publish.files import digest
from cunzhao.publish.formats import day_words, month_words, one_line
from cunzhao.publish.lists import ListPage, Lists, article_path, pages, source_folder, tag_folder
from cunzhao.publish.manifest import Entry
from cunzhao.publish.page import Templates
from cunzhao.store.api import Catalogue
from cunzhao.types import ArticleLine, SourceHealth

FEED_LENGTH = 50


@dataclass(frozen=True, slots=True)
class Made:
    """A file that can be rendered; equal recipes give equal bytes."""

    path: str
    recipe: str
    render: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a list. ``neighbours`` are (older, newer) pages of the same kind as (path, words) pairs."""

    title: str
    here: str = ""
    feed: str = ""
    home: str = ""
    kicker: str = ""
    neighbours: tuple[tuple[str, str] | None, tuple[str, str] | None] = (None, None)


class Overview:
    """All files besides articles, for the articles of a manifest."""

    def __init__(self, catalogue: Catalogue, articles: Mapping[str, Entry], lists: Lists, templates: Templates) -> None:
        self._catalogue = catalogue
        self._articles = articles
        self._lists = lists
        self._templates = templates
        self._words = templates.words
        self._health = catalogue.sources()
        self._names = {health.source.id: health.source.name for health in self._health}

    def all(self) -> Iterator[Made]:
        """Every file, in no promised order; paths are unlike."""
        w = self._words
        yield from self._list(
            "index.html", "all/{n}.html", self._lists.all, Heading(w["all-articles"], "newest", "feed")
        )
        yield from self._sources()
        yield from self._tags()
        yield from self._days()
        yield from self._about()
        yield from self._feeds("feed", "index.html", self._templates.name, self._lists.all)
        yield from self._for_machines()

    # -- lists --------------------------------------------------------------------------------------------------------

    def _list(self, front: str, numbered: str, ids: Sequence[str], heading: Heading) -> Iterator[Made]:
        for page in pages(front, numbered, ids):
            shown = [self._articles[name].line for name in page.ids]
            count = len(ids) if not page.number else 0
            yield self._made(page.path, (shown, page, heading, count), self._list_page(page, heading, count))

    def _list_page(self, page: ListPage, heading: Heading, count: int) -> Callable[[], str]:
        def render() -> str:
            lines = self._lines(page.ids)
            keys = {line.id: self._articles[line.id].day for line in lines}
            days = [
                (date.fromisoformat(day), list(group)) for day, group in groupby(lines, key=lambda line: keys[line.id])
            ]
            return self._templates.render("list.html", page.path, page=page, heading=heading, days=days, count=count)

        return render

    def _lines(self, ids: Sequence[str]) -> list[ArticleLine]:
        """The lines in the order of ``ids``; one that vanished since is left out, and the next run sees to it."""
        found = self._catalogue.lines(ids)
        return [found[name] for name in ids if name in found]

    def _sources(self) -> Iterator[Made]:
        w = self._words
        for source, ids in self._lists.sources.items():
            name = one_line(self._names.get(source)) or source
            folder = source_folder(source)
            home = next((health.source.home for health in self._health if health.source.id == source), "")
            heading = Heading(name, "sources", f"{folder}/feed", home, w["source"])
            yield from self._list(f"{folder}/index.html", folder + "/{n}.html", ids, heading)
            yield from self._feeds(f"{folder}/feed", f"{folder}/index.html", f"{name} · {self._templates.name}", ids)
        rows = [(health, len(self._lists.sources.get(health.source.id, ()))) for health in self._health]
        yield self._page("sources.html", "sources.html", (rows,), rows=rows)

    def _tags(self) -> Iterator[Made]:
        w = self._words
        for tag, ids in self._lists.tags.items():
            folder = tag_folder(tag)
            heading = Heading(one_line(tag, 120), "tags", kicker=w["tags"])
            yield from self._list(f"{folder}/index.html", folder + "/{n}.html", ids, heading)
        counts = [(tag, len(ids)) for tag, ids in self._lists.tags.items()]
        yield self._page("tags.html", "tags.html", (counts,), tags=counts)

    def _days(self) -> Iterator[Made]:
        w, days = self._words, self._lists.days
        ordered = list(days)
        for at, day in enumerate(ordered):
            beside = [ordered[at - 1] if at else None, ordered[at + 1] if at + 1 < len(ordered) else None]
            older, newer = ((f"d/{d}.html", day_words(date.fromisoformat(d), w)) if d else None for d in beside)
            heading = Heading(day_words(date.fromisoformat(day), w), "by-day", neighbours=(older, newer))
            yield from self._list(f"d/{day}.html", f"d/{day}/{{n}}.html", days[day], heading)
        months: dict[str, list[tuple[date, int]]] = {}
        for day, ids in days.items():
            months.setdefault(day[:7], []).append((date.fromisoformat(day), len(ids)))
        yield from self._months(months)

    def _months(self, months: Mapping[str, list[tuple[date, int]]]) -> Iterator[Made]:
        for month, counted in months.items():
            first = counted[0][0]
            title = month_words(first.year, first.month, self._words)
            yield self._page("month.html", f"m/{month}.html", (counted, title), days=counted, title=title)
        totals = [
            (month, counted[0][0], sum(n for _, n in counted)) for month, counted in reversed(list(months.items()))
        ]
        yield self._page("days.html", "days.html", (totals,), months=totals, chart=self._chart(months))

    def _chart(self, months: Mapping[str, list[tuple[date, int]]]) -> Markup:
        return months_svg(
            [(month, sum(n for _, n in counted)) for month, counted in months.items()], self._words["per-month"]
        )

    def _about(self) -> Iterator[Made]:
        totals = dict(self._catalogue.totals())
        yield self._page(
            "about.html", "about.html", (totals, self._health), totals=totals, health=self._health, answers=_answers
        )

    # -- for machines -------------------------------------------------------------------------------------------------

    def _feeds(self, stem: str, page: str, title: str, ids: Sequence[str]) -> Iterator[Made]:
        newest = ids[: -FEED_LENGTH - 1 : -1]
        shown = [(self._articles[name].line, self._articles[name].updated) for name in newest]
        for ending, write in (("atom", atom), ("json", json_feed)):
            path = f"{stem}.{ending}"

            def render(path: str = path, write: Callable[..., bytes] = write) -> bytes:
                return write(Channel(title, path, page, self._lines(newest)), self._articles, self._templates)

            yield Made(path, self._recipe((shown, title)), render)

    def _for_machines(self) -> Iterator[Made]:
        base, indexed = self._templates.options.base, self._templates.options.indexed
        style = self._templates.style
        yield Made("site.css", digest(style), lambda: style)
        robots = "User-agent: *\n" + ("Allow: /\n" if indexed else "Disallow: /\n")
        robots += f"Sitemap: {base}sitemap.xml\n" if base and indexed else ""
        yield Made("robots.txt", digest(robots.encode()), robots.encode)
        if base and indexed:
            yield from self._sitemaps(base)

    def _sitemaps(self, base: str) -> Iterator[Made]:
        """One file up to the protocol's limit; beyond it an index, with the oldest articles in the first file."""
        rows = [(article_path(name), self._articles[name].updated) for name in self._lists.all]
        parts = [rows[at : at + SITEMAP_LIMIT] for at in range(0, len(rows), SITEMAP_LIMIT)] or [[]]
        names = ["sitemap.xml"] if len(parts) == 1 else [f"sitemap-{n}.xml" for n in range(1, len(parts) + 1)]
        for name, part in zip(names, parts, strict=True):
            yield Made(name, self._recipe(part), partial(sitemap, part, base))
        if len(parts) > 1:
            yield Made("sitemap.xml", self._recipe(names), partial(sitemap_index, names, base))

    def _page(self, template: str, path: str, values: tuple[object, ...], **context: object) -> Made:
        return self._made(path, values, lambda: self._templates.render(template, path, **context))

    def _made(self, path: str, values: object, render: Callable[[], str]) -> Made:
        return Made(path, self._recipe(values), lambda: render().encode())

    def _recipe(self, values: object) -> str:
        return digest(repr((self._templates.recipe, values)).encode("utf-8", "backslashreplace"))[:16]


def _answers(health: SourceHealth) -> list[tuple[str, int]]:
    """Kinds of answers, most frequent first."""
    return sorted(health.answers.items(), key=lambda item: (-item[1], item[0]))
