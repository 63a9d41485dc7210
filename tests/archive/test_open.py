"""Making and opening an archive, and its settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from cunzhao.archive import Archive
from cunzhao.archive.settings import Settings
from cunzhao.errors import NoArchive, StorageError, UsageError


def test_a_new_archive_has_its_parts_and_is_sound(tmp_path: Path) -> None:
    archive = Archive.init(tmp_path / "deep" / "down")
    assert {p.name for p in archive.place.directory.iterdir()} >= {
        "cunzhao.toml",
        "evidence",
        "log",
        "journal",
        "catalog.db",
    }
    assert {f.level for f in archive.verify()} == {"ok"}
    assert archive.reading().search("x").total == 0


def test_a_second_init_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    archive = Archive.init(tmp_path / "a")
    key = (archive.place.log / "key").read_bytes()
    archive.place.settings.write_text('contact = "me"\n')
    with pytest.raises(UsageError, match="already"):
        Archive.init(tmp_path / "a")
    assert (archive.place.log / "key").read_bytes() == key
    assert archive.place.settings.read_text() == 'contact = "me"\n'


def test_an_init_that_was_cut_short_can_be_repeated(tmp_path: Path) -> None:
    archive = Archive.init(tmp_path / "a")
    archive.place.settings.unlink()
    with pytest.raises(NoArchive):
        Archive.open(tmp_path / "a")
    again = Archive.init(tmp_path / "a")
    assert {f.level for f in again.verify()} == {"ok"}


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("mine")
    with pytest.raises(UsageError, match="not empty"):
        Archive.init(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.doc"]


def test_a_place_where_nothing_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="name a directory you can write to"):
        Archive.init(tmp_path / "file" / "a")


def test_the_file_of_settings_is_read(tmp_path: Path) -> None:
    archive = Archive.init(tmp_path / "a")
    archive.place.settings.write_text('contact = "https://me.example"\npages_per_source = 7\n')
    opened = Archive.open(tmp_path / "a").settings
    assert (opened.contact, opened.pages_per_source, opened.delay_seconds) == ("https://me.example", 7, 2.0)
    assert "https://me.example" in opened.user_agent("1.0")


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = Archive.init(tmp_path / "a")
    archive.place.settings.write_text("pages_per_source = 7\n")
    monkeypatch.setenv("CUNZHAO_PAGES_PER_SOURCE", "9")
    assert Archive.open(tmp_path / "a").settings.pages_per_source == 9


@pytest.mark.parametrize(
    "line",
    [
        "pages_per_source = 0",
        "body_bytes = 10",
        "request_seconds = 0",
        'language = "fr"',
        'site_url = "ftp://a.example"',
        'contact = "two\\nlines"',
        'contact = "a\\u0000b"',
        'contact = "某人"',
    ],
)
def test_settings_that_cannot_be_meant_name_the_line(line: str, tmp_path: Path) -> None:
    archive = Archive.init(tmp_path / "a")
    archive.place.settings.write_text(line + "\n")
    with pytest.raises(NoArchive, match=line.split(" ")[0]):
        Archive.open(tmp_path / "a")


@pytest.mark.parametrize("content", [b"\xff\xfe", b"= 1", b"[contact]\nx = 1\n"])
def test_a_file_that_is_no_settings_is_one_line(content: bytes, tmp_path: Path) -> None:
    archive = Archive.init(tmp_path / "a")
    archive.place.settings.write_bytes(content)
    with pytest.raises(NoArchive) as caught:
        Archive.open(tmp_path / "a")
    assert "cunzhao.toml" in str(caught.value)


def test_without_settings_of_its_own_everything_has_a_default() -> None:
    assert "keeper has set no contact" in Settings().user_agent("1.0")
