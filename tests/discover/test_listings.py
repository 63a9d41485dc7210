"""Listing pages and autodiscovery: what is found, in which order, and what falls through."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cunzhao.discover import common_places, parse_listing, propose, robots_sitemaps

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
URL = "http://www.outlet.example/news/"


def listed(html: str | bytes, url: str = URL) -> dict[str, str | None]:
    return {candidate.url: candidate.title for candidate in parse_listing(html, url, NOW)}


HEADLINE = "Harbour authority approves a deeper channel"


@pytest.mark.parametrize(
    "path",
    [
        "/2026/11/22/slug",
        "/news/20261122/c70231.html",
        "/article/1234567",
        "/a/4471.shtml",
        "/story/harbour-authority-approves-deeper-channel",
        "/show.php?newsid=1234",
        "/%E5%8F%B0%E9%A3%8E%E6%9C%A8%E6%A3%89%E5%A2%9E%E5%BC%BA%E4%B8%BA%E5%BC%BA%E5%8F%B0%E9%A3%8E",
        "/topic/20261122-12345.html",
    ],
)
def test_an_article_looks_like_one(path: str) -> None:
    assert list(listed(f"<main><a href='{path}'>{HEADLINE}</a></main>").values()) == [HEADLINE]


def test_other_hosts_of_the_same_owner_count() -> None:
    found = listed(f"<a href='https://m.outlet.com/2026/11/22/slug'>{HEADLINE}</a>", "https://www.outlet.com/")
    assert list(found) == ["https://m.outlet.com/2026/11/22/slug"]


@pytest.mark.parametrize(
    "path",
    [
        "/", "#top", "/news/", "/tag/harbour", "/author/edith-calloway-jones-smith",
        "/about-us", "/page/2", "/search?q=1", "/2026/11/22/photo.jpg",
        "http://elsewhere.example/2026/11/22/slug", "javascript:void(0)", "mailto:a@outlet.example",
        "/login?return=/2026/11/22/slug",
    ],
)  # fmt: skip
def test_what_is_no_article_falls_through(path: str) -> None:
    assert listed(f"<main><a href='{path}'>{HEADLINE}</a></main>") == {}


def test_a_link_needs_words() -> None:
    assert listed("<a href='/2026/11/22/slug'>More</a><a href='/2026/11/22/other'><img src=x></a>") == {}
    assert listed("<a href='/2026/11/22/slug'>台风逼近港湾</a>") == {
        "http://www.outlet.example/2026/11/22/slug": "台风逼近港湾"
    }


@pytest.mark.parametrize(
    "furniture",
    ["<nav>{}</nav>", "<footer><p>{}</p></footer>", "<div class='site-nav'>{}</div>", "<ul role=navigation>{}</ul>"],
)
def test_furniture_is_left_out(furniture: str) -> None:
    assert listed(furniture.format(f"<a href='/2026/11/22/slug'>{HEADLINE}</a>")) == {}


def test_an_article_stands_once_with_its_best_words_in_page_order() -> None:
    html = f"""<a href="/2026/11/22/a"><img src=x alt="picture"></a><h2><a href="/2026/11/22/a#top">{HEADLINE}</a></h2>
    <a href="/2026/11/22/a?utm_source=front">Continue reading the whole of this long article</a>
    <a href="/2026/11/22/b">Crane operators walk off over night shifts</a>"""
    assert list(listed(html).values()) == [HEADLINE, "Crane operators walk off over night shifts"]


def test_the_base_element_counts() -> None:
    assert "http://www.outlet.example/x/2026/11/22/a" in listed(
        f"<base href='/x/'><a href='2026/11/22/a'>{HEADLINE}</a>"
    )


def test_bytes_are_decoded_by_their_meta() -> None:
    html = "<meta charset=gb2312><a href='/2026/11/22/a.html'>台风“木棉”增强为强台风</a>".encode("gb18030")
    assert list(listed(html).values()) == ["台风“木棉”增强为强台风"]


@pytest.mark.parametrize(
    "html",
    [b"", b"\x00\xff\xfe", b"<" * 10_000, b"<div>" * 50_000, b"<p " + b"a " * 200_000, b"<a href='http://[::'>x"],
)
def test_bad_markup_gives_nothing(html: bytes) -> None:
    assert listed(html) == {}
    assert propose(html, URL) == ()


def test_channels_come_in_the_stated_order_with_reasons() -> None:
    articles = "".join(f"<a href='/2026/11/22/story-{n}'>{HEADLINE} {n}</a>" for n in range(3))
    channels = propose(
        f"""<head><link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
        <link rel="alternate" type="application/atom+xml" title="All" href="/atom.xml">
        <link rel="alternate" type="application/feed+json" href="/feed.json">
        <link rel="alternate" type="application/json+oembed" href="/oembed">
        <link rel="alternate" hreflang="en" href="/en/">
        <link rel="sitemap" href="/sitemap.xml"></head>
        <a href="/rss.xml">RSS</a><a href="/atom.xml">Atom</a><a href="/how-to-subscribe">how we use feeds</a>{articles}""",
        URL,
    )
    assert [(channel.kind, channel.url.removeprefix("http://www.outlet.example")) for channel in channels] == [
        ("feed", "/atom.xml"),
        ("feed", "/feed.json"),
        ("feed", "/comments/feed/"),
        ("feed", "/rss.xml"),
        ("sitemap", "/sitemap.xml"),
        ("listing", "/news/"),
    ]
    assert channels[0].why == "the page announces this Atom “All”"
    assert "comments" in channels[2].why
    assert channels[5].why == "the page itself links to 3 articles"


def test_two_articles_do_not_make_a_listing() -> None:
    assert propose("".join(f"<a href='/2026/11/22/story-{n}'>{HEADLINE} {n}</a>" for n in range(2)), URL) == ()


def test_common_places_lie_at_the_root_and_in_the_folder() -> None:
    places = common_places("http://outlet.example/zh/index.html")
    assert "http://outlet.example/feed" in places
    assert "http://outlet.example/zh/rss.xml" in places
    assert "http://outlet.example/news-sitemap.xml" in places
    assert len(set(places)) == len(places)
    assert common_places("not a url") == ()


def test_robots_name_sitemaps() -> None:
    text = (
        "\ufeffSitemap: http://outlet.example/a.xml\nUser-agent: *\nDisallow: /\n"
        "SITEMAP : https://outlet.example/b.xml # all\r\nsitemap: /c.xml\n"
    )
    expected = ("http://outlet.example/a.xml", "https://outlet.example/b.xml")
    assert robots_sitemaps(text) == expected
    assert robots_sitemaps(text.encode()) == expected
    assert robots_sitemaps(b"\xff\xfe\x00" * 300_000) == ()
