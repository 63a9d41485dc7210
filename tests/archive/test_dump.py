"""The canonical dump holds the search index: a word lost there is a difference."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cunzhao.archive import Archive
from cunzhao.index.engine import Engine
from cunzhao.index.fields import entry_of
from cunzhao.store import indexing
from tests.flow.bad_press import page
from tests.press_archive import Clock


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    made = Archive.init(tmp_path / "press", clock=Clock(), parallel=False)
    (tmp_path / "a.html").write_bytes(page("The tide is high"))
    with made.writing("test") as writing:
        writing.keep_file(tmp_path / "a.html", "http://n.example/a")
    return made


@pytest.mark.parametrize(
    "harm", [{"text": "less"}, {"title": "x"}, {"tags": ("more",)}, {"sort_at": "2020-01-01T00:00:00Z"}]
)
def test_any_difference_of_the_index_is_seen(archive: Archive, harm: dict[str, Any]) -> None:
    reading = archive.reading()
    before = list(reading.dump())
    assert list(reading.dump()) == before
    (folder,) = archive.place.index.iterdir()
    with reading.catalogue.connect() as connection:
        (document,) = indexing.documents_after(connection, 0, 9)
    engine = Engine(folder)
    for spoilt in (document, replace(document, **harm)):
        engine.put([document.id], [entry_of(spoilt)])
        engine.commit(engine.upto)
        assert (list(archive.reading().dump()) == before) == (spoilt is document)
    engine.close()
