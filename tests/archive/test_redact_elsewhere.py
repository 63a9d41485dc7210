"""A redaction over copies, old files, a followed press: whatever could bring back what went, or lose what did not."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from cunzhao.archive import Archive
from cunzhao.errors import EvidenceError, Redacted, UsageError
from cunzhao.record import Disk
from cunzhao.record.mirror import mirror
from cunzhao.types import ArticleView
from tests.archive.redacted import WHO, WHY, bad, found_in, tree
from tests.press_archive import Clock, Desk, desk

pytestmark = pytest.mark.xdist_group("redact")


def test_a_tombstone_that_nobody_ordered_is_found(archive: Archive, secret: ArticleView, tmp_path: Path) -> None:
    """The catalogue and the journal of before, over evidence in which something was wiped out."""
    shutil.copytree(archive.place.directory, tmp_path / "wiped")
    archive.redact([secret.line.id], WHY, WHO)
    shutil.rmtree(tmp_path / "wiped" / "evidence")
    shutil.copytree(archive.place.evidence, tmp_path / "wiped" / "evidence")
    wiped = Archive.open(tmp_path / "wiped", clock=Clock(), parallel=False)
    assert [line for line in bad(wiped) if "was redacted and has a row still" in line]
    wiped.rebuild()
    assert any("neither in the evidence" in line for line in bad(wiped))


def test_a_file_put_back_from_an_old_copy_is_noticed_and_cleared(
    archive: Archive, secret: ArticleView, tmp_path: Path
) -> None:
    shutil.copytree(archive.place.evidence, tmp_path / "old")
    archive.redact([secret.line.id], WHY, WHO)
    for path in (tmp_path / "old").glob("*.gz"):
        shutil.copy(path, archive.place.evidence / path.name)
    assert any("still in" in line for line in bad(archive))
    archive.rebuild()
    for path in (tmp_path / "old").glob("*.cdxj"):
        assert (archive.place.evidence / path.name).exists()
    assert found_in(archive.place.directory) == set()
    assert bad(archive) == []


def test_a_copy_is_not_spoilt_by_an_order_that_the_log_does_not_know(
    archive: Archive, secret: ArticleView, tmp_path: Path
) -> None:
    copy = tmp_path / "mirror"
    archive.mirror(copy)
    shutil.copytree(archive.place.directory, tmp_path / "before")
    archive.redact([secret.line.id], WHY, WHO)
    journal = archive.place.journal / "journal.jsonl"
    (tmp_path / "before" / "journal" / "journal.jsonl").write_bytes(journal.read_bytes())
    before = tree(copy)
    with pytest.raises(EvidenceError, match="the log does not hold redaction"):
        mirror(tmp_path / "before", copy, Disk())
    assert tree(copy) == before


def test_a_copy_that_was_cut_inside_of_it_follows_all_the_same(
    archive: Archive, secret: ArticleView, tmp_path: Path
) -> None:
    copy = tmp_path / "mirror"
    archive.mirror(copy)
    capture = secret.captures[1].capture
    with (copy / "evidence" / capture.path).open("r+b") as stream:
        stream.truncate(capture.offset + 100)
    archive.redact([secret.line.id], WHY, WHO)
    archive.mirror(copy)
    assert found_in(copy) == set()
    assert tree(copy / "evidence") == {
        name: data for name, data in tree(archive.place.evidence).items() if name.endswith(".gz")
    }


@pytest.fixture
def press(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as made:
        made.follow(["beiting", "tidewatch"])
        made.round()
        made.press.advance()
        made.clock.forward(hours=1)
        made.round("all")
        yield made


def test_a_followed_article_goes_with_its_images_and_stays_away(press: Desk) -> None:
    archive = press.archive
    reading = archive.reading()
    lines = reading.catalogue.articles(limit=1000).lines
    view = next(v for line in lines if (v := reading.article(line.id)).images and v.images[0].capture and not v.copies)
    shared = {i.image.url for line in lines if line.id != view.line.id for i in reading.article(line.id).images}
    planned = archive.redaction_plan([view.line.url])
    taken = {line.capture.id for line in planned.captures}
    assert planned.channels
    assert all((i.capture in taken) == (i.image.url not in shared) for i in view.images if i.capture)
    archive.redact([view.line.id], WHY, WHO)
    assert bad(archive) == []
    press.clock.forward(hours=30)
    press.round("all")
    totals = archive.reading().catalogue.totals()
    assert totals["articles"] == len(lines) - 1
    with pytest.raises(Redacted):
        archive.reading().article(view.line.id)
    with sqlite3.connect(archive.place.catalog) as database:
        for table, column in (("sightings", "url"), ("frontier", "url"), ("revisions", "title"), ("captures", "url")):
            rows = {value for (value,) in database.execute(f"SELECT {column} FROM {table}")}
            assert not rows & {view.line.url, view.current.title}
    live = list(archive.reading().dump())
    archive.rebuild()
    assert list(archive.reading().dump()) == live
    assert bad(archive) == []


def test_bytes_that_others_refer_to_go_together_or_not_at_all(press: Desk) -> None:
    archive = press.archive
    catalogue = archive.reading().catalogue
    revisit = next(
        line.capture
        for line in catalogue.captures(limit=10_000)
        if line.capture.kind == "revisit" and line.capture.purpose == "feed" and line.capture.status == 200
    )
    assert revisit.refers_to is not None
    others = {line.capture.id for line in catalogue.with_payload(revisit.payload_digest)}
    with pytest.raises(UsageError, match="the same bytes are on record as") as said:
        archive.redact([revisit.refers_to], WHY, WHO)
    assert all(name in str(said.value) for name in others - {revisit.refers_to})
    archive.redact(sorted(others), WHY, WHO)
    assert bad(archive) == []
