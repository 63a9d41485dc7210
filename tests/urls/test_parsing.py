"""Reading URLs."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cunzhao.errors import UsageError
from cunzhao.urls import host_of, join, parse


def test_parts() -> None:
    url = parse("HTTP://user:secret@Bücher.example:8080/a/../b c?x=1#top")
    assert (url.scheme, url.host, url.port, url.path) == ("http", "xn--bcher-kva.example", 8080, "/b%20c")
    assert (url.query, url.fragment, url.effective_port) == ("x=1", "top", 8080)
    assert str(url) == "http://xn--bcher-kva.example:8080/b%20c?x=1#top"
    assert "secret" not in repr(url)


@pytest.mark.parametrize(
    ("raw", "port"), [("http://a.example", 80), ("https://a.example", 443), ("https://a.example:443", 443)]
)
def test_default_ports(raw: str, port: int) -> None:
    assert parse(raw).port is None
    assert parse(raw).effective_port == port


@pytest.mark.parametrize(
    ("raw", "host"),
    [
        ("http://0x7f.1/", "127.0.0.1"),
        ("http://2130706433/", "127.0.0.1"),
        ("http://１２７.0.0.1/", "127.0.0.1"),
        ("http://[::FFFF:7f00:1]/", "[::ffff:7f00:1]"),
        ("http:\\\\news.example\\x", "news.example"),
    ],
)
def test_hosts_as_a_browser_reads_them(raw: str, host: str) -> None:
    assert host_of(raw) == host


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "news.example/a",
        "/a",
        "ftp://news.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "http://",
        "http://a b/",
        "http://[::1",
        "http://news.example:99999/",
        "http://\ud800/",
        "https://news.example/" + "x" * 10_000,
        "mailto:\nx\x1b[31m",
    ],
)
def test_refuses_what_is_no_web_address_in_one_plain_line(raw: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(raw)
    message = str(caught.value)
    assert message.startswith("not an http or https URL")
    assert message.isprintable()
    assert len(message) < 150


@pytest.mark.parametrize(
    ("ref", "joined"),
    [
        ("c", "https://news.example/a/c"),
        ("../c?d=1#e", "https://news.example/c?d=1#e"),
        ("//other.example/x", "https://other.example/x"),
        (" \thtt\nps://other.example/x ", "https://other.example/x"),
        ("\\\\other.example\\x", "https://other.example/x"),
        ("?p=2", "https://news.example/a/b?p=2"),
        ("", "https://news.example/a/b?q"),
        ("java\nscript:alert(1)", None),
        ("data:image/gif;base64,R0", None),
        ("file:///etc/passwd", None),
        ("blob:https://news.example/1", None),
        ("//", None),
        ("http://%", None),
    ],
)
def test_join(ref: str, joined: str | None) -> None:
    assert join("https://news.example/a/b?q", ref) == joined


def test_join_to_a_base_that_is_none() -> None:
    assert join("about:blank", "x") is None
    assert join("", "x") is None
    assert join("about:blank", "https://news.example/") == "https://news.example/"


@given(st.text(), st.text())
def test_nothing_but_usage_errors(base: str, ref: str) -> None:
    join(base, ref)
    join("https://news.example/", ref)
    with suppress(UsageError):
        parse(ref)
