"""Two rounds over the whole fake press: what was kept, noticed, and told apart."""

from __future__ import annotations

import pytest

from cunzhao.flow.keys import url_key
from cunzhao.press import Expected
from cunzhao.types import ArticleFilter, ArticleView
from tests.press_archive import Desk

pytestmark = pytest.mark.xdist_group("two_rounds")

NO_ARTICLE = {"consent", "paywall", "blocked", "soft-404", "media", "empty"}


def wanted(two: Desk, *what: str) -> list[Expected]:
    found = [e for e in two.press.expected if e.what in what]
    assert found, f"the press has nothing of {what}"
    return found


def article_at(two: Desk, url: str) -> ArticleView | None:
    catalogue = two.archive.reading().catalogue
    found = catalogue.find_article([url_key(url)])
    return catalogue.article(found) if found else None


def test_every_article_is_kept_with_its_title_and_text(two_rounds: Desk) -> None:
    missing, wrong = [], []
    for url, truth in two_rounds.press.truths.items():
        view = article_at(two_rounds, url)
        if view is None:
            missing.append(url)
        elif view.line.title != truth.title:
            wrong.append((url, view.line.title, truth.title))
    assert missing == []
    assert wrong == []


def test_paragraphs_are_those_that_were_written(two_rounds: Desk) -> None:
    """But for one: a last paragraph of thirteen characters, which the block model takes for a note below the article."""
    wrong = []
    for url, truth in two_rounds.press.truths.items():
        view = article_at(two_rounds, url)
        assert view is not None
        if [" ".join(p.split()) for p in view.current.text.split("\n")] != [
            " ".join(p.split()) for p in truth.paragraphs
        ]:
            wrong.append(url)
    assert len(wrong) <= 1


def test_what_is_no_article_never_becomes_one(two_rounds: Desk) -> None:
    kept = [e.url for e in wanted(two_rounds, *NO_ARTICLE) if article_at(two_rounds, e.url) is not None]
    assert kept == []


def test_each_answer_is_called_by_its_kind(two_rounds: Desk) -> None:
    catalogue = two_rounds.archive.reading().catalogue
    called: dict[str, str] = {}
    for line in catalogue.captures(limit=100_000):
        if line.capture.purpose == "page" and line.verdict is not None:
            called.setdefault(url_key(line.capture.facts.get("requested", line.capture.url)), line.verdict.kind)
    wrong = [(e.what, e.url, called.get(url_key(e.url))) for e in wanted(two_rounds, *NO_ARTICLE)]
    assert [w for w in wrong if w[0] != w[2]] == []


def test_silent_edits_are_noticed(two_rounds: Desk) -> None:
    for expected in wanted(two_rounds, "edit", "added", "typo"):
        view = article_at(two_rounds, expected.url)
        assert view is not None
        assert len(view.revisions) == 2, expected.url
    edited = {line.id for line in two_rounds.archive.reading().catalogue.articles(ArticleFilter(only="edited")).lines}
    assert len(edited) == len(wanted(two_rounds, "edit", "added", "typo"))


def test_the_number_and_the_headline_are_graded(two_rounds: Desk) -> None:
    grades = set()
    for expected in wanted(two_rounds, "edit"):
        view = article_at(two_rounds, expected.url)
        assert view is not None
        grades |= set(view.current.grades)
    assert {"number", "headline"} <= grades


def test_a_takedown_is_noticed_and_its_text_kept(two_rounds: Desk) -> None:
    for expected in wanted(two_rounds, "gone"):
        view = article_at(two_rounds, expected.url)
        assert view is not None
        assert view.line.state == "gone"
        assert view.gone_since is not None
        assert len(view.revisions) == 1
        assert view.current.text


def test_a_moved_article_stays_one(two_rounds: Desk) -> None:
    for expected in wanted(two_rounds, "moved"):
        assert expected.other is not None
        before, after = article_at(two_rounds, expected.url), article_at(two_rounds, expected.other)
        assert before is not None
        assert after is not None
        assert before.line.id == after.line.id
        assert before.line.state == "live"


def test_copies_are_found_across_outlets(two_rounds: Desk) -> None:
    for expected in wanted(two_rounds, "copy"):
        view, other = article_at(two_rounds, expected.url), article_at(two_rounds, expected.other or "")
        assert view is not None
        assert other is not None
        assert other.line.id in {c.article for c in view.copies}


def test_one_title_twice_and_a_url_within_a_url_are_articles_of_their_own(two_rounds: Desk) -> None:
    for expected in wanted(two_rounds, "same-title", "prefix"):
        view, other = article_at(two_rounds, expected.url), article_at(two_rounds, expected.other or "")
        assert view is not None
        assert other is not None
        assert view.line.id != other.line.id


def test_dates_ahead_of_their_sighting_are_explained(two_rounds: Desk) -> None:
    for expected in wanted(two_rounds, "date-ahead"):
        view = article_at(two_rounds, expected.url)
        if view is None:
            continue
        published = view.line.published
        assert any(c.kind == "feed" and c.at is not None and c.at > view.line.first_captured for c in view.claims)
        assert published.at is not None
        assert published.at <= view.line.first_captured
        assert published.not_after is not None
        assert published.not_after <= view.line.first_captured


def test_images_are_held_and_named_placeholders_are_not(two_rounds: Desk) -> None:
    totals = two_rounds.archive.reading().catalogue.totals()
    assert totals["images_named"] > 20
    assert totals["images_held"] == totals["images_named"]


def test_the_report_adds_up(two_rounds: Desk) -> None:
    first, second, third = two_rounds.reports
    assert sum(r.kept for r in first) > 20
    assert sum(r.edited for r in second) == len(wanted(two_rounds, "edit", "added", "typo"))
    assert (sum(r.gone for r in second), sum(r.gone for r in third)) == (1, 1)
    assert all(r.images_held == r.images_named for r in second)
    assert [e for r in (*first, *second, *third) for e in r.errors] == []


def test_search_finds_across_scripts(two_rounds: Desk) -> None:
    reading = two_rounds.archive.reading()
    simplified, traditional = reading.search("选举"), reading.search("選舉")
    assert simplified.total > 0
    assert {h.line.id for h in simplified.hits} == {h.line.id for h in traditional.hits}


def test_everything_verifies(two_rounds: Desk) -> None:
    assert [f for f in two_rounds.archive.verify(read_data=True) if f.level != "ok"] == []


def test_a_rebuilt_catalogue_is_equal(two_rounds: Desk) -> None:
    before = list(two_rounds.archive.reading().dump())
    found = [h.line.id for h in two_rounds.archive.reading().search("的", limit=1000).hits]
    two_rounds.archive.place.catalog.unlink()
    counts = two_rounds.archive.rebuild()
    after = list(two_rounds.archive.reading().dump())
    assert counts["unlogged"] == 0
    assert after == before
    assert [h.line.id for h in two_rounds.archive.reading().search("的", limit=1000).hits] == found
    assert [f for f in two_rounds.archive.verify() if f.level != "ok"] == []
