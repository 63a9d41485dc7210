"""Missing and gone: what it takes to say that an outlet took an article down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cunzhao.archive import Archive
from cunzhao.flow.keys import url_key
from cunzhao.flow.removal import CONFIRMED_AFTER, WITHOUT_WITNESS, decide_gone
from cunzhao.types import ArticleView, SourceReport
from tests.fetch.server import Answer, Server, ok
from tests.flow.bad_press import archive_for, feed, page, serving
from tests.press_archive import Clock

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
NOT_FOUND = ok(b"<title>404</title>", "Content-Type: text/html", status="404 Not Found")
REMOVED = ok(b"<title>Gone</title>", "Content-Type: text/html", status="410 Gone")
NAMES = ("a", "b", "c", "d")


def html(name: str) -> Answer:
    return ok(page(f"The harbour reports on {name}"), "Content-Type: text/html")


# -- the rule ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "served", "gone"),
    [
        (None, True, False),
        (timedelta(0), True, False),
        (CONFIRMED_AFTER - timedelta(seconds=1), True, False),
        (CONFIRMED_AFTER, True, True),
        (CONFIRMED_AFTER, False, False),
        (WITHOUT_WITNESS - timedelta(seconds=1), False, False),
        (WITHOUT_WITNESS, False, True),
        (timedelta(days=-3), True, False),
    ],
)
def test_a_removal_takes_time_and_a_witness_or_much_time(after: timedelta | None, served: bool, gone: bool) -> None:
    since = None if after is None else NOON - after
    assert decide_gone(404, since, NOON, served) is gone
    assert decide_gone(200, since, NOON, served) is gone


def test_a_server_that_says_removed_for_good_is_believed() -> None:
    assert decide_gone(410, None, NOON, served_since=False)


# -- the archive ------------------------------------------------------------------------------------------------------


@dataclass
class Outlet:
    """An outlet of four articles, followed, and the archive that holds them."""

    server: Server
    archive: Archive
    clock: Clock

    def round(self, hours: float = 0, recheck: str = "all") -> SourceReport:
        self.clock.forward(hours=hours)
        with self.archive.writing("test") as writing:
            return writing.run(recheck)[0]  # type: ignore[arg-type]

    def answer(self, answer: Answer | None, *names: str) -> None:
        """Answer with this from now on (None: with the article itself)."""
        self.server.answers |= {f"/{n}": html(n) if answer is None else answer for n in names}

    def article(self, name: str) -> ArticleView:
        catalogue = self.archive.reading().catalogue
        found = catalogue.find_article([url_key(f"http://bad.example/{name}")])
        assert found is not None
        view = catalogue.article(found)
        assert view is not None
        return view

    def states(self) -> str:
        return " ".join(self.article(n).line.state for n in NAMES)

    def said(self, *kinds: str) -> list[str]:
        """Entries of the change log and leaves of these kinds."""
        catalogue = self.archive.reading().catalogue
        leaves = [kind for _, kind, _, _ in catalogue.leaves() if kind in kinds]
        return leaves + [c.kind for c in catalogue.changes(0, 9999) if c.kind in kinds]


@pytest.fixture
def outlet(tmp_path: Path) -> Iterator[Outlet]:
    answers = {f"/{n}": html(n) for n in NAMES}
    with serving({"/feed": ok(feed(*answers), "Content-Type: application/rss+xml"), **answers}) as server:
        clock = Clock()
        made = Outlet(server, archive_for(tmp_path, server, clock), clock)
        with made.archive.writing("test") as writing:
            writing.add("http://bad.example/feed")
        assert made.round().kept == len(NAMES)
        yield made


def test_one_not_found_is_missing_and_the_second_an_hour_later_is_gone(outlet: Outlet) -> None:
    outlet.answer(NOT_FOUND, "b")
    first = outlet.round(hours=2)
    assert (first.missing, first.gone, outlet.states()) == (1, 0, "live missing live live")
    assert outlet.article("b").gone_since is None
    soon = outlet.round(hours=0.5)
    assert (soon.missing, soon.gone) == (1, 0)
    assert outlet.said("gone") == []
    later = outlet.round(hours=0.6, recheck="due")
    assert (later.missing, later.gone, outlet.states()) == (0, 1, "live gone live live")
    view = outlet.article("b")
    missed = next(line.capture.at for line in view.captures if line.capture.status == 404)
    assert view.gone_since == missed
    assert outlet.said("gone") == ["gone", "gone"]


def test_what_is_gone_already_is_no_news(outlet: Outlet) -> None:
    outlet.answer(REMOVED, "b")
    assert outlet.round(hours=2).gone == 1
    again = outlet.round(hours=2)
    assert (again.gone, again.missing, again.unchanged) == (0, 0, len(NAMES))
    assert outlet.said("gone") == ["gone", "gone"]


def test_an_outage_of_one_round_makes_nothing_gone(outlet: Outlet) -> None:
    outlet.answer(NOT_FOUND, *NAMES)
    assert outlet.round(hours=2).missing == len(NAMES)
    outlet.answer(None, *NAMES)
    well = outlet.round(hours=2)
    assert (well.unchanged, outlet.states()) == (len(NAMES), "live live live live")
    assert outlet.said("gone", "back") == []


def test_an_outage_of_many_rounds_makes_nothing_gone_until_it_has_lasted_a_week(outlet: Outlet) -> None:
    outlet.answer(NOT_FOUND, *NAMES)
    for _ in range(6):
        outlet.round(hours=24, recheck="due")
    assert outlet.states() == "missing missing missing missing"
    outlet.round(hours=48, recheck="due")
    assert outlet.states() == "gone gone gone gone"


def test_a_page_that_comes_back_is_live_again(outlet: Outlet) -> None:
    outlet.answer(REMOVED, "b")
    outlet.round(hours=2)
    outlet.answer(None, "b")
    outlet.round(hours=2, recheck="due")
    assert outlet.states() == "live live live live"
    assert outlet.article("b").gone_since is None
    assert outlet.said("back") == ["back"]


def test_a_refusal_leaves_open_what_is_missing(outlet: Outlet) -> None:
    refused = ok(b"<title>busy</title>", "Content-Type: text/html", status="403 Forbidden")
    outlet.answer(NOT_FOUND, "b")
    outlet.round(hours=2)
    outlet.answer(refused, "b", "c")
    assert outlet.round(hours=2).blocked == 2
    assert outlet.states() == "live missing blocked live"
    outlet.answer(NOT_FOUND, "b")
    assert outlet.round(hours=2).gone == 1


def test_a_page_that_is_announced_before_it_is_there_is_kept_later(outlet: Outlet) -> None:
    outlet.server.answers |= {"/feed": ok(feed("/early"), "Content-Type: application/rss+xml"), "/early": NOT_FOUND}
    first = outlet.round(hours=0.1, recheck="due")
    assert (first.missing, first.gone) == (1, 0)
    outlet.answer(None, "early")
    assert outlet.round(hours=1, recheck="due").kept == 1


def test_all_of_it_is_rebuilt_the_same(outlet: Outlet) -> None:
    outlet.answer(NOT_FOUND, "a", "b")
    outlet.answer(REMOVED, "c")
    outlet.round(hours=2)
    outlet.answer(None, "c")
    outlet.answer(NOT_FOUND, "d")
    outlet.round(hours=2)
    outlet.answer(None, "a")
    outlet.round(hours=0.5)
    assert outlet.states() == "live gone live missing"
    before = list(outlet.archive.reading().dump())
    outlet.archive.place.catalog.unlink()
    outlet.archive.rebuild()
    assert list(outlet.archive.reading().dump()) == before
