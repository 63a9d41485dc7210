"""Feeds to candidates: every family, their dates, their links, and what strangers do to them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from cunzhao.discover import Feed, feed_json, parse_feed
from cunzhao.discover.bounds import bounded_feed

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
URL = "http://outlet.example/feeds/all.xml"


def feed(content: str | bytes, **more: str) -> Feed:
    raw = content if isinstance(content, bytes) else content.encode()
    return parse_feed(raw, URL, {"Content-Type": more.get("content_type", "application/xml")}, NOW)


def rss(items: str, head: str = "", version: str = "2.0") -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{head}<rss version="{version}" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>Outlet</title><link>/</link><language>zh-cn</language><ttl>45</ttl>{items}</channel></rss>"
    )


def item(link: str = "<link>http://outlet.example/1</link>", rest: str = "") -> str:
    return f"<item><title>One</title>{link}{rest}</item>"


def test_rss_says_what_it_is_and_where_its_entries_are() -> None:
    found = feed(rss(item(rest="<guid isPermaLink='false'>g1</guid><author>沈亦舟</author><category>选举</category>")))
    assert (found.kind, found.version, found.title) == ("rss", "rss20", "Outlet")
    assert (found.home, found.language, found.ttl) == ("http://outlet.example/", "zh-cn", 45)
    (candidate,) = found.candidates
    assert (candidate.url, candidate.title, candidate.guid) == ("http://outlet.example/1", "One", "g1")
    assert (candidate.author, candidate.tags, candidate.via) == ("沈亦舟", ("选举",), URL)
    assert candidate.seen_at == NOW
    assert found.problems == ()


def test_a_date_is_kept_raw_with_its_place() -> None:
    (candidate,) = feed(rss(item(rest="<pubDate>Sat, 21 Nov 2026 22:15:00 +0800</pubDate>"))).candidates
    (claim,) = candidate.claims
    assert claim.kind == "feed"
    assert claim.raw == "Sat, 21 Nov 2026 22:15:00 +0800"
    assert claim.at == datetime(2026, 11, 21, 14, 15, tzinfo=UTC)
    assert claim.where == f"{URL} published"
    assert (claim.precision, claim.zone, claim.modified) == ("second", "stated", False)


@pytest.mark.parametrize(
    ("raw", "at", "precision", "zone"),
    [
        ("2026-11-21T22:15:00+08:00", datetime(2026, 11, 21, 14, 15, tzinfo=UTC), "second", "stated"),
        ("2026-11-21T22:15:00", datetime(2026, 11, 21, 22, 15, tzinfo=UTC), "second", "assumed"),
        ("2026-11-21 22:15", datetime(2026, 11, 21, 22, 15, tzinfo=UTC), "minute", "assumed"),
        ("2026-11-21", datetime(2026, 11, 21, tzinfo=UTC), "day", "assumed"),
        ("2026-11", datetime(2026, 11, 1, tzinfo=UTC), "month", "assumed"),
        ("2026-11-21T24:00:00Z", datetime(2026, 11, 22, tzinfo=UTC), "second", "stated"),
        ("2026-12-31T23:59:60Z", datetime(2027, 1, 1, tzinfo=UTC), "second", "stated"),
        ("Sat, 21 Nov 2026 22:15 GMT", datetime(2026, 11, 21, 22, 15, tzinfo=UTC), "minute", "stated"),
        ("Sat, 21 Nov 2026 22:15:00", datetime(2026, 11, 21, 22, 15, tzinfo=UTC), "second", "assumed"),
        # RFC 822 reads CST as -06:00, a Chinese server means +08:00: the zone counts as assumed.
        ("Sat, 21 Nov 2026 22:15:00 CST", datetime(2026, 11, 22, 4, 15, tzinfo=UTC), "second", "assumed"),
        ("2026-13-45T99:99:99Z", None, "second", "stated"),
        ("昨天", None, "second", "assumed"),
        ("9" * 5000, None, "second", "assumed"),
    ],
)
def test_dates(raw: str, at: datetime | None, precision: str, zone: str) -> None:
    (candidate,) = feed(rss(item(rest=f"<pubDate>{raw}</pubDate>"))).candidates
    (claim,) = candidate.claims
    assert claim.raw == raw[:100]
    assert claim.at == at
    if at is not None:
        assert (claim.precision, claim.zone) == (precision, zone)


def test_a_lone_dublin_core_date_is_the_publication() -> None:
    (candidate,) = feed(rss(item(rest="<dc:date>2026-11-21T10:00:00Z</dc:date>"))).candidates
    assert [claim.modified for claim in candidate.claims] == [False]


def test_atom_tells_publication_from_change_and_resolves_by_base() -> None:
    (candidate,) = feed(
        """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://other.example/a/"><title>T</title><entry>
        <title type="html">One &lt;b>two&lt;/b> &amp;amp; three</title>
        <link rel="self" href="self.xml"/><link rel="alternate" href="one.html"/><id>tag:x</id>
        <published>2026-11-21T10:00:00Z</published><updated>2026-11-22T10:00:00Z</updated></entry></feed>"""
    ).candidates
    assert candidate.url == "http://other.example/a/one.html"
    assert candidate.title == "One two & three"
    published, updated = candidate.claims
    assert (published.modified, updated.modified) == (False, True)
    assert published.at is not None
    assert updated.at == published.at + timedelta(days=1)


def test_rdf() -> None:
    found = feed(
        """<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel><title>T</title><sy:updatePeriod>daily</sy:updatePeriod>
        <sy:updateFrequency>4</sy:updateFrequency></channel><item rdf:about="http://outlet.example/1"><title>One</title>
        <link>http://outlet.example/1</link></item></rdf:RDF>"""
    )
    assert (found.kind, found.ttl) == ("rdf", 360)
    assert [candidate.url for candidate in found.candidates] == ["http://outlet.example/1"]


def test_json_feed() -> None:
    document = {
        "version": "https://jsonfeed.org/version/1",
        "title": "T",
        "home_page_url": "/home",
        "items": [
            {
                "id": 7,
                "url": "/a",
                "title": "A",
                "date_published": "2026-11-21T10:00:00Z",
                "author": {"name": "N"},
                "tags": ["t", 1],
            },
            {"id": "http://outlet.example/b"},
            {"id": "no address", "title": "lost"},
            "not an item",
        ],
    }
    found = feed(json.dumps(document))
    assert (found.kind, found.version, found.home) == ("json", "json10", "http://outlet.example/home")
    assert [candidate.url for candidate in found.candidates] == ["http://outlet.example/a", "http://outlet.example/b"]
    assert found.candidates[0].guid == "7"
    assert found.candidates[0].author == "N"
    assert found.candidates[0].tags == ("t",)
    assert found.problems == ("entry 3 names no page: lost",)


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("<link>/a/b</link>", "http://outlet.example/a/b"),
        ("<guid>http://outlet.example/g</guid>", "http://outlet.example/g"),
        ("<guid isPermaLink='true'>http://outlet.example/g</guid>", "http://outlet.example/g"),
        ("<guid isPermaLink='false'>17</guid>", None),
        ("<link>javascript:alert(1)</link>", None),
        ("<link>data:text/html,x</link>", None),
        ("<link>file:///etc/passwd</link>", None),
        ("<link>http://</link>", None),
        ("", None),
    ],
)
def test_links(link: str, url: str | None) -> None:
    found = feed(rss(item(link)))
    assert [candidate.url for candidate in found.candidates] == ([url] if url else [])
    assert len(found.problems) == (0 if url else 1)


def test_a_feed_in_gb18030_is_read_by_its_declaration() -> None:
    text = rss(item(rest="<description>台风</description>")).replace("utf-8", "gb2312").replace("One", "台风“木棉”增强")
    (candidate,) = feed(text.encode("gb18030")).candidates
    assert candidate.title == "台风“木棉”增强"


def test_a_torn_feed_gives_its_whole_entries_and_says_so() -> None:
    whole = rss(item() + item("<link>http://outlet.example/2</link>"))
    found = feed(whole[: whole.index("outlet.example/2") + 6])
    assert [candidate.url for candidate in found.candidates] == ["http://outlet.example/1"]
    assert any("ends inside an entry" in line for line in found.problems)


def test_a_bare_ampersand_loses_nothing() -> None:
    found = feed(rss(item("<link>http://outlet.example/?a=1&b=2</link>")))
    assert [candidate.url for candidate in found.candidates] == ["http://outlet.example/?a=1&b=2"]
    assert any("not well-formed" in line for line in found.problems)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE r [<!ENTITY l0 "lol">{LAUGHS}<!ENTITY x "&l9;">]>',
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        f'<!DOCTYPE r [<!ENTITY x "{"x" * 100_000}">]>',
        '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1/"> %p;<!ENTITY x "&#37;p;">]>',
    ],
)
def test_entities_neither_grow_nor_reach_outside(doctype: str) -> None:
    found = feed(
        rss(item() + "<item><title>&x;&x;&x;</title><link>http://outlet.example/2</link></item>", head=doctype)
    )
    assert [candidate.url for candidate in found.candidates] == ["http://outlet.example/1", "http://outlet.example/2"]
    assert any("entity declarations" in line for line in found.problems)
    assert "root:" not in repr(found)
    assert len(repr(found)) < 10_000


def test_a_small_entity_is_read() -> None:
    found = feed(rss(item().replace("One", "a&mid;b"), head='<!DOCTYPE rss [<!ENTITY mid "&#183;">]>'))
    assert found.candidates[0].title == "a·b"


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00" * 500, b"/etc/passwd", b"http://127.0.0.1/", b"<html><p>hello", b"{", b"{}", b"{" * 100_000],
)
def test_what_is_no_feed_is_said_to_be_none(content: bytes) -> None:
    found = feed(content)
    assert (found.kind, found.candidates) == ("none", ())
    assert any("no feed" in line for line in found.problems)


def test_half_a_surrogate_does_not_cost_the_feed() -> None:
    found = feed(rss(item().replace("One", "a&#xD800;&#55296;b")))
    assert len(found.candidates) == 1


def test_too_many_entries_are_cut_and_said() -> None:
    content, line = bounded_feed(rss("<item><link>/a</link></item>" * 10_050).encode())
    assert content.count(b"</item>") == 10_000
    assert content.endswith(b"</item></channel></rss>")
    assert "10,000 entries" in (line or "")


@pytest.mark.parametrize(("bomb", "what"), [("<a>", "tags"), ("&lt;b>", "tags"), ("&", "ampersands"), ("<", "tags")])
def test_costly_markup_is_cut_after_the_last_whole_entry(bomb: str, what: str) -> None:
    content, line = bounded_feed(rss(item() + bomb * 1_000_000).encode())
    assert content == rss(item()).encode()
    assert what in (line or "")


def test_too_many_bytes_are_cut_and_said() -> None:
    found = feed(rss(item() + f"<item><description>{'x' * 21_000_000}</description></item>"))
    assert [candidate.url for candidate in found.candidates] == ["http://outlet.example/1"]
    assert "20,000,000 bytes" in found.problems[0]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("nest", ["<a>", "&lt;div&gt;", "<![CDATA[<div>"])
def test_deep_nesting_ends_in_time(nest: str) -> None:
    found = feed(rss(item() + "<item><description>" + nest * 20_000 + "</description></item>"))
    assert found.candidates[0].url == "http://outlet.example/1"


def test_an_endless_tag_is_taken_out() -> None:
    attributes = "a='1' " * 20_000
    found = feed(rss(item() + f"<item {attributes}><link>http://outlet.example/2</link></item>"))
    assert found.candidates[0].url == "http://outlet.example/1"
    assert any("removed tags" in line for line in found.problems)


def test_feed_json_has_feedparsers_names_and_only_json_types() -> None:
    text = rss(
        item(
            rest="<pubDate>Sat, 21 Nov 2026 22:15:00 +0800</pubDate><description>&lt;p onclick='x'&gt;hi</description>"
        )
    )
    parsed = json.loads(json.dumps(feed_json(text.encode(), {"Content-Type": "application/xml"})))
    assert parsed["version"] == "rss20"
    assert parsed["feed"]["title"] == "Outlet"
    entry = parsed["entries"][0]
    assert entry["published_parsed"][:6] == [2026, 11, 21, 14, 15, 0]
    assert entry["summary"] == '<p onclick="x">hi'  # sanitising is off
    assert parsed["bozo"] is False
    assert parsed["problems"] == []


def test_feed_json_of_a_broken_feed_and_of_json_feed() -> None:
    broken = feed_json(b"<rss><channel><item><title>a</title>")
    assert broken["bozo"] is True
    assert isinstance(broken["bozo_exception"], str)
    assert feed_json(b'{"version": "https://jsonfeed.org/version/1.1", "items": []}')["version"] == "json11"


def test_feed_json_of_a_page_says_that_it_is_no_feed() -> None:
    assert feed_json(b"<!doctype html><title>T</title><p>No feed</p>")["problems"][-1].startswith("this is no feed")


def test_the_time_of_the_sighting_must_be_given() -> None:
    with pytest.raises(TypeError, match="seen_at"):
        parse_feed(b"", URL)
