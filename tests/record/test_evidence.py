"""Captures go on record byte for byte, in files that other people's tools read, and come back equal."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator
from warcio.checker import Checker

from cunzhao.errors import EvidenceError, InputError
from cunzhao.types import Capture, Deposit, Exchange, Failure
from tests.record.make import (
    NOON,
    REQUEST,
    by_digest,
    by_id,
    chunked,
    evidence,
    exchange,
    nothing,
    page,
    repeatable,
    resource,
)

GZIPPED = gzip.compress(b"<p>\xe9\x80\x89\xe4\xb8\xbe</p>" * 50, mtime=0)
EXCHANGES = {
    "plain": exchange(),
    "chunked": exchange(
        b"x" * 100, head=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", body=chunked(b"x" * 100)
    ),
    "chunked with trailer": exchange(
        b"abc",
        head=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        body=b"3;name=value\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n",
    ),
    "cut inside a chunk": exchange(
        b"half",
        head=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        body=b"64\r\nhalf",
        truncated="disconnect",
    ),
    "content coding is kept": exchange(GZIPPED, head=b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"),
    "chunked and content coding": exchange(
        GZIPPED,
        head=b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n",
        body=chunked(GZIPPED, 50),
    ),
    "binary": exchange(bytes(range(256)) * 8),
    "line ends in the body": exchange(b"\r\n\r\n\n\nWARC/1.1\r\n\r\n"),
    "empty": exchange(b"", head=b"HTTP/1.1 204 No Content\r\n\r\n", status=204, headers=()),
    "bare line feeds": exchange(b"page", head=b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n"),
    "same header twice": exchange(b"page", head=b"HTTP/1.1 200 OK\r\nX: 1\r\nx: 2\r\nX: 1\r\n\r\n"),
    "Latin-1 and UTF-8 in headers": exchange(
        b"page", head=b"HTTP/1.1 200 \xe9\r\nX: \xe9\x80\x89\r\nY: \xff\xfe\r\n\r\n"
    ),
    "folded header, header without colon": exchange(
        b"page", head=b"HTTP/1.1 200 OK\r\nX: 1\r\n  2\r\nnonsense\r\n\r\n"
    ),
    "white space that other tools take for the end": exchange(
        b"page", head=b"HTTP/1.1 200 OK\r\nX: 1\r\n \t\r\nY: 2\r\n\r\n"
    ),
    "no reason phrase": exchange(b"page", head=b"HTTP/1.1 200\r\n\r\n"),
    "interim answer": exchange(
        b"page", head=b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\nHTTP/1.1 200 OK\r\nY: 2\r\n\r\n"
    ),
    "more bytes than announced": exchange(
        b"page", head=b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n", body=b"page and then some"
    ),
    "cut short": exchange(b"pa", head=b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n", truncated="length"),
    "IPv6": exchange(b"page", peer="[2001:db8::1]:443"),
    "no address": exchange(b"page", peer=""),
    "odd URL": exchange(b"page", url="https://press.example/选举 a\r\nWARC-Type: x\ud800?q=<>%20"),
}


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.warc.gz"))


def check(folder: Path) -> None:
    """Both foreign readers take every file: the checker of warcio finds nothing, fastwarc finds every block sound."""
    checker = Checker(Namespace(inputs=list(map(str, files(folder))), verbose=False))
    assert checker.process_all() == 0
    for path in files(folder):
        with path.open("rb") as stream:
            records = [record.record_id for record in ArchiveIterator(stream, parse_http=False)]
        with path.open("rb") as stream:
            assert [record.record_id for record in ArchiveIterator(stream, verify_digests=True)] == records
        assert len(records) == len(raw_records(path))


def raw_records(path: Path) -> list[tuple[dict[str, str], bytes]]:
    """All records by a reader of its own kind: the whole file at once, split by lengths."""
    data, found = gzip.decompress(path.read_bytes()), []
    while data:
        head, _, data = data.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
        length = int(fields["Content-Length"])
        found.append((fields, data[:length]))
        assert data[length : length + 4] == b"\r\n\r\n"
        data = data[length + 4 :]
    return found


@pytest.mark.parametrize("given", EXCHANGES.values(), ids=EXCHANGES.keys())
def test_request_response_and_payload_come_back_byte_for_byte(tmp_path: Path, given: Exchange) -> None:
    archive = evidence(tmp_path)
    [capture] = archive.append([Deposit("page", exchange=given)], nothing)
    stored = archive.read(capture)
    assert stored.request == given.request
    assert given.response.startswith(stored.head)
    assert stored.payload == given.payload
    assert capture.payload_digest == sha256(given.payload).hexdigest()
    assert capture.block_digest == sha256(given.response).hexdigest()
    assert capture.status == stored.status == given.status
    records = raw_records(files(tmp_path)[0])
    assert [fields["WARC-Type"] for fields, _ in records] == ["warcinfo", "response", "request", "metadata"]
    assert records[1][1] == given.response
    assert list(archive.scan()) == [capture]
    check(tmp_path)


def test_the_command_of_warcio_finds_nothing(tmp_path: Path) -> None:
    evidence(tmp_path).append([Deposit("page", exchange=each) for each in EXCHANGES.values()], nothing)
    command = [sys.executable, "-m", "warcio.cli", "check", *map(str, files(tmp_path))]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_the_header_fields_are_read_as_they_stand(tmp_path: Path) -> None:
    archive = evidence(tmp_path)
    given = [
        EXCHANGES["same header twice"],
        EXCHANGES["folded header, header without colon"],
        EXCHANGES["interim answer"],
    ]
    captures = archive.append([Deposit("page", exchange=each) for each in given], nothing)
    resolve = by_id(*captures)
    assert archive.read(captures[0]).headers == (("X", "1"), ("x", "2"), ("X", "1"))
    assert archive.read(captures[1], resolve).headers == (("X", "1 2"),)
    assert archive.read(captures[2], resolve).headers == (("Y", "2"),)


def test_the_records_of_a_capture(tmp_path: Path) -> None:
    [capture] = evidence(tmp_path).append([page(robots="allowed")], nothing)
    (info, _), (response, _), (request, body), (metadata, facts) = raw_records(files(tmp_path)[0])
    assert info["WARC-Filename"] == capture.path == files(tmp_path)[0].name
    assert response["WARC-Record-ID"] == f"<{capture.record_id}>" == request["WARC-Concurrent-To"]
    assert metadata["WARC-Concurrent-To"] == response["WARC-Record-ID"]
    assert response["WARC-Date"] == "2026-11-22T12:00:00.123456Z"
    assert response["WARC-IP-Address"] == "192.0.2.7"
    assert response["WARC-Payload-Digest"] == f"sha256:{capture.payload_digest}"
    assert {info["WARC-Record-ID"]} == {each["WARC-Warcinfo-ID"] for each in (response, request, metadata)}
    assert body == REQUEST
    known = json.loads(facts)
    assert known["exchange"]["redacted"] == ["cookie"]
    assert known["exchange"]["ended"] == "2026-11-22T12:00:00.373456Z"
    assert known["capture"]["facts"] == {"robots": "allowed"}
    assert len(bytes.fromhex(known["capture"]["salt"])) == 32
    assert known["software"].startswith("cunzhao/")


def test_a_chunked_answer_states_the_true_payload_digest_in_a_field_of_our_own(tmp_path: Path) -> None:
    [capture] = evidence(tmp_path).append([Deposit("page", exchange=EXCHANGES["chunked"])], nothing)
    response = raw_records(files(tmp_path)[0])[1][0]
    assert "WARC-Payload-Digest" not in response
    assert response["Cunzhao-Payload-Digest"] == f"sha256:{capture.payload_digest}"
    assert capture.payload_digest == sha256(b"x" * 100).hexdigest()


def test_a_resource_is_kept_with_who_brought_it(tmp_path: Path) -> None:
    archive = evidence(tmp_path)
    odd = resource(b"---\ntitle: x\n---\n", content_type="text/x\r\nEvil: 1")
    captures = archive.append([odd, resource(b"")], nothing)
    assert [(each.kind, each.origin, each.status) for each in captures] == [("resource", "supplied", None)] * 2
    assert archive.read(captures[0]).payload == b"---\ntitle: x\n---\n"
    assert captures[0].content_type == "text/x\r\nEvil: 1"
    assert list(archive.scan()) == captures
    check(tmp_path)


def test_a_failure_is_a_metadata_record_alone(tmp_path: Path) -> None:
    archive = evidence(tmp_path)
    failure = Failure("https://press.example/b", "timeout", "no answer within 30 s", NOON)
    captures = archive.append([Deposit("page", source="press", failure=failure), page()], nothing)
    assert [each.kind for each in captures] == ["failure", "response"]
    assert (captures[0].error_kind, captures[0].error) == ("timeout", "no answer within 30 s")
    assert archive.read(captures[0]).payload == b""
    assert list(archive.scan()) == captures
    assert [fields["WARC-Type"] for fields, _ in raw_records(files(tmp_path)[0])][:2] == ["warcinfo", "metadata"]
    check(tmp_path)


def test_an_identical_payload_becomes_a_revisit(tmp_path: Path) -> None:
    archive = evidence(tmp_path)
    first, second = archive.append([page(), page()], nothing)
    [third] = archive.append([page()], by_digest(first))
    [other] = archive.append([page(b"other")], by_digest(first))
    assert [each.kind for each in (first, second, third, other)] == ["response", "revisit", "revisit", "response"]
    assert second.refers_to == third.refers_to == first.id
    assert second.payload_digest == first.payload_digest
    assert archive.read(third, by_id(first)).payload == b"<p>page</p>"
    revisit, block = next((f, b) for f, b in raw_records(files(tmp_path)[0]) if f["WARC-Type"] == "revisit")
    assert revisit["WARC-Profile"].endswith("/identical-payload-digest")
    assert revisit["WARC-Refers-To"] == f"<{first.record_id}>"
    assert revisit["WARC-Refers-To-Target-URI"] == first.url
    assert revisit["WARC-Refers-To-Date"] == "2026-11-22T12:00:00.123456Z"
    assert block == b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    assert list(archive.scan()) == [first, second, third, other]
    check(tmp_path)


def test_only_a_full_response_is_revisited(tmp_path: Path) -> None:
    archive = evidence(tmp_path)
    [supplied] = archive.append([resource(b"<p>page</p>")], nothing)
    empty = Deposit("page", exchange=EXCHANGES["empty"])
    captures = archive.append([page(), empty, empty], by_digest(supplied))
    assert [each.kind for each in captures] == ["response"] * 3


def test_a_revisit_whose_original_is_lost_cannot_be_read(tmp_path: Path) -> None:
    archive = evidence(tmp_path)
    first, second = archive.append([page(), page()], nothing)
    with pytest.raises(EvidenceError, match=first.id):
        archive.read(second)


def not_modified(**facts: str) -> Deposit:
    head = b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n"
    return Deposit("page", exchange=exchange(b"", head=head, status=304, headers=(("ETag", "x"),)), facts=facts)


def test_not_modified_refers_to_what_was_not_modified(tmp_path: Path) -> None:
    archive = evidence(tmp_path)
    first, again = archive.append([page(), page()], nothing)
    resolve = by_id(first, again)
    known, unknown = archive.append([not_modified(not_modified_of=again.id), not_modified()], nothing, resolve)
    assert (known.kind, known.refers_to, known.status) == ("revisit", first.id, 304)
    assert archive.read(known, resolve).payload == b"<p>page</p>"
    assert archive.read(known, resolve).headers == (("ETag", "x"),)
    assert (unknown.kind, unknown.etag, unknown.size) == ("response", "x", 0)
    profiles = [f.get("WARC-Profile") for f, _ in raw_records(files(tmp_path)[0]) if f["WARC-Type"] == "revisit"]
    assert profiles[1] == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    assert list(archive.scan()) == [first, again, known, unknown]
    check(tmp_path)


def test_files_roll_over_and_a_new_process_continues_the_last_one(tmp_path: Path) -> None:
    captures: list[Capture] = []
    for number in range(12):
        with evidence(tmp_path, roll_bytes=5_000, seed=b"%d" % number) as archive:
            captures += archive.append([page(repeatable(b"%d" % number)(1_000))], nothing)
    names = [path.name for path in files(tmp_path)]
    assert 2 <= len(names) <= 4
    assert sorted(names) == sorted({each.path for each in captures})
    assert [name[-13:-8] for name in sorted(names)] == [f"{number:05}" for number in range(1, len(names) + 1)]
    assert list(evidence(tmp_path).scan()) == captures
    check(tmp_path)


def test_files_keep_their_order_when_the_clock_jumps_back(tmp_path: Path) -> None:
    late, early = evidence(tmp_path, roll_bytes=1), evidence(tmp_path, roll_bytes=1, seed=b"other")
    early._clock = lambda: datetime.fromisoformat("1999-01-01T00:00:00+00:00")
    captures = [*late.append([page(b"1")], nothing), *early.append([page(b"2")], nothing)]
    assert list(early.scan()) == captures
    assert captures[1].path == "cunzhao-19990101T000000Z-00002.warc.gz"


def test_a_folder_that_is_not_there_holds_nothing_and_is_not_made_by_reading(tmp_path: Path) -> None:
    assert list(evidence(tmp_path / "absent").scan()) == []
    assert not (tmp_path / "absent").exists()


BAD: dict[str, Callable[[], Deposit]] = {
    "nothing": lambda: Deposit("page"),
    "two things": lambda: replace(page(), resource=resource(b"x").resource),
    "no HTTP": lambda: Deposit("page", exchange=exchange(head=b"ICY 200 OK\r\n\r\n")),
    "no end of head": lambda: Deposit("page", exchange=exchange(b"", head=b"HTTP/1.1 200 OK\r\n")),
    "no bytes": lambda: Deposit("page", exchange=exchange(b"", head=b"")),
    "another payload": lambda: Deposit("page", exchange=exchange(b"page", body=b"something else")),
    "time without zone": lambda: Deposit("page", exchange=exchange(at=NOON.replace(tzinfo=None))),
    "huge facts": lambda: page(note="x" * 600_000),
}


@pytest.mark.parametrize("deposit", BAD.values(), ids=BAD.keys())
def test_what_cannot_go_on_record_is_refused_before_anything_is_written(
    tmp_path: Path, deposit: Callable[[], Deposit]
) -> None:
    archive = evidence(tmp_path)
    kept = archive.append([page()], nothing)
    size = files(tmp_path)[0].stat().st_size
    with pytest.raises(InputError):
        archive.append([page(b"good"), deposit()], nothing)
    assert files(tmp_path)[0].stat().st_size == size
    kept += archive.append([page(b"more")], nothing)
    assert list(archive.scan()) == kept


def test_a_capture_of_another_place_is_not_read(tmp_path: Path) -> None:
    archive = evidence(tmp_path)
    first, second = archive.append([page(b"1"), page(b"2")], nothing)
    for wrong in (
        replace(first, offset=second.offset),
        replace(first, offset=first.offset + 1),
        replace(first, offset=10**9),
        replace(first, path="../../etc/passwd"),
        replace(first, path=first.path.replace("00001", "00009")),
        replace(first, block_digest=second.block_digest),
        replace(first, payload_digest=second.payload_digest),
    ):
        with pytest.raises(EvidenceError):
            archive.read(wrong)


@pytest.mark.timeout(20)
def test_a_long_repetitive_payload_is_read_back_with_records_behind_it(tmp_path: Path) -> None:
    """Its member decompresses in several pieces, and the last piece leaves the next member over."""
    long = exchange(b"<p>The council voted on Tuesday.</p>" * 90_000)
    with evidence(tmp_path) as kept:
        first, _ = kept.append(
            [Deposit("page", exchange=long), Deposit("page", exchange=exchange())], lambda digest: None
        )
        assert kept.read(first).payload == long.payload
        assert len(list(kept.scan())) == 2
