"""The bytes of a redaction: a tombstone of any size, in the place of exactly what was named, however often it is tried."""

from __future__ import annotations

import errno
import io
from dataclasses import replace
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator

from cunzhao.errors import EvidenceError, StorageError
from cunzhao.record import Disk
from cunzhao.record.reader import read_record
from cunzhao.record.redaction import entries, erase, place_of, redaction_of, redactions, tombstone, unfinished
from cunzhao.record.scan import is_tombstone
from cunzhao.types import Capture, Deposit, Failure, Redaction
from tests.record.make import NOON, UNSYNCED, evidence, exchange


def order(*captures: tuple[Path, Capture]) -> Redaction:
    places: dict[str, tuple[tuple[int, int, str], ...]] = {}
    for folder, capture in captures:
        places[capture.path] = (*places.get(capture.path, ()), (*place_of(folder, capture), capture.id))
    ids = frozenset(capture.id for _, capture in captures)
    return Redaction("jabcdefghijklmn", NOON, "a keeper", "an order", frozenset(), ids, (), places)


@pytest.mark.parametrize("size", [*range(340, 400), 1000, 65_534, *range(65_540, 65_560), 131_000, 131_090, 1_000_003])
def test_a_tombstone_has_exactly_the_size_of_what_was_there(size: int) -> None:
    made = tombstone(order(), "cabc", size)
    assert len(made) == size
    record = read_record(io.BytesIO(made + made), 0)
    assert is_tombstone(record)
    assert record.end == size
    assert made == tombstone(order(), "cabc", size)
    assert made != tombstone(order(), "cabd", size)


def test_other_readers_take_it_for_a_record() -> None:
    made = tombstone(order(), "cabc", 70_000)
    (seen,) = ArchiveIterator(io.BytesIO(made), check_digests="raise")
    assert seen.rec_type == "metadata"
    (fast,) = FastIterator(io.BytesIO(made), parse_http=False)
    assert fast.headers["Cunzhao-Redaction"] == "jabcdefghijklmn"


def test_a_size_that_no_records_have_is_refused() -> None:
    for size in (0, 20, 300):
        with pytest.raises(EvidenceError, match="too short"):
            tombstone(order(), "cabc", size)


def filled(folder: Path) -> list[Capture]:
    """Three pages and a failure, the shortest group there is."""
    deposits = [
        Deposit("page", exchange=exchange(b"<p>page %d</p>" % n, url=f"https://p.example/{n}")) for n in range(3)
    ]
    failed = Deposit("page", failure=Failure("https://p.example/f", "dns", "", NOON))
    with evidence(folder) as made:
        return made.append([*deposits, failed], lambda _: None)


@pytest.mark.parametrize("which", [(0,), (1,), (3,), (0, 1, 2, 3)])
def test_what_is_named_goes_and_all_else_stays_where_it_was(which: tuple[int, ...], tmp_path: Path) -> None:
    captures = filled(tmp_path)
    file = tmp_path / captures[0].path
    before = file.read_bytes()
    named = order(*((tmp_path, captures[n]) for n in which))
    evidence(tmp_path).index()
    assert erase(tmp_path, [named], UNSYNCED) == [file.name]
    names = [path.name for path in tmp_path.iterdir()]
    assert names == [file.name], "an index that names what is gone must not outlive it"
    assert list(evidence(tmp_path).scan()) == [c for n, c in enumerate(captures) if n not in which]
    assert file.stat().st_size == len(before)
    for n in which:
        assert captures[n].salt not in read_all(file)
        assert captures[n].url not in read_all(file)
    assert unfinished(tmp_path, named) == {}
    assert erase(tmp_path, [named], UNSYNCED) == []
    with evidence(tmp_path, seed=b"next") as again:
        again.recover({})
        (new,) = again.append([Deposit("page", exchange=exchange(b"new"))], lambda _: None)
        assert again.read(new).payload == b"new"


def read_all(file: Path) -> str:
    with file.open("rb") as stream:
        return "".join(
            f"{record.rec_headers}{record.raw_stream.read()!r}"
            for record in ArchiveIterator(stream, no_record_parse=True)
        )


def test_nothing_is_written_over_what_nobody_named(tmp_path: Path) -> None:
    captures = filled(tmp_path)
    file = tmp_path / captures[0].path
    named = order((tmp_path, captures[1]))
    start, end, _ = named.places[file.name][0]
    wrong = [
        {file.name: ((start, end, "cother"),)},
        {file.name: ((start + 1, end, captures[1].id),)},
        {file.name: ((start, end + 400, captures[1].id),)},
        {file.name: ((captures[0].offset, end, captures[0].id),)},
    ]
    before = file.read_bytes()
    for places in wrong:
        with pytest.raises(EvidenceError, match="nothing was changed"):
            erase(tmp_path, [replace(named, places=places)], UNSYNCED)
    (tmp_path.parent / "outside").write_bytes(before)
    with pytest.raises(EvidenceError):
        erase(tmp_path, [replace(named, places={"../outside": ((start, end, captures[1].id),)})], UNSYNCED)
    assert file.read_bytes() == before == (tmp_path.parent / "outside").read_bytes()


@pytest.mark.parametrize("call", ["write", "fsync"])
def test_a_disk_that_refuses_leaves_the_old_file(call: str, tmp_path: Path) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    captures = filled(tmp_path)
    file = tmp_path / captures[0].path
    before = file.read_bytes()
    with pytest.raises(StorageError, match="No space left"):
        erase(tmp_path, [order((tmp_path, captures[1]))], Disk(**{call: refuse}))  # type: ignore[arg-type]
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


@pytest.mark.parametrize(
    "line", ['{"kind":"redaction"}', '{"kind":"redaction","places":[]}', '{"kind":"redaction",', '["kind":"redaction"]']
)
def test_a_broken_line_of_the_journal_is_named(line: str, tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    journal.write_text(line + "\n")
    with pytest.raises(EvidenceError, match="restore"):
        redactions(journal)


def test_a_line_that_was_never_finished_orders_nothing(tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    assert redactions(journal) == []
    assert list(entries(journal)) == []
    journal.write_text('{"kind":"note","text":"\\"kind\\":\\"redaction\\""}\n{"kind":"redaction","id":"j')
    assert redactions(journal) == []
    with pytest.raises(EvidenceError):
        redaction_of({"kind": "redaction"})
