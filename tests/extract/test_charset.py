"""Decoding: the WHATWG's order, its labels, and losses that are counted."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cunzhao.extract import decode

CHINESE = "中国新闻网报道，全国人民代表大会会议今天在北京开幕。" * 4


def test_a_byte_order_mark_outranks_everything() -> None:
    decoded = decode(codecs.BOM_UTF8 + CHINESE.encode(), "text/html; charset=gbk")
    assert (decoded.text, decoded.charset, decoded.how) == (CHINESE, "utf-8", "bom")


def test_utf_16_by_its_mark() -> None:
    assert decode(codecs.BOM_UTF16_LE + CHINESE.encode("utf-16-le")).text == CHINESE


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("gb2312", "gb18030"),
        ("GBK", "gb18030"),
        ("ks_c_5601-1987", "cp949"),
        ("big5", "big5hkscs"),
        ("shift_jis", "cp932"),
        ("iso-8859-1", "cp1252"),
        ("latin1", "cp1252"),
        ("utf8", "utf-8"),
    ],
)
def test_labels_mean_what_they_mean_to_a_browser(label: str, codec: str) -> None:
    assert decode(b"plain", f"text/html; charset={label}").charset == codec


def test_gb2312_reads_characters_that_only_gb18030_has() -> None:
    content = "<meta charset=gb2312>朱镕基与喆".encode("gb18030")
    decoded = decode(content)
    assert decoded.text.endswith("朱镕基与喆")
    assert decoded.how == "meta"
    assert decoded.problems == ()


def test_the_header_outranks_the_meta_element() -> None:
    content = ('<meta charset="big5">' + CHINESE).encode("gb18030")
    assert decode(content, "text/html; charset=gbk").text.endswith(CHINESE)


def test_a_stale_meta_element_does_not_spoil_utf_8() -> None:
    content = ('<meta charset="windows-1251">' + CHINESE).encode()
    assert decode(content).text.endswith(CHINESE)


def test_without_a_label_utf_8_is_recognised_and_others_are_guessed() -> None:
    assert decode(CHINESE.encode()).how == "utf-8"
    guessed = decode(CHINESE.encode("gb18030"))
    assert (guessed.text, guessed.how) == (CHINESE, "guess")


def test_an_unknown_label_is_ignored() -> None:
    assert decode(CHINESE.encode(), "text/html; charset=klingon").text == CHINESE
    assert decode(b"x", "text/html; charset=rot13").text == "x"


def test_losses_are_counted_and_those_of_the_page_itself_are_not() -> None:
    content = b"sound text " * 50 + b"\xff\xfe\xff" + "\ufffd".encode()
    decoded = decode(content, "text/html; charset=utf-8")
    assert decoded.problems == ("3 characters could not be decoded as utf-8",)
    assert decode("\ufffd".encode(), "text/html; charset=utf-8").problems == ()


def test_a_declared_charset_that_does_not_fit_is_given_up_and_said() -> None:
    decoded = decode(CHINESE.encode("gb18030"), "text/html; charset=utf-8")
    assert decoded.text == CHINESE
    assert "does not fit" in decoded.problems[0]


@given(st.binary(max_size=300), st.one_of(st.none(), st.text(max_size=40)))
def test_decoding_never_fails(content: bytes, content_type: str | None) -> None:
    assert isinstance(decode(content, content_type).text, str)
