"""The command line as scripts and people meet it: exit codes, one-line errors, the contracts of --json."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.press_archive import Desk

pytestmark = pytest.mark.xdist_group("cli")


ARTICLE = b"<html><head><title>T</title></head><body><article>%s</article></body></html>" % b"".join(
    b"<p>Sentence number %d of an article that is long enough to be taken for one by any reader.</p>" % n
    for n in range(9)
)


def test_search_keeps_its_contract(kept: Desk, call: Any) -> None:
    done = call("search", "-d", kept.archive.place.directory, "--json", "--limit", 2, "选举")
    assert done.code == 0
    assert set(done.json) == {"total", "hits"}
    assert done.json["total"] >= len(done.json["hits"]) > 0
    assert {"id", "title", "url", "source", "published", "snippet"} <= set(done.json["hits"][0])


def test_search_of_what_cannot_be_read_is_a_usage_error(kept: Desk, call: Any) -> None:
    done = call("search", "-d", kept.archive.place.directory, '"open')
    assert done.code == 2
    assert done.err.startswith("cunzhao: ")
    assert done.err.count("\n") == 1


def test_show_keeps_its_contract(kept: Desk, call: Any) -> None:
    name = kept.archive.reading().search("选举").hits[0].line.id
    done = call("show", name, "-d", kept.archive.place.directory, "--json")
    shown = done.json
    assert {"claims", "published", "captures", "images"} <= set(shown)
    assert {"not_before", "not_after", "why"} <= set(shown["published"])
    assert {"kind", "raw", "at", "where"} <= set(shown["claims"][0])
    assert shown["published"]["at"].endswith("Z")


def test_show_prints_no_trailing_space(kept: Desk, call: Any) -> None:
    name = kept.archive.reading().search("选举").hits[0].line.id
    lines = call("show", name, "-d", kept.archive.place.directory).out.splitlines()
    revisions = [line for line in lines if line.startswith("revision ")]
    assert revisions
    assert [line for line in revisions if line != line.rstrip()] == []


def test_show_takes_a_url_and_a_capture(kept: Desk, call: Any) -> None:
    directory = kept.archive.place.directory
    line = kept.archive.reading().search("选举").hits[0].line
    capture = call("show", line.id, "-d", directory, "--json").json["captures"][0]["id"]
    for name in (line.url, capture, f"{line.id}.1"):
        assert call("show", name, "-d", directory, "--json").json["id"] == line.id


def test_what_is_not_there_is_said(kept: Desk, call: Any) -> None:
    done = call("show", "nothing", "-d", kept.archive.place.directory)
    assert done.code == 7
    assert done.err.count("\n") == 1


def test_diff_marks_what_changed(kept: Desk, call: Any) -> None:
    directory = kept.archive.place.directory
    edited = next(e for e in kept.press.expected if e.what == "edit")
    done = call("diff", edited.url, "-d", directory, "--json")
    assert done.json["grades"]
    assert {r["op"] for r in done.json["text"]} | {r["op"] for r in done.json["title"]} >= {"same", "gone", "new"}
    assert "[-" in call("diff", edited.url, "-d", directory).out


def test_diff_of_one_revision_says_so(kept: Desk, call: Any) -> None:
    gone = next(e for e in kept.press.expected if e.what == "gone")
    done = call("diff", gone.url, "-d", kept.archive.place.directory)
    assert (done.code, done.err.count("\n")) == (2, 1)


def test_cite_gives_both_forms(kept: Desk, call: Any) -> None:
    directory = kept.archive.place.directory
    name = kept.archive.reading().search("选举").hits[0].line.id
    assert call("cite", name, "-d", directory).out.startswith("@")
    assert json.loads(call("cite", name, "-d", directory, "--json").out)


def test_export_jsonl_keeps_its_contract(kept: Desk, call: Any) -> None:
    done = call("export", "jsonl", "-", "-d", kept.archive.place.directory)
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert len(rows) == kept.archive.reading().catalogue.totals()["articles"]
    wanted = {"id", "url", "source", "title", "authors", "published", "language", "tags", "text", "revision"}
    assert all(wanted <= set(r) for r in rows)


def test_run_json_has_a_row_per_source(kept: Desk) -> None:
    rows = kept.reports[-1]
    assert len(rows) == len(kept.press.seeds)


def test_verify_and_doctor(kept: Desk, call: Any) -> None:
    directory = kept.archive.place.directory
    assert call("verify", "--quick", "-d", directory).code == 0
    done = call("doctor", "-d", directory, "--json")
    said = " ".join(f["what"] for f in done.json["findings"])
    assert "SQLite" in said
    assert done.code == 1
    assert "no contact is set" in said


def test_verify_finds_a_flipped_bit_and_writes_nothing(tmp_path: Path, call: Any) -> None:
    directory = tmp_path / "a"
    page = tmp_path / "p.html"
    page.write_bytes(ARTICLE)
    assert call("init", directory).code == 0
    assert call("keep", page, "--url", "http://a.example/1", "-d", directory).code == 0
    warc = next((directory / "evidence").glob("*.warc.gz"))
    content = bytearray(warc.read_bytes())
    content[len(content) // 2] ^= 1
    warc.write_bytes(content)
    before = {p: p.read_bytes() for p in directory.rglob("*") if p.is_file() and p.suffix != ".db-shm"}
    assert call("verify", "--read-data", "-d", directory).code in (1, 2)
    assert {p: p.read_bytes() for p in before} == before


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["search", "x", "-d", "nowhere"], 3),
        (["run", "-d", "nowhere"], 3),
        (["run", "--every", "soon", "-d", "."], 2),
        (["nonsense"], 2),
        (["show"], 2),
        (["feed", "nowhere.xml"], 8),
        (["extract", "nowhere.html"], 8),
        (["import", "jekyll", "nowhere", "-d", "."], 3),
        (["add", "ftp://a.example/", "-d", "."], 3),
    ],
)
def test_wrong_input_is_one_line_and_a_code(
    arguments: list[str], code: int, call: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = call(*arguments)
    assert done.code == code, done.err
    assert done.err.count("\n") == 1
    assert done.err.startswith("cunzhao: ")


def test_the_directory_comes_from_the_environment(tmp_path: Path, call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    call("init", tmp_path / "a")
    monkeypatch.setenv("CUNZHAO_DIR", str(tmp_path / "a"))
    assert call("search", "x").code == 0


def test_a_path_with_any_characters_works(tmp_path: Path, call: Any) -> None:
    directory = tmp_path / "档案 'a\" #?%41\n😀"
    page = tmp_path / "页 %.html"
    page.write_bytes(ARTICLE)
    assert call("init", directory).code == 0
    assert call("keep", page, "-d", directory).code == 0
    assert call("search", "article", "-d", directory, "--json").json["total"] == 1
    assert call("verify", "-d", directory).code == 0
    assert call("publish", tmp_path / "site 网 #", "-d", directory, "--json").json["written"] > 5
    assert call("rebuild", "-d", directory).code == 0


def test_extract_reads_a_page_from_standard_input(call: Any) -> None:
    page = (
        "<title>台风来了</title><article>"
        + "<p>台风在星期一晚上登陆，全市停工停课，港口暂停作业。</p>" * 6
        + "</article>"
    )
    done = call("extract", "--url", "http://a.example/1", stdin=page.encode())
    assert done.json["title"] == "台风来了"
    assert "登陆" in done.json["text"]


def test_extract_jsonl_keeps_order(tmp_path: Path) -> None:
    lines = []
    for n in range(5):
        page = tmp_path / f"{n}.html"
        page.write_text(
            f"<title>Title {n}</title><article>" + f"<p>Words of the article number {n}, many of them.</p>" * 8
        )
        lines.append(json.dumps({"id": str(n), "url": f"http://a.example/{n}", "html_path": str(page)}))
    done = subprocess.run(
        [sys.executable, "-m", "cunzhao", "extract", "--jsonl"], input="\n".join(lines), capture_output=True, text=True
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [r["id"] for r in rows] == [str(n) for n in range(5)], done.stderr
    assert all({"id", "title", "authors", "date", "body"} <= set(r) for r in rows)
    assert "number 3" in rows[3]["body"]


def test_feed_prints_feedparsers_names(tmp_path: Path, call: Any) -> None:
    file = tmp_path / "feed.xml"
    file.write_text(
        "<rss version='2.0'><channel><title>T</title><item><title>One</title><link>http://a.example/1</link></item></channel></rss>"
    )
    done = call("feed", file, "--json")
    assert done.json["feed"]["title"] == "T"
    assert done.json["entries"][0]["link"] == "http://a.example/1"


def test_nothing_heavy_is_loaded_to_print_the_version() -> None:
    code = "import sys, cunzhao; print([m for m in ('trafilatura', 'sqlalchemy', 'lxml') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_a_demo_runs_once_and_publishes(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cunzhao", "demo", "--once", "-d", str(tmp_path / "demo")],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    for word in ("Round 1", "Round 2", "edited", "gone", "copy", "files written"):
        assert word in done.stdout
    assert (tmp_path / "demo" / "site" / "index.html").exists()


def test_a_rebuild_that_passes_over_damage_names_it_and_ends_with_1(tmp_path: Path, call: Any) -> None:
    directory, page = tmp_path / "press", tmp_path / "page.html"
    call("init", directory)
    for n in range(2):
        page.write_bytes(ARTICLE.replace(b"</article>", b"<p>And number %d.</p></article>" % n))
        call("keep", page, "-d", directory)
    (file,) = (directory / "evidence").glob("*.warc.gz")
    content = bytearray(file.read_bytes())
    content[-60] ^= 1
    file.write_bytes(content)
    refused = call("keep", page, "-d", directory)
    assert refused.code == 6
    assert "cunzhao rebuild" in refused.err
    done = call("rebuild", "-d", directory, "--json")
    assert (done.code, done.json["captures"]) == (1, 1)
    assert done.json["damaged"][0]["where"].startswith(file.name)
    assert call("verify", "-d", directory).code == 1
    assert f"damage: {file.name}:" in call("rebuild", "-d", directory).out
    assert call("keep", page, "-d", directory).code == 0
