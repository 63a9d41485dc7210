"""A static site from the catalogue: a first run writes it all, later ones what changed, and one that was killed goes on.

Which articles to render comes from the change log behind the manifest's checkpoint. Lists, feeds and other pages are made from
a recipe (the digest of everything that they show); one whose recipe is as before is not rendered at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, timedelta
from pathlib import Path

from cunzhao.publish.article import article_html
from cunzhao.publish.files import Images, digest, read_image, remove_files
from cunzhao.publish.folder import Folder
from cunzhao.publish.formats import clean, iso
from cunzhao.publish.lists import Lists, article_path, group
from cunzhao.publish.manifest import FOLDERS, Entry, Manifest
from cunzhao.publish.overview import Overview
from cunzhao.publish.page import SiteOptions, Templates
from cunzhao.publish.place import check_folder
from cunzhao.store.api import Catalogue
from cunzhao.types import ArticleLine, ArticleView, Change, Clock

__all__ = ["PublishReport", "SiteOptions", "publish"]

SAVE_EVERY = timedelta(seconds=10)
"""How often a long run saves its manifest, so that a killed one has little to do again (0.3 s of work for 100,000 articles)."""

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class PublishReport:
    """Files written, left as they were, and removed by this run; ``files`` are all of the site."""

    written: int
    unchanged: int
    removed: int
    files: int
    seconds: float


def publish(
    catalogue: Catalogue,
    images: Images,
    out: Path,
    options: SiteOptions,
    clock: Clock,
    progress: Progress | None = None,
) -> PublishReport:
    """Brings the site in ``out`` up to the catalogue.

    ``out`` is a new or empty folder, or one that was published into before. In it the folders ``a, all, d, img, m, s, t`` and
    the files at the top that a site has are ours: one that somebody altered or deleted is written anew. Everything else (a
    ``.git`` or ``CNAME`` that was put there since) is left alone. Raises UsageError where ``out`` is another folder,
    StorageError when the disk refuses.
    """
    started = clock()
    check_folder(out)
    run = _Run(catalogue, images, out, Templates(options), clock, progress or (lambda line: None))
    run.articles()
    run.overviews()
    removed = run.remove()
    run.finish()
    seconds = (clock() - started).total_seconds()
    return PublishReport(run.written, len(run.manifest.files) - run.written, removed, len(run.manifest.files), seconds)


def sort_key(line: ArticleLine) -> str:
    """Articles are ordered by the derived time, by the first capture where there is none; equal times by id."""
    at = line.published.at or line.first_captured
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f} {line.id}"


@dataclass(slots=True)
class _Run:
    """One run over one folder."""

    catalogue: Catalogue
    images: Images
    out: Path
    templates: Templates
    clock: Clock
    progress: Progress
    manifest: Manifest = field(init=False)
    folder: Folder = field(init=False)
    former: frozenset[str] = field(init=False)
    written: int = 0
    target: int = 0
    mark: str = ""

    def __post_init__(self) -> None:
        self.manifest = Manifest.read(self.out)
        self.folder = Folder(self.out, self.manifest.files)
        self.manifest.files |= self.folder.intact
        self.former = frozenset(self.manifest.files) & self.folder.found
        self.manifest.write(self.out)

    # -- articles -----------------------------------------------------------------------------------------------------

    def articles(self) -> None:
        """Renders every article that is due, and those that list one of them as a copy."""
        due = self.due()
        saved = self.clock()
        done: set[str] = set()
        for name in sorted(due):
            others = self.article(name)
            done.add(name)
            for other in others - due - done:
                done.add(other)
                self.article(other)
            if self.clock() - saved >= SAVE_EVERY:
                self.manifest.write(self.out)
                self.progress(f"{len(done)} of {len(due)} articles")
                saved = self.clock()

    def due(self) -> set[str]:
        """Ids of articles to render: changed since they were last read, never rendered, made otherwise, lost or altered."""
        recipe, kept = self.templates.recipe, self.manifest.articles
        if self._catalogue_is_another():
            self.manifest.checkpoint = 0
            kept.update({name: replace(entry, seq=-1) for name, entry in kept.items()})
        whole = self.manifest.checkpoint == 0 or self.manifest.recipe != recipe
        changed = self._changed()
        due = {name for name, seq in changed.items() if name not in kept or kept[name].seq < seq}
        if whole or len(kept.keys() | due) != self.catalogue.totals().get("articles", -1):
            existing = set(self._ids())
            due |= {name for name in existing if name not in kept} | (kept.keys() - existing)
        due |= {
            name
            for name, entry in kept.items()
            if entry.recipe != recipe or entry.seq < 0 or not self._complete(name, entry)
        }
        return due

    def _complete(self, name: str, entry: Entry) -> bool:
        intact = self.folder.intact
        return article_path(name) in intact and all(image_path(image) in intact for image in entry.images)

    def _catalogue_is_another(self) -> bool:
        """A rebuilt catalogue has a change log of its own: at the checkpoint there is nothing, or another change."""
        checkpoint = self.manifest.checkpoint
        if not checkpoint:
            return False
        found = self.catalogue.changes(checkpoint - 1, 1)
        return not found or _mark(found[0]) != self.manifest.mark

    def _changed(self) -> dict[str, int]:
        """The last change of each article behind the checkpoint; sets ``target`` to the newest change seen."""
        changed: dict[str, int] = {}
        self.target, self.mark = self.manifest.checkpoint, self.manifest.mark
        while changes := self.catalogue.changes(self.target, 1000):
            for change in changes:
                if change.kind != "source":
                    changed[change.subject.partition(".")[0]] = change.seq
            self.target, self.mark = changes[-1].seq, _mark(changes[-1])
        return changed

    def _ids(self) -> Iterator[str]:
        cursor: str | None = None
        while True:
            page = self.catalogue.articles(cursor=cursor, limit=1000)
            yield from (line.id for line in page.lines)
            cursor = page.next
            if cursor is None:
                return

    def article(self, name: str) -> set[str]:
        """Renders one article; gives back the ids of those that show something of it and must follow."""
        before = self.manifest.articles.pop(name, None)
        view = self.catalogue.article(name)
        if view is None:
            self.manifest.files.pop(article_path(name), None)
            return set(before.copies) if before else set()
        pictures = self.pictures(view)
        entry = self.entry(view, tuple(sorted(set(pictures.values()))))
        self.put(article_path(name), article_html(view, self.templates, pictures).encode())
        self.manifest.articles[name] = entry
        if before and before.line == entry.line and before.copies == entry.copies:
            return set()
        return set(entry.copies) | set(before.copies if before else ())

    def entry(self, view: ArticleView, pictures: tuple[str, ...]) -> Entry:
        """What is kept of an article."""
        last = max([view.current.at, *([view.gone_since] if view.gone_since else [])])
        return Entry(
            seq=self.target,
            recipe=self.templates.recipe,
            key=sort_key(view.line),
            line=digest(repr(view.line).encode("utf-8", "backslashreplace")),
            updated=iso(last),
            source=view.line.source,
            tags=tuple(dict.fromkeys(clean(tag) for tag in view.line.tags[:50] if clean(tag).strip())),
            images=pictures,
            copies=tuple(sorted(copy.article for copy in view.copies)),
        )

    def pictures(self, view: ArticleView) -> dict[str, str]:
        """Writes the article's held images; their URLs on the page with the names of our files."""
        found: dict[str, str] = {}
        for item in view.images:
            picture = read_image(self.images, item)
            if picture is None:
                continue
            found[item.image.url] = picture.name
            path = image_path(picture.name)
            self._put(path, picture.data, picture.name[:32])  # the name is the content's digest
        return found

    # -- everything else ----------------------------------------------------------------------------------------------

    def overviews(self) -> None:
        """Lists, feeds, sitemaps and the pages about the archive: whatever has another recipe than before."""
        lists: Lists = group(self.manifest.articles)
        wanted: set[str] = set()
        for made in Overview(self.catalogue, self.manifest.articles, lists, self.templates).all():
            wanted.add(made.path)
            if self.manifest.recipes.get(made.path) == made.recipe and made.path in self.folder.intact:
                continue
            self.put(made.path, made.render())
            self.manifest.recipes[made.path] = made.recipe
        kept = {article_path(name) for name in self.manifest.articles}
        kept |= {image_path(image) for entry in self.manifest.articles.values() for image in entry.images}
        self.manifest.recipes = {path: recipe for path, recipe in self.manifest.recipes.items() if path in wanted}
        self.manifest.files = {
            path: mark for path, mark in self.manifest.files.items() if path in kept or path in wanted
        }

    def remove(self) -> int:
        """Removes files of ours that the site no longer has. A killed run may have left some that no manifest names."""
        found = self.folder.found
        ours = {path for path in found if path.partition("/")[0] in FOLDERS and "/" in path} | self.former
        stale = sorted(ours - self.manifest.files.keys())
        remove_files(self.out, stale)
        return len(stale)

    def finish(self) -> None:
        """The checkpoint moves only now, when everything up to it is written."""
        self.manifest.checkpoint, self.manifest.mark = self.target, self.mark
        self.manifest.recipe = self.templates.recipe
        self.manifest.write(self.out)

    def put(self, path: str, data: bytes) -> None:
        """Writes a file unless the same content is there."""
        self._put(path, data, digest(data))

    def _put(self, path: str, data: bytes, mark: str) -> None:
        there = self.folder.intact.get(path)
        if there is None or there.digest != mark:
            there = self.folder.write(path, data, mark)
            self.written += 1
        self.manifest.files[path] = there


def _mark(change: Change) -> str:
    """What tells this change log from that of a rebuilt catalogue."""
    return f"{change.seq} {change.kind} {change.subject} {iso(change.at)}"


def image_path(name: str) -> str:
    """Where an image lies: by its digest, in 256 folders."""
    return f"img/{name[:2]}/{name}"
