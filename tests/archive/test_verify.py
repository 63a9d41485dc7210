"""What ``verify`` finds: damage is what no longer reads, tampering is what reads well and is not what was promised."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from cunzhao.archive import Archive
from cunzhao.errors import NoArchive
from cunzhao.flow.keys import text_digest

Harm = Callable[[Archive], None]


def levels(archive: Archive, read_data: bool = True) -> set[str]:
    return {f.level for f in archive.verify(read_data)}


def flip(path: Path, position: int) -> None:
    """Change one bit."""
    content = bytearray(path.read_bytes())
    content[position] ^= 1
    path.write_bytes(content)


def warc(archive: Archive) -> Path:
    (file,) = archive.place.evidence.glob("*.warc.gz")
    return file


def sql(archive: Archive, statement: str, *values: object) -> None:
    connection = sqlite3.connect(archive.place.catalog)
    with connection:
        assert connection.execute(statement, values).rowcount > 0
    connection.close()


def test_a_sound_archive_says_what_was_looked_at(archive: Archive) -> None:
    for read_data in (False, True):
        found = archive.verify(read_data)
        assert {f.level for f in found} == {"ok"}
        said = " ".join(f.what for f in found)
        assert "leaves, signed by" in said
        assert "6 captures on record" in said
        assert "1 journal entries" in said
    assert "6 clean texts" in said


def test_looking_changes_nothing_that_counts(archive: Archive) -> None:
    kept = [p for folder in ("evidence", "log", "journal") for p in (archive.place.directory / folder).rglob("*")]
    before = {p: p.read_bytes() for p in [*kept, archive.place.catalog] if p.is_file()}
    archive.verify(read_data=True)
    assert {p: p.read_bytes() for p in before} == before


@pytest.mark.parametrize("seed", range(12))
def test_any_flipped_bit_in_the_evidence_is_found(seed: int, archive: Archive) -> None:
    file = warc(archive)
    flip(file, random.Random(seed).randrange(file.stat().st_size))
    assert levels(archive) & {"damage", "tampering"}


def test_a_file_that_is_gone_is_damage(archive: Archive) -> None:
    warc(archive).unlink()
    assert "damage" in levels(archive, read_data=False)


def test_a_file_that_was_cut_is_damage(archive: Archive) -> None:
    file = warc(archive)
    file.write_bytes(file.read_bytes()[:-40])
    assert "damage" in levels(archive, read_data=False)


@pytest.mark.parametrize("part", ["tile/0/*", "tile/0/*/*", "tile/entries/*", "tile/entries/*/*", "checkpoint"])
def test_a_changed_log_is_found_quickly(part: str, archive: Archive) -> None:
    files = [p for p in archive.place.log.glob(part) if p.is_file()]
    for file in files:
        flip(file, file.stat().st_size // 2)
    if files:
        assert levels(archive, read_data=False) & {"damage", "tampering"}
    else:
        assert part.count("*") in (1, 2)


def test_the_log_has_files_to_change(archive: Archive) -> None:
    names = {str(p.relative_to(archive.place.log)) for p in archive.place.log.rglob("*") if p.is_file()}
    assert any(n.startswith("tile/0/") for n in names)
    assert any(n.startswith("tile/entries/") for n in names)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("url", "https://other.example/"),
        ("payload_digest", "0" * 64),
        ("at", "2020-01-01T00:00:00.000000Z"),
        ("salt", "00" * 32),
    ],
)
def test_a_changed_row_is_tampering(column: str, value: str, archive: Archive) -> None:
    sql(archive, f"UPDATE captures SET {column} = ? WHERE id = (SELECT min(id) FROM captures)", value)
    found = [f for f in archive.verify() if f.level == "tampering"]
    assert found
    assert all(f.advice for f in found)


def test_a_row_that_was_taken_away_is_told(archive: Archive) -> None:
    sql(archive, "DELETE FROM captures WHERE id = (SELECT min(id) FROM captures)")
    (found,) = [f for f in archive.verify() if f.level != "ok"]
    assert found.level == "warning"
    assert "no row" in found.what


def test_a_changed_text_is_tampering_and_a_rebuild_mends_it(archive: Archive) -> None:
    line = archive.reading().catalogue.articles().lines[0]
    text = archive.reading().article(line.id).current.text
    changed = text.replace("until spring", "for ever")
    digest = text_digest(line.title, changed)
    sql(archive, "UPDATE revisions SET text = ?, text_digest = ? WHERE article_id = ?", changed, digest, line.id)
    assert levels(archive, read_data=False) == {"ok"}
    (found,) = [f for f in archive.verify(read_data=True) if f.level != "ok"]
    assert (found.level, found.where) == ("tampering", f"revision {line.id}.1")
    assert "rebuild" in found.advice
    archive.rebuild()
    assert levels(archive) == {"ok"}
    assert archive.reading().article(line.id).current.text == text


def test_a_changed_journal_is_tampering(archive: Archive) -> None:
    (file,) = archive.place.journal.glob("*.jsonl")
    line = json.loads(file.read_text())
    line["source"]["name"] = "Another"
    file.write_text(json.dumps(line, separators=(",", ":"), sort_keys=True) + "\n")
    (found,) = [f for f in archive.verify() if f.level != "ok"]
    assert (found.level, found.where) == ("tampering", "journal")


def test_a_journal_that_is_gone_is_tampering(archive: Archive) -> None:
    for file in archive.place.journal.iterdir():
        file.unlink()
    assert "tampering" in levels(archive)


def test_a_broken_journal_is_damage(archive: Archive) -> None:
    (file,) = archive.place.journal.glob("*.jsonl")
    file.write_bytes(b"{broken\n" + file.read_bytes())
    assert "damage" in levels(archive)


def test_without_a_catalogue_it_says_how_to_get_one(archive: Archive) -> None:
    archive.place.catalog.unlink()
    with pytest.raises(NoArchive, match="cunzhao rebuild"):
        archive.verify()


def test_beside_a_writer_nothing_is_called_damage(archive: Archive) -> None:
    with archive.writing("run"):
        assert levels(archive) <= {"ok", "unchecked"}
    assert levels(archive) == {"ok"}
