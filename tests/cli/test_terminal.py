"""What reaches a terminal: no control characters, no turned letters, in any encoding; help as help, errors in one line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cunzhao.archive import Archive
from cunzhao.cli.terminal import clean, escaped
from tests.press_archive import Desk

HOSTILE = "a\x1b[31mb\x9bc\u202ed\u2067e\ud800f\u200eg\u2028h\x7f\ri"


@pytest.mark.parametrize("kept_as_it_is", ["می\u200cخواهم", "👩\u200d🚀", "क्\u200dष", "a\tb\nc", "\u3000字", "\ue000"])
def test_text_is_not_spoilt(kept_as_it_is: str) -> None:
    assert clean(kept_as_it_is) == kept_as_it_is


def test_what_controls_a_terminal_is_replaced() -> None:
    assert clean(HOSTILE) == "a\ufffd[31mb\ufffdc\ufffdd\ufffde\ufffdfg\ufffdh\ufffd\ufffdi"


def test_json_has_the_same_value_and_no_such_character() -> None:
    written = escaped(json.dumps(HOSTILE, ensure_ascii=False))
    assert clean(written) == written
    assert json.loads(written) == HOSTILE


HEAD = "<html><head><title>Har\u202ebour \x9b31m :warning:</title></head><body><article>"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """An archive with an article of two editions whose title and text try to turn the terminal; and the article's id."""
    folder = tmp_path_factory.mktemp("hostile")
    page = folder / "p.html"
    with Archive.init(folder / "a", parallel=False).writing("test") as archive:
        for edition in ("one", "two"):
            paragraphs = "".join(
                f"<p>Paragraph {n} of edition {edition} says \u202eevil\u202c and \x9b31m, at length, in many words.</p>"
                for n in range(9)
            )
            page.write_text(f"{HEAD}{paragraphs}</article></body></html>", encoding="utf-8")
            (kept,) = archive.keep_file(page, "https://a.example/1")
    assert kept.article is not None
    return folder / "a", kept.article


@pytest.mark.parametrize(
    "words", [["show"], ["show", "--json"], ["diff"], ["diff", "--json"], ["cite"], ["cite", "--json"]]
)
def test_no_command_prints_what_it_should_not(words: list[str], hostile: tuple[Path, str], call: Any) -> None:
    archive, article = hostile
    done = call(words[0], article, *words[1:], "-d", archive)
    assert done.code == 0
    assert "bour" in done.out
    assert clean(done.out) == done.out


def test_a_word_between_colons_stays_a_word(hostile: tuple[Path, str], call: Any) -> None:
    assert ":warning:" in call("show", hostile[1], "-d", hostile[0]).out


def test_a_citation_in_json_is_one_line_either_way(hostile: tuple[Path, str], call: Any) -> None:
    one, other = (call("cite", hostile[1], "-d", hostile[0], *w) for w in (["--json"], ["--format", "csl-json"]))
    assert one.out == other.out
    assert one.out.count("\n") == 1


def test_an_error_is_clean_too(tmp_path: Path, call: Any) -> None:
    done = call("feed", tmp_path / "no\x1b[31m\u202esuch\nfile")
    assert done.err.count("\n") == 1
    assert clean(done.err) == done.err


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_other_encodings_cost_nothing(encoding: str, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0"}
    page = tmp_path / "页.html"
    page.write_text(
        "<title>台风</title><article>" + "<p>台风在星期一晚上登陆。</p>" * 9 + "</article>", encoding="utf-8"
    )
    done = subprocess.run([sys.executable, "-m", "cunzhao", "extract", str(page)], capture_output=True, env=environment)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["title"] == "台风"
    failed = subprocess.run(
        [sys.executable, "-m", "cunzhao", "feed", str(tmp_path / "无.xml")], capture_output=True, env=environment
    )
    assert (failed.returncode, failed.stderr.count(b"\n")) == (8, 1)
    assert b".xml: there is no such file" in failed.stderr


def test_without_words_the_help_is_printed_as_help(call: Any) -> None:
    bare, asked = call(), call("--help")
    assert (bare.code, asked.code) == (2, 0)
    assert bare.out == asked.out
    assert bare.out.count("\n") > 20
    assert bare.err == ""


@pytest.mark.parametrize("words", [["search", "-word"], ["search", "-dog"], ["diff", "x", "-1", "2"]])
def test_a_word_that_looks_like_an_option_is_explained(words: list[str], call: Any, tmp_path: Path) -> None:
    done = call(*words)
    assert done.code == 2
    assert " -- " in done.err
    assert done.err.count("\n") == 1


def test_numbers_of_revisions_are_checked(hostile: tuple[Path, str], call: Any) -> None:
    archive, article = hostile
    for numbers in (["--", "-1", "2"], ["0"], ["1", "9"]):
        done = call("diff", "-d", archive, article, *numbers)
        assert (done.code, done.err.count("\n")) == (7, 1)
        assert "its revisions are 1 to 2" in done.err


def test_a_fault_of_ours_is_one_line(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("two\nlines")

    monkeypatch.setattr("cunzhao.cli.care.Archive.open", broken)
    done = call("doctor")
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "ValueError at test_terminal.py" in done.err


def test_show_says_that_a_page_is_gone_and_what_was_left_out(kept: Desk, call: Any) -> None:
    gone = call("search", "is:gone", "-d", kept.archive.place.directory, "--json").json["hits"][0]["id"]
    shown = call("show", gone, "-d", kept.archive.place.directory)
    assert "\nstate: gone since " in shown.out
    for left_out in call("show", gone, "-d", kept.archive.place.directory, "--json").json["removed"]:
        assert f"left out: {left_out}" in shown.out


def test_the_demo_says_what_it_noticed_in_json(tmp_path: Path, call: Any) -> None:
    done = call("demo", "--once", "--json", "-d", tmp_path / "demo")
    assert done.code == 0
    assert done.out.count("\n") == 1
    assert len(done.json["rounds"]) == 3
    assert all(done.json["noticed"][what] for what in ("edited", "gone", "copies", "refused"))
    assert done.json["published"]["written"] > 0
