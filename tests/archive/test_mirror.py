"""A second copy grows with the archive, stands in for it when it is lost, and is never spoilt by a bad original."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cunzhao.archive import Archive
from cunzhao.errors import EvidenceError, StorageError, UsageError
from cunzhao.flow.deposit import put_on_record
from cunzhao.record import Disk, Log
from cunzhao.record import mirror as mirroring
from cunzhao.types import Deposit, Resource
from tests.flow.bad_press import page
from tests.press_archive import OPENED, Clock


def truth(directory: Path) -> dict[str, bytes]:
    """Every file of the truth but the secret key and tiles that larger ones have replaced, by its path."""
    folders = ("evidence", "log", "journal")
    files = [path for folder in folders for path in (directory / folder).rglob("*") if path.is_file()]
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in files
        if path.name != "key"
        and path.suffix != ".cdxj"
        and not (path.parent.suffix == ".p" and any(int(path.name) < int(o.name) for o in path.parent.iterdir()))
    }


def keep(archive: Archive, folder: Path, count: int, start: int = 0) -> None:
    with archive.writing("test") as writing:
        for n in range(start, start + count):
            (folder / "p.html").write_bytes(page(f"Mirrored page number {n}"))
            writing.keep_file(folder / "p.html", f"https://n.example/mirrored/{n}")


def test_the_copy_holds_all_of_the_truth_but_the_key_and_can_stand_in(archive: Archive, tmp_path: Path) -> None:
    copy = tmp_path / "else where" / "copy"
    done = archive.mirror(copy)
    own = truth(archive.place.directory)
    assert truth(copy) == own
    assert done.bytes == sum(len(data) for name, data in own.items() if not name.startswith("log"))
    assert not (copy / "log" / "key").exists()
    other = Archive.open(copy, clock=Clock(), parallel=False)
    other.rebuild()
    assert {found.level for found in other.verify(1.0)} == {"ok"}
    assert list(other.reading().dump()) == list(archive.reading().dump())


def test_what_is_not_signed_yet_is_signed_before_it_is_copied(archive: Archive, tmp_path: Path) -> None:
    with archive.writing("test") as writing:
        put_on_record(
            writing.context, [Deposit("page", resource=Resource("urn:x", b"x", "text/plain", "supplied", OPENED))]
        )
        writing.close()  # as if the process had been killed here
        writing._sign = lambda told: None  # type: ignore[method-assign]
    archive.mirror(tmp_path / "mirror")
    other = Archive.open(tmp_path / "mirror", clock=Clock(), parallel=False)
    other.rebuild()
    assert {found.level for found in other.verify(1.0)} == {"ok"}


def test_it_grows_by_what_is_new(archive: Archive, tmp_path: Path) -> None:
    copy = tmp_path / "mirror"
    archive.mirror(copy)
    keep(archive, tmp_path, 130)  # past 256 leaves: the first tile is full now
    size = sum((path.stat().st_size for path in (copy / "evidence").iterdir()), 0)
    done = archive.mirror(copy)
    grown = next((archive.place.evidence).glob("*.gz")).stat().st_size - size
    assert (done.bytes, done.files, done.leaves) == (grown, 1, Log(archive.place.log).size)
    assert truth(copy) == truth(archive.place.directory)
    assert archive.mirror(copy).bytes == 0
    assert {f.level for f in archive.verify(against=Log(copy / "log").note)} == {"ok"}


def test_a_copy_that_was_cut_short_is_gone_on_with(archive: Archive, tmp_path: Path) -> None:
    copy = tmp_path / "mirror"
    own = truth(archive.place.directory)
    archive.mirror(copy)
    file = next((copy / "evidence").iterdir())
    for keep_bytes in (0, 1, 1000, file.stat().st_size - 1):
        with file.open("r+b") as stream:
            stream.truncate(keep_bytes)
        archive.mirror(copy)
        assert truth(copy) == own


def cut_back(archive: Archive, tmp_path: Path) -> None:
    """The archive as it was before, and nothing else."""
    before = tmp_path / "before"
    shutil.copytree(archive.place.directory, before)
    keep(archive, tmp_path, 2)
    archive.mirror(tmp_path / "mirror")
    shutil.rmtree(archive.place.directory)
    shutil.move(before, archive.place.directory)


def fork(archive: Archive, tmp_path: Path) -> None:
    """The archive as it was before, with the same key and another future."""
    cut_back(archive, tmp_path)
    keep(archive, tmp_path, 4, start=50)


def other_archive(archive: Archive, tmp_path: Path) -> None:
    Archive.init(tmp_path / "other").mirror(tmp_path / "mirror")


def evidence_lost(archive: Archive, tmp_path: Path) -> None:
    archive.mirror(tmp_path / "mirror")
    next(archive.place.evidence.glob("*.gz")).unlink()


def evidence_cut(archive: Archive, tmp_path: Path) -> None:
    archive.mirror(tmp_path / "mirror")
    with next(archive.place.evidence.glob("*.gz")).open("r+b") as stream:
        stream.truncate(100)


def evidence_changed(archive: Archive, tmp_path: Path) -> None:
    archive.mirror(tmp_path / "mirror")
    with next(archive.place.evidence.glob("*.gz")).open("r+b") as stream:
        stream.write(b"other")


def log_damaged(archive: Archive, tmp_path: Path) -> None:
    archive.mirror(tmp_path / "mirror")
    for tile in (archive.place.log / "tile" / "0").rglob("*"):
        if tile.is_file():
            tile.write_bytes(bytes(len(tile.read_bytes())))


HARM = [fork, cut_back, other_archive, evidence_lost, evidence_cut, evidence_changed, log_damaged]


@pytest.mark.parametrize("harm", HARM)
def test_a_bad_original_is_refused_and_the_copy_left_as_it_was(
    harm: Callable[[Archive, Path], None], archive: Archive, tmp_path: Path
) -> None:
    harm(archive, tmp_path)
    before = truth(tmp_path / "mirror")
    with pytest.raises(EvidenceError, match=r"nothing was (copied|changed)"):
        archive.mirror(tmp_path / "mirror")
    assert truth(tmp_path / "mirror") == before


def test_a_forked_log_is_tampering_for_whoever_kept_a_checkpoint(archive: Archive, tmp_path: Path) -> None:
    fork(archive, tmp_path)
    note = Log(tmp_path / "mirror" / "log").note
    assert [f.level for f in archive.verify(against=note) if f.level != "ok"] == ["tampering"]
    assert "it forked" in next(f.what for f in archive.verify(against=note) if f.level == "tampering")


def test_a_log_that_was_cut_back_is_tampering_and_another_logs_checkpoint_is_unchecked(
    archive: Archive, tmp_path: Path
) -> None:
    cut_back(archive, tmp_path)
    assert "tampering" in {f.level for f in archive.verify(against=Log(tmp_path / "mirror" / "log").note)}
    stranger = Log(Archive.init(tmp_path / "other").place.log).note
    for note in (stranger, "", "no note\n\n— x y\n", Log(archive.place.log).note.replace("— cunzhao", "— cunzhaq")):
        assert {f.level for f in archive.verify(against=note)} == {"ok", "unchecked"}


def test_a_place_that_cannot_be_meant_is_refused(archive: Archive) -> None:
    for copy in (archive.place.directory, archive.place.directory / "evidence" / "copy"):
        with pytest.raises(UsageError, match="elsewhere"):
            archive.mirror(copy)


def test_a_full_disk_is_told_and_the_copy_can_be_gone_on_with(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(fd: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(StorageError, match="No space left"):
        mirroring.mirror(archive.place.directory, tmp_path / "mirror", Disk(fsync=full))
    archive.mirror(tmp_path / "mirror")
    assert truth(tmp_path / "mirror") == truth(archive.place.directory)
