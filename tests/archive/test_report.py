"""Evidence reports on a real archive: the bytes are read, the log is checked, and the commands in it work."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cunzhao.archive import Archive
from cunzhao.archive.reporting import chosen
from cunzhao.errors import NotFound
from cunzhao.publish.report import Report, recipes
from cunzhao.publish.report_page import report_html
from cunzhao.record.told import told
from cunzhao.types import Deposit, Exchange
from tests.archive.test_anchor import Authority
from tests.flow.foreign_files import THEN, URL, one_page, warc
from tests.flow.posts import archive_in
from tests.press_archive import Desk
from tests.record.make import chunked, evidence, nothing

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def report(archive: Archive, name: str, whole: bool = False) -> Report:
    return archive.reading().report(name, NOW, whole)


def an_article(archive: Archive) -> str:
    return archive.reading().catalogue.articles().lines[0].id


def run(folder: Path, command: str) -> str:
    done = subprocess.run(["sh", "-c", command], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.split()[0]


def test_the_recipes_print_the_digests_with_the_tools_of_the_system(one: Desk) -> None:
    one.follow()
    one.round()
    folder = one.archive.place.evidence
    kinds = set()
    for line in one.archive.reading().catalogue.captures(limit=60):
        [shown] = report(one.archive, line.capture.id).captures
        capture = line.capture
        for what, digest in (("block", capture.block_digest), ("payload", capture.payload_digest)):
            if what in recipes(shown):
                assert run(folder, recipes(shown)[what]) == digest, (capture.kind, what)
                kinds.add((capture.kind, what))
        assert shown.place.state == "included"
    assert {("response", "block"), ("response", "payload")} <= kinds
    checker = Path(sys.executable).with_name("warcio")
    for file in folder.glob("*.warc.gz"):
        subprocess.run([checker, "check", file], check=True, capture_output=True)


def test_who_asked_and_what_was_taken_out_stand_in_the_record_and_chunks_have_no_recipe(tmp_path: Path) -> None:
    writer = evidence(tmp_path)
    response = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello"
    request = b"GET / HTTP/1.1\r\nHost: n.example\r\nUSER-AGENT: a reader \r\n\r\n"
    exchange = Exchange(
        "http://n.example/", request, response, 200, (), b"hello", NOW, NOW, "", redacted=("set-cookie",)
    )
    [first] = writer.append([Deposit("page", exchange=exchange)], nothing)
    assert first.kind == "response"
    said = told(writer.directory, first)
    assert (said.user_agent, said.removed, said.payload_last) == ("a reader", ("set-cookie",), True)
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    framed = replace(exchange, response=head + chunked(b"hello there"), payload=b"hello there")
    [second] = writer.append([Deposit("page", exchange=framed)], nothing)
    assert not told(writer.directory, second).payload_last


def test_a_report_on_each_kind_of_name(archive: Archive) -> None:
    article = an_article(archive)
    view = archive.reading().article(article)
    of_article, of_url = report(archive, article), report(archive, view.line.url)
    assert (of_article.kind, of_url.subject) == ("article", article)
    assert of_article.revisions[0].place.state == "included"
    revision, capture = view.current.id, view.captures[0].capture.id
    assert (report(archive, revision).kind, report(archive, revision).subject) == ("revision", revision)
    assert (report(archive, capture).kind, report(archive, capture).subject) == ("capture", capture)
    with pytest.raises(NotFound):
        report(archive, "nothing")


def test_damage_is_said_and_not_raised(archive: Archive) -> None:
    article = an_article(archive)
    [before] = report(archive, article).captures
    assert before.bytes == "same"
    path = archive.place.evidence / before.line.capture.path
    content = bytearray(path.read_bytes())
    content[before.line.capture.offset + before.line.capture.length // 2] ^= 1
    path.write_bytes(content)
    [after] = report(archive, article).captures
    assert (after.bytes, after.place.state) == ("damaged", "included")
    assert after.trouble
    made = report_html(report(archive, article), "en")
    assert "could not be read as recorded" in made
    assert "holds the bytes" not in made


def test_a_log_that_does_not_hold_is_said(archive: Archive) -> None:
    article = an_article(archive)
    checkpoint = archive.place.log / "checkpoint"
    checkpoint.write_text(checkpoint.read_text().replace("\n\n", "\nmore\n\n", 1))
    made = report(archive, article)
    assert made.log.trouble
    assert {one.place.state for one in made.captures} == {"fails"}
    assert "The archive" in report_html(made, "en")
    assert "entered in a log" not in report_html(made, "en")


def test_an_entry_that_the_log_has_not(archive: Archive) -> None:
    reading = archive.reading()
    article = an_article(archive)
    [line] = reading.article(article).captures
    from cunzhao.archive.reporting import _capture, _log
    from cunzhao.record import Log

    log = Log(archive.place.log)
    other = replace(line, capture=replace(line.capture, url="https://other.example/"))
    assert _capture(reading, log, _log(log), other).place.state == "fails"
    assert _capture(reading, log, _log(log), replace(line, leaf=10_000)).place.state == "unsigned"
    assert _capture(reading, log, _log(log), replace(line, leaf=None)).place.state == "missing"


def test_a_time_stamp_is_named_with_its_authority(archive: Archive, tmp_path: Path) -> None:
    authority = Authority(tmp_path / "tsa")
    assert report(archive, an_article(archive)).stamps == ()
    archive.keep_stamp(authority.answer(archive.stamp_request()), authority.root.read_text())
    made = report(archive, an_article(archive))
    assert made.stamp is not None
    assert (made.stamp.covers, made.stamp.holds) == (1, True)
    assert "CN=tsa root" in report_html(made, "zh-Hant")
    next((archive.place.log / "stamps").rglob("*.pem")).write_text("nothing")
    broken = report(archive, an_article(archive))
    assert broken.stamp is None
    assert "cannot be read" in report_html(broken, "en")


def test_what_was_handed_in_is_not_said_to_have_been_fetched(tmp_path: Path) -> None:
    archive = archive_in(tmp_path)
    with archive.writing("test") as writing:
        writing.import_archives(warc(tmp_path, one_page))
    made = report_html(report(archive, URL), "en")
    assert THEN in made
    assert "Captured by others, as claimed" in made
    assert "this archive did not see the server" in made
    assert "received these bytes" not in made


def test_of_many_captures_those_that_matter_are_shown(archive: Archive) -> None:
    view = archive.reading().article(an_article(archive))
    [line] = view.captures
    many = [replace(line, capture=replace(line.capture, id=f"c{n}")) for n in range(100)]
    revision = replace(view.current, capture="c50")
    shown = [each.capture.id for each in chosen(many, [revision], 5)]
    assert shown == ["c0", "c50", "c97", "c98", "c99"]
    assert chosen(many[:5], [revision], 5) == tuple(many[:5])


def test_the_removal_of_a_page_is_an_entry_of_the_log(one: Desk) -> None:
    one.follow()
    one.round()
    one.press.advance()
    for _ in range(2):
        one.clock.forward(hours=1)
        one.round("all")
    gone = next(line.id for line in one.archive.reading().catalogue.articles().lines if line.state == "gone")
    made = report(one.archive, gone)
    assert made.gone is not None
    assert made.gone.state == "included"
    assert "no longer served by the outlet; found missing on" in report_html(made, "en")
