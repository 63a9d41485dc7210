"""The log's key can be replaced: by its own word, or after a loss; old checkpoints stay good and nobody else can do it."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from cunzhao.archive import Archive
from cunzhao.errors import EvidenceError, UsageError
from cunzhao.record import Disk, Log, Signer, open_checkpoint, rotation
from cunzhao.record.disk import replace_file
from cunzhao.record.proof_check import check_proof
from tests.flow.bad_press import page


def keep(archive: Archive, folder: Path, n: int) -> None:
    (folder / "p.html").write_bytes(page(f"Kept under key number {n}"))
    with archive.writing("test") as writing:
        writing.keep_file(folder / "p.html", f"https://n.example/key/{n}")


def levels(archive: Archive, against: str | None = None) -> set[str]:
    return {found.level for found in archive.verify(against=against)}


def test_a_new_key_takes_over_and_the_old_ones_word_stays_good(archive: Archive, tmp_path: Path) -> None:
    first, old_note = Log(archive.place.log).verifier, Log(archive.place.log).note
    size = Log(archive.place.log).size
    proof = json.dumps(archive.prove(archive.reading().catalogue.articles().lines[0].id))
    for n in range(2):
        archive.replace_key()
        keep(archive, tmp_path, n)
    log = Log(archive.place.log)
    assert log.verifier != first
    assert log.verifier.name == first.name
    assert len(log.verifiers) == 3
    assert log.verifiers[-1] == first
    assert stat.S_IMODE((log.directory / "key").stat().st_mode) == 0o600
    assert not (log.directory / "key.new").exists()
    assert log.size > size + 2
    assert levels(archive, old_note) == {"ok"}
    assert {found.level for found in check_proof(proof.encode())} == {"ok"}
    archive.rebuild()
    assert levels(archive, old_note) == {"ok"}


def test_the_change_is_a_leaf_and_signed_by_both(archive: Archive) -> None:
    old, size = Log(archive.place.log).verifier, Log(archive.place.log).size
    seen: list[str] = []

    def watch(fd: int) -> None:
        seen.append((archive.place.log / "checkpoint").read_text())

    with archive.writing("key") as writing:
        new = rotation.prepare(writing.context.log, os.urandom, Disk())
        rotation.install(writing.context.log, new, Disk(fsync=watch))
    assert open_checkpoint(seen[-1], old) == open_checkpoint(seen[-1], new.verifier)
    assert "tampering" in levels(archive), "nobody said so in the journal"
    assert Log(archive.place.log).size == size


def test_a_lost_key_is_survived(archive: Archive, tmp_path: Path) -> None:
    note = Log(archive.place.log).note
    (archive.place.log / "key").unlink()
    with pytest.raises(EvidenceError, match="--replace --lost"):
        keep(archive, tmp_path, 0)
    with pytest.raises(UsageError, match="--lost"):
        archive.replace_key()
    archive.replace_key(lost=True)
    keep(archive, tmp_path, 1)
    found = archive.verify(against=note)
    assert {each.level for each in found} == {"ok"}
    assert any("replaced a key that was lost" in each.what for each in found)


@pytest.mark.parametrize("step", range(1, 12))
def test_a_change_that_was_cut_short_is_finished_by_the_next(
    step: int, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    note, calls = Log(archive.place.log).note, 0
    real = replace_file

    def dies(*args: object) -> None:
        nonlocal calls
        calls += 1
        if calls == step // 2 + 1 and not step % 2:
            raise KeyboardInterrupt
        real(*args)  # type: ignore[arg-type]
        if calls == step // 2 + 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(rotation, "replace_file", dies)
    try:
        archive.replace_key()
    except KeyboardInterrupt:
        assert step < 10
    else:
        assert step >= 10
    monkeypatch.setattr(rotation, "replace_file", real)
    assert "tampering" not in levels(archive, note)
    archive.replace_key()
    assert levels(archive, note) == {"ok"}
    kinds = [entry["kind"] for entry in archive.writing("x").context.journal.read()]
    assert kinds.count("key") == (1 if step < 10 else 2)


def forge_keys(folder: Path, theirs: Path) -> None:
    """A stranger's key is put in place of ours, and signs what we signed."""
    signer = Signer.parse((theirs / "key").read_text())
    mine = Signer(Log(folder).verifier.name, signer.seed)
    (folder / "checkpoint").write_text(mine.sign(Log(folder).checkpoint.text))
    (folder / "key.pub").write_text(f"{mine.verifier}\n")
    (folder / "key").write_text(f"{mine}\n")


def forge_and_list(folder: Path, theirs: Path) -> None:
    """The same, and the list of keys is made to say so."""
    old = Log(folder).verifier
    forge_keys(folder, theirs)
    (folder / "keys").write_text(f"{old}\n{Log(folder).verifier}\n")


@pytest.mark.parametrize("harm", [forge_keys, forge_and_list])
def test_a_key_that_nobody_announced_is_tampering(
    harm: Callable[[Path, Path], None], archive: Archive, tmp_path: Path
) -> None:
    harm(archive.place.log, Archive.init(tmp_path / "other").place.log)
    assert "tampering" in levels(archive)


def test_a_broken_list_of_keys_is_damage(archive: Archive) -> None:
    archive.replace_key()
    (archive.place.log / "keys").write_text("no key\n")
    assert "damage" in levels(archive)
