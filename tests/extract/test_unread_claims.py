"""Dates that a page states and that nobody can read are claims too: kept as they stand, without a time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cunzhao.extract import GenericExtractor, Page, derive_published
from cunzhao.types import Claim

SEEN = datetime(2021, 6, 5, 12, 0, tzinfo=UTC)
TEXT = "<h1>Old bridge</h1>" + "<p>The council decided that the old bridge will be repaired before the winter.</p>" * 5


def claims_of(head: str, body: str = "") -> tuple[Claim, ...]:
    markup = f"<html><head>{head}</head><body><article>{body}{TEXT}</article></body></html>"
    page = Page("https://news.example/bridge", markup.encode(), "text/html; charset=utf-8", SEEN)
    return GenericExtractor().extract(page).claims


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        (
            '<meta property="article:published_time" content="soon">',
            "",
            ("meta", "soon", "meta article:published_time"),
        ),
        (
            '<meta property="article:modified_time" content="one fine day">',
            "",
            ("meta", "one fine day", "meta article:modified_time"),
        ),
        ("", "<time>five minutes ago</time>", ("time", "five minutes ago", "<time>")),
        ("", '<time datetime="0000-00-00">once</time>', ("time", "0000-00-00", "<time>")),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"Yesterday"}</script>',
            "",
            ("json-ld", "Yesterday", "datePublished"),
        ),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":{"day":4}}</script>',
            "",
            ("json-ld", '{"day": 4}', "datePublished"),
        ),
    ],
)
def test_what_cannot_be_read_is_kept_without_a_time(head: str, body: str, expected: tuple[str, str, str]) -> None:
    found = claims_of(head, body)
    assert [(c.kind, c.raw, c.where) for c in found if c.at is None] == [expected]
    assert found[0].modified == ("modified" in head)
    assert derive_published(found, SEEN).by == "first-seen"


def test_a_number_in_json_ld_is_read_as_an_epoch() -> None:
    head = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":1622787373000}</script>'
    assert [(c.raw, c.at) for c in claims_of(head)] == [("1622787373000", datetime(2021, 6, 4, 6, 16, 13, tzinfo=UTC))]


def test_noise_is_bounded_in_length_and_in_number_and_hides_no_date() -> None:
    noise = "".join(
        f'<meta name="{name}" content="x{"y" * 900}">' * 2 for name in ("date", "pubdate", "ptime", "created") * 4
    )
    times = "<time>now</time>" * 500 + '<time datetime="2021-06-04T06:16:13Z">today</time>'
    found = claims_of(noise + '<meta name="lastmod" content="2021-06-04">', "".join(times))
    unread = [c for c in found if c.at is None]
    assert 1 < len(unread) <= 24
    assert all(len(c.raw) <= 200 for c in found)
    assert [c.raw for c in found if c.kind == "time" and c.at] == ["2021-06-04T06:16:13Z"]
    assert [c.raw for c in found if c.kind == "meta" and c.at] == ["2021-06-04"]
