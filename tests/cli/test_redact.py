"""The command redact: it asks, it needs a yes where nobody can be asked, and its exit codes are those that are documented."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import pytest

from cunzhao.archive import Archive
from cunzhao.record.redaction import redactions
from tests.flow.bad_press import page

WORDS = ("--reason", "court order", "--by", "A Keeper")
PAGE = "https://n.example/0"


class Terminal(io.TextIOWrapper):
    """A person who answers."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def place(tmp_path: Path) -> Path:
    archive = Archive.init(tmp_path / "archive", parallel=False)
    with archive.writing("test") as writing:
        for n in range(2):
            (tmp_path / "p.html").write_bytes(page(f"A page \x1b[31m number {n}"))
            writing.keep_file(tmp_path / "p.html", f"https://n.example/{n}")
    return tmp_path / "archive"


def ordered(place: Path) -> int:
    return len(redactions(place / "journal" / "journal.jsonl"))


def test_with_yes_it_is_done_and_everything_that_asks_says_so(place: Path, call: Any, tmp_path: Path) -> None:
    done = call("redact", PAGE, *WORDS, "--yes", "-d", place, "--json")
    assert done.code == 0
    assert (len(done.json["articles"]), done.json["captures"], done.json["revisions"]) == (1, 1, 1)
    for words in (("show",), ("prove",), ("cite",), ("redact", *WORDS, "--yes")):
        ended = call(*words, PAGE, "-d", place)
        assert (ended.code, ended.out) == (10, "")
        assert ended.err.startswith("cunzhao: redacted by A Keeper on ")
        assert ended.err.count("\n") == 1
    (tmp_path / "p.json").write_text(call("prove", done.json["redaction"], "-d", place).out)
    assert "by A Keeper: court order" in call("verify", tmp_path / "p.json").out
    assert call("verify", "--read-data", "-d", place).code == 0
    assert call("search", "page", "--json", "-d", place).json["total"] == 1


def test_it_says_in_words_what_went_and_what_is_left_to_do(place: Path, call: Any) -> None:
    out = call("redact", PAGE, *WORDS, "--yes", "-d", place).out
    assert "redacted 1 articles, 1 captures, 1 texts: j" in out
    assert "publish again" in out
    assert call("mirror", place.parent / "copy", "-d", place).code == 0


def test_where_nobody_can_be_asked_it_needs_a_yes(place: Path, call: Any) -> None:
    ended = call("redact", PAGE, *WORDS, "-d", place)
    assert ended.code == 2
    assert "--yes" in ended.err
    assert ordered(place) == 0


@pytest.mark.parametrize(("answer", "code", "orders"), [("y\n", 0, 1), ("n\n", 2, 0), ("\n", 2, 0), ("", 130, 0)])
def test_on_a_terminal_it_shows_what_would_go_and_asks(
    answer: str, code: int, orders: int, place: Path, call: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(io, "TextIOWrapper", Terminal)
    ended = call("redact", PAGE, *WORDS, "-d", place, stdin=answer.encode())
    assert sys.stdin.isatty()
    assert ended.code == code
    assert "A page" in ended.out
    assert PAGE in ended.out
    assert "\x1b" not in ended.out
    assert ordered(place) == orders


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((PAGE, "--yes"), 2),
        ((PAGE, "--reason", "x", "--yes"), 2),
        ((PAGE, "--reason", " ", "--by", "A", "--yes"), 2),
        (WORDS, 2),
        (("a" * 13, *WORDS, "--yes"), 7),
        (("../..", *WORDS, "--yes"), 7),
        (("\udcff", *WORDS, "--yes"), 7),
    ],
)
def test_what_cannot_be_done_is_one_line_and_changes_nothing(
    words: tuple[str, ...], code: int, place: Path, call: Any
) -> None:
    ended = call("redact", *words, "-d", place)
    assert (ended.code, ended.out) == (code, "")
    assert ended.err.count("\n") == 1
    assert ordered(place) == 0
