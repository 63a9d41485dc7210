"""A rebuild goes on with what is whole: it names what is damaged, touches none of it, and a file put back brings all back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cunzhao.archive import Archive
from cunzhao.errors import EvidenceError
from cunzhao.types import ArticleView, Finding
from tests.archive.redacted import URL, WHO, WHY, keep, tree
from tests.archive.test_verify import flip, warc
from tests.flow.bad_press import page
from tests.press_archive import Clock


def rebuilt(archive: Archive) -> tuple[int, list[Finding]]:
    """How many captures a rebuild found, and what it said of the rest."""
    said: list[Finding] = []
    return archive.rebuild(damaged=said.append)["captures"], said


def captures(archive: Archive) -> int:
    return archive.reading().catalogue.totals()["captures"]


def places(archive: Archive) -> list[int]:
    """Where the groups of the only file lie."""
    return [capture.offset for capture in archive._evidence().scan()]


def several_files(archive: Archive, tmp_path: Path) -> list[Path]:
    """Two more files behind the first, each with one capture."""
    small = replace(archive, settings=archive.settings.model_copy(update={"evidence_file_bytes": 1}))
    for n in range(2):
        keep(small, tmp_path, f"https://n.example/more-{n}", page(f"Another harbour report, number {n}"))
    return sorted(archive.place.evidence.glob("*.warc.gz"), key=lambda path: path.name.rpartition("-")[2])


@pytest.mark.parametrize("lost", [False, True], ids=["catalogue", "no catalogue"])
@pytest.mark.parametrize("which", [0, 2, 5], ids=["first", "middle", "last"])
def test_one_damaged_capture_costs_one_capture(which: int, lost: bool, archive: Archive, tmp_path: Path) -> None:
    file, before = warc(archive), list(archive.reading().dump())
    good, place = file.read_bytes(), places(archive)[which]
    flip(file, place + 60)
    bad = file.read_bytes()
    if lost:
        archive.place.catalog.unlink()
    found, said = rebuilt(archive)
    assert (found, captures(archive)) == (5, 5)
    assert said[0].where == f"{file.name}:{place}"
    assert "1 captures that the log promises are neither" in said[-1].what
    keep(archive, tmp_path, "https://n.example/later", page("The day after the damage"))
    assert file.read_bytes() == bad
    assert not (archive.place.evidence / "quarantine").exists()
    named = {f.where for f in archive.verify(1.0) if f.level == "damage"}
    assert {f"{file.name}:{place}", "evidence"} <= named
    file.write_bytes(good)
    assert rebuilt(archive) == (7, [])
    assert {f.level for f in archive.verify(1.0)} == {"ok"}
    assert {row for row in before if row.startswith("articles")} <= set(archive.reading().dump())


def test_a_damaged_head_of_a_file_costs_no_capture(archive: Archive, tmp_path: Path) -> None:
    file = warc(archive)
    flip(file, 30)
    bad = file.read_bytes()
    found, said = rebuilt(archive)
    assert (found, [f.where for f in said]) == (6, [f"{file.name}:0"])
    keep(archive, tmp_path, "https://n.example/later", page("The day after the damage"))
    assert file.read_bytes() == bad


@pytest.mark.parametrize("harm", ["flip", "unlink", "cut"])
def test_a_file_in_the_middle(harm: str, archive: Archive, tmp_path: Path) -> None:
    files = several_files(archive, tmp_path)
    assert len(files) == 3
    good = files[1].read_bytes()
    if harm == "unlink":
        files[1].unlink()
    else:
        files[1].write_bytes(good[:-40])
        if harm == "flip":
            files[1].write_bytes(good)
            flip(files[1], len(good) - 40)
    left = tree(archive.place.evidence)
    found, said = rebuilt(archive)
    assert found == 7
    assert "1 captures that the log promises" in said[-1].what
    with archive.writing("test"):
        pass
    after = tree(archive.place.evidence)
    assert {name: after[name] for name in left if name.endswith(".gz")} == {
        name: content for name, content in left.items() if name.endswith(".gz")
    }
    files[1].write_bytes(good)
    assert rebuilt(archive) == (8, [])
    assert {f.level for f in archive.verify(1.0)} == {"ok"}


def test_a_torn_tail_that_nobody_was_promised_still_goes_to_quarantine(archive: Archive) -> None:
    file = warc(archive)
    good = file.read_bytes()
    file.write_bytes(good + good[places(archive)[5] :][:-30])
    assert rebuilt(archive) == (6, [])
    assert file.read_bytes() == good
    assert len(list((archive.place.evidence / "quarantine").iterdir())) == 1


def test_a_damaged_tombstone_is_passed_over_and_named(archive: Archive, secret: ArticleView) -> None:
    file, offset = warc(archive), secret.captures[0].capture.offset
    archive.redact([secret.line.id], WHY, WHO)
    good = file.read_bytes()
    flip(file, offset + 200)
    bad = file.read_bytes()
    archive.place.catalog.unlink()
    found, said = rebuilt(archive)
    assert found == 7
    assert {f.where for f in said} == {f"{file.name}:{offset}"}
    assert file.read_bytes() == bad
    with archive.writing("test"):
        pass
    assert any(f.level == "damage" for f in archive.verify())
    file.write_bytes(good)
    assert rebuilt(archive) == (7, [])
    assert {f.level for f in archive.verify()} == {"ok"}


def test_a_writing_command_before_a_damaged_last_capture_names_the_way_on(archive: Archive) -> None:
    flip(warc(archive), places(archive)[5] + 60)
    with (
        pytest.raises(EvidenceError, match=r"acknowledged evidence is damaged.*cunzhao rebuild"),
        archive.writing("test"),
    ):
        pass
    with pytest.raises(EvidenceError, match="copy"):
        archive.rebuild()
    rebuilt(archive)
    with archive.writing("test"):
        pass


def test_the_only_capture_of_an_archive_is_damaged(tmp_path: Path) -> None:
    archive = Archive.init(tmp_path / "press", clock=Clock(), parallel=False)
    keep(archive, tmp_path, URL, page("One report"))
    assert captures(archive) == 1
    flip(warc(archive), places(archive)[0] + 60)
    found, said = rebuilt(archive)
    assert (found, captures(archive)) == (0, 0)
    assert len(said) == 2
