"""After the disk refused, the archive is read-only until it was verified; what an interrupted `init` left is gone on from."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest

from cunzhao.archive import Archive
from cunzhao.errors import EvidenceError, NoArchive, StorageError
from cunzhao.flow.deposit import put_on_record
from cunzhao.record import Disk
from tests.press_archive import Clock
from tests.record.make import UNSYNCED, page


def failing(fd: int) -> None:
    raise OSError(5, "Input/output error")


@pytest.fixture
def refused(tmp_path: Path) -> Archive:
    """An archive with one capture, in which the fsync of a second one failed."""
    archive = Archive.init(tmp_path / "press", clock=Clock(), parallel=False)
    with dataclasses.replace(archive, disk=UNSYNCED).writing("test") as writing:
        put_on_record(writing.context, [page(b"one")])
    worked: list[int] = []

    def later(fd: int) -> None:
        worked.append(fd)
        if len(worked) > 3:
            failing(fd)

    with pytest.raises(StorageError), dataclasses.replace(archive, disk=Disk(fsync=later)).writing("test") as writing:
        put_on_record(writing.context, [page(b"two")])
    return dataclasses.replace(archive, disk=UNSYNCED)


def noted(archive: Archive) -> list[str]:
    return [f.what for f in archive.doctor() if f.where == "refused"]


def test_a_refusal_is_noted_and_the_next_writer_verifies_and_goes_on(refused: Archive) -> None:
    refused.place.refused.write_text("2026-03-02T08:00:00Z the disk\n\x1b[1m")
    assert noted(refused) == ["read-only: the disk refused (2026-03-02T08:00:00Z the disk \x1b[1m)"]
    with refused.writing("test") as writing:
        put_on_record(writing.context, [page(b"again")])
    assert not refused.place.refused.exists()
    assert noted(refused) == []


def test_a_failed_fsync_leaves_the_line_where_the_disk_still_takes_one(tmp_path: Path) -> None:
    archive = Archive.init(tmp_path / "press", clock=Clock(), parallel=False)
    calls: list[int] = []

    def once(fd: int) -> None:
        calls.append(fd)
        if len(calls) == 5:
            failing(fd)
        os.fsync(fd)

    with pytest.raises(StorageError), dataclasses.replace(archive, disk=Disk(fsync=once)).writing("test") as writing:
        put_on_record(writing.context, [page(b"one")])
    assert "Input/output error" in archive.place.refused.read_text()
    with archive.writing("test"):
        assert not archive.place.refused.exists()


def test_with_damage_it_stays_read_only(refused: Archive) -> None:
    with refused.writing("test"):
        """The log is published."""
    refused.place.refused.write_text("the disk\n")
    for tile in (refused.place.log / "tile").rglob("*"):
        if tile.is_file() and "entries" in tile.parts:
            tile.write_bytes(b"\x00\x01x")
    with pytest.raises(EvidenceError, match="read-only since the disk refused"), refused.writing("test"):
        pass
    assert refused.place.refused.exists()
    assert refused.reading().catalogue.totals()["captures"] >= 1


def test_no_new_catalogue_is_begun_beside_a_log_with_leaves(refused: Archive) -> None:
    with refused.writing("test"):
        pass
    refused.place.catalog.unlink()
    with pytest.raises(NoArchive, match="cunzhao rebuild"):
        refused.writing("test")
    assert not refused.place.catalog.exists()
    refused.rebuild()
    with refused.writing("test"):
        pass


@pytest.mark.parametrize("left", ["catalog.db-wal", "catalog.db-journal", ".cunzhao.toml.new"])
def test_init_goes_on_from_what_a_killed_one_left(tmp_path: Path, left: str) -> None:
    (tmp_path / left).write_bytes(b"")
    Archive.init(tmp_path, clock=Clock(), parallel=False)
    archive = Archive.open(tmp_path, clock=Clock(), parallel=False)
    with archive.writing("test") as writing:
        put_on_record(writing.context, [page(b"one")])
    assert archive.reading().catalogue.totals()["captures"] == 1
    assert {f.level for f in archive.verify(1.0)} == {"ok"}


@pytest.mark.parametrize(("start", "size"), [(0, 100), (100, 12_000)], ids=["not a database", "malformed"])
def test_a_catalogue_of_garbage_names_its_cure(refused: Archive, start: int, size: int) -> None:
    with refused.writing("test"):
        """The log is published."""
    with refused.place.catalog.open("r+b") as stream:
        stream.seek(start)
        stream.write(b"garbage!" * (size // 8))
    with pytest.raises(StorageError, match=r"the catalogue is damaged .*`cunzhao rebuild`"), refused.writing("test"):
        pass
    refused.rebuild()
    with refused.writing("test"):
        assert refused.reading().catalogue.totals()["captures"] == 2
