"""The command ``said``: asking, correcting, and the contract of ``--jsonl``."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from cunzhao.errors import NotFound, UsageError
from tests.archive.spoken import spoken
from tests.docs.program import call


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Path:
    archive, *_ = spoken(tmp_path_factory.mktemp("said"))
    return archive.place.directory


def printed(capsys: pytest.CaptureFixture[str], press: Path, *words: str) -> str:
    capsys.readouterr()
    assert call("said", *words, "-d", str(press)) == 0
    return capsys.readouterr().out


def test_people_are_shown_the_sentence_its_place_and_its_evidence(
    press: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = printed(capsys, press, "--all", "--by", "林知远", "--about", "休渔期")
    assert "任何一方都不能" in out
    assert "also: " in out
    assert "sha256" in out
    assert out.rstrip().endswith("found")


def test_one_statement_and_all_of_an_article(press: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(printed(capsys, press, "--all", "--json"))
    one = found["statements"][0]
    alone = json.loads(printed(capsys, press, one["id"], "--json"))["statements"]
    assert [s["id"] for s in alone] == [one["id"]]
    every = json.loads(printed(capsys, press, one["article"], "--json"))["statements"]
    assert one["id"] in {s["id"] for s in every}
    assert json.loads(printed(capsys, press, "--speakers", "--json")).keys() == {"speakers"}


def test_a_correction_is_made_listed_and_taken_back(press: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = printed(capsys, press, "--all")
    one = json.loads(printed(capsys, press, "--all", "--json"))["statements"][0]
    entry = json.loads(printed(capsys, press, one["id"], "--wrong-speaker", "顾怀瑾", "--json"))["entry"]
    assert "顾怀瑾" in printed(capsys, press, "--by", "顾怀瑾")
    assert entry in printed(capsys, press, "--corrections")
    (gold,) = [json.loads(line) for line in printed(capsys, press, "--corrections", "--jsonl").splitlines()]
    assert {"id", "lang", "published", "text", "statements"} <= set(gold)
    printed(capsys, press, "--undo", entry)
    added = json.loads(
        printed(capsys, press, one["article"], "--add", "港口照常开放", "--speaker", "港务局", "--json")
    )["entry"]
    assert "港口照常开放" in printed(capsys, press, "--by", "港务局")
    printed(capsys, press, "--undo", added)
    merged = json.loads(printed(capsys, press, "--merge", "林知远", "--with", "Lin Z.", "--json"))["entry"]
    assert "Lin Z." in printed(capsys, press, "--corrections")
    printed(capsys, press, "--undo", merged)
    assert printed(capsys, press, "--all") == before


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["--merge", "a", "--apart", "b", "--with", "c"], UsageError),
        (["--wrong-speaker", "x"], UsageError),
        (["--speaker", "x"], UsageError),
        (["--merge", "林知远"], UsageError),
        (["--undo", "j0"], NotFound),
        (["nothing.1.0-3", "--not-a-statement"], NotFound),
        (["nothing"], NotFound),
        (["--after", "soon"], UsageError),
        (["--cursor", "x"], UsageError),
        (["--jsonl", "--backend"], UsageError),
    ],
)
def test_what_makes_no_sense_is_refused(press: Path, words: list[str], error: type[Exception]) -> None:
    with pytest.raises(error):
        call("said", *words, "-d", str(press))


def test_jsonl_needs_no_archive(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = tmp_path / "texts.jsonl"
    lines = [
        {"id": n, "lang": "zh", "published": "2026-03-02", "text": "林知远说，三方应当尽快恢复联合巡逻。"}
        for n in range(2)
    ]
    given.write_text("\n".join([*map(json.dumps, lines), ""]), encoding="utf-8")
    assert call("said", "--jsonl", str(given), "-d", str(tmp_path / "none")) == 0
    assert [json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()] == [0, 1]
    given.write_text("{}\n", encoding="utf-8")
    assert call("said", "--jsonl", str(given)) == 1
    assert "error" in json.loads(capsys.readouterr().out)


def test_the_ledger_is_taken_out(press: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("out.jsonl", "out.csv"):
        assert call("export", "statements", str(tmp_path / name), "-d", str(press)) == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text(encoding="utf-8"))))
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == [line["id"] for line in lines]
    assert len(rows) >= 5
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
