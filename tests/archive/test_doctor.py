"""What ``doctor`` says: what a keeper should know, each with what to do, and the worst last."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cunzhao.archive import Archive, checks
from cunzhao.archive.settings import Settings
from cunzhao.types import Finding
from tests.press_archive import Clock, Desk


def warnings(archive: Archive) -> list[Finding]:
    return [f for f in archive.doctor() if f.level != "ok"]


def said(archive: Archive) -> str:
    return "\n".join(f.what for f in archive.doctor())


@pytest.fixture
def empty(tmp_path: Path) -> Archive:
    return replace(
        Archive.init(tmp_path / "a", clock=Clock(), parallel=False), settings=Settings(contact="me@n.example")
    )


def test_an_archive_that_follows_nothing(empty: Archive) -> None:
    assert [f.what for f in warnings(empty)] == ["no source is followed"]


def test_no_contact(empty: Archive) -> None:
    found = [f for f in warnings(replace(empty, settings=Settings())) if "contact" in f.what]
    assert [f.where for f in found] == ["cunzhao.toml"]


def test_every_warning_says_what_to_do(archive: Archive) -> None:
    found = warnings(archive)
    assert len(found) >= 2
    assert all(f.advice for f in found)


def test_no_round_yet(archive: Archive) -> None:
    assert "no round was run yet" in said(archive)


def test_the_library_and_the_space_are_named(empty: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "SQLite 3." in said(empty)
    assert "GB are free" in said(empty)
    monkeypatch.setattr(checks, "FEW_BYTES_FREE", 1 << 62)
    assert any(f.what.startswith("only ") for f in warnings(empty))


def test_an_archive_that_is_well_and_then_forgotten(tmp_path: Path, one: Desk) -> None:
    archive = replace(one.archive, settings=Settings(contact="me@n.example"))
    one.follow(["beiting"])
    one.round()
    assert warnings(archive) == []
    one.clock.forward(hours=27)
    assert [f.what.split(" ended")[0] for f in warnings(archive)] == ["nobody is collecting: the last round"]
    one.clock.forward(days=386)
    assert {f.where for f in warnings(archive)} == {""}
    one.round()
    assert [f.where for f in warnings(archive)] == ["beiting.example"]
    assert "nothing new since 2026-03-02" in said(archive)


def test_a_channel_that_fails_is_named_until_it_works_again(one: Desk) -> None:
    archive = replace(one.archive, settings=Settings(contact="me@n.example"))
    one.follow(["beiting"])
    one.round()
    network = archive.network
    assert network is not None

    async def nowhere(host: str, port: int) -> list[tuple[str, int]]:
        raise OSError("no such name")

    with replace(archive, network=replace(network, resolver=nowhere)).writing("test") as writing:
        writing.run("none")
    (found, *_) = [f for f in warnings(archive) if "the last poll failed" in f.what]
    assert found.where == "beiting.example"
    one.clock.forward(hours=1)
    one.round("none")
    assert warnings(archive) == []


def test_captures_that_wait_are_named(empty: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cunzhao.flow import files
    from cunzhao.flow.outcome import Outcome

    monkeypatch.setattr(files, "ingest", lambda _, captures: [Outcome("other", c.id, c.url, None) for c in captures])
    (tmp_path / "p.html").write_text("<html><p>x")
    with empty.writing("test") as writing:
        writing.keep_file(tmp_path / "p.html")
    assert "1 captures are not ingested yet" in said(empty)


def test_the_worst_is_last(archive: Archive) -> None:
    archive.place.catalog.unlink()
    found = archive.doctor()
    assert (found[-1].level, found[-1].what) == ("damage", "there is no catalogue")
    assert "cunzhao rebuild" in found[-1].advice
    order = [("ok", "unchecked", "warning", "damage", "tampering").index(f.level) for f in found]
    assert order == sorted(order)
