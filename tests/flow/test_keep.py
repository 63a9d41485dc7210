"""Single pages put on record because somebody asked: by address, or as a file saved from a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from cunzhao.archive import Archive
from cunzhao.errors import InputError, UsageError
from cunzhao.flow.outcome import Outcome
from cunzhao.types import ArticleView
from tests.fetch.server import moved, ok
from tests.flow.bad_press import archive_for, page, serving
from tests.flow.posts import archive_in
from tests.press_archive import Desk

URL = "https://news.example/story/1"
PAGE = page("The tide comes in").decode()


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return archive_in(tmp_path)


def keep(archive: Archive, file: Path, url: str | None = None) -> Outcome:
    with archive.writing("test") as writing:
        (done,) = writing.keep_file(file, url)
    return done


def saved(folder: Path, content: str | bytes, name: str = "page.html") -> Path:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def held(archive: Archive) -> ArticleView:
    reading = archive.reading()
    (line,) = reading.catalogue.articles().lines
    return reading.article(line.id)


# -- by address -------------------------------------------------------------------------------------------------------


def test_a_page_of_the_press_with_its_images(one: Desk) -> None:
    url = one.press.url("haian/election")
    with one.archive.writing("test") as writing:
        done = writing.keep_urls([url])
    view = one.archive.reading().article(url)
    assert view.line.title == one.press.truth("haian/election").title
    assert view.line.source is None
    assert view.line.images_held == view.line.images_named > 0
    assert [o.kind for o in done if o.article] == ["kept"]


def test_an_address_that_moved_is_found_under_both(tmp_path: Path) -> None:
    answers = {"/old": moved("/new"), "/new": ok(PAGE.encode(), "Content-Type: text/html")}
    with serving(answers) as server:
        archive = archive_for(tmp_path, server)
        with archive.writing("test") as writing:
            writing.keep_urls(["http://bad.example/old"])
    reading = archive.reading()
    ids = {reading.article(f"http://bad.example/{name}").line.id for name in ("old", "new")}
    assert len(ids) == 1
    assert [c.capture.status for c in reading.catalogue.captures() if c.capture.purpose == "page"] == [302, 200]


def test_the_same_address_again_is_unchanged(one: Desk) -> None:
    url = one.press.url("haian/election")
    for expected in ("kept", "unchanged"):
        with one.archive.writing("test") as writing:
            done = writing.keep_urls([url])
        assert [o.kind for o in done if o.article] == [expected]


@pytest.mark.parametrize(
    "url", ["http://nowhere.example/", "http://", "http://[::1", "http://a b/", "ftp://a.example/"]
)
def test_an_address_that_cannot_be_asked_is_one_line(url: str, one: Desk) -> None:
    with one.archive.writing("test") as writing:
        done = writing.keep_urls([url])
    assert [o.kind for o in done] == ["failed"]
    assert done[0].detail
    assert "\n" not in done[0].detail


# -- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mark",
    [
        f"<!-- saved from url=(0028){URL} -->",
        f"<!--\n Page saved with SingleFile \n url: {URL} \n saved date: Mon Nov 23 2026 10:00:00 GMT+0000\n-->",
        f'<link rel="canonical" href="{URL}">',
        f"<link href='{URL}' rel='canonical'>",
        f'<link rel=canonical href="{URL}"/>',
    ],
)
def test_a_file_says_where_it_came_from(mark: str, archive: Archive, tmp_path: Path) -> None:
    file = saved(tmp_path, PAGE.replace("<head>", f"<head>{mark}"))
    assert keep(archive, file).kind == "kept"
    view = held(archive)
    assert view.line.url == URL
    capture = view.captures[0].capture
    assert (capture.origin, capture.kind, capture.facts["file"]) == ("supplied", "resource", "page.html")
    assert archive.reading().stored(capture).payload == file.read_bytes()


def test_a_comment_of_the_browser_counts_before_the_page_s_own_word(archive: Archive, tmp_path: Path) -> None:
    canonical = '<link rel="canonical" href="https://other.example/">'
    file = saved(tmp_path, PAGE.replace("<head>", f"<head>{canonical}<!-- saved from url=(0028){URL} -->"))
    keep(archive, file)
    assert held(archive).line.url == URL


def test_an_address_in_markup_is_read_as_markup(archive: Archive, tmp_path: Path) -> None:
    mark = '<link rel="canonical" href="https://news.example/show?id=1&amp;page=台风">'
    keep(archive, saved(tmp_path, PAGE.replace("<head>", f"<head>{mark}")))
    assert held(archive).line.url == "https://news.example/show?id=1&page=台风"


def test_what_a_person_says_counts_first(archive: Archive, tmp_path: Path) -> None:
    file = saved(tmp_path, PAGE.replace("<head>", f"<head><!-- saved from url=(0028){URL} -->"))
    keep(archive, file, "https://news.example/other")
    assert held(archive).line.url == "https://news.example/other"


def test_a_file_without_an_address_is_known_by_its_own(archive: Archive, tmp_path: Path) -> None:
    keep(archive, saved(tmp_path, PAGE, "海 %?#.html"))
    view = held(archive)
    assert view.line.url.startswith("file:///")
    assert archive.reading().article(view.line.url).line.id == view.line.id


def test_the_same_file_again_is_no_new_article(archive: Archive, tmp_path: Path) -> None:
    file = saved(tmp_path, PAGE)
    assert keep(archive, file, URL).kind == "kept"
    assert keep(archive, file, URL).article == held(archive).line.id
    assert len(held(archive).revisions) == 1


def test_a_later_state_of_the_page_is_its_next_revision(archive: Archive, tmp_path: Path) -> None:
    keep(archive, saved(tmp_path, PAGE), URL)
    assert keep(archive, saved(tmp_path, PAGE.replace("5th time", "15th time")), URL).kind == "edited"
    assert [r.number for r in held(archive).revisions] == [1, 2]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("paper.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"),
        ("photo.html", b"\x89PNG\r\n\x1a\n" + bytes(500)),
        ("empty.html", b""),
        ("noise.bin", bytes(range(256)) * 10),
        ("few.html", b"<html><p>Hello</p>"),
    ],
)
def test_what_is_no_article_is_kept_as_evidence_only(
    name: str, content: bytes, archive: Archive, tmp_path: Path
) -> None:
    done = keep(archive, saved(tmp_path, content, name), URL)
    assert (done.kind, done.article) == ("other", None)
    assert done.detail
    reading = archive.reading()
    assert reading.catalogue.totals()["articles"] == 0
    assert reading.stored(reading.capture(done.capture).capture).payload == content


@pytest.mark.parametrize("url", ["nonsense", "ftp://a.example/x", "javascript:alert(1)", "http://"])
def test_an_address_that_is_none_is_refused(url: str, archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        keep(archive, saved(tmp_path, PAGE), url)
    assert archive.reading().catalogue.totals()["captures"] == 0


@pytest.mark.parametrize("word", ["http://[::1", "https://%zz/", "http://a:b:c/"])
def test_a_file_whose_word_cannot_be_used_is_known_by_its_own_address(
    word: str, archive: Archive, tmp_path: Path
) -> None:
    keep(archive, saved(tmp_path, PAGE.replace("<head>", f"<head><!-- saved from url=(0028){word}x -->")))
    assert held(archive).line.url.startswith("file:///")


def test_a_name_that_is_no_unicode(archive: Archive, tmp_path: Path) -> None:
    assert keep(archive, saved(tmp_path, PAGE, "bad\udcff.html")).kind == "kept"
    archive.place.catalog.unlink()
    assert archive.rebuild()["captures"] == 1


def test_what_is_not_there_is_said(archive: Archive, tmp_path: Path) -> None:
    for path in (tmp_path / "missing.html", tmp_path):
        with pytest.raises(InputError, match="give a URL or the path"):
            keep(archive, path)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(archive: Archive, tmp_path: Path) -> None:
    file = tmp_path / "huge.html"
    with file.open("wb") as open_file:
        open_file.truncate(300_000_000)
    with pytest.raises(InputError, match="larger than"):
        keep(archive, file)


def test_what_was_handed_in_is_not_fetched_by_itself(archive: Archive, tmp_path: Path) -> None:
    keep(archive, saved(tmp_path, PAGE), URL)
    assert archive.reading().catalogue.due(None, "page", ("new", "held"), "9999", 10) == ()
