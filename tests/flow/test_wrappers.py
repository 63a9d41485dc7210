"""Wrappers in an archive: learned at the end of the work, in force behind their journal entry, corrected, closed, rebuilt."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cunzhao.archive import Archive
from cunzhao.errors import NotFound, UsageError
from cunzhao.flow import journal
from cunzhao.flow.files import take_files
from cunzhao.store import dump, wrappers
from cunzhao.types import Channel, Deposit, Exchange, Source
from tests.extract.wrapper_pages import new_layout, old_layout, paragraphs, title, url

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
TEASED = "Read this too"


@dataclass
class Quay:
    """An archive that follows one source, whose pages are handed to it."""

    archive: Archive
    moment: list[datetime] = field(default_factory=lambda: [NOW])

    def take(self, pages: Iterable[tuple[int, str]]) -> None:
        """Captures of these pages, one after the other, and the end of the work."""
        with self.archive.writing("test") as writing:
            take_files(writing.context, [self.deposit(n, markup) for n, markup in pages])

    def deposit(self, n: int, markup: str) -> Deposit:
        self.moment[0] += timedelta(minutes=1)
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        body = markup.encode()
        headers = (("Content-Type", "text/html; charset=utf-8"),)
        at = self.moment[0]
        exchange = Exchange(url(n), b"GET / HTTP/1.1\r\n\r\n", head + body, 200, headers, body, at, at, "192.0.2.1:443")
        return Deposit("page", "quay", exchange=exchange)

    def extractor(self, n: int) -> str:
        """Which extractor read the ``n``-th page."""
        return self.archive.reading().article(url(n)).current.extractor

    def states(self) -> list[tuple[str, str]]:
        """State and reason of each wrapper, oldest first."""
        return [(one.state, one.why) for one in self.archive.reading().wrappers("quay")[1]]

    def rows(self) -> list[str]:
        return list(dump(self.archive.reading().catalogue))


def followed(folder: Path) -> Quay:
    moment = [NOW]
    archive = Archive.init(folder, clock=lambda: moment[0], parallel=False)
    with archive.writing("test") as writing:
        journal.follow(
            writing.context,
            Source("quay", "Quay News", "https://quay.example/", (Channel("listing", "https://quay.example/"),), NOW),
        )
    return Quay(archive, moment)


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Quay:
    quay = followed(tmp_path_factory.mktemp("quay") / "press")
    quay.take((n, old_layout(n)) for n in range(6))
    quay.take((n, old_layout(n)) for n in range(20, 23))
    return quay


@pytest.fixture
def quay(learned: Quay, tmp_path: Path) -> Quay:
    shutil.copytree(learned.archive.place.directory, tmp_path / "press")
    moment = list(learned.moment)
    return Quay(Archive.open(tmp_path / "press", clock=lambda: moment[0], parallel=False), moment)


def test_one_is_learned_from_the_first_pages_and_reads_the_next(quay: Quay) -> None:
    assert quay.states() == [("used", "pages")]
    assert quay.extractor(3).startswith("generic/")
    assert quay.extractor(21).startswith("wrapper/")
    current = quay.archive.reading().article(url(21)).current
    assert current.text.split("\n")[:4] == paragraphs(21)
    assert TEASED not in current.text


def test_a_rebuild_learns_the_same_and_reads_the_same(quay: Quay) -> None:
    before = quay.rows()
    quay.archive.rebuild()
    assert quay.rows() == before
    assert any(row.startswith("wrappers ") for row in before)


def test_the_same_page_under_a_wrapper_is_no_edit(quay: Quay) -> None:
    quay.take([(2, old_layout(2).replace("</footer>", "<i>!</i></footer>"))])
    assert quay.archive.reading().article(url(2)).current.number == 1
    changed = [p.replace("Monday", "Friday") for p in paragraphs(3)]
    quay.take([(3, old_layout(3, changed))])
    current = quay.archive.reading().article(url(3)).current
    assert current.number == 2
    assert current.extractor.startswith("wrapper/")
    before = quay.rows()
    quay.archive.rebuild()
    assert quay.rows() == before


def test_a_redesign_is_noticed_and_learned_and_old_captures_keep_theirs(quay: Quay) -> None:
    quay.take((n, new_layout(n)) for n in range(30, 37))
    assert quay.states()[-1] == ("used", "drift")
    assert quay.extractor(31).startswith("generic/"), "the old wrapper misses the new layout"
    quay.take([(40, new_layout(40)), (41, old_layout(41))])
    first, second = quay.archive.reading().wrappers("quay")[1][0], quay.archive.reading().wrappers("quay")[1][-1]
    assert first.wrapper is not None
    assert second.wrapper is not None
    assert first.valid_until == second.valid_from
    assert quay.extractor(40) == second.wrapper.version
    assert quay.extractor(21) == first.wrapper.version
    before = quay.rows()
    with quay.archive.writing("test") as writing:
        report = writing.reprocess()
    assert (report.changed, report.failed) == (0, ())
    quay.archive.rebuild()
    assert quay.rows() == before


def test_a_correction_holds_after_reprocess_and_rebuild(quay: Quay) -> None:
    with quay.archive.writing("test") as writing:
        writing.correct_wrapper("quay", "drop", "div.story ul")
        writing.reprocess()
    text = quay.archive.reading().article(url(21)).current.text
    assert "Rule 21" not in text
    assert title(21) not in text
    before = quay.rows()
    quay.archive.rebuild()
    assert quay.rows() == before
    assert "Rule 21" not in quay.archive.reading().article(url(21)).current.text
    quay.take([(50, old_layout(50))])
    assert "Rule 50" not in quay.archive.reading().article(url(50)).current.text


def test_off_means_that_the_generic_extractor_reads_all(quay: Quay) -> None:
    with quay.archive.writing("test") as writing:
        writing.correct_wrapper("quay", "off")
        writing.reprocess()
    assert quay.extractor(21).startswith("generic/")
    before = quay.rows()
    quay.archive.rebuild()
    assert quay.rows() == before
    with quay.archive.writing("test") as writing:
        writing.correct_wrapper("quay", "on")
        writing.reprocess()
    assert quay.extractor(21).startswith("wrapper/")


def test_what_cannot_be_meant_is_refused(quay: Quay) -> None:
    with quay.archive.writing("test") as writing:
        with pytest.raises(UsageError, match="no CSS selector"):
            writing.correct_wrapper("quay", "drop", "div..")
        with pytest.raises(NotFound):
            writing.correct_wrapper("pier", "off")


def test_each_page_is_noted_and_some_are_checked(quay: Quay) -> None:
    quay.take((n, old_layout(n)) for n in range(60, 84))
    store = quay.archive.reading().catalogue
    reads = wrappers.reads_since(store, "quay", -1, 100)
    assert reads.pages == 27
    assert 0 < len(reads.agreements) < 8
    assert min(reads.agreements) > 0.9


def test_doubling_learns_anew(quay: Quay) -> None:
    quay.take((n, old_layout(n)) for n in range(90, 94))
    assert [why for _, why in quay.states()] == ["pages", "pages"]
    number = quay.archive.reading().wrappers("quay")[1][-1]
    assert number.articles == 13


def entries(archive: Archive) -> Iterator[dict[str, object]]:
    for path in sorted(archive.place.journal.iterdir()):
        yield from map(json.loads, path.read_text().splitlines())


def test_the_journal_says_what_was_learned_from(quay: Quay) -> None:
    said: Sequence[dict[str, object]] = [e for e in entries(quay.archive) if e["kind"] == "wrapper"]
    assert [(e["do"], e["source"], e["articles"]) for e in said] == [("learn", "quay", 6)]
    assert len(said[0]["captures"]) == 6  # type: ignore[arg-type]
