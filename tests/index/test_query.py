"""The query language."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cunzhao.errors import UsageError
from cunzhao.index import parse_query
from cunzhao.index.query import And, Dated, Field, Node, Not, Or, Text


@pytest.mark.parametrize(
    ("query", "root"),
    [
        ("全国人大", Text("全国人大")),
        ("选举 vote", And((Text("选举"), Text("vote")))),
        ("选举　AND vote", And((Text("选举"), Text("vote")))),
        ('"climate change" 气候', And((Text("climate change"), Text("气候")))),
        ("“全国 人大”", Text("全国 人大")),
        ("”全国”", Text("全国")),
        ("「全国」『人大』", And((Text("全国"), Text("人大")))),
        ("他说“你好”", And((Text("他说"), Text("你好")))),
        ("选举 -美国", And((Text("选举"), Not(Text("美国"))))),
        ("选举 －美国", And((Text("选举"), Not(Text("美国"))))),
        ("NOT 美国", Not(Text("美国"))),
        ("--美国", Not(Not(Text("美国")))),
        ("covid-19", Text("covid-19")),
        ("选举 - 结果", And((Text("选举"), Text("结果")))),
        ("a OR b c", Or((Text("a"), And((Text("b"), Text("c")))))),
        ("(a OR b) c", And((Or((Text("a"), Text("b"))), Text("c")))),
        ("（a OR b）-c", And((Or((Text("a"), Text("b"))), Not(Text("c"))))),
        ("or ORANGE", And((Text("or"), Text("ORANGE")))),
        ("from:example.org", Field("from", "example.org")),
        ("by：王小明", Field("by", "王小明")),
        ('tag:"two words"', Field("tag", "two words")),
        ("tag:「兩 字」 x", And((Field("tag", "兩 字"), Text("x")))),
        ("title:选举", Text("选举", title=True)),
        ("-title:“选举 结果”", Not(Text("选举 结果", title=True))),
        ("IS:gone", Field("is", "gone")),
        ("lang:zh-Hant", Field("lang", "zh-Hant")),
        ("https://news.example/a", Text("https://news.example/a")),
        ("时间:12点", Text("时间:12点")),
    ],
)
def test_reads(query: str, root: Node) -> None:
    assert parse_query(query).root == root


def at(year: int, month: int = 1, day: int = 1) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("query", "root"),
    [
        ("on:2021", Dated(at(2021), at(2022))),
        ("on:2021-12", Dated(at(2021, 12), at(2022))),
        ("on:2021-6", Dated(at(2021, 6), at(2021, 7))),
        ("on:2020-02-29", Dated(at(2020, 2, 29), at(2020, 3))),
        ("before:2021-06", Dated(None, at(2021, 6))),
        ("after:2021-06", Dated(at(2021, 6), None)),
    ],
)
def test_reads_dates(query: str, root: Node) -> None:
    assert parse_query(query).root == root


@pytest.mark.parametrize(
    ("query", "character", "why"),
    [
        ("", 1, "it is empty"),
        ("  ", 3, "it is empty"),
        ("选举 (", 5, "a word is missing"),
        ("选举 (a", 4, "never closed"),
        ("选举)", 3, "never opened"),
        ("a “b", 3, "never closed"),
        ("a OR", 5, "a word is missing"),
        ("OR a", 1, "a word is missing"),
        ("a AND", 6, "a word is missing"),
        ("-", 2, "a word is missing"),
        ("🔥", 1, "no letter or number"),
        ('"。"', 1, "no letter or number"),
        ("form:example", 1, "no field form:"),
        ("from:", 6, "needs a value"),
        ("from: example", 6, "needs a value"),
        ('tag:" "', 5, "needs a value"),
        ("is:new", 4, "edited, gone, copy"),
        ("has:video", 5, "has: takes image"),
        ("on:June", 4, "YYYY-MM-DD"),
        ("on:2021-02-30", 4, "no such date"),
        ("after:0000", 7, "no such date"),
        ("on:9999", 4, "no such date"),
        ("on:9999-12-31", 4, "no such date"),
        ("(" * 21 + "a" + ")" * 21, 22, "inside each other"),
        ("-" * 30 + "a", 22, "inside each other"),
    ],
)
def test_shows_where_it_cannot_be_read(query: str, character: int, why: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_query(query)
    message = str(caught.value)
    assert why in message
    assert f"at character {character}:" in message
    assert "⟦here⟧" in message
    assert message.isprintable()


def test_has_a_limit() -> None:
    with pytest.raises(UsageError, match="shorten it"):
        parse_query("选" * 1001)


def test_words_under_a_minus_are_not_wanted() -> None:
    query = parse_query("a -b (c OR -(d e)) from:x title:f")
    assert [text.text for text in query.wanted()] == ["a", "c", "f"]


@given(st.text('选a1 \t"“”「」()（）-－:：OR ANDNOTfromtitleon2021🔥\ud800\x00。', max_size=40) | st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(UsageError):
        assert parse_query(text).text == text
