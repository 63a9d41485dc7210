"""The index beside each evidence file: right, sorted, complete, and never relied on."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from cunzhao.record import Evidence
from cunzhao.types import Deposit, Failure
from cunzhao.urls import cdx_key
from tests.flow.posts import archive_in
from tests.record.make import NOON, UNSYNCED, evidence, exchange, nothing, page, repeatable, resource


def indexes(folder: Path) -> dict[str, list[str]]:
    return {path.name: path.read_text("ascii").splitlines() for path in sorted(folder.glob("*.cdxj"))}


def expected(folder: Path) -> Iterator[tuple[str, str, int, int, str]]:
    """Key, time, offset, length and file of every record that can be replayed, by the reader of warcio."""
    for path in sorted(folder.glob("*.warc.gz")):
        with path.open("rb") as stream:
            records = ArchiveIterator(stream, no_record_parse=True)
            for record in records:
                record.content_stream().read()
                if record.rec_type in ("response", "revisit", "resource"):
                    fields = record.rec_headers
                    time = "".join(c for c in fields.get_header("WARC-Date")[:19] if c.isdigit())
                    key = cdx_key(fields.get_header("WARC-Target-URI"))
                    yield key, time, records.get_record_offset(), records.get_record_length(), path.name


def told(folder: Path) -> list[tuple[str, str, int, int, str]]:
    found = []
    for each in (line for lines in indexes(folder).values() for line in lines):
        key, time, body = each.split(" ", 2)
        place = json.loads(body)
        found.append((key, time, int(place["offset"]), int(place["length"]), place["filename"]))
    return found


def fill(folder: Path, seed: bytes = b"seed", many: int = 6) -> Evidence:
    """Pages (the last one twice), a file handed in and a failure; files of some 3 kB."""
    archive = evidence(folder, roll_bytes=3_000, seed=seed)
    failure = Deposit("page", failure=Failure("https://press.example/f", "timeout", "no answer", NOON))
    for number in range(many):
        body = repeatable(seed + b"%d" % number)(700)
        url = f"https://press.example/{(number * 7) % 5}/{seed.decode()}"
        again = [Deposit("page", exchange=exchange(body, url=url))] * (2 if number == many - 1 else 1)
        archive.append([*again, resource(body), failure], nothing)
    return archive


def test_every_record_that_can_be_replayed_has_its_line(tmp_path: Path) -> None:
    assert fill(tmp_path).index() == len(list(tmp_path.glob("*.warc.gz"))) > 1
    assert sorted(told(tmp_path)) == sorted(expected(tmp_path))
    assert [name.removesuffix(".cdxj") for name in indexes(tmp_path)] == [
        path.name.removesuffix(".warc.gz") for path in sorted(tmp_path.glob("*.warc.gz"))
    ]
    assert all(lines == sorted(lines) for lines in indexes(tmp_path).values())


def test_a_line_says_what_replay_tools_ask(tmp_path: Path) -> None:
    archive = evidence(tmp_path)
    first, again = archive.append([page(), page()], nothing)
    archive.index()
    ((one, two),) = indexes(tmp_path).values()
    bodies = {json.loads(each.split(" ", 2)[2])["offset"]: each for each in (one, two)}
    key, time, body = bodies[str(first.offset)].split(" ", 2)
    assert (key, time) == ("example,press)/a", "20261122120000")
    assert json.loads(body) == {
        "url": first.url,
        "mime": "text/html",
        "status": "200",
        "digest": f"sha256:{first.payload_digest}",
        "length": str(first.length),
        "offset": str(first.offset),
        "filename": first.path,
    }
    assert json.loads(bodies[str(again.offset)].split(" ", 2)[2])["mime"] == "warc/revisit"


def test_what_was_appended_is_added_and_the_rest_is_not_read_again(tmp_path: Path) -> None:
    archive = evidence(tmp_path)
    for number in range(5):
        [last] = archive.append([page(b"%d" % number)], nothing)
        assert archive.index() == 1
    os.utime(tmp_path / last.path, (0, 0))
    assert archive.index() == 0
    assert len(told(tmp_path)) == 5
    with (tmp_path / last.path).open("r+b") as file:
        file.seek(last.offset // 2)
        file.write(b"\0" * 40)
    archive.append([page(b"more")], nothing)
    archive.index()
    assert len(told(tmp_path)) == 6, "lines of captures in a damaged place came from the earlier index"


@pytest.mark.parametrize("spoilt", ["", "nonsense\n", 'a 2 {"offset": "99999999", "filename": "x"}\n', "\xff"])
def test_an_index_that_does_not_fit_is_made_anew(tmp_path: Path, spoilt: str) -> None:
    archive = fill(tmp_path)
    archive.index()
    whole = indexes(tmp_path)
    for path in tmp_path.glob("*.cdxj"):
        path.write_bytes(spoilt.encode("latin-1"))
        os.utime(path, (0, 0))
    archive.index()
    assert indexes(tmp_path) == whole


def test_an_index_whose_last_capture_was_cut_off_is_made_anew(tmp_path: Path) -> None:
    archive = evidence(tmp_path)
    captures = archive.append([page(b"%d" % number) for number in range(3)], nothing)
    archive.index()
    archive.close()
    os.truncate(tmp_path / captures[0].path, captures[2].offset)
    os.utime(tmp_path / captures[0].path)
    (path,) = tmp_path.glob("*.cdxj")
    os.utime(path, (0, 0))
    archive.index()
    assert sorted(told(tmp_path)) == sorted(expected(tmp_path))
    assert len(told(tmp_path)) == 2


def test_everything_anew_gives_the_same(tmp_path: Path) -> None:
    archive = fill(tmp_path)
    archive.index()
    fill(tmp_path, b"more").index()
    grown = indexes(tmp_path)
    assert archive.index(everything=True) == len(grown)
    assert indexes(tmp_path) == grown


def test_a_writing_command_leaves_index_and_settings_behind(tmp_path: Path) -> None:
    archive = replace(archive_in(tmp_path), disk=UNSYNCED)
    page = tmp_path / "page.html"
    page.write_text("<html><p>The ferry runs again.</p>")
    with archive.writing("test") as writing:
        writing.keep_file(page, "https://press.example/ferry")
    [line] = [line for lines in indexes(archive.place.evidence).values() for line in lines]
    assert line.startswith("example,press)/ferry 2026")
    [capture] = [each.capture for each in archive.reading().catalogue.captures()]
    with (archive.place.evidence / capture.path).open("rb") as stream:
        facts = [json.loads(r.content_stream().read()) for r in ArchiveIterator(stream) if r.rec_type == "metadata"]
    assert [each["settings"] for each in facts] == [archive.settings.digest()]
    assert archive.settings.digest() != archive.settings.model_copy(update={"body_bytes": 1000}).digest()


def test_a_full_disk_at_the_index_fails_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    archive = replace(archive_in(tmp_path), disk=UNSYNCED)
    page = tmp_path / "page.html"
    page.write_text("<html><p>The ferry runs again.</p>")
    monkeypatch.setattr("cunzhao.record.cdxj._replace", full)
    with archive.writing("test") as writing:
        writing.keep_file(page, "https://press.example/ferry")
    assert indexes(archive.place.evidence) == {}
    assert archive.reading().catalogue.totals()["captures"] == 1
