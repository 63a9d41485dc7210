"""Who registered a host."""

from __future__ import annotations

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cunzhao.urls import registrable_domain
from cunzhao.urls.domains import _extractor


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("news.example.co.uk", "example.co.uk"),
        ("NEWS.Example.com.", "example.com"),
        ("www.news.com.cn", "news.com.cn"),
        ("one.github.io", "one.github.io"),
        ("co.uk", "co.uk"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]", "[::1]"),
        ("", ""),
    ],
)
def test_registrable_domain(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain


@given(st.text())
def test_any_text(host: str) -> None:
    assert isinstance(registrable_domain(host), str)


def test_asks_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refused)
    _extractor.cache_clear()
    registrable_domain.cache_clear()
    assert registrable_domain("a.b.example.org") == "example.org"
