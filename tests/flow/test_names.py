"""Which article a page is: its own URL is sure, one that it only names is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from cunzhao.archive import Archive
from cunzhao.flow.keys import url_key
from cunzhao.flow.outcome import Outcome
from tests.fetch.server import Answer, moved, ok
from tests.flow.bad_press import archive_for, page, serving

HOST = "http://bad.example"
OTHER_TEXT = "".join(
    f"<p>Paragraph {n} of the yearly report lists what the ferry company carried, and what that cost, month by month.</p>"
    for n in range(6)
)
TIDE = page("The tide comes in")
REPORT = page("The yearly report", OTHER_TEXT)


def names_canonical(content: bytes, path: str) -> bytes:
    """The page, naming another address as its canonical one."""
    return content.replace(b"<head>", f'<head><link rel="canonical" href="{HOST}{path}">'.encode())


def html(content: bytes) -> Answer:
    return ok(content, "Content-Type: text/html; charset=utf-8")


def keep(archive: Archive, *paths: str) -> list[Outcome]:
    with archive.writing("test") as writing:
        return [o for path in paths for o in writing.keep_urls([HOST + path]) if o.article]


def titles(archive: Archive) -> dict[str, int]:
    lines = archive.reading().catalogue.articles().lines
    return {line.title: line.revisions for line in lines}


def test_a_page_is_not_an_edit_of_one_that_named_its_address(tmp_path: Path) -> None:
    answers = {"/story": html(names_canonical(TIDE, "/report")), "/report": html(REPORT)}
    with serving(answers) as server:
        archive = archive_for(tmp_path, server)
        assert [o.kind for o in keep(archive, "/story", "/report")] == ["kept", "kept"]
        assert [o.kind for o in keep(archive, "/report", "/story")] == ["unchanged", "unchanged"]
    assert titles(archive) == {"The tide comes in": 1, "The yearly report": 1}
    assert archive.reading().article(f"{HOST}/report").line.title == "The yearly report"


def test_a_page_that_names_the_address_of_another_is_its_own_article(tmp_path: Path) -> None:
    answers = {"/story": html(names_canonical(TIDE, "/report")), "/report": html(REPORT)}
    with serving(answers) as server:
        archive = archive_for(tmp_path, server)
        assert [o.kind for o in keep(archive, "/report", "/story")] == ["kept", "kept"]
    assert titles(archive) == {"The tide comes in": 1, "The yearly report": 1}


@pytest.mark.parametrize("paths", [("/print", "/story"), ("/story", "/print")])
def test_two_addresses_of_one_text_are_one_article(tmp_path: Path, paths: tuple[str, str]) -> None:
    answers = {"/print": html(names_canonical(TIDE, "/story")), "/story": html(TIDE)}
    with serving(answers) as server:
        archive = archive_for(tmp_path, server)
        assert [o.kind for o in keep(archive, *paths)] == ["kept", "unchanged"]
        reading = archive.reading()
        urls = reading.article(f"{HOST}/story").urls
    assert set(urls) == {f"{HOST}/print", f"{HOST}/story"}
    assert reading.catalogue.find_article([url_key(f"{HOST}/story")], ("fetched",)) is not None


def test_an_address_that_always_leads_to_the_newest_is_no_edit(tmp_path: Path) -> None:
    answers = {"/latest": moved("/monday"), "/monday": html(TIDE), "/tuesday": html(REPORT)}
    with serving(answers) as server:
        archive = archive_for(tmp_path, server)
        keep(archive, "/latest")
        server.answers["/latest"] = moved("/tuesday")
        assert [o.kind for o in keep(archive, "/latest") if o.kind != "moved"] == ["kept"]
    assert titles(archive) == {"The tide comes in": 1, "The yearly report": 1}


def test_a_new_address_for_an_edited_text_is_the_same_article(tmp_path: Path) -> None:
    longer = TIDE.replace(b"</article>", b"<p>The board has now set a date in April, after all of this.</p></article>")
    answers = {"/1-tide": html(TIDE), "/1-the-tide": html(longer)}
    with serving(answers) as server:
        archive = archive_for(tmp_path, server)
        keep(archive, "/1-tide")
        server.answers["/1-tide"] = moved("/1-the-tide")
        assert "edited" in [o.kind for o in keep(archive, "/1-tide")]
    assert titles(archive) == {"The tide comes in": 2}


def test_a_page_handed_in_does_not_bring_a_removed_article_back(tmp_path: Path) -> None:
    answers = {"/story": html(TIDE)}
    saved = tmp_path / "story.html"
    saved.write_bytes(TIDE.replace(b"Monday", b"Tuesday"))
    with serving(answers) as server:
        archive = archive_for(tmp_path, server)
        keep(archive, "/story")
        server.answers["/story"] = ok(b"gone", status="410 Gone")
        keep(archive, "/story")
        with archive.writing("test") as writing:
            writing.keep_file(saved, f"{HOST}/story")
        (line,) = archive.reading().catalogue.articles().lines
        assert (line.state, line.revisions) == ("gone", 2)
        server.answers["/story"] = html(TIDE)
        keep(archive, "/story")
    assert [line.state for line in archive.reading().catalogue.articles().lines] == ["live"]


def test_a_page_without_a_title_is_not_edited_by_other_bytes(tmp_path: Path) -> None:
    bare = TIDE.replace(b"<title>The tide comes in</title>", b"").replace(b"<h1>The tide comes in</h1>", b"")
    with serving({"/story": html(bare)}) as server:
        archive = archive_for(tmp_path, server)
        keep(archive, "/story")
        server.answers["/story"] = html(bare.replace(b"</html>", b"<!-- served by 2 --></html>"))
        assert [o.kind for o in keep(archive, "/story")] == ["unchanged"]
    assert list(titles(archive).values()) == [1]


def test_a_missing_page_that_was_only_named_says_nothing_of_the_article(tmp_path: Path) -> None:
    answers = {"/story": html(names_canonical(TIDE, "/report")), "/report": ok(b"gone", status="410 Gone")}
    with serving(answers) as server:
        archive = archive_for(tmp_path, server)
        keep(archive, "/story", "/report")
        (line,) = archive.reading().catalogue.articles().lines
        assert line.state == "live"
        live = list(archive.reading().dump())
        archive.rebuild()
        assert list(archive.reading().dump()) == live
