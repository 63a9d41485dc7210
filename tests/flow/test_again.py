"""The same files handed in again: the counts are right, and nothing is written twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from cunzhao.archive import Archive
from tests.flow.bad_press import page
from tests.flow.posts import made, paragraphs
from tests.press_archive import Clock


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive.init(tmp_path / "press", clock=Clock(), parallel=False)


def evidence_size(archive: Archive) -> int:
    return sum(path.stat().st_size for path in archive.place.evidence.glob("*.warc.gz"))


def posts(folder: Path) -> Path:
    folder.mkdir()
    for n in range(6):
        # Two posts of each address: the second is another text of the first.
        text = made(f'"台风报道{n}"', f"https://n.example/{n // 2}", paragraphs(str(n)))
        (folder / f"2024-05-01-{n}.md").write_text(text)
    return folder


def test_an_import_of_the_same_posts_writes_nothing(archive: Archive, tmp_path: Path) -> None:
    folder = posts(tmp_path / "_posts")
    with archive.writing("test") as writing:
        first = writing.import_jekyll(folder)
    before, rows = evidence_size(archive), list(archive.reading().dump())
    with archive.writing("test") as writing:
        again = writing.import_jekyll(folder)
    assert (again.read, again.kept, again.merged, again.skipped) == (first.read, 0, first.read, ())
    assert all(what.endswith("on record already") for _, what in again.odd)
    assert evidence_size(archive) == before
    assert list(archive.reading().dump()) == rows
    archive.rebuild()
    assert list(archive.reading().dump()) == rows
    assert {f.level for f in archive.verify(1.0)} == {"ok"}


def test_one_changed_post_is_written_and_the_rest_is_not(archive: Archive, tmp_path: Path) -> None:
    folder = posts(tmp_path / "_posts")
    with archive.writing("test") as writing:
        writing.import_jekyll(folder)
    (folder / "2024-05-01-5.md").write_text(made('"台风报道5"', "https://n.example/2", paragraphs("new")))
    before = archive.reading().catalogue.totals()["captures"]
    with archive.writing("test") as writing:
        again = writing.import_jekyll(folder)
    assert (again.read, again.merged) == (6, 6)
    assert archive.reading().catalogue.totals()["captures"] == before + 1


def test_a_page_handed_in_again_is_written_once_and_at_another_address_again(archive: Archive, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(page("A breakwater for the harbour"))
    seen = []
    for url in ("https://n.example/1", "https://n.example/1", "https://n.example/2"):
        with archive.writing("test") as writing:
            (outcome,) = writing.keep_file(file, url)
        seen.append((outcome.kind, outcome.article, evidence_size(archive)))
    assert [kind for kind, _, _ in seen[:2]] == ["kept", "unchanged"]
    assert seen[0][1:] == seen[1][1:]
    assert seen[2][2] > seen[1][2]
