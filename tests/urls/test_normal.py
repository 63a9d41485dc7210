"""Which URLs name one page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cunzhao.errors import UsageError
from cunzhao.urls import normalise, surt


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://news.example/a", "https://news.example/a"),
        ("http://NEWS.example:80/a", "https://news.example./a"),
        ("https://u:p@news.example/a", "https://news.example/a#top"),
        ("https://news.example/a/", "https://news.example/a"),
        ("https://news.example", "https://news.example/?"),
        ("https://news.example/a?b=1&a=2", "https://news.example/a?a=2&b=1"),
        ("https://news.example/a?utm_source=x&id=1&fbclid=y", "https://news.example/a?id=1"),
        ("https://news.example/a?UTM_Medium=x", "https://news.example/a"),
        ("https://news.example/a?q=%20x", "https://news.example/a?q=+x"),
        ("https://news.example/a?&&x=&", "https://news.example/a?x"),
        ("https://news.example/%E4%B8%AD", "https://news.example/中"),
        ("https://news.example/%e4%b8%ad", "https://news.example/中"),
        ("https://news.example/%7Ea%28b%29", "https://news.example/~a(b)"),
        ("https://news.example/x/../a", "https://news.example/a"),
        ("https://新闻.example/", "https://xn--efvy88h.example/"),
        ("https://news.example/a;jsessionid=12AB?x=1", "https://news.example/a?x=1"),
    ],
)
def test_one_page(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://news.example/A", "https://news.example/a"),
        ("https://news.example/story1", "https://news.example/story10"),
        ("https://news.example/a?id=1", "https://news.example/a?id=2"),
        ("https://news.example/a?x=1&x=2", "https://news.example/a?x=2&x=1"),
        ("https://news.example/a%2Fb", "https://news.example/a/b"),
        ("https://news.example/a?x=1%262", "https://news.example/a?x=1&2"),
        ("https://news.example/a?x=%2B", "https://news.example/a?x=+"),
        ("https://news.example:8080/a", "https://news.example/a"),
        ("https://www.news.example/a", "https://news.example/a"),
        ("https://news.example/%B9", "https://news.example/%BA"),
        ("https://news.example/a?from=rss", "https://news.example/a"),
        ("https://news.example//a", "https://news.example/a"),
    ],
)
def test_two_pages(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


def test_the_key_is_a_url() -> None:
    key = normalise("http://新闻.example:80/中 文/?b=1&utm_campaign=z&a=ü#x")
    assert key == "https://xn--efvy88h.example/%E4%B8%AD%20%E6%96%87?a=%C3%BC&b=1"


URLISH = st.text("aZ0/.?&=%;:@!'()+ #中é~2Ff\\|\"<", max_size=40)


@given(URLISH)
def test_normalising_comes_to_rest(rest: str) -> None:
    try:
        key = normalise(f"http://news.example/{rest}")
    except UsageError:
        return
    assert normalise(key) == key
    assert key.isascii()
    assert key.isprintable()


@pytest.mark.parametrize(
    ("url", "turned"),
    [
        ("http://news.example.co.uk/a?b=1", "uk,co,example,news)/a?b=1"),
        ("https://news.example:8080/", "example,news:8080)/"),
        ("http://127.0.0.1/x", "127.0.0.1)/x"),
        ("http://[::1]/x", "[::1])/x"),
    ],
)
def test_surt(url: str, turned: str) -> None:
    assert surt(url) == turned


@pytest.mark.parametrize("function", [normalise, surt])
def test_no_url(function: object) -> None:
    assert callable(function)
    with pytest.raises(UsageError):
        function("javascript:alert(1)")
