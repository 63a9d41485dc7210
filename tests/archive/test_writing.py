"""What was acknowledged is signed however the work ended, and a new catalogue takes the old one's place whole or not at all."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from cunzhao.archive import Archive
from cunzhao.errors import ArchiveBusy, StorageError
from cunzhao.flow.deposit import put_on_record
from cunzhao.record import Log, WriterLock
from cunzhao.types import Deposit, Finding, Resource
from tests.flow.bad_press import page
from tests.press_archive import OPENED


def deposit(number: int) -> Deposit:
    content = page(f"Acknowledged number {number}")
    return Deposit(
        "page", resource=Resource(f"https://n.example/new/{number}", content, "text/html", "supplied", OPENED)
    )


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError, None])
def test_what_was_acknowledged_is_signed_however_it_ended(archive: Archive, error: type[BaseException] | None) -> None:
    def work() -> None:
        with archive.writing("test") as writing:
            put_on_record(writing.context, [deposit(1), deposit(2)])
            if error is not None:
                raise error

    if error is None:
        work()
    else:
        with pytest.raises(error):
            work()
    assert Log(archive.place.log).size == archive.reading().catalogue.log_size()
    assert {found.level for found in archive.verify()} == {"ok"}


def test_an_error_is_not_hidden_by_one_of_signing(archive: Archive) -> None:
    def work() -> None:
        with archive.writing("test") as writing:
            put_on_record(writing.context, [deposit(1)])
            (archive.place.log / "key").unlink()
            raise RuntimeError("first")

    with pytest.raises(RuntimeError, match="first"):
        work()
    WriterLock(archive.place.directory, clock=archive.clock, command="test").acquire()


def titles(connection: sqlite3.Connection) -> list[str]:
    return [row[0] for row in connection.execute("SELECT title FROM revisions ORDER BY title")]


def added_beside(reader: sqlite3.Connection, archive: Archive, folder: Path) -> list[str]:
    """Adds an article while ``reader`` has the catalogue open, so that it stands in the write-ahead log only."""
    assert len(titles(reader)) == 6
    (folder / "p.html").write_bytes(page("Stands in the write-ahead log"))
    with archive.writing("test") as writing:
        writing.keep_file(folder / "p.html", "https://n.example/wal")
    assert Path(f"{archive.place.catalog}-wal").stat().st_size > 0
    return titles(reader)


@pytest.fixture
def reader(archive: Archive) -> sqlite3.Connection:
    uri = f"file:{archive.place.catalog}?mode=ro"
    return sqlite3.connect(uri, uri=True, isolation_level=None)


def test_a_rebuild_that_fails_at_the_last_step_leaves_the_old_catalogue_whole(
    archive: Archive, tmp_path: Path, reader: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = added_beside(reader, archive, tmp_path)
    replace = Path.replace

    def refuses(self: Path, target: Path) -> Path:
        if target == archive.place.catalog:
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refuses)
    with pytest.raises(StorageError):
        archive.rebuild()
    reader.close()
    for suffix in ("-wal", "-shm"):  # as after a crash on the way: what counts must be in the file itself
        Path(f"{archive.place.catalog}{suffix}").unlink(missing_ok=True)
    assert titles(sqlite3.connect(archive.place.catalog)) == before


def test_a_reader_of_the_old_catalogue_goes_on_beside_the_new_one(
    archive: Archive, tmp_path: Path, reader: sqlite3.Connection
) -> None:
    before = added_beside(reader, archive, tmp_path)
    archive.rebuild()
    for n in range(3):
        (tmp_path / "p.html").write_bytes(page(f"After the rebuild {n}"))
        with archive.writing("test") as writing:
            writing.keep_file(tmp_path / "p.html", f"https://n.example/after/{n}")
    assert titles(reader) == before
    assert reader.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    fresh = sqlite3.connect(archive.place.catalog)
    assert len(titles(fresh)) == len(before) + 3
    assert fresh.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_rebuild_waits_for_no_reader_for_ever(archive: Archive, tmp_path: Path, reader: sqlite3.Connection) -> None:
    reader.execute("BEGIN")
    before = titles(reader)
    (tmp_path / "p.html").write_bytes(page("Behind the reader's back"))
    with archive.writing("test") as writing:
        writing.keep_file(tmp_path / "p.html", "https://n.example/back")
    with pytest.raises(ArchiveBusy, match="run rebuild again"):
        archive.rebuild()
    assert titles(reader) == before
    reader.execute("COMMIT")
    assert len(titles(reader)) == len(before) + 1
    archive.rebuild()


def test_a_catalogue_that_is_no_database_is_replaced(archive: Archive) -> None:
    archive.place.catalog.write_bytes(b"no database at all" * 1000)
    archive.rebuild()
    assert {found.level for found in archive.verify()} == {"ok"}


def test_evidence_lost_before_a_rebuild_is_still_missed_after_it(archive: Archive) -> None:
    (file,) = archive.place.evidence.glob("*.warc.gz")
    file.write_bytes(file.read_bytes()[:-40])
    archive.place.catalog.unlink()
    told: list[Finding] = []
    archive.rebuild(damaged=told.append)
    assert told
    missed = [found for found in archive.verify() if found.what.startswith("1 captures that the log promises")]
    assert [found.level for found in missed] == ["damage"]
