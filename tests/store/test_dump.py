"""The canonical dump holds the search index: a word lost there is a difference."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from cunzhao.archive import Archive
from cunzhao.store import dump
from tests.flow.bad_press import page
from tests.press_archive import Clock


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM search_facets WHERE kind = 'name'",
        "UPDATE search_indexed SET digest = ''",
        "INSERT INTO search_text (rowid, title, body) VALUES (1, 'more', 'words')",
    ],
)
def test_any_difference_of_the_index_is_seen(harm: str, tmp_path: Path) -> None:
    archive = Archive.init(tmp_path / "press", clock=Clock(), parallel=False)
    (tmp_path / "a.html").write_bytes(page("The tide is high"))
    with archive.writing("test") as writing:
        writing.keep_file(tmp_path / "a.html", "http://n.example/a")
    catalogue = archive.reading().catalogue
    before = list(dump(catalogue))
    assert list(dump(catalogue)) == before
    assert {"search_facets", "search_indexed", "search_state", "search_text"} <= {line.split(" ")[0] for line in before}
    connection = sqlite3.connect(archive.place.catalog)
    with connection:
        connection.execute(harm)
    connection.close()
    assert list(dump(archive.reading().catalogue)) != before
