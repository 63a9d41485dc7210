"""Undoing content codings: whole, broken, lying and explosive ones."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cunzhao.fetch import Limits, content, decode_content

TEXT = "存照 keeps what was reported. ".encode() * 200


def _raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "GZip": gzip.compress,
    "deflate": zlib.compress,
    "deflate ": _raw_deflate,
    "br": lambda data: bytes(brotli.compress(data, quality=4)),
    "gzip, br": lambda data: bytes(brotli.compress(gzip.compress(data), quality=4)),
    "identity": bytes,
    "": bytes,
}


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("data", [b"", b"x", TEXT, bytes(range(256)) * 3000], ids=["empty", "one", "text", "long"])
def test_a_whole_body_comes_back(coding: str, data: bytes) -> None:
    decoded = decode_content(CODINGS[coding](data), coding)
    assert decoded.data == data
    assert decoded.problems == ()


def test_the_header_is_read_without_case_and_from_all_its_lines() -> None:
    packed = brotli.compress(gzip.compress(TEXT))
    assert content((("CONTENT-encoding", "gzip"), ("Content-Encoding", "br")), packed).data == TEXT
    assert content((("Content-Type", "text/html"),), b"plain").data == b"plain"
    assert decode_content(b"plain", None).data == b"plain"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "deflate ", "br"])
def test_a_body_that_was_cut_off_gives_what_came(coding: str) -> None:
    data = b"".join(b"%d lines of news\n" % n for n in range(20_000))
    packed = CODINGS[coding](data)
    decoded = decode_content(packed[: len(packed) // 2], coding)
    assert len(decoded.data) > 50_000
    assert data.startswith(decoded.data)
    assert "ends too early" in decoded.problems[0]


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "gzip, br"])
def test_a_coding_in_name_only_leaves_the_bytes(coding: str) -> None:
    decoded = decode_content(b"<!DOCTYPE html><p>plain", coding)
    assert decoded.data == b"<!DOCTYPE html><p>plain"
    assert len(decoded.problems) == 1


def test_damage_within_a_gzip_body_is_a_problem() -> None:
    packed = bytearray(gzip.compress(TEXT))
    packed[-6] ^= 0xFF
    decoded = decode_content(bytes(packed), "gzip")
    assert decoded.data == TEXT
    assert "incorrect data check" in decoded.problems[0]


def test_gzip_members_are_joined_and_padding_is_passed_over() -> None:
    assert decode_content(gzip.compress(b"one ") + gzip.compress(b"two"), "gzip").data == b"one two"
    assert decode_content(gzip.compress(b"one") + b"\x00" * 512, "gzip").data == b"one"


def test_members_without_end_are_counted() -> None:
    decoded = decode_content(gzip.compress(b"x") * 100_000, "gzip")
    assert len(decoded.data) == 4000
    assert "members" in decoded.problems[0]


@pytest.mark.parametrize("coding", ["zstd", "compress", "x\ny", "gzip" * 50])
def test_an_unknown_coding_leaves_the_bytes(coding: str) -> None:
    decoded = decode_content(b"bytes", coding)
    assert decoded.data == b"bytes"
    assert "not known" in decoded.problems[0]
    assert "\n" not in decoded.problems[0]


def test_too_many_codings_are_not_undone() -> None:
    assert decode_content(b"x", "gzip, gzip, gzip, gzip").problems
    deep = gzip.compress(gzip.compress(gzip.compress(TEXT)))
    assert decode_content(deep, "gzip, gzip, gzip").data == TEXT


@pytest.mark.parametrize(
    "bomb", [(gzip.compress(b"\0" * 30_000_000), "gzip"), (brotli.compress(b"\0" * 100_000_000, quality=4), "br")]
)
def test_a_bomb_never_takes_more_than_its_cap(bomb: tuple[bytes, str]) -> None:
    for limits in (Limits(decoded_bytes=3_000_000), Limits(decoded_bytes=3_000_000, decoded_ratio=10**9)):
        tracemalloc.start()
        decoded = decode_content(*bomb, limits)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert len(decoded.data) <= 3_000_000
        assert peak < 10_000_000
        assert "stopped" in decoded.problems[0]


def test_a_very_regular_page_is_no_bomb() -> None:
    page = b"<tr><td>0</td></tr>\n" * 100_000
    assert decode_content(gzip.compress(page), "gzip").data == page


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["gzip", "deflate", "br", "gzip, br", "br, deflate, gzip"]))
def test_no_bytes_make_it_raise(data: bytes, coding: str) -> None:
    decode_content(data, coding)
    decode_content(b"\x1f\x8b\x08\x00" + data, coding)
    decode_content(gzip.compress(data)[:-9] + data, coding)
