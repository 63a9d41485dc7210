"""What cannot be read costs itself only: it is kept, named, asked for again, and read by a rebuild once it can be."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from cunzhao.archive import Archive
from cunzhao.errors import StorageError
from cunzhao.flow import ingest_page
from cunzhao.flow.material import Material, material
from cunzhao.flow.reading import Read, read, unread
from cunzhao.flow.workers import Inline, Workers
from tests.fetch.server import ok
from tests.flow.bad_press import archive_for, feed, page, serving
from tests.press_archive import Desk

HOST = "http://bad.example"
HTML = "Content-Type: text/html; charset=utf-8"
ANSWERS = {
    "/feed": ok(feed("/first", "/poison", "/last"), "Content-Type: application/rss+xml"),
    "/first": ok(page("The first of three"), HTML),
    "/poison": ok(page("Poison"), HTML),
    "/last": ok(page("The last of three"), HTML),
}


def one_round(archive: Archive) -> tuple[str, ...]:
    with archive.writing("test") as writing:
        writing.add(f"{HOST}/feed")
        (row,) = writing.run()
    return row.errors


def titles(archive: Archive) -> set[str]:
    return {line.title for line in archive.reading().catalogue.articles().lines}


def poisoned(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    whole = ingest_page._article

    def article(context, transaction, capture, read):  # type: ignore[no-untyped-def]
        done = whole(context, transaction, capture, read)
        if capture.url.endswith("/poison"):
            raise error
        return done

    monkeypatch.setattr(ingest_page, "_article", article)


def test_one_capture_that_we_cannot_take_in_does_not_keep_others_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(ANSWERS) as server:
        archive = archive_for(tmp_path, server)
        with monkeypatch.context() as patch:
            poisoned(patch, KeyError("a fault of ours"))
            (error,) = one_round(archive)
    assert "/poison could not be read (KeyError: 'a fault of ours'); its bytes are kept" in error
    assert titles(archive) == {"The first of three", "The last of three"}
    assert [f.where for f in archive.doctor() if "could not be read" in f.what] == [f"{HOST}/poison"]
    assert {f.level for f in archive.verify(read_data=True)} == {"ok"}
    archive.rebuild()
    assert titles(archive) == {"The first of three", "Poison", "The last of three"}
    assert not [f for f in archive.doctor() if "could not be read" in f.what]


def test_a_disk_that_refuses_is_no_fault_of_the_capture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(ANSWERS) as server:
        archive = archive_for(tmp_path, server)
        with monkeypatch.context() as patch:
            poisoned(patch, StorageError("the disk is full"))
            with pytest.raises(StorageError):
                one_round(archive)
        with archive.writing("test") as writing:
            writing.run()
    assert titles(archive) == {"The first of three", "Poison", "The last of three"}


class Crashing(Inline):
    """An extractor that is killed by one page, as long as it is told so."""

    broken = True

    def read(self, found: Sequence[Material]) -> Sequence[Read]:
        if not self.broken:
            return super().read(found)
        return [unread(m, "killed") if m.capture.url.endswith("/poison") else read(m) for m in found]


def test_an_extractor_that_died_is_reported_and_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crashing = Crashing()
    monkeypatch.setattr("cunzhao.flow.workers.Inline", lambda *_, **__: crashing)
    with serving(ANSWERS) as server:
        archive = archive_for(tmp_path, server)
        (error,) = one_round(archive)
        assert "/poison could not be read (killed)" in error
        assert titles(archive) == {"The first of three", "The last of three"}
        crashing.broken = False
        archive.clock.forward(minutes=30)  # type: ignore[attr-defined]
        with archive.writing("test") as writing:
            (row,) = writing.run()
    assert (row.kept, row.errors) == (1, ())
    assert titles(archive) == {"The first of three", "Poison", "The last of three"}


def test_bytes_that_are_damaged_before_they_were_read_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(ANSWERS) as server:
        archive = archive_for(tmp_path, server)
        with monkeypatch.context() as patch:
            poisoned(patch, KeyboardInterrupt())
            with pytest.raises(KeyboardInterrupt):
                one_round(archive)
        _flip_in(archive, "/poison")
        with archive.writing("test") as writing:
            writing.run(recheck="none")
    assert titles(archive) == {"The first of three", "The last of three"}
    assert [f.where for f in archive.doctor() if "could not be read" in f.what] == [f"{HOST}/poison"]


def _flip_in(archive: Archive, path: str) -> None:
    """One byte in the middle of the record that answered for a path."""
    (line,) = [c for c in archive.reading().catalogue.captures() if c.capture.url.endswith(path)]
    file = archive.place.directory / "evidence" / line.capture.path
    data = bytearray(file.read_bytes())
    data[line.capture.offset + line.capture.length // 2] ^= 0xFF
    file.write_bytes(data)


def test_a_page_that_takes_for_ever_costs_itself_only(one: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with one.archive.writing("test") as writing:
        writing.keep_urls([one.press.url("haian/election")])
        context = writing.context
        (line,) = [c for c in context.store.captures() if c.verdict is not None and c.verdict.kind == "article"]
        found = material(context.evidence, context.store, line.capture)
    monkeypatch.setattr("cunzhao.flow.workers.SECONDS_PER_PAGE", 0.000_001)
    workers = Workers(1)
    try:
        (late,) = workers.read([found])
    finally:
        workers.close()
    assert late.verdict.kind == "unread"
    assert "took longer" in late.verdict.reasons[0]
    assert read(found).verdict.kind == "article"
