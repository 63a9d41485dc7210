"""One small archive, made once; tests that do harm take a copy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cunzhao.archive import Archive
from cunzhao.discover import OpmlEntry
from cunzhao.types import ArticleView
from tests.archive.redacted import BODY, URL, keep
from tests.flow.bad_press import page
from tests.press_archive import Clock, Desk, desk


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """A followed source and six pages, never changed again."""
    folder = tmp_path_factory.mktemp("pattern")
    archive = Archive.init(folder / "archive", clock=Clock(), parallel=False)
    with archive.writing("test") as writing:
        for n in range(6):
            file = folder / f"{n}.html"
            file.write_bytes(page(f"Harbour report number {n}"))
            writing.keep_file(file, f"https://n.example/{n}")
        writing.add_opml([OpmlEntry("N", "https://n.example/feed", "https://n.example/")])
    return archive


@pytest.fixture
def archive(pattern: Archive, tmp_path: Path) -> Archive:
    """A copy of it."""
    shutil.copytree(pattern.place.directory, tmp_path / "copy")
    return Archive.open(tmp_path / "copy", clock=Clock(), parallel=False)


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Desk]:
    """A fresh press and archive, nothing followed."""
    with desk(tmp_path) as made:
        yield made


@pytest.fixture
def secret(archive: Archive, tmp_path: Path) -> ArticleView:
    """An article of two revisions among six others, and then one more."""
    keep(archive, tmp_path, URL, page("Quagmire headline", BODY))
    article = keep(
        archive, tmp_path, URL, page("Quagmire headline, again", BODY + "<p>And one more line of 17 words.</p>")
    )
    keep(archive, tmp_path, "https://n.example/after", page("Harbour report, the day after"))
    return archive.reading().article(article)
