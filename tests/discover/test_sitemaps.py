"""Sitemaps in all their forms, whole and torn."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from cunzhao.discover import Sitemap, parse_sitemap

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
URL = "http://outlet.example/sitemap.xml"
HEAD = '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'


def sitemap(content: str | bytes) -> Sitemap:
    return parse_sitemap(content if isinstance(content, bytes) else content.encode(), URL, NOW)


def addresses(found: Sitemap) -> list[str]:
    return [candidate.url for candidate in found.candidates]


def test_the_last_change_is_a_claim_about_change() -> None:
    (candidate,) = sitemap(
        f"{HEAD}<url><loc> /a?b=1&amp;c=2 </loc><lastmod>2026-11-21</lastmod></url></urlset>"
    ).candidates
    assert candidate.url == "http://outlet.example/a?b=1&c=2"
    (claim,) = candidate.claims
    assert (claim.kind, claim.raw, claim.modified, claim.precision) == ("sitemap", "2026-11-21", True, "day")
    assert claim.where == f"{URL} lastmod"


def test_a_news_sitemap_claims_publication() -> None:
    (candidate,) = sitemap(
        f"{HEAD}<url><loc>http://outlet.example/a</loc><n:news><n:publication><n:name>Outlet</n:name></n:publication>"
        "<n:publication_date>2026-11-21T10:00:00+08:00</n:publication_date><n:title>台风</n:title>"
        "<n:keywords>a, b, a</n:keywords></n:news></url></urlset>"
    ).candidates
    assert (candidate.title, candidate.tags) == ("台风", ("a", "b"))
    (claim,) = candidate.claims
    assert claim.at == datetime(2026, 11, 21, 2, tzinfo=UTC)
    assert not claim.modified


def test_an_index_names_its_children() -> None:
    found = sitemap(
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>http://outlet.example/1.xml</loc>'
        "<lastmod>2026-11-21</lastmod></sitemap><sitemap><loc>/2.xml.gz</loc></sitemap></sitemapindex>"
    )
    assert found == Sitemap(URL, children=("http://outlet.example/1.xml", "http://outlet.example/2.xml.gz"))


@pytest.mark.parametrize("namespace", ["", ' xmlns="http://www.google.com/schemas/sitemap/0.84"'])
def test_the_namespace_does_not_matter(namespace: str) -> None:
    found = sitemap(f"<urlset{namespace}><url><loc>http://outlet.example/a</loc></url></urlset>")
    assert addresses(found) == ["http://outlet.example/a"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(encoding: str) -> None:
    text = "<urlset><url><loc>http://outlet.example/台风</loc></url></urlset>"
    assert addresses(sitemap(text.encode(encoding))) == ["http://outlet.example/%E5%8F%B0%E9%A3%8E"]


def test_plain_text() -> None:
    found = sitemap("\ufeffhttp://outlet.example/a\r\nhttp://outlet.example/b\n\nnonsense\nhttp://outlet.example/a\n")
    assert addresses(found) == ["http://outlet.example/a", "http://outlet.example/b"]


def test_gzip_and_its_damages() -> None:
    text = (HEAD + "<url><loc>http://outlet.example/a</loc></url></urlset>").encode()
    packed = gzip.compress(text)
    assert addresses(sitemap(packed)) == ["http://outlet.example/a"]
    torn = sitemap(packed[:-10])
    assert "the gzip file is cut off" in torn.problems
    assert sitemap(packed[:4] + b"\xff" * 40).problems


def test_a_bomb_is_unpacked_up_to_the_bound() -> None:
    found = sitemap(gzip.compress(b" " * 60_000_000, 1))
    assert found.candidates == ()
    assert "read only the first 50,000,000 bytes" in found.problems


def test_a_torn_file_gives_whole_entries_only() -> None:
    found = sitemap(
        HEAD + "<url><loc>http://outlet.example/a</loc></url><url><loc>http://outlet.example/half-of-an-addr"
    )
    assert addresses(found) == ["http://outlet.example/a"]
    assert any("not well-formed" in line for line in found.problems)


def test_a_feed_in_place_of_a_sitemap() -> None:
    found = sitemap("<rss version='2.0'><channel><item><link>http://outlet.example/a</link></item></channel></rss>")
    assert addresses(found) == ["http://outlet.example/a"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused(encoding: str) -> None:
    doctype = '<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    text = f"{doctype}<urlset><url><loc>http://outlet.example/&x;</loc></url></urlset>"
    found = sitemap(text.encode(encoding))
    assert found.candidates == ()
    assert "document type" in found.problems[0]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00",
        b"<html><p>hello</p></html>",
        b"<urlset><url><loc>javascript:1</loc></url></urlset>",
        HEAD.encode() + b"<url>" * 5000,
        HEAD.encode() + b"<" * 100_000,
        HEAD.encode() + b"<url " + b'a="1" ' * 50_000 + b">",
    ],
)
def test_bad_content_is_a_problem_and_not_an_error(content: bytes) -> None:
    found = sitemap(content)
    assert found.candidates == ()
    assert found.problems


def test_too_many_entries_are_cut_and_said() -> None:
    xml = b"<urlset>" + b"<url><loc>/a</loc></url>" * 30 + b"</urlset>"
    found = parse_sitemap(xml, URL, NOW, most=20)
    assert len(found.candidates) == 20
    assert found.problems == ("read only the first 20 entries",)
    lines = b"".join(b"http://outlet.example/%d\n" % number for number in range(30))
    assert len(parse_sitemap(lines, URL, NOW, most=20).candidates) == 20
