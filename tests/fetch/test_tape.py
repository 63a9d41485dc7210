"""Finding a response's parts in the bytes of the wire; h11 is the judge."""

from __future__ import annotations

import h11
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cunzhao.errors import FetchError
from cunzhao.fetch.tape import final_head, read_body, read_chunks, without_secrets

HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
EXTENSIONS = st.sampled_from([b"", b";a", b';a="b;c"', b"  ", b";name=value"])
TRAILERS = st.sampled_from([b"", b"X: y\r\n", b"X: y\r\nZ: \xff\r\n"])


def _judge(wire: bytes) -> tuple[bytes, int]:
    """The payload by h11, and how many bytes it left over."""
    judge = h11.Connection(h11.CLIENT)
    judge.send(h11.Request(method="GET", target="/", headers=[("Host", "x")]))
    judge.send(h11.EndOfMessage())
    judge.receive_data(wire)
    payload = b""
    while not isinstance(event := judge.next_event(), h11.EndOfMessage):
        payload += bytes(event.data) if isinstance(event, h11.Data) else b""
    return payload, len(judge.trailing_data[0])


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.binary(min_size=1, max_size=40), EXTENSIONS)), TRAILERS, st.binary(max_size=9))
def test_chunks_are_read_as_h11_reads_them(chunks: list[tuple[bytes, bytes]], trailer: bytes, surplus: bytes) -> None:
    framed = b"".join(b"%x%s\r\n%s\r\n" % (len(data), extension, data) for data, extension in chunks)
    wire = HEAD + framed + b"0\r\n" + trailer + b"\r\n" + surplus
    body = read_chunks(wire, len(HEAD), 10**6)
    payload, left = _judge(wire)
    assert body.payload == payload
    assert body.end == len(wire) - left
    assert wire[body.trailer : body.end] == trailer + b"\r\n"


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 70))
def test_any_bytes_are_read_within_their_bounds(wire: bytes, limit: int) -> None:
    body = read_chunks(wire, 0, limit)
    assert len(body.payload) <= limit
    assert 0 <= body.trailer <= body.end <= len(wire)


@pytest.mark.parametrize("cut", range(len(b"4\r\nnews\r\n3\r\nday\r\n")))
def test_a_cut_at_any_byte_gives_what_came(cut: int) -> None:
    wire = b"4\r\nnews\r\n3\r\nday\r\n"[:cut]
    assert b"newsday".startswith(read_chunks(wire, 0, 100).payload)


def test_a_limit_within_a_chunk_cuts_there() -> None:
    body = read_chunks(b"4\r\nnews\r\n3\r\nday\r\n0\r\n\r\n", 0, 5)
    assert (body.payload, body.end) == (b"newsd", len(b"4\r\nnews\r\n3\r\nd"))
    body = read_chunks(b"4\r\nnews\r\n3\r\nday\r\n0\r\n\r\n", 0, 4)
    assert (body.payload, body.end) == (b"news", len(b"4\r\nnews\r\n"))


def test_interim_responses_are_not_the_head() -> None:
    early = b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n"
    wire = early + early + b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 100 body\r\n\r\n"
    start, end = final_head(wire)
    assert wire[start:end] == b"HTTP/1.1 200 OK\r\n\r\n"


@pytest.mark.parametrize("wire", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"])
def test_without_a_whole_head_there_is_no_response(wire: bytes) -> None:
    with pytest.raises(FetchError):
        final_head(wire)


def test_a_body_without_a_length_goes_to_the_end() -> None:
    assert read_body(b"HHbody", 2, 200, (), 100).payload == b"body"
    assert read_body(b"HHbody", 2, 200, (("content-length", "3"),), 100).payload == b"bod"
    assert read_body(b"HHbody", 2, 304, (("content-length", "3"),), 100).end == 2


@pytest.mark.parametrize(
    ("head", "kept", "names"),
    [
        (b"A: b\r\n\r\n", b"A: b\r\n\r\n", set()),
        (b"Set-Cookie: x\r\nA: b\r\n\r\n", b"A: b\r\n\r\n", {"set-cookie"}),
        (b"A: b\r\nCOOKIE:x\r\n y\r\n\tz\r\nC: d\r\n\r\n", b"A: b\r\nC: d\r\n\r\n", {"cookie"}),
        (b"A: b\n folded: cookie: c\nAuthorization : x\n\n", b"A: b\n folded: cookie: c\n\n", {"authorization"}),
        (b"Set-Cookie: x", b"", {"set-cookie"}),
        (b"GET /?Cookie: x HTTP/1.1\r\n\r\n", b"GET /?Cookie: x HTTP/1.1\r\n\r\n", set()),
        (b"", b"", set()),
    ],
)
def test_only_the_lines_of_secrets_are_removed(head: bytes, kept: bytes, names: set[str]) -> None:
    assert without_secrets(head) == (kept, frozenset(names))
