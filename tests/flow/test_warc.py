"""Archives made by others: everything is kept, what they claim stays a claim, and what is odd is said."""

from __future__ import annotations

import gzip
import json
import random
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

from cunzhao.archive import Archive
from cunzhao.errors import InputError
from cunzhao.flow.handed_in import File, Maker
from cunzhao.record import Foreign, read_foreign
from cunzhao.types import Capture, ImportReport
from tests.flow.bad_press import page
from tests.flow.foreign_files import PAGE, PNG, THEN, URL, add, crawl, identity, mhtml, one_page, wacz, warc
from tests.flow.posts import archive_in
from tests.press_archive import Clock
from tests.record.make import UNSYNCED, chunked, evidence, nothing


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return replace(archive_in(tmp_path), disk=UNSYNCED)


def take(archive: Archive, path: Path) -> ImportReport:
    with archive.writing("test") as writing:
        report = writing.import_archives(path)
    assert report.read == report.kept + report.merged + len(report.skipped)
    return report


def captures(archive: Archive) -> list[Capture]:
    return [line.capture for line in archive.reading().catalogue.captures()]


def words(report: ImportReport) -> str:
    return "\n".join(f"{where}: {what}" for where, what in (*report.odd, *report.skipped))


def rebuilds_the_same(archive: Archive) -> None:
    before = list(archive.reading().dump())
    archive.place.catalog.unlink()
    assert archive.rebuild()["unlogged"] == 0
    assert list(archive.reading().dump()) == before


# -- what is kept -----------------------------------------------------------------------------------------------------


def test_a_page_becomes_an_article_whose_capture_by_others_is_a_claim(archive: Archive, tmp_path: Path) -> None:
    report = take(archive, warc(tmp_path, one_page))
    assert (report.read, report.kept, report.skipped, report.odd) == (4, 4, (), ())
    view = archive.reading().article(URL)
    assert view.line.title == "The tide comes in"
    [seen] = [c for c in view.claims if c.kind == "first-seen"]
    assert (seen.raw, seen.at) == (THEN, datetime(2015, 6, 4, 6, 16, 13, tzinfo=UTC))
    assert "captured by others" in seen.where
    capture = view.captures[0].capture
    assert (capture.origin, capture.kind, capture.status, capture.at.year) == ("imported", "response", 200, 2026)
    rebuilds_the_same(archive)


@pytest.mark.parametrize(("packed", "version"), [(True, "1.1"), (False, "1.1"), (True, "1.0"), (False, "1.0")])
def test_every_record_can_be_put_together_again_byte_for_byte(
    packed: bool, version: str, archive: Archive, tmp_path: Path
) -> None:
    path = warc(tmp_path, one_page, "made.warc.gz" if packed else "made.warc", version, packed)
    take(archive, path)
    original = gzip.decompress(path.read_bytes()) if packed else path.read_bytes()
    reading, pieces = archive.reading(), []
    for capture in captures(archive):
        stored = reading.stored(capture)
        pieces.append(capture.facts["head"].encode() + stored.head + stored.payload + b"\r\n\r\n")
        if stored.request:
            pieces.append(capture.facts["request_head"].encode() + stored.request + b"\r\n\r\n")
    assert all(piece in original for piece in pieces)
    assert sum(map(len, pieces)) == len(original)
    assert {c.facts["file_sha256"] for c in captures(archive)} == {sha256(path.read_bytes()).hexdigest()}


def test_the_same_file_again_adds_nothing(archive: Archive, tmp_path: Path) -> None:
    path = warc(tmp_path, one_page)
    take(archive, path)
    before = captures(archive)
    assert take(archive, path).merged == 4
    assert captures(archive) == before


def test_one_gzip_member_over_everything(archive: Archive, tmp_path: Path) -> None:
    path = warc(tmp_path, one_page, "made.warc", packed=False)
    packed = tmp_path / "whole.warc.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert take(archive, packed).kept == 4


def test_a_request_may_come_first_or_not_at_all(archive: Archive, tmp_path: Path) -> None:
    def fill(writer: WARCWriter) -> None:
        asked = add(writer, "request", URL, b"")
        add(writer, "response", URL, PAGE, WARC_Concurrent_To=identity(asked))
        add(writer, "response", f"{URL}2", page("Without a request"))
        add(writer, "request", f"{URL}3", b"")

    report = take(archive, warc(tmp_path, fill))
    assert (report.read, report.kept) == (4, 4)
    first, second, alone = captures(archive)
    reading = archive.reading()
    assert (reading.stored(first).request or b"").startswith(b"GET https://news.example/story/1 HTTP/1.1")
    assert reading.stored(second).request == b""
    assert (alone.purpose, alone.kind) == ("other", "resource")
    assert "request is not understood" in words(report)


def test_resources_are_pages_and_the_rest_is_evidence_only(archive: Archive, tmp_path: Path) -> None:
    def fill(writer: WARCWriter) -> None:
        add(writer, "resource", URL, PAGE, Content_Type="text/html")
        add(writer, "resource", "https://news.example/b.png", PNG, Content_Type="image/png")
        add(writer, "metadata", URL, b"outlink: x\r\n", Content_Type="application/warc-fields")
        add(writer, "conversion", URL, b"The tide", Content_Type="text/plain")
        add(writer, "hologram", URL, b"?", Content_Type="text/plain")
        add(writer, "continuation", URL, b"rest", Content_Type="text/plain", WARC_Segment_Number="2")
        add(writer, "response", "dns:news.example", b"", status="200 OK")

    report = take(archive, warc(tmp_path, fill))
    assert (report.read, report.kept) == (7, 7)
    assert [c.purpose for c in captures(archive)][:6] == ["page", "image", "other", "other", "other", "other"]
    for kind in ("conversion", "hologram", "continuation"):
        assert f"{kind} is not understood" in words(report)
    assert archive.reading().article(URL).line.title == "The tide comes in"
    rebuilds_the_same(archive)


def test_a_chunked_body_is_read_and_kept_as_it_was(archive: Archive, tmp_path: Path) -> None:
    framed, plain = f"{URL}/framed", f"{URL}/plain"
    headers = [("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")]

    def fill(writer: WARCWriter) -> None:
        add(writer, "response", framed, chunked(PAGE), headers=headers)
        add(writer, "response", plain, page("Frames taken off"), headers=headers)

    report = take(archive, warc(tmp_path, fill))
    assert report.odd == ()
    reading = archive.reading()
    assert reading.stored(reading.article(framed).captures[0].capture).payload == PAGE
    assert reading.article(plain).line.title == "Frames taken off"


@pytest.mark.parametrize("first", [True, False])
def test_a_revisit_finds_its_original_wherever_it_stands(first: bool, archive: Archive, tmp_path: Path) -> None:
    def original(writer: WARCWriter) -> None:
        add(writer, "response", URL, PAGE)

    def revisit(writer: WARCWriter) -> None:
        profile = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
        add(
            writer,
            "revisit",
            f"{URL}?copy",
            b"",
            WARC_Profile=profile,
            WARC_Refers_To_Target_URI=URL,
            WARC_Refers_To_Date=THEN,
        )

    steps = (original, revisit) if first else (revisit, original)
    report = take(archive, warc(tmp_path, lambda w: [step(w) for step in steps] and None))
    assert (report.read, report.kept, report.merged, report.odd) == (2, 1, 1, ())
    copy = next(c for c in captures(archive) if c.url.endswith("copy"))
    assert copy.kind == "revisit"
    assert archive.reading().stored(copy).payload == PAGE
    rebuilds_the_same(archive)


def test_a_revisit_without_its_original_is_named_and_kept(archive: Archive, tmp_path: Path) -> None:
    report = take(archive, warc(tmp_path, lambda w: add(w, "revisit", URL, b"")))
    assert (report.kept, report.merged) == (1, 0)
    assert "what it refers to is not here" in words(report)


def test_what_was_answered_long_ago_says_nothing_about_today(archive: Archive, tmp_path: Path) -> None:
    take(archive, warc(tmp_path, one_page))
    report = take(
        archive, warc(tmp_path, lambda w: add(w, "response", URL, b"gone", status="404 Not Found"), "b.warc.gz")
    )
    assert report.kept == 1
    assert archive.reading().article(URL).line.state == "live"


def test_arc(archive: Archive, tmp_path: Path) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE
    about = b"1 0 Another\nURL IP-address Archive-date Content-type Archive-length\n"
    path = tmp_path / "made.arc"
    path.write_bytes(
        b"filedesc://made.arc 0.0.0.0 20090102030405 text/plain %d\n%s\n" % (len(about), about)
        + b"%s 192.0.2.1 20090102030405 text/html %d\n%s\n" % (URL.encode(), len(answer), answer)
    )
    assert (take(archive, path).kept, words(take(archive, path))) == (2, "")
    view = archive.reading().article(URL)
    assert [c.raw for c in view.claims if c.kind == "first-seen"] == ["2009-01-02T03:04:05Z"]


# -- what is odd ------------------------------------------------------------------------------------------------------


def odd_warc(folder: Path, old: bytes, new: bytes) -> Path:
    path = warc(folder, one_page, "odd.warc", packed=False)
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new, 1))
    return path


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"The tide comes in", b"The tide goes out", "payload does not have the digest"),
        (b"The tide comes in", b"The tide goes out", "block does not have the digest"),
        (b"WARC-Date: 2015", b"WARC-Date: 1066", "date cannot be right"),
        (b"WARC-Date: 2015", b"WARC-Date: 3015", "date cannot be right"),
        (b"WARC-Date: 2015", b"WARC-Date: soon", "date cannot be right"),
        (b"WARC-Type: response", b"WARC-Type: response\r\nWARC-Truncated: whim", "reason that is not told"),
        (b"HTTP/1.1 200 OK", b"HTTP/1.1 maybe!", "no complete HTTP head"),
    ],
)
def test_what_does_not_fit_is_kept_and_said(
    old: bytes, new: bytes, said: str, archive: Archive, tmp_path: Path
) -> None:
    report = take(archive, odd_warc(tmp_path, old, new))
    assert said in words(report)
    assert report.kept == 4
    rebuilds_the_same(archive)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"WARC-Type: response", b"WARC-Type: response\r\nX: " + b"\x01" * 60_000),
        (b"WARC-Type: request", b"WARC-Type: request\r\nX: " + b"\x01" * 60_000),
        (b"Content-Type: image/png\r\n", b"Content-Type: image/" + b"\x01" * 60_000 + b"\r\n"),
        (b"WARC-Record-ID: <", b"WARC-Record-ID: <" + b"\x01" * 60_000),
        (b"https://news.example/story/1\r\n", b"https://news.example/" + b"\xe9" * 20_000 + b"\r\n"),
    ],
)
def test_words_without_measure_spoil_no_other_record(old: bytes, new: bytes, archive: Archive, tmp_path: Path) -> None:
    path = odd_warc(tmp_path, old, new)
    report = take(archive, path)
    assert report.kept + len(report.skipped) >= 3
    assert report.odd or report.skipped
    rebuilds_the_same(archive)


@pytest.mark.parametrize("name", ["Location", "Content-Type", "ETag"])
def test_an_http_head_without_measure_is_evidence_only(name: str, archive: Archive, tmp_path: Path) -> None:
    def fill(writer: WARCWriter) -> None:
        one_page(writer)
        add(writer, "response", f"{URL}5", PAGE, headers=[(name, "\x01" * 500_000)])

    report = take(archive, warc(tmp_path, fill))
    assert (report.kept, report.skipped) == (5, ())
    assert "an HTTP head of 500" in words(report)
    assert archive.reading().article(URL)


def test_a_truncated_response_is_an_article_that_says_so(archive: Archive, tmp_path: Path) -> None:
    take(archive, warc(tmp_path, lambda w: add(w, "response", URL, PAGE, WARC_Truncated="length")))
    assert "cut" in archive.reading().article(URL).current.partial[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"WARC-Type: response", b"WARC-Type: response\r\nContent-Length: 99999999999"),
        (b"WARC-Type: response", b"WARC-Type: response\r\nContent-Length: -1"),
        (b"WARC-Type: response", b"WARC-Type: response\r\nContent-Length: 9999999"),
        (b"WARC-Type: response", b"WARC-Type: response\r\nX: " + b"x" * 100_000),
        (b"WARC/1.1\r\nWARC-Type: warcinfo", b"WARC-Type: warcinfo"),
    ],
)
def test_a_record_that_cannot_be_read_is_named_with_its_place(
    old: bytes, new: bytes, archive: Archive, tmp_path: Path
) -> None:
    report = take(archive, odd_warc(tmp_path, old, new))
    assert report.skipped
    assert all(where.partition(":")[0] == "odd.warc" and why for where, why in report.skipped)


def test_damage_in_one_record_costs_that_record_only(archive: Archive, tmp_path: Path) -> None:
    path = warc(tmp_path, one_page)
    data = bytearray(path.read_bytes())
    with path.open("rb") as stream:
        records = ArchiveIterator(stream)
        places = [
            (records.get_record_offset(), records.get_record_length())
            for r in records
            if r.content_stream().read() is not None
        ]
    offset, length = places[1]
    data[offset + length // 2 : offset + length // 2 + 9] = b"\xff" * 9
    path.write_bytes(data)
    report = take(archive, path)
    assert report.kept == 3
    assert report.skipped[0][0] == f"made.warc.gz:{offset}"


def test_a_bomb_and_a_file_that_is_none(archive: Archive, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.warc.gz"
    zeros = gzip.compress(b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 400000000\r\n\r\n" + bytes(3_000_000))
    whole = warc(tmp_path, one_page)
    bomb.write_bytes(zeros + whole.read_bytes())
    report = take(archive, bomb)
    assert "more than the 200000000" in words(report)
    for content in (b"", b"\x1f\x8b\x08", b"nonsense" * 1000, bytes(5000), b"\r\n" * 9000):
        (tmp_path / "none.warc.gz").write_bytes(content)
        assert take(archive, tmp_path / "none.warc.gz").kept == 0


# -- WACZ -------------------------------------------------------------------------------------------------------------


def test_a_crawl_in_a_wacz(archive: Archive, tmp_path: Path) -> None:
    path = crawl(tmp_path, [URL, f"{URL}0", "https://news.example/missing"])
    report = take(archive, path)
    assert (report.read, report.skipped) == (9, ())
    assert [what for _, what in report.odd] == [
        "it names a page that is not in the package: https://news.example/missing"
    ]
    assert archive.reading().article(f"{URL}0").line.title == "Another tide"
    files = {c.facts["file"] for c in captures(archive)}
    assert {"made.wacz!archive/rec-1.warc.gz", "made.wacz!pages/pages.jsonl", "made.wacz!logs/crawl.log"} <= files
    assert take(archive, path).kept == 0
    rebuilds_the_same(archive)


def test_parts_that_lie_about_themselves(archive: Archive, tmp_path: Path) -> None:
    content = warc(tmp_path, one_page).read_bytes()
    members = {"archive/a.warc.gz": content, "../../evil.txt": b"x", "/etc/passwd": b"x", "c:\\x": b"x"}
    report = take(archive, wacz(tmp_path, members, resources=[{"path": "archive/a.warc.gz", "hash": "sha256:00"}]))
    assert [why for _, why in report.skipped] == ["its name leads out of the package"] * 3
    assert "archive/a.warc.gz: it does not have the digest" in words(report)
    assert not (tmp_path.parent / "evil.txt").exists()
    assert archive.reading().article(URL)


def test_a_zip_bomb_is_refused_before_it_is_read(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "bomb.wacz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("archive/a.warc", bytes(30_000_000))
        out.writestr("datapackage.json", json.dumps({"wacz_version": "1.1.1", "resources": []}))
    report = take(archive, path)
    assert "a bomb" in words(report)
    assert report.kept == 1


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04", b"PK\x03\x04" + bytes(100), b"PK\x03\x04" + b"PK\x05\x06" + b"\xff" * 18]
)
def test_a_zip_that_cannot_be_read_is_one_line(content: bytes, archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "x.wacz").write_bytes(content)
    with pytest.raises(InputError, match=r"x\.wacz"):
        take(archive, tmp_path / "x.wacz")


def test_a_wacz_cut_in_the_middle_of_a_record(archive: Archive, tmp_path: Path) -> None:
    path = crawl(tmp_path)
    data = bytearray(path.read_bytes())
    at = data.find(b"\x1f\x8b") + 500
    data[at : at + 30] = bytes(30)
    path.write_bytes(data)
    report = take(archive, path)
    assert report.skipped
    assert "rec-1.warc.gz" in words(report)


# -- keep -------------------------------------------------------------------------------------------------------------


def test_a_person_hands_in_an_archive(archive: Archive, tmp_path: Path) -> None:
    with archive.writing("test") as writing:
        done = writing.keep_file(warc(tmp_path, one_page))
    assert [(o.kind, o.url) for o in done] == [("kept", URL)]
    assert {c.origin for c in captures(archive)} == {"supplied"}


def test_a_person_hands_in_mhtml(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "saved.mhtml"
    path.write_bytes(mhtml(2))
    with archive.writing("test") as writing:
        done = writing.keep_file(path)
    assert [o.kind for o in done] == ["kept", "image", "image"]
    reading = archive.reading()
    view = reading.article(URL)
    assert view.line.title == "The tide comes in"
    assert reading.stored(view.captures[0].capture).payload == path.read_bytes()
    rebuilds_the_same(archive)


@pytest.mark.parametrize(
    "content", [b"", b"MIME-Version: 1.0\r\n\r\nplain", b"Content-Type: multipart/related; boundary=b\r\n\r\n" * 3000]
)
def test_mhtml_without_a_page_is_one_line(content: bytes, archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "saved.mhtml"
    path.write_bytes(content)
    with archive.writing("test") as writing, pytest.raises(InputError, match="save the page again"):
        writing.keep_file(path)


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.wacz"])
def test_an_empty_file_is_named(name: str, archive: Archive, tmp_path: Path) -> None:
    """A copy that went wrong: without a word it would look as if it had been taken in."""
    (tmp_path / name).write_bytes(b"")
    assert take(archive, tmp_path / name).skipped == ((f"{name}:0", "there is nothing in this file"),)


def test_nothing_there(archive: Archive, tmp_path: Path) -> None:
    for path in (tmp_path / "absent.warc.gz", tmp_path):
        with pytest.raises(InputError):
            take(archive, path)


def test_a_folder_of_archives(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    warc(folder, one_page)
    (folder / "readme.txt").write_bytes(b"x")
    warc(folder, lambda w: add(w, "response", f"{URL}9", page("Ninth")), "b.warc")
    assert take(archive, folder).kept == 5


def test_whatever_is_changed_in_a_file_nothing_else_is_lost(tmp_path: Path) -> None:
    """Bytes changed, cut out and put in at random: every record that can be read can be put on record."""
    chance = random.Random(20261122)
    whole = warc(tmp_path, one_page, "made.warc", packed=False).read_bytes()
    kept = evidence(tmp_path / "evidence")
    file = File("made.warc", "00", "imported")
    for round_ in range(400):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 6)):
            at = chance.randrange(len(data))
            piece = chance.choice(
                [b"\n", b"\r\n\r\n", b"\xff", b"\0", b"HTTP/1.1 1", b"WARC/1.0\r\n", b"99", b":", b""]
            )
            data[at : at + chance.randrange(4)] = piece
        packed = gzip.compress(data) if round_ % 2 else bytes(data)
        maker = Maker(file, Clock(), lambda record: None)
        found = [r for r in read_foreign(BytesIO(packed)) if isinstance(r, Foreign)]
        items = [maker.item(record) for record in found]
        assert len(kept.append([item.deposit for item in items], nothing)) == len(found)
