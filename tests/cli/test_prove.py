"""Proofs, checkpoints and copies as people meet them: what is printed, and the exit codes of ``verify``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cunzhao.archive import Archive
from cunzhao.cli.app import build
from cunzhao.errors import EvidenceError, InputError, UsageError
from tests.flow.bad_press import page


def call(*words: object) -> int:
    return int(build(str(words[0]))(args=[str(word) for word in words], standalone_mode=False) or 0)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An archive with two pages."""
    archive = Archive.init(tmp_path / "archive", parallel=False)
    with archive.writing("test") as writing:
        for n in range(2):
            (tmp_path / "p.html").write_bytes(page(f"To be proved {n}"))
            writing.keep_file(tmp_path / "p.html", f"https://n.example/{n}")
    return tmp_path / "archive"


@pytest.fixture
def proof(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    capsys.readouterr()
    assert call("prove", "https://n.example/0", "--with-bytes", "-d", place) == 0
    (tmp_path / "p.json").write_text(capsys.readouterr().out)
    return tmp_path / "p.json"


def test_an_archive_in_the_place_of_a_proof_is_told_how(place: Path) -> None:
    with pytest.raises(InputError, match="is a directory; `cunzhao verify -d "):
        call("verify", place)


def test_a_proof_verifies_where_there_is_no_archive(
    proof: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert call("verify", proof) == 0
    said = capsys.readouterr().out
    assert "https://n.example/0" in said
    assert "signed by cunzhao/" in said
    assert call("verify", proof, "--json") == 0
    assert {each["level"] for each in json.loads(capsys.readouterr().out)["findings"]} == {"ok"}
    assert not list(Path().iterdir())


def test_the_exit_code_says_how_a_proof_fails(proof: Path, place: Path, tmp_path: Path) -> None:
    body = json.loads(proof.read_text())
    proof.write_text(json.dumps(body | {"leaves": [leaf | {"salt": "00" * 32} for leaf in body["leaves"]]}))
    assert call("verify", proof) == 2
    proof.write_text("nothing")
    assert call("verify", proof) == 1
    proof.write_text(json.dumps(body))
    Archive.init(tmp_path / "other")
    assert call("verify", proof, "--against", tmp_path / "other" / "log" / "checkpoint") == 3
    assert call("verify", proof, "--against", place / "log" / "checkpoint") == 0


def test_control_characters_of_a_stranger_do_not_reach_the_terminal(
    proof: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = json.loads(proof.read_text())
    body["leaves"][0]["record"]["url"] = "\x1b]0;owned\x07"
    proof.write_text(json.dumps(body | {"subject": "\x1b[2J", "warc": {"\x1b[2J": ""}}))
    capsys.readouterr()
    assert call("verify", proof) == 2
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--read-data"], "every byte read"),
        (["--read-data=100%"], "every byte read"),
        (["--read-data=0.01%"], "of them read byte by byte"),
        (["--quick", "--read-data"], "were not read"),
        ([], "were not read"),
    ],
)
def test_how_much_is_read(words: list[str], said: str, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("verify", *words, "-d", place) == 0
    assert said in capsys.readouterr().out


@pytest.mark.parametrize("share", ["101%", "5", "-1%", "x", "", "5%%", "٥%"])
def test_a_share_that_cannot_be_meant(share: str, place: Path) -> None:
    with pytest.raises(UsageError, match="0% to 100%"):
        call("verify", f"--read-data={share}", "-d", place)


def test_files_that_are_not_there(place: Path, tmp_path: Path) -> None:
    for words in (["verify", "no.json"], ["verify", "-d", place, "--against", tmp_path]):
        with pytest.raises(InputError):
            call(*words)


def test_a_copy_and_the_checkpoint_in_it(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "copy"
    assert call("mirror", copy, "-d", place) == 0
    assert "bytes copied" in capsys.readouterr().out
    assert call("verify", "-d", place, "--against", copy / "log" / "checkpoint") == 0
    assert call("rebuild", "-d", copy) == 0
    assert call("verify", "--read-data", "-d", copy) == 0
    other = Archive.init(tmp_path / "other")
    with pytest.raises(EvidenceError):
        call("mirror", copy, "-d", other.place.directory)


def test_keys(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call("key", "-d", place)
    (first,) = capsys.readouterr().out.splitlines()
    call("key", "--replace", "-d", place, "--json")
    newest, old = json.loads(capsys.readouterr().out)["keys"]
    assert old == first != newest
    with pytest.raises(UsageError):
        call("key", "--lost", "-d", place)
    assert call("verify", "-d", place) == 0


def test_a_request_for_a_time_stamp(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("anchor", "--request", tmp_path / "r.tsq", "-d", place) == 0
    assert (tmp_path / "r.tsq").read_bytes()[:1] == b"\x30"
    with pytest.raises(UsageError, match="go together"):
        call("anchor", "--response", tmp_path / "r.tsq", "-d", place)
    call("key", "-d", place)
    capsys.readouterr()
    with pytest.raises(InputError, match="no granted time stamp"):
        call("anchor", "--response", tmp_path / "r.tsq", "--authority", tmp_path / "r.tsq", "-d", place)
    assert call("anchor", "-d", place, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"findings": []}


def test_an_evidence_report(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = "https://n.example/0"
    capsys.readouterr()
    assert call("cite", name, "--evidence", "--lang", "zh-Hant", "-d", place) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("<!doctype html>")
    assert "證據報告" in printed
    for words, file in (([], "r.html"), (["--json"], "r.json")):
        assert call("cite", name, "--evidence", "-o", tmp_path / file, "-d", place, *words) == 0
        assert capsys.readouterr().out == ""
    assert "Evidence report" in (tmp_path / "r.html").read_text()
    body = json.loads((tmp_path / "r.json").read_text())
    assert body["cunzhao_report"] == 1
    assert body["captures"][0]["origin"] == "supplied"
    call("cite", name, "-o", tmp_path / "c.bib", "-d", place)
    assert (tmp_path / "c.bib").read_text().startswith("@online{")
    with pytest.raises(UsageError, match="cannot be written"):
        call("cite", name, "--evidence", "-o", tmp_path / "no" / "r.html", "-d", place)
    with pytest.raises(UsageError, match="go with --evidence"):
        call("cite", name, "--all", "-d", place)
