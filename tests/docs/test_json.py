"""The examples on the page about JSON have the names that the program prints, at every depth."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.docs.pages import code_blocks, page, sections
from tests.docs.program import call

SECTIONS = sections(page("reference/json.md"))

pytestmark = pytest.mark.xdist_group("demo-archive")


def documented(section: str, number: int = 0) -> Any:
    """An example of a section."""
    return json.loads(code_blocks(SECTIONS[section], "json")[number])


def shape(value: Any) -> Any:
    """The names in a JSON value, at every depth; of a list, those of its first entry."""
    if isinstance(value, dict):
        return {name: shape(part) for name, part in value.items()}
    return [shape(value[0])] if isinstance(value, list) and value else None


def agree(said: Any, printed: Any, where: str = "") -> None:
    """Both have the same names; an empty list or object agrees with any."""
    if not said or not printed:
        return
    assert type(said) is type(printed), where
    if isinstance(said, dict):
        assert set(said) == set(printed), where
        for name in said:
            agree(said[name], printed[name], f"{where}.{name}")
    else:
        agree(said[0], printed[0], f"{where}[]")


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    """What a command prints, which must be one line of JSON."""
    capsys.readouterr()
    call(*words)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1, lines[:3]
    return json.loads(lines[0])


def an_id(capsys: pytest.CaptureFixture[str], demo: Path, query: str) -> str:
    """The id of the first article that a query finds in the demo."""
    found = printed(capsys, "search", query, "-d", str(demo), "--json")
    assert found["total"], query
    return str(found["hits"][0]["id"])


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ("search", ["search", "选举", "--json"]),
        ("said", ["said", "--all", "--json"]),
        ("verify and doctor", ["verify", "--json"]),
        ("verify and doctor", ["doctor", "--json"]),
        ("rebuild", ["rebuild", "--json"]),
        ("reprocess", ["reprocess", "--json"]),
    ],
)
def test_the_example_has_the_names_that_are_printed(
    section: str, words: list[str], demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    agree(shape(documented(section)), shape(printed(capsys, *words, "-d", str(demo))))


def test_publish(demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = printed(capsys, "publish", str(tmp_path / "site"), "-d", str(demo), "--json")
    agree(shape(documented("publish")), shape(said))


def test_redact(demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "press"
    shutil.copytree(demo, copy)
    name = an_id(capsys, copy, "is:edited")
    said = printed(capsys, "redact", name, "--reason", "r", "--by", "b", "--yes", "-d", str(copy), "--json")
    agree(shape(documented("redact")), shape(said))


def test_demo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = printed(capsys, "demo", "--once", "--json", "-d", str(tmp_path / "demo"))
    wanted = shape(documented("demo"))
    for kinds in (wanted, said):
        kinds["noticed"]["refused"] = sorted(kinds["noticed"]["refused"].values(), key=str)[:0]  # named by sources
    said["noticed"]["edited"] = [e for e in said["noticed"]["edited"] if all(e["changed"])]
    agree(wanted, shape(said))


def test_prove_mirror_and_key(demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = ("-d", str(demo), "--json")
    said = printed(capsys, "prove", an_id(capsys, demo, "选举"), "--with-bytes", *here)
    agree(shape(documented("prove")), shape(said))
    agree(shape(documented("mirror")), shape(printed(capsys, "mirror", str(tmp_path / "copy"), *here)))
    agree(shape(documented("anchor and key", 1)), shape(printed(capsys, "key", *here)))


@pytest.mark.parametrize("query", ["is:edited", "is:copy", "is:gone", "选举"])
def test_show(query: str, demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = printed(capsys, "show", an_id(capsys, demo, query), "-d", str(demo), "--json")
    agree(shape(documented("show")), shape(said))


def test_a_copy_has_the_names_that_the_page_lists(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = printed(capsys, "show", an_id(capsys, demo, "is:copy"), "-d", str(demo), "--json")
    names = json.dumps(list(said["copies"][0]), separators=(",", ":"))
    assert names.strip("[]") in SECTIONS["show"]


@pytest.mark.parametrize("query", ["is:edited", "is:gone"])
def test_an_evidence_report(query: str, demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = printed(capsys, "cite", an_id(capsys, demo, query), "--evidence", "-d", str(demo), "--json")
    wanted = shape(documented("cite"))
    gone = said.pop("gone")
    wanted.pop("gone")
    assert (gone is not None) == (query == "is:gone")
    for each in said["captures"]:
        each["facts"] = {}
    agree(wanted, shape(said))
    assert {each["log"] for each in said["captures"]} == {"included"}


def test_diff(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = printed(capsys, "diff", an_id(capsys, demo, "is:edited"), "-d", str(demo), "--json")
    agree(shape(documented("diff")), shape(said))


def test_export(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    call("export", "jsonl", "-", "-d", str(demo))
    for line in capsys.readouterr().out.splitlines():
        agree(shape(documented("export")), shape(json.loads(line)))


def test_export_of_a_package(demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = printed(capsys, "export", "wacz", str(tmp_path / "a.wacz"), "--query", "选举", "-d", str(demo), "--json")
    agree(shape(documented("export", 1)), shape(said))
    assert said["exported"] > 0
    archive = str(tmp_path / "press")
    call("init", archive)
    taken = printed(capsys, "import", "wacz", str(tmp_path / "a.wacz"), "-d", archive, "--json")
    agree(shape(documented("import")), shape(taken))
    assert taken["kept"] > 0


def test_import(demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    posts, archive = tmp_path / "_posts", str(tmp_path / "press")
    posts.mkdir()
    text = "---\nlayout: post\ntitle: The ferry\nfrom: https://news.example/ferry\n---\n<p>The ferry runs again.</p>\n"
    for name in ("2026-03-01-ferry.md", "2026-03-02-again.md"):
        (posts / name).write_text(text, encoding="utf-8")
    call("init", archive)
    said = printed(capsys, "import", "jekyll", str(tmp_path), "-d", archive, "--json")
    agree(shape(documented("import")), shape(said))
    assert said["read"] == 2 == said["kept"] + said["merged"] + len(said["skipped"])
    assert (said["kept"], said["merged"]) == (1, 1)


def test_extract(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "page.html"
    file.write_text(
        '<meta property="article:published_time" content="2026-03-02T12:30:00+08:00"><meta name="keywords" content="桥">'
        "<title>The ferry</title><article><h1>The ferry</h1><p>By Ann Walker</p>"
        + '<p>The old ferry ran for the last time on <a href="/m">Monday</a>, said the mayor of the town.</p>' * 3
        + '<img src="/i.jpg"></article>',
        encoding="utf-8",
    )
    said = printed(capsys, "extract", str(file), "--url", "https://news.example/ferry")
    agree(shape(documented("extract")), shape(said))
    assert said["blocks"][0]["links"]
    assert said["claims"][0]["at"] == said["published"]["at"] == "2026-03-02T04:30:00Z"


def test_extract_takes_and_gives_the_documented_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, lines = tmp_path / "page.html", tmp_path / "pages.jsonl"
    file.write_text("<title>The ferry</title><article><h1>The ferry</h1><p>It runs.</p></article>", encoding="utf-8")
    asked = documented("extract", 1)
    lines.write_text(json.dumps(asked | {"html_path": str(file)}) + "\n", encoding="utf-8")
    agree(shape(documented("extract", 2)), shape(printed(capsys, "extract", "--jsonl", str(lines))))
    file.write_bytes(bytes(range(256)) * 9)
    assert printed(capsys, "extract", "--jsonl", str(lines)) | {"id": "2"} == documented("extract", 3)


def test_feed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "feed.xml"
    file.write_text("<rss version='2.0'><channel><title>T</title></channel></rss>", encoding="utf-8")
    said = printed(capsys, "feed", str(file), "--json")
    assert {"feed", "entries", "version", "bozo"} <= set(said)


def test_the_comparison_can_fail() -> None:
    with pytest.raises(AssertionError):
        agree(shape({"a": 1, "b": [{"c": 1}]}), shape({"a": 1, "b": [{"d": 1}]}))
