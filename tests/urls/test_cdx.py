"""The key of web archive indexes. The expected values are those of the ``surt`` package, which pywb uses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cunzhao.urls import cdx_key

KEYS = {
    "https://www.news.example:443/A/?b=2&a=1#x": "example,news)/a?a=1&b=2",
    "http://example.com": "com,example)/",
    "http://example.com/": "com,example)/",
    "http://www2.Example.com:8080/a//b/../c/": "com,example:8080)/a/c",
    "https://example.com/?": "com,example)/",
    "http://example.com/选举?标题=台风&b": "com,example)/%e9%80%89%e4%b8%be?%e6%a0%87%e9%a2%98=%e5%8f%b0%e9%a3%8e&b",
    "http://xn--fiqs8s.example/%E9%80%89": "example,xn--fiqs8s)/%e9%80%89",
    "http://例子.example/a%252Fb": "example,xn--fsqu00a)/a/b",
    "http://1.2.3.4/x": "4,3,2,1)/x",
    "http://[::1]:8000/a": "::1:8000)/a",
    "urn:x-cunzhao:post:a/b.md": "urn:x-cunzhao:post:a/b.md",
    "file:///home/a b/c.html": "file:/home/a%20b/c.html",
    "http://example.com/x?sid=0123456789ABCDEF0123456789ABCDEF&a=1": "com,example)/x?a=1",
    "http://example.com/(S(abcdefghijklmnopqrstuvwx))/page.aspx?a": "com,example)/page.aspx?a",
    "http://user:pw@example.com/": "com,example)/",
    "http://example.com/a?": "com,example)/a",
    "http://example.com/a?=&&b": "com,example)/a?&=&b",
    "http://example.com:/": "com,example)/",
    "http://example.com/a b": "com,example)/a%20b",
    "http://example.com/%zz": "com,example)/%25zz",
    "http://example.com?q=1": "com,example)/?q=1",
    "dns:example.com": "dns:example.com",
    "http://www.example.com/a?x=A%20B+c&y=%E9": "com,example)/a?x=a%20b+c&y=%e9",
    "http://example.com/a%23b?c%23d": "com,example)/a%23b?c%23d",
    "https://example.com/../x": "com,example)/../x",
    "https://example.com/x?cfid=1&cftoken=2&a": "com,example)/x?a",
    "mailto:a@b.example": "mailto:a@b.example",
    "http://example.com/?a": "com,example)/?a",
    "http://example.com/a/./b/..": "com,example)/a",
    "HTTP://EXAMPLE.COM/": "com,example)/",
    "http://0x7f.1/": "1,0x7f)/",
    "http://3232235777/": "1,1,168,192)/",
    "http://example.com./a": "com,example)/a",
}


@pytest.mark.parametrize(("url", "key"), KEYS.items())
def test_it_is_the_key_of_others(url: str, key: str) -> None:
    assert cdx_key(url) == key


@given(st.text())
def test_any_text_has_a_key_that_is_one_word(text: str) -> None:
    assert cdx_key(text).isascii()
    assert not set(cdx_key(text)) & set(" \r\n\t")


def test_escapes_of_escapes_come_to_an_end() -> None:
    assert len(cdx_key("http://a.example/%" + "25" * 100_000)) < 300_000
