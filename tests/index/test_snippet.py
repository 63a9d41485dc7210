"""What a hit shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cunzhao.index import snippet
from cunzhao.text import Phrase, fold


def marked(text: str, *words: str) -> tuple[str, list[str]]:
    shown, marks = snippet(text, [Phrase.of(word) for word in words])
    return shown, [shown[start:end] for start, end in marks]


def test_traditional_text_is_marked_for_a_simplified_query() -> None:
    assert marked("昨日立法會選舉結束", "选举") == ("昨日立法會選舉結束", ["選舉"])


def test_marks_what_changes_length_when_folded() -> None:
    assert marked("㈱…ﬁn ｶﾞｽ選\u200b舉", "选举", "ガス") == ("㈱…ﬁn ｶﾞｽ選\u200b舉", ["ｶﾞｽ選\u200b舉"])


def test_words_are_marked_whole_only() -> None:
    assert marked("Votes and VOTE.", "vote") == ("Votes and VOTE.", ["VOTE"])


def test_is_cut_around_the_first_hit() -> None:
    shown, marks = marked("无" * 5000 + "選舉" + "关" * 500, "选举")
    assert shown.startswith("…无")
    assert shown.endswith("关…")
    assert len(shown) < 200
    assert marks == ["選舉"]


@pytest.mark.parametrize("before", [3999, 4000, 4399, 4400, 8000])
def test_a_hit_on_the_border_of_two_pieces_is_seen(before: int) -> None:
    assert marked("无" * before + "選舉", "选举")[1] == ["選舉"]


def test_does_not_cut_words_of_spaced_scripts() -> None:
    shown, marks = marked("alpha " * 30 + "vote " + "omega " * 30, "vote")
    assert marks == ["vote"]
    assert set(shown.strip("…").split()) == {"alpha", "vote", "omega"}


def test_without_a_hit_it_is_the_beginning() -> None:
    assert marked("\n  第一段\n第二段", "选举") == ("第一段 第二段", [])
    assert marked("", "选举") == ("", [])
    assert marked("text") == ("text", [])


@given(st.text("选選舉 a\n\u200bﬁ…ｶﾞ", max_size=600), st.text("选舉ｶﾞ", max_size=3))
def test_marks_are_in_order_and_hold_the_word(text: str, word: str) -> None:
    shown, marks = snippet(text, [Phrase.of(word)])
    assert [m for mark in marks for m in mark] == sorted({m for mark in marks for m in mark})
    for start, end in marks:
        assert 0 <= start < end <= len(shown)
        assert fold(word) in fold(shown[start:end])
