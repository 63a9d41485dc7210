"""Another extractor reads the same evidence: readings are replaced, no edit comes of it, and a rebuild agrees."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cunzhao.archive import Archive
from cunzhao.errors import NotFound
from cunzhao.extract import GenericExtractor, Page
from cunzhao.store import dump
from cunzhao.types import ArticleFilter, Block, Extraction
from tests.flow.bad_press import page
from tests.flow.posts import made, paragraphs
from tests.press_archive import desk

pytestmark = pytest.mark.xdist_group("reprocess")

ADDED = "Read by the second version."


class Second(GenericExtractor):
    """A later version: it finds a paragraph more at the end of each page."""

    version = "second/2"

    def extract(self, page: Page) -> Extraction:
        found = super().extract(page)
        return replace(found, extractor=self.version, blocks=(*found.blocks, Block("paragraph", ADDED)))


class SameText(GenericExtractor):
    """A later version that reads everything as before."""

    version = "same/2"

    def extract(self, page: Page) -> Extraction:
        return replace(super().extract(page), extractor=self.version)


class Failing(GenericExtractor):
    """A version with a fault."""

    version = "failing/3"

    def extract(self, page: Page) -> Extraction:
        raise RuntimeError("it cannot")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Posts, a page handed in, and three rounds of the whole press, with edits, copies and a removal."""
    folder = tmp_path_factory.mktemp("reprocess")
    posts = folder / "_posts"
    posts.mkdir()
    for n in range(6):
        text = made(f'"台风报道{n // 2}"', f"https://n.example/{n // 2}", paragraphs(str(n)))
        (posts / f"2024-05-01-{n}.md").write_text(text)
    (folder / "page.html").write_bytes(page("A breakwater for the harbour"))
    with desk(folder) as made_desk:
        made_desk.follow()
        made_desk.round()
        with made_desk.archive.writing("test") as writing:
            writing.import_jekyll(posts)
            writing.keep_file(folder / "page.html", "http://n.example/page")
        made_desk.press.advance()
        made_desk.clock.forward(hours=1)
        made_desk.round("all")
        made_desk.clock.forward(hours=1)
        made_desk.round()
        yield made_desk.archive


@pytest.fixture
def archive(whole: Archive, tmp_path: Path) -> Archive:
    """A copy, opened by the second version."""
    import shutil

    shutil.copytree(whole.place.directory, tmp_path / "copy")
    return replace(Archive.open(tmp_path / "copy", clock=whole.clock, parallel=False), extractor=Second())


def rows(archive: Archive) -> list[str]:
    return list(dump(archive.reading().catalogue))


def difference(a: list[str], b: list[str]) -> list[str]:
    """The lines that only one of two dumps has."""
    return sorted(set(a) ^ set(b)) or [line for line in a if a != b]


def again(archive: Archive, **options: object):  # type: ignore[no-untyped-def]
    with archive.writing("test") as writing:
        return writing.reprocess(**options)  # type: ignore[arg-type]


def test_what_is_shown_is_the_new_reading_and_a_rebuild_agrees(archive: Archive) -> None:
    before = archive.reading().catalogue.totals()
    report = again(archive)
    reading = archive.reading()
    assert report.failed == ()
    assert report.changed == report.articles > 10
    assert reading.search(f'"{ADDED}"').total == report.changed
    after = reading.catalogue.totals()
    assert {k: v for k, v in after.items() if k != "log_leaves"} == {k: v for k, v in before.items() if k != "log_leaves"}
    live = rows(archive)
    archive.rebuild()
    Path("/tmp/reprocess.diff").write_text("\n".join(difference(rows(archive), live)))
    assert difference(rows(archive), live) == []
