"""Another extractor reads the same evidence: readings are replaced, no edit comes of it, and a rebuild agrees."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from cunzhao.archive import Archive
from cunzhao.errors import NotFound
from cunzhao.extract import GenericExtractor, Page
from cunzhao.record import Log
from cunzhao.types import ArticleFilter, Block, Extraction, ReprocessReport
from tests.flow.bad_press import page
from tests.flow.posts import posts_in_pairs
from tests.press_archive import Clock, desk

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


class Blind(GenericExtractor):
    """A version that does not see what changed."""

    version = "blind/2"

    def extract(self, page: Page) -> Extraction:
        words = " ".join(sha256(f"{page.url} {n}".encode()).hexdigest() for n in range(20))
        return replace(
            super().extract(page), extractor=self.version, title="A page", blocks=(Block("paragraph", words),)
        )


class Failing(GenericExtractor):
    """A version with a fault."""

    version = "failing/3"

    def extract(self, page: Page) -> Extraction:
        raise RuntimeError("it cannot")


@contextmanager
def followed(folder: Path, names: Sequence[str]) -> Iterator[Archive]:
    """Posts, a page handed in, and three rounds of these outlets (of all, without names): edits, copies and a removal."""
    posts = posts_in_pairs(folder, 6)
    (folder / "page.html").write_bytes(page("A breakwater for the harbour"))
    with desk(folder) as made_desk:
        made_desk.follow(names)
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


@pytest.fixture(scope="module")
def whole_press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with followed(tmp_path_factory.mktemp("whole"), ()) as archive:
        yield archive


@pytest.fixture(scope="module")
def two_outlets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with followed(tmp_path_factory.mktemp("two"), ("beiting", "tidewatch")) as archive:
        yield archive


def copied(archive: Archive, to: Path) -> Archive:
    """A copy, opened by the second version."""
    shutil.copytree(archive.place.directory, to)
    return replace(Archive.open(to, clock=archive.clock, parallel=False), extractor=Second())


@pytest.fixture
def press(whole_press: Archive, tmp_path: Path) -> Archive:
    return copied(whole_press, tmp_path / "copy")


@pytest.fixture
def archive(two_outlets: Archive, tmp_path: Path) -> Archive:
    return copied(two_outlets, tmp_path / "copy")


def rows(archive: Archive) -> list[str]:
    return list(archive.reading().dump())


def difference(a: list[str], b: list[str]) -> list[str]:
    """The lines that only one of two dumps has."""
    return sorted(set(a) ^ set(b)) or [line for line in a if a != b]


def again(archive: Archive, extractor: GenericExtractor | None = None, dry_run: bool = False) -> ReprocessReport:
    """Read again, by the archive's own extractor or by another."""
    with replace(archive, extractor=extractor or archive.extractor).writing("test") as writing:
        return writing.reprocess(dry_run=dry_run)


def edited(archive: Archive) -> dict[str, int]:
    """Articles that are shown as edited, with their revisions."""
    found = archive.reading().catalogue.articles(ArticleFilter(only="edited"), limit=1000).lines
    return {line.id: line.revisions for line in found}


def levels(archive: Archive) -> set[str]:
    return {f.level for f in archive.verify(read_data=True)}


def test_what_is_shown_is_the_new_reading_and_a_rebuild_agrees(press: Archive) -> None:
    before = press.reading().catalogue.totals()
    report = again(press)
    reading = press.reading()
    assert report.failed == ()
    assert report.changed == report.articles > 10
    assert reading.search(f'"{ADDED}"').total == report.changed
    after = reading.catalogue.totals()
    # Pages that a wrapper read may have named other images than the extractor that is handed in.
    other = {"log_leaves", "images_named", "images_held"}
    assert {k: v for k, v in after.items() if k not in other} == {k: v for k, v in before.items() if k not in other}
    live = rows(press)
    press.rebuild()
    assert difference(rows(press), live) == []


def test_no_edit_comes_of_it(archive: Archive) -> None:
    before = edited(archive)
    assert before
    again(archive)
    assert edited(archive) == before
    for name in before:
        first, second = archive.reading().article(name).revisions[:2]
        shown = archive.reading().edit(name, first.number, second.number)
        assert not [run for run in (*shown.title, *shown.text) if ADDED in run.text and run.op != "same"]


def test_the_log_keeps_the_older_promises_and_verify_is_content(archive: Archive) -> None:
    note, size = Log(archive.place.log).note, Log(archive.place.log).size
    old = list(Log(archive.place.log).entries(0, size))
    report = again(archive)
    log = Log(archive.place.log)
    assert list(log.entries(0, size)) == old
    assert log.size > size + report.changed
    for step in ("reprocessed", "rebuilt"):
        found = archive.verify(1.0, note)
        assert {f.level for f in found} == {"ok"}, step
        assert any("promises of earlier readings" in f.what for f in found), step
        archive.rebuild()


def test_a_rebuild_by_another_version_is_no_tampering(archive: Archive) -> None:
    archive.rebuild()
    assert levels(archive) == {"ok"}
    assert archive.reading().search(f'"{ADDED}"').total > 5


def test_an_altered_text_cannot_pass_for_an_earlier_reading(archive: Archive) -> None:
    again(archive)
    connection = sqlite3.connect(archive.place.catalog)
    with connection:
        revision = connection.execute("SELECT id FROM revisions").fetchone()
        connection.execute("UPDATE revisions SET text = 'never said' WHERE id = ?", revision)
        connection.execute("UPDATE log_leaves SET subject = '' WHERE kind = 'derive' AND subject = ?", revision)
    connection.close()
    assert "tampering" in levels(archive)


def test_what_reads_the_same_is_only_noted(press: Archive) -> None:
    again(press, GenericExtractor())  # until now wrappers have read some of it
    before = press.reading().catalogue.totals()
    texts = [r for r in rows(press) if r.startswith(("articles ", "changes ", "copies ", "search_"))]
    report = again(press, SameText())
    assert (report.changed, report.failed) == (0, ())
    assert report.unchanged == report.articles > 10
    assert [r for r in rows(press) if r.startswith(("articles ", "changes ", "copies ", "search_"))] == texts
    assert press.reading().catalogue.totals()["revisions"] == before["revisions"]
    assert again(press, SameText()) == ReprocessReport()
    live = rows(press)
    replace(press, extractor=SameText()).rebuild()
    assert difference(rows(press), live) == []


def test_there_and_back_needs_no_new_leaf(archive: Archive) -> None:
    before = edited(archive)
    again(archive)
    size = Log(archive.place.log).size
    with replace(archive, extractor=None).writing("test") as writing:
        writing.reprocess()
    entries = [json.loads(e)["kind"] for e in Log(archive.place.log).entries(size, Log(archive.place.log).size)]
    assert set(entries) == {"journal"}
    assert edited(archive) == before
    assert archive.reading().search(f'"{ADDED}"').total == 0
    live = rows(archive)
    replace(archive, extractor=None).rebuild()
    assert difference(rows(archive), live) == []
    assert levels(archive) == {"ok"}


def test_a_state_that_was_only_noise_is_folded_into_the_one_before(archive: Archive) -> None:
    before = edited(archive)
    report = again(archive, Blind())
    assert report.failed == ()
    left = [archive.reading().article(name).current.extractor for name in edited(archive)]
    assert set(left) == {"post/1"}, "posts are read by their own extractor"
    assert levels(archive) == {"ok"}
    shown = {name: archive.reading().article(name).revisions for name in before}
    replace(archive, extractor=Blind()).rebuild()
    assert {name: archive.reading().article(name).revisions for name in before} == shown


def test_a_rehearsal_writes_nothing(archive: Archive) -> None:
    before = rows(archive)
    said = again(archive, dry_run=True)
    assert rows(archive) == before
    assert said == again(archive)


def test_an_interrupt_costs_a_batch_and_the_next_call_goes_on(press: Archive) -> None:
    def interrupt(line: str) -> None:
        raise KeyboardInterrupt

    whole = again(press, dry_run=True).articles
    with pytest.raises(KeyboardInterrupt), press.writing("test") as writing:
        writing.reprocess(progress=interrupt)
    rest = again(press)
    assert 0 < rest.articles < whole
    assert levels(press) == {"ok"}
    live = rows(press)
    press.rebuild()
    assert difference(rows(press), live) == []


def test_an_interrupt_between_journal_and_commit_loses_nothing(archive: Archive) -> None:
    before = edited(archive)
    with archive.writing("test") as writing:
        entry = {"kind": "reprocess", "extractors": ["x/1"], "articles": sorted(before)}
        writing.context.journal.append(entry)
    again(archive)
    assert levels(archive) == {"ok"}
    live = rows(archive)
    archive.rebuild()
    assert difference(rows(archive), live) == []


def test_an_extractor_with_a_fault_takes_nothing_away(archive: Archive) -> None:
    before = [row for row in rows(archive) if not row.startswith("wrapper")]
    report = again(archive, Failing())
    assert len(report.failed) == report.articles - report.changed - report.unchanged > 5
    assert "the extractor failed (RuntimeError: it cannot)" in report.failed[0][1]
    assert [row for row in rows(archive) if not row.startswith("wrapper")] == before


def test_some_of_it(archive: Archive) -> None:
    with archive.writing("test") as writing:
        with pytest.raises(NotFound, match="nobody is no source that is followed"):
            writing.reprocess("nobody")
        late = writing.reprocess(since=archive.clock(), dry_run=True)
        one = writing.reprocess("tidewatch.example")
        rest = writing.reprocess()
    assert late.articles == 0
    assert 0 < one.articles < rest.articles
    found = archive.reading().search("from:tidewatch.example", limit=1000).total
    assert found == one.articles


def test_a_published_site_follows(archive: Archive, tmp_path: Path) -> None:
    site = tmp_path / "site"
    archive.publish(site)
    report = again(archive)
    archive.publish(site)
    pages = [p for p in site.rglob("*.html") if ADDED in p.read_text()]
    assert len(pages) >= report.changed


# -- what could not be read -------------------------------------------------------------------------------------------


def kept(archive: Archive, path: Path, text: bytes, url: str = "http://n.example/tide") -> None:
    path.write_bytes(text)
    with archive.writing("test") as writing:
        writing.keep_file(path, url)


def test_what_could_not_be_read_is_taken_in(tmp_path: Path) -> None:
    made_archive = Archive.init(tmp_path / "press", clock=Clock(), parallel=False)
    kept(replace(made_archive, extractor=Failing()), tmp_path / "a.html", page("The tide is high"))
    assert made_archive.reading().catalogue.totals()["articles"] == 0
    assert len(made_archive.reading().catalogue.unread()) == 1
    report = again(made_archive, Second())
    assert (report.taken, report.failed) == (1, ())
    reading = made_archive.reading()
    assert reading.catalogue.unread() == ()
    assert reading.search(f'tide "{ADDED}"').total == 1
    assert levels(made_archive) == {"ok"}


def test_an_older_state_that_could_not_be_read_goes_before_the_newer(tmp_path: Path) -> None:
    made_archive = Archive.init(tmp_path / "press", clock=Clock(), parallel=False)
    kept(replace(made_archive, extractor=Failing()), tmp_path / "a.html", page("The tide is high"))
    kept(made_archive, tmp_path / "b.html", page("The tide is low"))
    again(made_archive)
    view = made_archive.reading().article("http://n.example/tide")
    assert [r.title for r in view.revisions] == ["The tide is high", "The tide is low"]
    assert view.line.first_captured == view.revisions[0].at
    live = rows(made_archive)
    made_archive.rebuild()
    assert {line.split(" ")[0] for line in difference(rows(made_archive), live)} <= {"changes", "log_leaves"}
    assert levels(made_archive) == {"ok"}
