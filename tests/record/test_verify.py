"""Verification finds what is damaged and what was changed, says which of the two, and writes nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cunzhao.record import Log, Row, leaf_for_capture, verify_quick
from cunzhao.record.warc import GZIP_HEADER
from cunzhao.types import Capture, Deposit, Failure, Finding
from tests.record.make import (
    NOON,
    UNSYNCED,
    by_id,
    chunked,
    evidence,
    exchange,
    nothing,
    page,
    published,
    repeatable,
    resource,
)

CHUNKED = exchange(b"c" * 300, head=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", body=chunked(b"c" * 300))


class Archive:
    """Evidence of every kind of capture in one file, with its log and rows."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "evidence"
        self.log_folder = folder / "log"
        with evidence(self.folder) as written:
            failure = Failure("https://press.example/b", "timeout", "no answer", NOON)
            deposits = [
                page(repeatable()(5_000)),
                resource(b"post"),
                Deposit("page", failure=failure),
                page(b"2"),
                page(b"2"),
            ]
            self.captures = written.append([*deposits, Deposit("page", exchange=CHUNKED)], nothing)
        self.path = self.folder / self.captures[0].path
        self.log, self.rows = published(self.log_folder, self.captures)

    def verify(self, rows: list[Row] | None = None, read_data: bool = False) -> list[Finding]:
        given = self.rows if rows is None else rows
        return list(verify_quick(evidence(self.folder), Log(self.log_folder), given, read_data))

    def levels(self, rows: list[Row] | None = None, read_data: bool = False) -> set[str]:
        return {found.level for found in self.verify(rows, read_data)}


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


@pytest.mark.parametrize("read_data", [False, True])
def test_a_sound_archive_is_found_sound_and_left_as_it_is(archive: Archive, read_data: bool) -> None:
    before = snapshot(archive.folder.parent)
    assert [(found.level, found.where) for found in archive.verify(read_data=read_data)] == [
        ("ok", "log"),
        ("ok", "evidence"),
    ]
    assert snapshot(archive.folder.parent) == before


def test_an_empty_archive_is_sound(tmp_path: Path) -> None:
    (tmp_path / "evidence").mkdir()
    log = Log.create(tmp_path / "log", random_bytes=repeatable(), disk=UNSYNCED)
    assert {found.level for found in verify_quick(evidence(tmp_path / "evidence"), log, [])} == {"ok"}


def test_progress_reaches_the_whole(archive: Archive) -> None:
    seen: list[tuple[int, int]] = []
    list(verify_quick(evidence(archive.folder), archive.log, archive.rows, True, lambda *both: seen.append(both)))
    assert seen == [(archive.path.stat().st_size,) * 2]


def test_a_flipped_bit_of_the_evidence_is_found(archive: Archive) -> None:
    content = archive.path.read_bytes()
    # Every third byte of every record but the long first one, of which every 37th; the bit goes round.
    places = [place for place in range(len(content)) if place % (37 if place < 6_000 else 3) == 0]
    with archive.path.open("r+b", buffering=0) as stream:
        for place in places:
            os.pwrite(stream.fileno(), bytes([content[place] ^ 1 << place % 8]), place)
            assert archive.levels(read_data=True) & {"damage", "tampering"}, place
            os.pwrite(stream.fileno(), content[place : place + 1], place)


def test_a_flipped_bit_of_the_log_is_found(archive: Archive) -> None:
    for path in [path for path in archive.log_folder.rglob("*") if path.is_file()]:
        content = path.read_bytes()
        for place in range(0, len(content), 3):
            if path.name.startswith("key") and place == len(content) - 1:
                continue  # the line end of a key says nothing
            path.write_bytes(content[:place] + bytes([content[place] ^ 1 << place % 8]) + content[place + 1 :])
            assert archive.levels() & {"damage", "tampering"}, (path, place)
        path.write_bytes(content)
    assert archive.levels() == {"ok"}


def test_a_row_that_was_changed(archive: Archive) -> None:
    capture, index, entry = archive.rows[0]
    changed = replace(capture, url="https://press.example/other")
    assert "tampering" in archive.levels([(changed, index, entry), *archive.rows[1:]])
    # The entry in the catalogue was changed with it: then the log speaks.
    forged = leaf_for_capture(changed).entry
    found = archive.verify([(changed, index, forged), *archive.rows[1:]])
    assert any(each.level == "tampering" and "leaf 0" in each.what for each in found)


def test_evidence_that_was_written_again_with_other_words(archive: Archive) -> None:
    archive.path.unlink()
    with evidence(archive.folder) as forged:
        captures = forged.append([page(b"other words"), *[page(b"%d" % n) for n in range(5)]], nothing)
    assert captures[0].id == archive.captures[0].id
    rows = [(mine, index, entry) for mine, (_, index, entry) in zip(captures, archive.rows, strict=True)]
    assert "damage" in archive.levels()
    assert "tampering" in archive.levels(rows)


def test_a_response_that_was_swapped_for_a_sound_one(archive: Archive, tmp_path: Path) -> None:
    other = tmp_path / "other"
    with evidence(other) as forged:
        [swapped] = forged.append([page(b"other words, sound digests")], nothing)
    content = archive.path.read_bytes()
    first = archive.captures[0]
    record = (other / swapped.path).read_bytes()[swapped.offset : swapped.offset + swapped.length]
    archive.path.write_bytes(content[: first.offset] + record + content[first.offset + first.length :])
    moved = len(record) - first.length
    rows: list[Row] = [
        (replace(c, length=len(record)) if c is first else replace(c, offset=c.offset + moved), index, entry)
        for c, index, entry in archive.rows
    ]
    assert swapped.record_id == first.record_id
    assert "tampering" in archive.levels(rows)
    assert "tampering" in archive.levels(rows, read_data=True)


def test_a_capture_without_a_row_is_reported(archive: Archive) -> None:
    found = [each for each in archive.verify(archive.rows[:-1]) if each.level != "ok"]
    assert [(each.level, archive.captures[-1].id in each.what) for each in found] == [("warning", True)]


def test_a_leaf_that_is_not_published_yet(archive: Archive) -> None:
    capture, _, entry = archive.rows[-1]
    for index in (None, 99):
        assert archive.levels([*archive.rows[:-1], (capture, index, entry)]) == {"ok", "unchecked"}


def test_a_row_that_points_elsewhere_or_cannot_be_read(archive: Archive) -> None:
    capture, index, entry = archive.rows[0]
    for wrong in (
        replace(capture, offset=archive.captures[1].offset),
        replace(capture, offset=3),
        replace(capture, length=capture.length + 1),
        replace(capture, path="cunzhao-20261122T120000Z-00009.warc.gz"),
        replace(capture, salt="not hex"),
    ):
        assert archive.levels([(wrong, index, entry), *archive.rows[1:]]) & {"damage"}


def add(path: Path, content: bytes) -> None:
    path.write_bytes(path.read_bytes() + content)


HARM: dict[str, Callable[[Path, Capture], None]] = {
    "file gone": lambda path, _: path.unlink(),
    "file empty": lambda path, _: os.truncate(path, 0),
    "tail gone": lambda path, c: os.truncate(path, path.stat().st_size - 1),
    "last group gone": lambda path, c: os.truncate(path, c.offset),
    "last record alone": lambda path, c: os.truncate(path, c.offset + c.length),
    "rubbish behind": lambda path, _: add(path, GZIP_HEADER),
}


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM.keys())
@pytest.mark.parametrize("read_data", [False, True])
def test_damage_to_the_file(archive: Archive, harm: Callable[[Path, Capture], None], read_data: bool) -> None:
    harm(archive.path, archive.captures[-1])
    assert "damage" in archive.levels(read_data=read_data)


def test_a_log_that_is_gone_or_not_ours(archive: Archive, tmp_path: Path) -> None:
    other = Log.create(tmp_path / "other", random_bytes=repeatable(b"other"), disk=UNSYNCED)
    (archive.log_folder / "checkpoint").write_text(other.note)
    assert "tampering" in archive.levels()
    shutil.rmtree(archive.log_folder)
    assert "damage" in archive.levels()


def test_a_tile_that_is_missing(archive: Archive) -> None:
    shutil.rmtree(archive.log_folder / "tile" / "0")
    assert "damage" in archive.levels()


def test_a_large_log_is_checked_up_to_the_root(tmp_path: Path) -> None:
    log = Log.create(tmp_path / "log", random_bytes=repeatable(b"key"), disk=UNSYNCED)
    (tmp_path / "evidence").mkdir()
    for start in range(0, 900, 300):
        log.publish([b"entry %d" % index for index in range(start, start + 300)], start)
    empty = evidence(tmp_path / "evidence")
    assert {found.level for found in verify_quick(empty, Log(tmp_path / "log"), [])} == {"ok"}
    for relative, place in (
        ("tile/0/001", 5_000),
        ("tile/1/000.p/3", 70),
        ("tile/entries/002", 9),
        ("tile/0/003.p/132", 8),
    ):
        path = tmp_path / "log" / relative
        content = path.read_bytes()
        path.write_bytes(content[:place] + bytes([content[place] ^ 16]) + content[place + 1 :])
        assert "tampering" in {found.level for found in verify_quick(empty, Log(tmp_path / "log"), [])}
        path.write_bytes(content)


def test_revisits_are_read_through_the_catalogue(archive: Archive) -> None:
    resolve = by_id(*archive.captures)
    assert evidence(archive.folder).read(archive.captures[4], resolve).payload == b"2"
