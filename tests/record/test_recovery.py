"""A torn tail goes to quarantine, a failed write stops everything, and what was acknowledged is never lost without a word."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from cunzhao.errors import EvidenceError, StorageError
from cunzhao.record import Disk, Evidence
from cunzhao.types import Capture, Deposit, Failure, Finding
from tests.record.make import NOON, evidence, nothing, page, resource


def only_file(folder: Path) -> Path:
    [path] = folder.glob("*.warc.gz")
    return path


def two_captures(folder: Path) -> tuple[Path, list[Capture], int]:
    """A file with two captures, and where the second one's group starts."""
    with evidence(folder) as archive:
        captures = archive.append([page(b"first")], nothing)
        before = only_file(folder).stat().st_size
        captures += archive.append([page(b"second")], nothing)
    return only_file(folder), captures, before


def recovered(
    folder: Path, name: str, content: bytes, acknowledged: dict[str, int] | None
) -> tuple[list[bytes], list[Capture]]:
    """Opens a folder that holds one file with this content; what went to quarantine, and the whole captures without a row."""
    (folder / name).write_bytes(content)
    found = evidence(folder).recover(acknowledged)
    tails = [copy.read_bytes() for copy in found.quarantined]
    for copy in found.quarantined:
        copy.unlink()
    return tails, list(found.unacknowledged)


def writes_on(folder: Path, kept: list[Capture]) -> None:
    """A new process adds a capture, and then these and that one are there."""
    with evidence(folder, seed=b"next") as archive:
        more = archive.append([page(b"third")], nothing)
        assert list(archive.scan()) == [*kept, *more]


def test_a_tail_torn_at_any_byte_is_moved_to_quarantine(tmp_path: Path) -> None:
    path, captures, before = two_captures(tmp_path)
    content = path.read_bytes()
    for cut in range(before + 1, len(content)):
        tails, unacknowledged = recovered(tmp_path, path.name, content[:cut], {path.name: captures[0].offset})
        assert (tails, unacknowledged) == ([content[before:cut]], [])
        assert path.read_bytes() == content[:before]
        if cut % 40 == 0:
            writes_on(tmp_path, captures[:1])


@pytest.mark.parametrize("acknowledged", [{}, None], ids=["empty catalogue", "no catalogue"])
def test_a_file_torn_at_any_byte_before_anything_was_acknowledged(
    tmp_path: Path, acknowledged: dict[str, int] | None
) -> None:
    path, _, before = two_captures(tmp_path)
    content = path.read_bytes()
    for cut in range(before):
        tails, unacknowledged = recovered(tmp_path, path.name, content[:cut], acknowledged)
        assert unacknowledged == []
        left = path.read_bytes() if path.exists() else b""
        assert left + b"".join(tails) == content[:cut]
        if cut % 40 == 0:
            writes_on(tmp_path, [])
            shutil.rmtree(tmp_path)
            tmp_path.mkdir()


def test_whole_captures_without_a_row_are_handed_to_the_caller(tmp_path: Path) -> None:
    path, captures, _ = two_captures(tmp_path)
    content = path.read_bytes()
    assert evidence(tmp_path).recover({path.name: captures[0].offset}).unacknowledged == (captures[1],)
    assert evidence(tmp_path).recover({path.name: captures[1].offset}).unacknowledged == ()
    assert evidence(tmp_path).recover({}).unacknowledged == tuple(captures)
    assert evidence(tmp_path).recover(None).unacknowledged == tuple(captures)
    assert path.read_bytes() == content


def test_what_nobody_acknowledged_is_written_and_synced_again(tmp_path: Path) -> None:
    path, captures, before = two_captures(tmp_path)
    seen = Recorder()
    evidence(tmp_path, disk=seen.disk).recover({path.name: captures[0].offset})
    folder = "fsync"
    assert seen.calls == [folder, f"write {path.stat().st_size - before}", "fsync", folder]
    seen.calls.clear()
    evidence(tmp_path, disk=seen.disk).recover({path.name: captures[1].offset})
    assert seen.calls == [folder]
    seen.calls.clear()
    evidence(tmp_path, disk=seen.disk).recover(None)
    assert seen.calls == [folder, f"write {path.stat().st_size}", "fsync", folder]


def test_a_missing_acknowledged_capture_stops_everything(tmp_path: Path) -> None:
    path, captures, before = two_captures(tmp_path)
    content = path.read_bytes()
    for cut in (0, 10, before, captures[1].offset + 1, len(content) - 1):
        path.write_bytes(content[:cut])
        with pytest.raises(EvidenceError, match="acknowledged evidence"):
            evidence(tmp_path).recover({path.name: captures[1].offset})
        assert path.read_bytes() == content[:cut]
    path.unlink()
    with pytest.raises(EvidenceError, match="missing"):
        evidence(tmp_path).recover({path.name: captures[1].offset})


def test_without_a_catalogue_good_captures_behind_damage_stay_where_they_are(tmp_path: Path) -> None:
    path, captures, _ = two_captures(tmp_path)
    content = bytearray(path.read_bytes())
    content[captures[0].offset + 40] ^= 1
    path.write_bytes(content)
    archive = evidence(tmp_path, seed=b"next")
    found = archive.recover(None)
    assert found.unacknowledged == (captures[1],)
    assert [each.level for each in found.findings] == ["damage"]
    [added] = archive.append([page(b"third")], nothing)
    assert added.path != path.name
    assert path.read_bytes() == content


def test_a_hole_behind_the_acknowledged_end_goes_to_quarantine_with_all_that_follows(tmp_path: Path) -> None:
    path, captures, before = two_captures(tmp_path)
    with evidence(tmp_path, seed=b"next") as archive:
        archive.append([page(b"third")], nothing)
    content = bytearray(path.read_bytes())
    content[before : before + 100] = bytes(100)
    path.write_bytes(content)
    found = evidence(tmp_path).recover({path.name: captures[0].offset})
    assert [copy.read_bytes() for copy in found.quarantined] == [content[before:]]
    assert path.stat().st_size == before


def test_two_torn_tails_at_the_same_place_are_both_kept(tmp_path: Path) -> None:
    path, captures, before = two_captures(tmp_path)
    for tail in (b"one", b"two"):
        path.write_bytes(path.read_bytes()[:before] + tail)
        evidence(tmp_path).recover({path.name: captures[0].offset})
    assert {copy.read_bytes() for copy in (tmp_path / "quarantine").iterdir()} == {b"one", b"two"}


def test_progress_of_recovery_reaches_the_whole(tmp_path: Path) -> None:
    path, _, _ = two_captures(tmp_path)
    seen: list[tuple[int, int]] = []
    evidence(tmp_path).recover({}, lambda done, total: seen.append((done, total)))
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)


@dataclass
class Recorder:
    """A disk that notes each call, and fails at the one with number ``fail_at`` (counted from 0), or writes only a part."""

    fail_at: int = -1
    code: int = errno.EIO
    partial: bool = False
    calls: list[str] = field(default_factory=list)

    def _call(self, what: str) -> None:
        self.calls.append(what)
        if len(self.calls) - 1 == self.fail_at:
            raise OSError(self.code, os.strerror(self.code))

    def _write(self, fd: int, data: bytes | memoryview) -> int:
        if len(self.calls) == self.fail_at and self.partial:
            os.write(fd, bytes(data)[: len(data) // 2])
        self._call(f"write {len(data)}")
        return os.write(fd, data)

    def _fsync(self, fd: int) -> None:
        self._call("fsync")
        os.fsync(fd)

    @property
    def disk(self) -> Disk:
        return Disk(self._write, self._fsync)


def attempt(archive: Evidence, batches: list[list[Deposit]]) -> list[Capture]:
    """The captures that were acknowledged before the disk refused."""
    done: list[Capture] = []
    try:
        for batch in batches:
            done += archive.append(batch, nothing)
    except StorageError:
        assert archive.failed
    return done


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC])
@pytest.mark.parametrize("partial", [False, True], ids=["nothing written", "half written"])
def test_a_disk_that_fails_at_any_call(tmp_path: Path, code: int, partial: bool) -> None:
    batches = [[page(b"1"), page(b"2")], [resource(b"3")], [page(b"4")]]
    calls = Recorder()
    attempt(evidence(tmp_path / "all", disk=calls.disk), batches)
    assert len(calls.calls) > 8
    for number in range(len(calls.calls)):
        folder = tmp_path / str(number)
        archive = evidence(folder, disk=Recorder(number, code, partial).disk)
        done = attempt(archive, batches)
        assert archive.failed or not done
        assert [archive.read(capture).payload for capture in done] == [b"1", b"2", b"3", b"4"][: len(done)]
        after = evidence(folder, seed=b"next")
        ends = {capture.path: capture.offset for capture in done}
        found = after.recover(ends)
        more = after.append([page(b"after")], nothing)
        assert list(after.scan()) == [*done, *found.unacknowledged, *more]
        after.close()


def test_after_a_failed_fsync_nothing_more_is_written(tmp_path: Path) -> None:
    disk = Recorder(fail_at=7)
    archive = evidence(tmp_path, disk=disk.disk)
    archive.append([page(b"1")], nothing)
    with pytest.raises(StorageError, match="nothing after this point was acknowledged"):
        archive.append([page(b"2")], nothing)
    assert disk.calls[-1] == "fsync"
    before = len(disk.calls)
    for again in (lambda: archive.append([page(b"3")], nothing), archive.recover):
        with pytest.raises(StorageError, match="failed before"):
            again()
    assert len(disk.calls) == before


def test_a_file_that_somebody_else_writes_to_is_left_alone(tmp_path: Path) -> None:
    archive = evidence(tmp_path)
    archive.append([page(b"1")], nothing)
    with only_file(tmp_path).open("ab") as stream:
        stream.write(b"x")
    with pytest.raises(EvidenceError, match="another process"):
        archive.append([page(b"2")], nothing)
    assert archive.failed


# -- scanning damaged files -------------------------------------------------------------------------------------------


def damages() -> dict[str, Callable[[bytes, list[Capture]], bytes]]:
    return {
        "flipped bit in a response": lambda data, c: flip(data, c[1].offset + c[1].length // 2),
        "flipped bit in a gzip header": lambda data, c: flip(data, c[1].offset),
        "hole": lambda data, c: data[: c[1].offset] + bytes(c[2].offset - c[1].offset) + data[c[2].offset :],
        "bytes lost": lambda data, c: data[: c[1].offset + 20] + data[c[1].offset + 60 :],
        "bytes added": lambda data, c: data[: c[1].offset] + b"\x1f\x8b\x08 no record" + data[c[1].offset :],
        "response cut out": lambda data, c: data[: c[1].offset] + data[c[1].offset + c[1].length :],
        "torn": lambda data, c: data[:-1],
        "rubbish at the end": lambda data, c: data + b"rubbish",
    }


def flip(data: bytes, position: int) -> bytes:
    return data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :]


@pytest.mark.parametrize("harm", damages().values(), ids=damages().keys())
def test_a_scan_notices_damage_and_finds_the_rest(
    tmp_path: Path, harm: Callable[[bytes, list[Capture]], bytes]
) -> None:
    with evidence(tmp_path) as archive:
        captures = archive.append([page(b"%d" % number * 400) for number in range(4)], nothing)
    path = only_file(tmp_path)
    path.write_bytes(harm(path.read_bytes(), captures))
    found: list[Finding] = []
    seen = [capture.id for capture in archive.scan(damaged=found.append)]
    assert found
    assert all(each.level in ("damage", "tampering") and each.where.startswith(path.name) for each in found)
    wanted = [capture.id for capture in captures]
    assert seen == [each for each in wanted if each in seen]
    assert len(seen) >= 3
    with pytest.raises(EvidenceError, match=r"restore|quarantine"):
        list(archive.scan())


def test_every_flipped_byte_is_noticed(tmp_path: Path) -> None:
    with evidence(tmp_path) as archive:
        failure = Failure("https://press.example/b", "timeout", "no answer", NOON)
        captures = archive.append([page(b"payload"), Deposit("page", failure=failure)], nothing)
    path = only_file(tmp_path)
    content = path.read_bytes()
    with path.open("r+b", buffering=0) as stream:
        for position, byte in enumerate(content):
            os.pwrite(stream.fileno(), bytes([byte ^ 1 << position % 8]), position)
            with pytest.raises(EvidenceError):
                list(archive.scan())
            os.pwrite(stream.fileno(), bytes([byte]), position)
    assert list(archive.scan()) == captures


def test_scan_tells_how_far_it_is(tmp_path: Path) -> None:
    path, _, _ = two_captures(tmp_path)
    seen: list[tuple[int, int]] = []
    list(evidence(tmp_path).scan(progress=lambda done, total: seen.append((done, total))))
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
