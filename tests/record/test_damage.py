"""Damage is called damage wherever in a group it strikes, never tampering; and what is said of it is of use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cunzhao.record import verify as verifying
from cunzhao.record import verify_quick
from cunzhao.record.reader import records
from cunzhao.types import Capture, Deposit, Failure, Finding
from tests.record.make import NOON, evidence, nothing, page, published, resource


class Kept:
    """A file with every kind of group, and its log and rows."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.log_folder = folder / "evidence", folder / "log"
        failure = Failure("https://press.example/b", "timeout", "no answer", NOON)
        deposits = [page(b"1" * 400), resource(b"post"), Deposit("page", failure=failure), page(b"1" * 400), page(b"3")]
        with evidence(self.folder) as written:
            self.captures = written.append(deposits, nothing)
        self.path = self.folder / self.captures[0].path
        self.log, self.rows = published(self.log_folder, self.captures)
        with self.path.open("rb") as stream:
            self.records = list(records(stream))

    def verify(self, read_data: float = 1.0, cores: int = 1, among: int | None = None) -> list[Finding]:
        return list(verify_quick(evidence(self.folder), self.log, self.rows[:among], read_data, cores=cores))

    def bad(self, read_data: float = 1.0) -> list[Finding]:
        return [found for found in self.verify(read_data) if found.level != "ok"]

    def group_at(self, offset: int) -> Capture:
        return next(one for one in reversed(self.captures) if one.offset <= offset)

    def flip(self, place: int) -> None:
        content = bytearray(self.path.read_bytes())
        content[place] ^= 0x10
        self.path.write_bytes(content)


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


@pytest.mark.parametrize("part", range(13))
def test_a_flipped_byte_in_each_record_is_damage_and_no_tampering(part: int, kept: Kept) -> None:
    assert len(kept.records) == 13
    record = kept.records[part]
    content = kept.path.read_bytes()
    for place in range(record.offset, record.end, 17):
        kept.path.write_bytes(content)
        kept.flip(place)
        found = kept.bad()
        assert {each.level for each in found} == {"damage"}, (place, found)
        assert len(found) == 1, "one line for one damage"
        assert {each.level for each in kept.bad(read_data=0)} <= {"damage"}, place


def test_damage_names_its_capture_the_time_and_what_is_still_sound(kept: Kept) -> None:
    request = kept.records[2]
    kept.flip(request.offset + request.length // 2)
    (found,) = kept.bad()
    assert kept.captures[0].id in found.what
    assert "whole when it went on record at 2026-11-22 12:00:00 UTC" in found.what
    assert found.where == f"{kept.path.name}:{request.offset}"
    assert "from a copy" in found.advice
    assert "4 of 5 captures there are sound" in [each.what for each in kept.verify() if each.level == "ok"]


def test_a_record_that_was_cut_out_is_one_damage(kept: Kept) -> None:
    content = kept.path.read_bytes()
    closing = kept.records[3]
    # The rows behind it point to other places now; without them, what is left still reads.
    kept.path.write_bytes(content[: closing.offset] + content[closing.end :])
    found = [each for each in kept.verify(among=1) if each.level not in ("ok", "warning")]
    assert [(each.level, "last record is missing" in each.what) for each in found] == [("damage", True)]


def test_scanning_goes_on_with_the_next_group(kept: Kept) -> None:
    for part in (1, 2, 3):
        told: list[Finding] = []
        content = kept.path.read_bytes()
        kept.flip(kept.records[part].offset + 40)
        found = list(evidence(kept.folder).scan(damaged=told.append))
        assert [one.id for one in found] == [one.id for one in kept.captures[1:]]
        assert [each.level for each in told] == ["damage"]
        kept.path.write_bytes(content)


def test_a_cut_inside_an_acknowledged_group_says_what_is_lost(kept: Kept) -> None:
    os.truncate(kept.path, kept.captures[3].offset + 30)
    found = kept.bad()
    assert [each.level for each in found] == ["damage", "damage"]
    said = " ".join(each.what for each in found)
    assert kept.captures[3].id in said, "the one that was cut"
    assert "lost are 1 captures" in said
    assert kept.captures[4].id in said, "the one behind it"
    assert all("quarantine" not in each.advice and "from a copy" in each.advice for each in found)


def test_a_torn_tail_that_nobody_acknowledged_is_no_loss(kept: Kept) -> None:
    os.truncate(kept.path, kept.path.stat().st_size - 1)
    found = [each for each in kept.verify(among=4) if each.level != "ok"]
    assert [(each.level, "nothing acknowledged is lost" in each.advice) for each in found] == [("damage", True)]


def test_captures_newer_than_the_checkpoint_are_one_line(kept: Kept) -> None:
    kept.rows = [(capture, None, entry) for capture, _, entry in kept.rows]
    (found,) = kept.bad()
    assert (found.level, found.what.startswith("5 captures are not in the signed log yet")) == ("unchecked", True)


def test_a_share_of_the_data_is_read(kept: Kept) -> None:
    turns = iter([0.9, 0.1, 0.9, 0.1, 0.9])
    found = list(verify_quick(evidence(kept.folder), kept.log, kept.rows, 0.5, chance=lambda: next(turns)))
    assert "5 captures on record (2 of them read byte by byte)" in [each.what for each in found]


def test_several_processes_find_what_one_finds(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "UNIT", 1)
    assert {found.level for found in kept.verify(cores=2)} == {"ok"}
    seen: list[tuple[int, int]] = []
    args = (evidence(kept.folder), kept.log, kept.rows, 1.0, lambda *both: seen.append(both))
    kept.flip(kept.captures[1].offset + 40)
    assert [each for each in verify_quick(*args, 2) if each.level == "damage"] == [
        each for each in kept.verify() if each.level == "damage"
    ]
    assert len(seen) == 6
    assert seen[-1] == (kept.path.stat().st_size,) * 2
