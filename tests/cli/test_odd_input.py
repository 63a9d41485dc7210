"""Lists with bad entries, files that are no articles, odd names and odd places: each has its line, and nothing is lost."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from cunzhao.archive import Archive
from cunzhao.cli.common import table
from cunzhao.extract import is_binary
from tests.cli.test_cli import ARTICLE

OPML = """<opml version="2.0"><body>
<outline text="A" xmlUrl="https://a.example/feed" htmlUrl="https://a.example/"/>
<outline text="A again" xmlUrl="https://a.example/feed"/>
<outline text="A, sport" xmlUrl="https://a.example/sport.xml" htmlUrl="https://a.example/"/>
<outline text="B" xmlUrl="https://b.example/feed"/>
<outline text="Bad" xmlUrl="file:///etc/passwd"/>
<outline text="Folder"><outline text="Page" type="link" url="https://p.example/"/></outline>
<outline text="Nothing in it"/>
</body></opml>"""
ALL_BYTES = bytes(range(256)) * 40


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An empty archive."""
    return Archive.init(tmp_path / "a").place.directory


def test_a_list_of_feeds_says_what_became_of_each_entry(archive: Path, tmp_path: Path, call: Any) -> None:
    file = tmp_path / "feeds.opml"
    file.write_text(OPML)
    done = call("import", "opml", file, "-d", archive, "--json")
    said = done.json
    assert done.code == 1
    assert (said["read"], said["kept"], said["merged"]) == (6, 2, 2)
    assert [s["path"] for s in said["skipped"]] == ["feeds.opml:6", "feeds.opml:7"]
    assert "file:///etc/passwd" in said["skipped"][0]["reason"]
    assert {o["path"] for o in said["odd"]} == {"feeds.opml:3", "feeds.opml:8", "feeds.opml"}
    again = call("import", "opml", file, "-d", archive, "--json").json
    assert (again["read"], again["kept"], again["merged"]) == (6, 0, 4)


def test_adding_a_list_names_what_could_not_be_followed(archive: Path, tmp_path: Path, call: Any) -> None:
    file = tmp_path / "feeds.opml"
    file.write_text(OPML)
    done = call("add", file, "-d", archive)
    assert done.code == 1
    assert done.out.count("failed: feeds.opml:") == 2
    assert done.out.count("following ") == 3


@pytest.mark.parametrize("content", ["<opml><body/></opml>", "", "text", "<!DOCTYPE x><opml/>"])
def test_what_is_no_list_is_named(content: str, archive: Path, tmp_path: Path, call: Any) -> None:
    file = tmp_path / "f.opml"
    file.write_text(content)
    done = call("import", "opml", file, "-d", archive, "--json")
    assert (done.code, done.err.count("\n"), done.out) == (8, 1, "")
    assert str(file) in done.err


@pytest.mark.parametrize(
    ("name", "content"),
    [("rubbish.html", ALL_BYTES), ("a.pdf", b"%PDF-1.7\n"), ("pdf.html", b"%PDF-1.7\n"), ("empty.html", b"")],
)
def test_what_is_no_article_fails_and_is_on_record(
    name: str, content: bytes, archive: Path, tmp_path: Path, call: Any
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    done = call("keep", file, "-d", archive, "--json")
    (row,) = done.json["kept"]
    (error,) = done.json["errors"]
    assert (done.code, row["kind"], row["article"]) == (1, "other", None)
    assert "is no article (" in error
    assert error.endswith(f"its bytes are on record as capture {row['capture']}")
    assert Archive.open(archive).reading().payload(row["capture"])[0] == content


@pytest.mark.parametrize(
    ("content", "binary"),
    [
        (ALL_BYTES, True),
        (b"", False),
        (b"\x00\x01", True),
        (ARTICLE, False),
        (ARTICLE + b"\x00\x01", False),
        ("<p>字</p>".encode("utf-16"), False),
        ("<p>字と字</p>".encode("iso2022_jp"), False),
        ("<p>字</p>".encode("gb18030") * 9, False),
    ],
)
def test_binary_is_told_by_its_control_characters(content: bytes, binary: bool) -> None:
    assert is_binary(content) is binary


def test_an_article_without_an_address_has_a_source_in_words(archive: Path, tmp_path: Path, call: Any) -> None:
    page = tmp_path / "p.html"
    page.write_bytes(ARTICLE)
    assert call("keep", page, "-d", archive).code == 0
    (hit,) = call("search", "article", "-d", archive, "--json").json["hits"]
    assert hit["source"] == "handed in"


def test_a_name_that_is_no_text_is_kept_and_spelled_out(archive: Path, tmp_path: Path, call: Any) -> None:
    page = tmp_path / os.fsdecode(b"\xff\n'\".html")
    try:
        page.write_bytes(ARTICLE)
    except OSError:
        pytest.skip("this file system takes names in UTF-8 only")
    assert call("keep", page, "-d", archive).code == 0
    assert call("verify", "--read-data", "-d", archive).code == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["feed", "empty"], 8),
        (["feed", "folder"], 8),
        (["feed", "feed", "--headers", "nothing"], 8),
        (["extract", "folder"], 8),
        (["add", "", "-d", "a"], 2),
        (["add", "folder", "-d", "a"], 8),
        (["import", "jekyll", "folder", "-d", "a"], 8),
        (["import", "else", "folder", "-d", "a"], 2),
        (["search", "x", "--limit", "-3", "-d", "a"], 2),
        (["search", "x", "-d", "empty"], 3),
        (["show", "", "-d", "a"], 7),
        (["show", "a\nb😀", "-d", "a"], 7),
        (["diff", "x", "one", "-d", "a"], 2),
        (["serve", "--port", "-1", "-d", "a"], 2),
        (["run", "--every", "-1h", "-d", "a"], 2),
        (["init", "empty"], 5),
        (["demo", "--once", "-d", "empty"], 2),
        (["demo", "--once", "-d", "full"], 2),
        (["export", "jsonl", "folder", "-d", "a"], 5),
        (["export", "jsonl", "no/such/place", "-d", "a"], 5),
        (["export", "jekyll", "-", "-d", "a"], 2),
    ],
)
def test_odd_words_have_one_line_and_a_code(
    words: list[str], code: int, archive: Path, tmp_path: Path, call: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    Path("full").mkdir()
    for name in ("empty", "full/x"):
        Path(name).touch()
    Path("feed").write_text("<rss/>")
    done = call(*words)
    assert (done.code, done.err.count("\n"), done.out) == (code, 1, ""), done.err
    assert done.err.startswith("cunzhao: ")
    assert "a fault of" not in done.err


def test_a_page_handed_to_extract_that_is_none_ends_with_8(tmp_path: Path, call: Any) -> None:
    junk, empty = tmp_path / "r.html", tmp_path / "empty.html"
    junk.write_bytes(ALL_BYTES * 9)
    empty.write_bytes(b" \n")
    done = call("extract", junk)
    assert (done.code, done.json["partial"]) == (8, ["no text, a binary file"])
    assert "no text, a binary file" in done.err
    for file, stdin in ((empty, b""), ("-", b"")):
        done = call("extract", file, stdin=stdin)
        assert (done.code, done.out) == (8, "")
        assert "is empty" in done.err


def test_a_feed_that_is_missing_is_no_matter_of_urls(tmp_path: Path, call: Any) -> None:
    done = call("feed", tmp_path / "none.xml")
    assert done.code == 8
    assert "URL" not in done.err


def test_an_address_that_is_none_is_a_wrong_word(archive: Path, call: Any) -> None:
    assert call("add", "http://[::1/", "-d", archive).code == 2


def test_a_round_without_a_source_has_no_table(archive: Path, call: Any) -> None:
    assert call("run", "-d", archive).out == "no source is followed yet: cunzhao add URL\n"


def test_a_table_off_a_terminal_folds_no_name(capsys: pytest.CaptureFixture[str]) -> None:
    name = "a-very-long-name-of-an-outlet." * 9 + "example"
    table(("source", "found"), [(name, 1), ("short", 22)], frozenset({1}))
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines] == [["source", "found"], [name, "1"], ["short", "22"]]
