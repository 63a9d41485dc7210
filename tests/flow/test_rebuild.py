"""Evidence, log and journal are the truth: the catalogue comes back the same from them, whatever happened to it."""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from cunzhao.archive import Archive
from cunzhao.errors import ArchiveBusy, NoArchive, StorageError
from cunzhao.record import Disk
from cunzhao.types import Channel, Deposit, Resource, Source
from tests.flow.bad_press import page
from tests.flow.posts import posts_in_pairs
from tests.press_archive import desk

pytestmark = pytest.mark.xdist_group("rebuild")

QUERIES = ("台风", "颱風", "选举 OR 防波堤", "tide -harbour", "is:edited", "from:某报", "before:2025-01-01")


@dataclass
class Answers:
    """All that an archive says: every row, and what searches find, in their order."""

    rows: list[str]
    found: dict[str, list[str]]


def answers(archive: Archive) -> Answers:
    reading = archive.reading()
    found = {q: [h.line.id for h in reading.search(q, limit=1000).hits] for q in QUERIES}
    return Answers(list(reading.dump()), found)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Posts, a page handed in, and two rounds of two outlets; only copies of it are changed."""
    folder = tmp_path_factory.mktemp("rebuild")
    posts = posts_in_pairs(folder, 12)
    (folder / "page.html").write_bytes(page("A breakwater for the harbour"))
    with desk(folder) as made_desk:
        made_desk.follow(["beiting", "tidewatch"])
        made_desk.round()
        with made_desk.archive.writing("test") as writing:
            writing.import_jekyll(posts)
            writing.keep_file(folder / "page.html", "http://n.example/page")
        made_desk.press.advance()
        made_desk.clock.forward(hours=1)
        made_desk.round("all")
        yield made_desk.archive


@pytest.fixture
def archive(whole: Archive, tmp_path: Path) -> Archive:
    """A copy to do harm to."""
    shutil.copytree(whole.place.directory, tmp_path / "copy")
    return Archive.open(tmp_path / "copy", clock=whole.clock, network=whole.network, parallel=False)


def newest(archive: Archive) -> Path:
    """The evidence file that is written to."""
    return max(archive.place.evidence.glob("*.warc.gz"))


def sound(archive: Archive) -> bool:
    return all(f.level == "ok" for f in archive.verify(read_data=True))


def slip_in(archive: Archive, url: str = "http://n.example/late") -> None:
    """A capture on disk whose commit never came: what a crash after fsync leaves behind."""
    resource = Resource(url, page("A tide that came late"), "text/html", "supplied", archive.clock())
    writing = archive.writing("test")
    writing.context.evidence.recover(writing.context.store.ends())
    writing.context.evidence.append([Deposit("page", resource=resource)], writing.context.store.prior)
    writing.close()


def test_there_is_enough_in_it_to_lose(whole: Archive) -> None:
    totals = whole.reading().catalogue.totals()
    assert totals["articles"] > 12
    assert totals["revisions"] > totals["articles"]
    assert totals["images_held"] > 0
    said = answers(whole)
    assert all(said.found[q] for q in ("台风", "from:某报", "before:2025-01-01", "tide -harbour"))


def test_without_a_catalogue(archive: Archive) -> None:
    before = answers(archive)
    archive.place.catalog.unlink()
    with pytest.raises(NoArchive, match="cunzhao rebuild"):
        archive.reading()
    counts = archive.rebuild()
    assert counts["unlogged"] == 0
    assert counts["captures"] == archive.reading().catalogue.totals()["captures"]
    assert answers(archive) == before
    assert sound(archive)


def test_over_a_catalogue_that_is_there_and_twice(archive: Archive) -> None:
    before = answers(archive)
    archive.rebuild()
    archive.rebuild()
    assert answers(archive) == before


def test_over_a_catalogue_that_is_rubbish(archive: Archive) -> None:
    before = answers(archive)
    archive.place.catalog.write_bytes(b"not a database" * 1000)
    archive.rebuild()
    assert answers(archive) == before


def _half_a_capture(archive: Archive) -> bytes:
    """How a capture looks whose writing was cut off."""
    capture = archive.reading().catalogue.captures()[3].capture
    content = (archive.place.evidence / capture.path).read_bytes()
    return content[capture.offset : capture.offset + capture.length // 2]


@pytest.mark.parametrize("tail", [b"\x1f\x8b\x08\x00", b"\x00" * 5000, None])
def test_with_a_torn_tail(archive: Archive, tail: bytes | None) -> None:
    before = answers(archive)
    file = newest(archive)
    length = file.stat().st_size
    torn = tail if tail is not None else _half_a_capture(archive)
    with file.open("ab") as open_file:
        open_file.write(torn)
    archive.place.catalog.unlink()
    archive.rebuild()
    assert answers(archive) == before
    assert file.stat().st_size == length
    assert [p.read_bytes() for p in (archive.place.evidence / "quarantine").iterdir()] == [torn]


def test_a_capture_without_a_row_is_taken_in_by_the_next_writer(archive: Archive) -> None:
    slip_in(archive)
    assert archive.reading().search("late").total == 0
    with archive.writing("test"):
        pass
    view = archive.reading().article("http://n.example/late")
    assert view.line.title == "A tide that came late"
    assert sound(archive)
    before = answers(archive)
    archive.place.catalog.unlink()
    assert archive.rebuild()["unlogged"] == 0
    assert answers(archive) == before


def test_a_capture_without_a_row_or_a_leaf_is_taken_in_by_a_rebuild(archive: Archive) -> None:
    slip_in(archive)
    archive.place.catalog.unlink()
    assert archive.rebuild()["unlogged"] == 1
    assert archive.reading().article("http://n.example/late")
    assert sound(archive)
    once = answers(archive)
    assert archive.rebuild()["unlogged"] == 0
    assert answers(archive) == once


def keep_behind_the_log(archive: Archive, tmp_path: Path) -> Answers:
    """A page that is kept, and a log that is put back to what it was before; the answers with that page in."""
    old_log = tmp_path / "log"
    shutil.copytree(archive.place.log, old_log)
    (tmp_path / "late.html").write_bytes(page("The tide after the log"))
    with archive.writing("test") as writing:
        writing.keep_file(tmp_path / "late.html", "http://n.example/after")
    said = answers(archive)
    shutil.rmtree(archive.place.log)
    shutil.copytree(old_log, archive.place.log)
    return said


def test_a_log_that_fell_behind_the_catalogue_catches_up(archive: Archive, tmp_path: Path) -> None:
    """A crash between the commit and the tiles: the rows are there, the published log does not know them yet."""
    said = keep_behind_the_log(archive, tmp_path)
    with archive.writing("test"):
        pass
    assert answers(archive) == said
    assert sound(archive)


def test_a_catalogue_and_a_log_that_both_missed_the_last_captures(archive: Archive, tmp_path: Path) -> None:
    said = keep_behind_the_log(archive, tmp_path)
    archive.place.catalog.unlink()
    assert archive.rebuild()["unlogged"] == 1
    assert answers(archive) == said
    assert sound(archive)


def test_a_journal_entry_without_a_row_is_taken_in(archive: Archive) -> None:
    source = Source("late", "Late", "http://n.example/", (Channel("feed", "http://n.example/f"),), archive.clock())
    writing = archive.writing("test")
    written = {
        "id": source.id, "name": source.name, "home": source.home, "language": None, "added": source.added.isoformat(),
        "channels": [{"kind": "feed", "url": "http://n.example/f", "why": ""}],
    }  # fmt: skip
    writing.context.journal.recover()
    writing.context.journal.append({"kind": "follow", "source": written})
    writing.close()
    assert "late" not in {s.id for s in archive.reading().catalogue.followed()}
    with archive.writing("test"):
        pass
    assert "late" in {s.id for s in archive.reading().catalogue.followed()}
    before = answers(archive)
    archive.place.catalog.unlink()
    archive.rebuild()
    assert answers(archive) == before


def test_a_kind_of_journal_entry_from_a_later_version_is_kept(archive: Archive) -> None:
    writing = archive.writing("test")
    writing.context.journal.recover()
    writing.context.journal.append({"kind": "blessing", "words": json.dumps("…")})
    writing.close()
    with archive.writing("test"):
        pass
    before = answers(archive)
    archive.rebuild()
    assert answers(archive) == before
    assert sound(archive)


def test_not_beside_a_writer(archive: Archive) -> None:
    with archive.writing("run"), pytest.raises(ArchiveBusy):
        archive.rebuild()


def _full_disk(call: str) -> Disk:
    def refuse(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    refusing: dict[str, Callable[..., int]] = {call: refuse}
    return Disk(**refusing)  # type: ignore[arg-type]


def test_a_rebuild_that_fails_leaves_the_old_catalogue(archive: Archive) -> None:
    slip_in(archive)
    before = answers(archive)
    with pytest.raises(StorageError, match="No space left"):
        replace(archive, disk=_full_disk("write")).rebuild()
    assert answers(archive) == before
    assert not (archive.place.directory / "rebuild").exists()


def test_an_interrupted_rebuild_leaves_the_old_catalogue_and_can_be_repeated(archive: Archive) -> None:
    before = answers(archive)

    def interrupt(_: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archive.rebuild(interrupt)
    assert answers(archive) == before
    archive.rebuild()
    assert answers(archive) == before
