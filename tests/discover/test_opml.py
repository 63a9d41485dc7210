"""Subscription lists, read and written."""

from __future__ import annotations

import pytest

from cunzhao.discover import OpmlEntry, parse_opml, write_opml
from cunzhao.errors import InputError

ENTRIES = (
    OpmlEntry("海岸日报", "http://haian.example/feed.xml", "http://haian.example/", "新闻/本地"),
    OpmlEntry('Quotes " & <angles>', "http://b.example/?a=1&b=2"),
    OpmlEntry("Third", "http://c.example/rss", None, "新闻"),
)


def test_what_is_written_is_read_back() -> None:
    assert sorted(parse_opml(write_opml(ENTRIES)).entries, key=lambda e: e.feed) == sorted(
        ENTRIES, key=lambda e: e.feed
    )


def test_folders_are_made_once() -> None:
    assert write_opml(ENTRIES).count('text="新闻"'.encode()) == 1


def test_control_characters_are_left_out() -> None:
    (entry,) = parse_opml(write_opml([OpmlEntry("a\x00b\x0bc\ud800", "http://a.example/")])).entries
    assert entry.title == "abc"


def test_real_lists_spell_as_they_like() -> None:
    (entry,) = parse_opml(
        b'<opml version="1.0"><body><outline text="F"><outline text="T" xmlurl="http://a.example/x"/></outline></body></opml>'
    ).entries
    assert entry == OpmlEntry("T", "http://a.example/x", None, "F")


def test_a_feed_stands_once_and_bad_addresses_do_not_count() -> None:
    content = b"""<opml><body><outline text="a" xmlUrl="http://a.example/x"/><outline text="b" xmlUrl="http://a.example/x"/>
    <outline text="c" xmlUrl="javascript:1"/><outline text="d" xmlUrl="file:///etc/passwd"/><outline xmlUrl="http://e.example/"/></body></opml>"""
    assert [entry.title for entry in parse_opml(content).entries] == ["a", "http://e.example/"]


def test_every_outline_that_is_not_taken_is_named_with_its_line() -> None:
    found = parse_opml(
        b"""<opml><body>
        <outline text="F"><outline text="a" xmlUrl="http://a.example/x"/></outline>
        <outline text="again" xmlUrl="http://a.example/x"/>
        <outline text="bad" xmlUrl="ftp://a.example/"/>
        <outline text="page" type="link" url="http://p.example/"/>
        <outline text="empty folder"/>
        <outline text="no feed" type="rss" xmlUrl=""/></body></opml>"""
    )
    assert [e.title for e in found.entries] == ["a"]
    assert found.repeated == ((3, "http://a.example/x stands in the list before"),)
    assert [(line, what.split(":")[0]) for line, what in found.refused] == [(4, "bad"), (5, "page"), (7, "no feed")]
    assert [line for line, _ in found.odd] == [6]


def test_a_broken_list_says_where_it_is_broken() -> None:
    found = parse_opml(b'<opml><body>\n<outline text="a & b" xmlUrl="http://a.example/x"/><outline text="c"')
    line, what = found.odd[0]
    assert line == 2
    assert "broken" in what


def test_a_broken_list_gives_what_can_be_read() -> None:
    assert (
        len(parse_opml(b'<opml><body><outline text="a & b" xmlUrl="http://a.example/x"/><outline text="c"').entries)
        == 1
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"<html><body>hello</body></html>",
        b'<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body><outline text="&x;" xmlUrl="http://a.example/"/></body></opml>',
        b"<opml><outline " + b'a="1" ' * 50_000 + b"/></opml>",
        b"<opml>" + b" " * 20_000_001,
    ],
)
def test_what_is_no_list_is_an_input_error(content: bytes) -> None:
    with pytest.raises(InputError):
        parse_opml(content)
