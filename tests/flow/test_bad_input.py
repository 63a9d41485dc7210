"""Bad input: one clear line each, nothing acknowledged lost, the rest of the round unharmed."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest

from cunzhao.archive import Archive
from cunzhao.errors import ArchiveBusy, CunzhaoError, FetchError, InputError, NoArchive, StorageError, UsageError
from cunzhao.flow.outcome import Outcome
from cunzhao.record import Disk
from tests.fetch.server import Answer, closing, moved, ok, silent
from tests.flow.bad_press import archive_for, feed, page, serving

GOOD = ok(page("All is well at the harbour"), "Content-Type: text/html; charset=utf-8")

BAD: dict[str, tuple[Answer, str]] = {
    "/pdf": (ok(b"%PDF-1.7 ...", "Content-Type: application/pdf"), "other"),
    "/empty": (ok(b"", "Content-Type: text/html"), "other"),
    "/cut": (
        closing(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999\r\n\r\n<html><p>cut"),
        "other",
    ),
    "/slow": (silent(), "failed"),
    "/circle": (moved("/circle"), "failed"),
    "/inside": (moved("http://private.example/secret"), "failed"),
    "/nowhere": (moved("http://nowhere.example/"), "failed"),
    "/refused": (moved("http://refused.example/"), "failed"),
    "/file": (moved("file:///etc/passwd"), "failed"),
    "/garbage": (closing(b"NOT HTTP AT ALL\r\n\r\n"), "failed"),
    "/missing": (ok(b"<title>404</title>", status="404 Not Found"), "missing"),
    "/error": (ok(b"oops", status="500 Internal Server Error"), "other"),
}


def answers() -> dict[str, Answer]:
    """Every bad page, a good one before and one after them, and the feed that names them all."""
    paths = ["/good", *BAD, "/good-too"]
    feed_answer = ok(feed(*paths), "Content-Type: application/rss+xml")
    good = {
        "/feed": feed_answer,
        "/good": GOOD,
        "/good-too": ok(page("The tide comes in again"), "Content-Type: text/html"),
    }
    return {**good, **{path: answer for path, (answer, _) in BAD.items()}}


def outcomes(archive: Archive, url: str) -> list[Outcome]:
    with archive.writing("test") as writing:
        return writing.keep_urls([url])


def test_a_round_with_everything_wrong_keeps_what_is_right(tmp_path: Path) -> None:
    with serving(answers()) as server:
        archive = archive_for(tmp_path, server)
        with archive.writing("test") as writing:
            writing.add("http://bad.example/feed")
            rows = writing.run()
    row = rows[0]
    assert (row.found, row.kept) == (len(BAD) + 2, 2)
    assert all("\n" not in line and line for line in row.errors)
    assert len(row.errors) >= 6
    assert [f for f in archive.verify(read_data=True) if f.level != "ok"] == []


@pytest.mark.parametrize("path", BAD)
def test_each_bad_page_ends_as_it_should(path: str, tmp_path: Path) -> None:
    answer, expected = BAD[path]
    with serving({path: answer}) as server:
        archive = archive_for(tmp_path, server)
        last = outcomes(archive, f"http://bad.example{path}")[-1]
    assert last.kind == expected
    assert archive.reading().catalogue.totals()["articles"] == 0
    if expected == "failed":
        assert last.detail
        assert "\n" not in last.detail


def test_a_page_that_is_too_large_is_cut_and_says_so(tmp_path: Path) -> None:
    large = page("A long story") + b"<!-- " + b"x" * 300_000 + b" -->"
    with serving({"/large": ok(large, "Content-Type: text/html")}) as server:
        archive = archive_for(tmp_path, server)
        kept = outcomes(archive, "http://bad.example/large")[-1]
        assert kept.article is not None
        assert "cut" in archive.reading().article(kept.article).current.partial[0]


def test_a_wrongly_declared_charset_does_not_lose_the_text(tmp_path: Path) -> None:
    body = page(
        "海港的消息",
        "".join(f"<p>港务局第{n}次开会，决定把新防波堤的计划推迟到明年春天再作讨论。</p>" for n in range(9)),
    )
    gbk = body.decode().replace("<head>", '<head><meta charset="gbk">').encode("gb18030")
    with serving({"/gbk": ok(gbk, "Content-Type: text/html")}) as server:
        archive = archive_for(tmp_path, server)
        kept = outcomes(archive, "http://bad.example/gbk")[-1]
        assert kept.article is not None
        assert "防波堤" in archive.reading().article(kept.article).current.text


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("http://nowhere.example/", "dns"),
        ("http://refused.example/", "refused"),
        ("http://private.example/", "address"),
        ("http://127.0.0.1/", "address"),
        ("http://[::ffff:10.0.0.1]/", "address"),
        ("http://bad.example/silent", "timeout"),
    ],
)
def test_following_what_does_not_answer_says_why(url: str, kind: str, tmp_path: Path) -> None:
    with serving({"/silent": silent()}) as server:
        archive = archive_for(tmp_path, server)
        with pytest.raises(FetchError) as caught, archive.writing("test") as writing:
            writing.add(url)
    assert caught.value.kind == kind
    assert "\n" not in str(caught.value)


def test_following_a_page_that_offers_nothing_says_what_to_give(tmp_path: Path) -> None:
    with serving({"/": ok(b"<p>hello</p>", "Content-Type: text/html")}) as server:
        archive = archive_for(tmp_path, server)
        with pytest.raises(UsageError, match="give the address of a feed"), archive.writing("test") as writing:
            writing.add("http://bad.example/")


def test_a_broken_feed_gives_what_can_be_read_and_else_one_line(tmp_path: Path) -> None:
    half = feed("/good")[:-12]
    with serving({"/feed": ok(half, "Content-Type: application/rss+xml"), "/good": GOOD}) as server:
        archive = archive_for(tmp_path, server)
        with archive.writing("test") as writing:
            writing.add("http://bad.example/feed")
            assert writing.run()[0].kept == 1
        server.answers["/feed"] = ok(b"<<<< no feed", "Content-Type: application/rss+xml")
        with archive.writing("test") as writing:
            rows = writing.run()
    assert len(rows[0].errors) == 1


def test_two_writers_at_once_the_second_is_told(tmp_path: Path) -> None:
    with serving({}) as server:
        archive = archive_for(tmp_path, server)
        with archive.writing("run"), pytest.raises(ArchiveBusy, match="writing to this archive"):
            archive.writing("run")
        with archive.writing("run"):
            pass


def test_a_missing_directory_and_one_that_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(NoArchive, match="cunzhao init"):
        Archive.open(tmp_path / "nothing")
    with pytest.raises(NoArchive, match="not an archive"):
        Archive.open(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="not empty"):
        Archive.init(tmp_path)


@pytest.mark.parametrize("line", ["delay_seconds = -1", "delay_seconds = 'x'", "colour = 'red'", "not toml"])
def test_wrong_settings_name_the_line(line: str, tmp_path: Path) -> None:
    archive = Archive.init(tmp_path / "a")
    archive.place.settings.write_text(line)
    with pytest.raises(NoArchive, match=r"cunzhao\.toml"):
        Archive.open(tmp_path / "a")


@pytest.mark.parametrize("call", ["write", "fsync"])
def test_a_full_disk_stops_the_round_and_loses_nothing(call: str, tmp_path: Path) -> None:
    with serving(answers()) as server:
        archive = archive_for(tmp_path, server)
        with archive.writing("test") as writing:
            writing.add("http://bad.example/feed")
        real = getattr(os, call)
        left = [6]

        def full(*arguments: object) -> object:
            left[0] -= 1
            if left[0] < 0:
                raise OSError(errno.ENOSPC, "No space left on device")
            return real(*arguments)

        failing = replace(archive, disk=Disk(**{call: full}))  # type: ignore[arg-type]
        with pytest.raises(StorageError, match="No space left"), failing.writing("test") as writing:
            writing.run()
        acknowledged = archive.reading().catalogue.totals()["captures"]
        with archive.writing("test") as writing:
            rows = writing.run()
    assert rows[0].kept + archive.reading().catalogue.totals()["articles"] >= 2
    assert archive.reading().catalogue.totals()["captures"] >= acknowledged
    assert [f for f in archive.verify(read_data=True) if f.level != "ok"] == []


def test_a_catalogue_that_cannot_grow_stops_the_round_and_loses_nothing(tmp_path: Path) -> None:
    with serving(answers()) as server:
        archive = archive_for(tmp_path, server)
        with archive.writing("test") as writing:
            writing.add("http://bad.example/feed")
        with archive.writing("test") as writing:
            with writing.context.store.write() as transaction:
                transaction.connection.exec_driver_sql("PRAGMA max_page_count = 1")
            with pytest.raises(StorageError, match="full"):
                writing.run()
        with archive.writing("test") as writing:
            writing.run()
    assert archive.reading().catalogue.totals()["articles"] == 2
    assert [f for f in archive.verify(read_data=True) if f.level != "ok"] == []


def test_an_interrupted_round_keeps_what_it_had_and_goes_on(tmp_path: Path) -> None:
    with serving(answers()) as server:
        archive = archive_for(tmp_path, server)
        with archive.writing("test") as writing:
            writing.add("http://bad.example/feed")

        def interrupt(line: str) -> None:
            if "good" in line:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt), archive.writing("test") as writing:
            writing.run(progress=interrupt)
        assert [f for f in archive.verify(read_data=True) if f.level != "ok"] == []
        with archive.writing("test") as writing:
            writing.run()
    assert archive.reading().catalogue.totals()["articles"] == 2


def test_files_that_are_none(tmp_path: Path) -> None:
    with serving({}) as server:
        archive = archive_for(tmp_path, server)
        with archive.writing("test") as writing:
            for name in ("missing.html", "."):
                with pytest.raises(InputError):
                    writing.keep_file(tmp_path / name)


def test_every_error_has_an_exit_code_of_its_own() -> None:
    codes = [c.exit_code for c in CunzhaoError.__subclasses__()]
    assert len(codes) == len(set(codes))
    assert 0 not in codes
