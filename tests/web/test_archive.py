"""The room over a real archive: it outlives a rebuild, and says what a search cannot see yet."""

from __future__ import annotations

import io
import sys
import threading
from pathlib import Path

import pytest

from cunzhao import cli
from cunzhao.archive import Archive
from cunzhao.store import Store, indexing
from tests.flow.bad_press import page
from tests.press_archive import Clock
from tests.web.conftest import client_of

STALE = "1 change is not indexed yet: run `cunzhao run`\n"


def keep(archive: Archive, folder: Path, *titles: str) -> None:
    with archive.writing("test") as writing:
        for title in titles:
            file = folder / f"{title}.html"
            file.write_bytes(page(f"Report {title}"))
            writing.keep_file(file, f"https://n.example/{title}")


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    made = Archive.init(tmp_path / "archive", clock=Clock(), parallel=False)
    keep(made, tmp_path, "one", "two")
    return made


@pytest.fixture
def stale(archive: Archive) -> Archive:
    """An article of this archive changed, and whoever did it died before the index knew."""
    store = Store(archive.place.catalog, writable=True)
    (first, *_) = store.articles().lines
    with store.write() as transaction:
        transaction.change("revision", first.id, archive.clock())
    store.close()
    return archive


# -- a catalogue that is replaced -------------------------------------------------------------------------------------


def test_the_room_reads_the_catalogue_that_a_rebuild_made(archive: Archive, tmp_path: Path) -> None:
    room = client_of(archive.reading())
    assert "2 articles" in room.get("/?lang=en").text
    keep(archive, tmp_path, "three")
    archive.rebuild()
    keep(archive, tmp_path, "four")
    assert "4 articles" in room.get("/?lang=en").text
    assert "Report four" in room.get("/search?q=four&lang=en").text


def test_a_catalogue_that_is_replaced_is_opened_once(archive: Archive) -> None:
    reading = archive.reading()
    before = reading.catalogue
    assert reading.catalogue is before
    archive.rebuild()
    seen: list[Store] = []
    threads = [threading.Thread(target=lambda: seen.append(reading.catalogue)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(store) for store in seen}) == 1
    assert seen[0] is not before


def test_what_was_asked_before_the_rebuild_still_answers(archive: Archive) -> None:
    reading = archive.reading()
    before = reading.catalogue
    with before.connect() as open_connection:
        archive.rebuild()
        assert reading.catalogue.totals()["articles"] == 2
        assert indexing.newest_change(open_connection) > 0


def test_while_no_catalogue_is_there_the_old_one_answers(archive: Archive) -> None:
    reading = archive.reading()
    assert reading.catalogue.totals()["articles"] == 2
    aside = archive.place.catalog.rename(archive.place.directory / "aside.db")
    assert reading.catalogue.totals()["articles"] == 2
    aside.rename(archive.place.catalog)


# -- an index that is behind ------------------------------------------------------------------------------------------


def test_a_search_says_what_it_cannot_see(stale: Archive, tmp_path: Path) -> None:
    assert stale.reading().search("report").pending == 1
    keep(stale, tmp_path)
    assert stale.reading().search("report").pending == 0


def test_an_index_of_another_version_is_behind(archive: Archive) -> None:
    store = Store(archive.place.catalog, writable=True)
    with store.write() as transaction:
        indexing.set_index_state(transaction.connection, indexing.IndexState("1", "older"))
    store.close()
    assert archive.reading().search("report").pending == 2


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_the_search_page_says_it(stale: Archive, tmp_path: Path, language: str) -> None:
    room = client_of(stale.reading())
    note = {"en": "1 change is not indexed yet", "zh-Hans": "尚未编入索引", "zh-Hant": "尚未編入索引"}[language]
    assert note in room.get(f"/search?q=report&lang={language}").text
    keep(stale, tmp_path)
    assert note not in room.get(f"/search?q=report&lang={language}").text


def test_the_data_keeps_its_shape(stale: Archive) -> None:
    assert set(client_of(stale.reading()).get("/api/search.json?q=report").json()) == {"total", "hits"}


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_the_command_line_says_it_on_standard_error(
    stale: Archive, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    words = ["cunzhao", "search", "report", "-d", str(stale.place.directory), *options]
    monkeypatch.setattr(sys, "argv", words)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    with pytest.raises(SystemExit) as ended:
        cli.main()
    shown = capsys.readouterr()
    assert not ended.value.code
    assert shown.err == STALE
    assert "not indexed" not in shown.out


def test_doctor_names_it(stale: Archive, tmp_path: Path) -> None:
    assert "1 change is not indexed yet" in [f.what for f in stale.doctor()]
    keep(stale, tmp_path)
    assert not [f for f in stale.doctor() if "indexed" in f.what]
