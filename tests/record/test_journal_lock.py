"""The journal keeps what people did; the lock lets one process write."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cunzhao.errors import ArchiveBusy, EvidenceError, InputError, StorageError
from cunzhao.record import Disk, Journal, WriterLock
from tests.record.make import UNSYNCED, repeatable, ticking


def journal(folder: Path, disk: Disk = UNSYNCED) -> Journal:
    return Journal(folder, clock=ticking(), random_bytes=repeatable(), disk=disk)


def test_entries_come_back_in_order_with_time_id_and_salt(tmp_path: Path) -> None:
    one = journal(tmp_path / "journal")
    assert list(one.read()) == []
    given: list[dict[str, object]] = [
        {"kind": "follow", "source": "早报", "n": 1},
        {"kind": "note", "text": "two\nlines\u2028\r"},
    ]
    written = [one.append(entry) for entry in given]
    assert list(journal(tmp_path / "journal").read()) == written
    assert [entry["at"] for entry in written] == ["2026-11-22T12:00:00.123456Z", "2026-11-22T12:00:01.123456Z"]
    assert all(entry.items() <= full.items() for entry, full in zip(given, written, strict=True))
    assert len({entry["id"] for entry in written}) == 2
    assert all(len(entry["salt"]) == 64 for entry in written)


@pytest.mark.parametrize("entry", [{"id": "x"}, {"salt": "00"}, {"n": 2**60}, {"x": object()}, {"text": "\ud800"}])
def test_an_entry_that_cannot_be_kept(tmp_path: Path, entry: dict[str, object]) -> None:
    one = journal(tmp_path)
    with pytest.raises(InputError):
        one.append(entry)
    assert list(one.read()) == []
    assert not one.failed


def test_a_line_torn_at_any_byte_goes_to_quarantine(tmp_path: Path) -> None:
    one = journal(tmp_path)
    first = one.append({"kind": "follow"})
    before = one.path.stat().st_size
    one.append({"kind": "tag", "text": "选举"})
    content = one.path.read_bytes()
    for cut in range(before + 1, len(content)):
        one.path.write_bytes(content[:cut])
        assert list(journal(tmp_path).read()) == [first]
        assert one.path.read_bytes() == content[:cut]
        copy = journal(tmp_path).recover()
        assert copy is not None
        assert copy.read_bytes() == content[before:cut]
        assert one.path.read_bytes() == content[:before]
    again = journal(tmp_path)
    second = again.append({"kind": "tag"})
    assert list(again.read()) == [first, second]


@pytest.mark.parametrize("line", [b"{", b"[]", b'"x"', b'{"kind": "follow"}', b"\x00" * 20, b"", b"\xff"])
def test_a_broken_line_in_the_middle_is_named(tmp_path: Path, line: bytes) -> None:
    one = journal(tmp_path)
    one.append({"kind": "follow"})
    one.append({"kind": "follow"})
    first, second, _ = one.path.read_bytes().split(b"\n")
    one.path.write_bytes(b"\n".join((first, line, second, b"")))
    with pytest.raises(EvidenceError, match="line 2"):
        list(one.read())
    with pytest.raises(EvidenceError, match="line 2"):
        journal(tmp_path).append({"kind": "follow"})


def test_a_failed_fsync_ends_writing(tmp_path: Path) -> None:
    def fail(fd: int) -> None:
        raise OSError(5, "Input/output error")

    journal(tmp_path).append({"kind": "follow"})
    one = journal(tmp_path, Disk(fsync=fail))
    with pytest.raises(StorageError, match="Input/output error"):
        one.append({"kind": "tag"})
    with pytest.raises(StorageError, match="failed before"):
        one.append({"kind": "tag"})


HOLD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from cunzhao.record import WriterLock
lock = WriterLock(Path(sys.argv[1]), clock=lambda: datetime(2026, 11, 22, tzinfo=UTC), command="run --every 1h")
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


def test_the_lock_keeps_a_second_process_out_and_goes_with_a_killed_one(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(ArchiveBusy) as caught, WriterLock(tmp_path, clock=ticking(), command="keep"):
            pass
        assert str(caught.value) == (
            f"process {holder.pid} (cunzhao run --every 1h, since 2026-11-22T00:00:00.000000Z) is writing to this archive; "
            "wait for it or stop it"
        )
        holder.send_signal(signal.SIGKILL)
    with WriterLock(tmp_path, clock=ticking(), command="keep"):
        pass


def test_the_lock_can_be_taken_again_after_it_was_let_go(tmp_path: Path) -> None:
    lock = WriterLock(tmp_path, clock=ticking(), command="run")
    for _ in range(2):
        with lock, pytest.raises(ArchiveBusy):
            WriterLock(tmp_path, clock=ticking(), command="keep").acquire()


def test_a_lock_that_cannot_be_made(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        WriterLock(tmp_path / "absent", clock=ticking(), command="run").acquire()


@pytest.mark.parametrize("words", [b"", b"{", b"[]", b"\xff", b'{"pid": "x"}'])
def test_unreadable_words_in_the_lock_do_not_matter(tmp_path: Path, words: bytes) -> None:
    with WriterLock(tmp_path, clock=ticking(), command="run"):
        (tmp_path / "lock").write_bytes(words)
        with pytest.raises(ArchiveBusy, match="another process"):
            WriterLock(tmp_path, clock=ticking(), command="keep").acquire()
