"""Tokens: what is put into an index, and what is asked of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cunzhao.errors import UsageError
from cunzhao.text import Phrase, Token, fold, index_tokens, query_tokens, shingles

TEXT = st.text("立法會会選选舉举のノがｶﾞ가각มา12aZé ，。\n-\u0301", max_size=30)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("立法會選舉", ["立法", "法会", "会选", "选举", "举"]),
        ("3月COVID確診", ["3", "月", "covid", "确诊", "诊"]),
        ("don't_stop", ["don", "t", "stop"]),
        ("ラーメン屋", ["ラー", "ーメ", "メン", "ン屋", "屋"]),
        ("대통령 선거", ["대통", "통령", "령", "선거", "거"]),
        ("ประเทศ", ["ปร", "ระ", "ะเ", "เท", "ทศ", "ศ"]),
        ("हिन्दी समाचार", ["हिन्दी", "समाचार"]),
        ("。 🔥 $", []),
        ("x" * 100, ["x" * 64, "x" * 36]),
    ],
)
def test_index_tokens(text: str, tokens: list[str]) -> None:
    assert index_tokens(text) == tokens


@pytest.mark.parametrize(
    ("query", "tokens"),
    [
        ("選舉", [Token("选举")]),
        ("選", [Token("选", prefix=True)]),
        ("選舉，結果", [Token("选举"), Token("举"), Token("结果")]),
        ("3月", [Token("3"), Token("月", prefix=True)]),
        ("月3", [Token("月"), Token("3")]),
        ("選舉，果", [Token("选举"), Token("举"), Token("果", prefix=True)]),
        ("Covid-19", [Token("covid"), Token("19")]),
        ("。", []),
    ],
)
def test_query_tokens(query: str, tokens: list[Token]) -> None:
    assert query_tokens(query) == tokens


def follow_each_other(tokens: list[Token], stream: list[str]) -> bool:
    """What an index does with a phrase."""

    def same(token: Token, found: str) -> bool:
        return found.startswith(token.text) if token.prefix else found == token.text

    return any(all(map(same, tokens, stream[i : i + len(tokens)])) for i in range(len(stream) - len(tokens) + 1))


@given(TEXT, TEXT, st.integers(0, 30), st.integers(1, 6))
def test_a_word_is_found_exactly_where_it_stands(text: str, other: str, at: int, length: int) -> None:
    for query in (text[at : at + length], other[:length]):
        if query and all(ch in "立法會会選选舉举のノがｶﾞ가각มา" for ch in query):
            assert follow_each_other(query_tokens(query), index_tokens(text)) == (fold(query) in fold(text))


@given(TEXT, TEXT, st.integers(0, 30), st.integers(1, 9))
def test_a_phrase_is_seen_in_text_where_the_index_finds_it(text: str, other: str, at: int, length: int) -> None:
    for query in (text[at : at + length], other[:length]):
        tokens = query_tokens(query)
        hit = Phrase.of(query).find(fold(text))
        assert (hit is not None) == bool(tokens and follow_each_other(tokens, index_tokens(text)))


def test_a_phrase_is_found_again_behind_its_first_place() -> None:
    text, phrase = "vote, voted; vote", Phrase.of("Vote")
    assert phrase.find(text) == (0, 4)
    assert phrase.find(text, 4) == (13, 17)
    assert phrase.find(text, 17) is None


def test_shingles_overlap() -> None:
    assert shingles("立法會 vote 3", 3) == {"立 法 会", "法 会 vote", "会 vote 3"}


def test_shingles_of_little_and_of_nothing() -> None:
    assert shingles("選舉", 5) == {"选 举"}
    assert shingles("。", 5) == frozenset()
    with pytest.raises(UsageError, match="at least 1"):
        shingles("選舉", 0)
