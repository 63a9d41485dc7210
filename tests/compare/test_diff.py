"""Runs that lead from one text to another: true, readable, fast."""

from __future__ import annotations

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cunzhao.compare import diff
from cunzhao.compare.tokens import by_character, pieces

TEXT = st.text(alphabet=st.sampled_from("ab c\n.,。一二三国国1 2é한ไทย\u0301"), max_size=120)
MARKS = {"same": "{}", "gone": "[-{}]", "new": "[+{}]"}


def shown(old: str, new: str, language: str | None = None) -> str:
    return "".join(MARKS[run.op].format(run.text) for run in diff(old, new, language))


@given(TEXT, TEXT)
def test_both_texts_can_be_read_off(old: str, new: str) -> None:
    runs = diff(old, new)
    assert "".join(run.text for run in runs if run.op != "new") == old
    assert "".join(run.text for run in runs if run.op != "gone") == new


@given(TEXT, TEXT)
def test_runs_are_merged_and_gone_stands_first(old: str, new: str) -> None:
    runs = diff(old, new)
    pairs = list(pairwise(runs))
    assert all(run.text for run in runs)
    assert all(a.op != b.op for a, b in pairs)
    assert not any(a.op == "new" and b.op == "gone" for a, b in pairs)


@given(TEXT)
def test_equal_texts_have_no_change(text: str) -> None:
    assert [run.op for run in diff(text, text)] == (["same"] if text else [])


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "Police said 12 died and 30 were hurt.",
            "Police said 15 died and 34 were hurt.",
            "Police said [-12][+15] died and [-30][+34] were hurt.",
        ),
        (
            "市长周一表示，共有十二人死亡。",
            "市长周二表示，共有十五人死亡。",
            "市长周[-一][+二]表示，共有[-十二][+十五]人死亡。",
        ),
        ("경찰은 12명이 숨졌다고 했다", "경찰은 15명이 숨졌다고 했다", "경찰은 [-12][+15]명이 숨졌다고 했다"),
        ("cost 1,200 euros", "cost 1,300 euros", "cost [-1,200][+1,300] euros"),
        ("one\ntwo\nthree", "one\nthree", "one\n[-two\n]three"),
        ("one\nthree", "one\ntwo words here\nthree", "one\n[+two words here\n]three"),
        (
            "the first one is here\nthe second one is there",
            "a wholly other line\nthe second one was there",
            "[-the first one is here\n][+a wholly other line\n]the second one [-is][+was] there",
        ),
        ("", "new", "[+new]"),
        ("old", "", "[-old]"),
    ],
)
def test_what_a_reader_sees(old: str, new: str, expected: str) -> None:
    assert shown(old, new) == expected


def test_short_islands_are_given_up() -> None:
    assert shown("the quick red fox ran home", "the slow, old blue dog ran home") == (
        "the [-quick red fox][+slow, old blue dog] ran home"
    )


def test_a_rewritten_sentence_is_not_confetti() -> None:
    old = "政府周一宣布将在明年三月之前完成全部的调查工作并公布结果"
    new = "官方发言人昨天说明了有关调查的进展情况但是没有给出时间表"
    assert len(diff(old, new)) <= 5


def test_islands_never_join_paragraphs() -> None:
    text = shown("aa bb cc dd ee\nx\nff gg hh ii", "oo pp qq rr ss\nx\ntt uu vv ww")
    assert text == "[-aa bb cc dd ee\n][+oo pp qq rr ss\n]x\n[-ff gg hh ii][+tt uu vv ww]"


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("short", "zh-CN", True),
        ("short", "en", False),
        ("short", None, False),
        ("这是一段中文文本。", None, True),
        ("The name of 北京 is written so in a long English sentence.", None, False),
        ("한국어 문장도 글자 단위로 비교한다.", None, True),
        ("Most letters here are Latin, but the language says otherwise.", "zh", False),
        ("", None, False),
        ("ภาษาไทยไม่มีช่องว่างระหว่างคำ", None, True),
    ],
)
def test_which_texts_are_compared_by_character(text: str, language: str | None, expected: bool) -> None:
    assert by_character(text, language) is expected


@given(st.text(max_size=200), st.booleans())
def test_pieces_join_to_the_text(text: str, characters: bool) -> None:
    assert "".join(pieces(text, characters)) == text


def test_pieces_keep_words_and_figures_whole() -> None:
    assert pieces("don't हिन्दी 3.5%, x", False) == ["don't", " ", "हिन्दी", " ", "3.5%", ",", " ", "x"]
    assert pieces("共1,200人用iPhone，二十三人", True) == ["共", "1,200", "人", "用", "iPhone", "，", "二十三", "人"]


def made(random_: random.Random, letters: str, ends: bool) -> str:
    """100 KB of random text, in one paragraph or many."""
    size = 100_000 // len(letters[0].encode())
    return "".join(
        random_.choice(letters) + ("。\n" if ends and random_.randrange(60) == 0 else "") for _ in range(size)
    )


@pytest.mark.parametrize("letters", ["的一是不了人我在有他这中大来上国", "abc .,", "ab "])
@pytest.mark.parametrize("ends", [True, False])
def test_100_kb_rewritten_is_fast(letters: str, ends: bool) -> None:
    random_ = random.Random(7)
    old, new = made(random_, letters, ends), made(random_, letters, ends)
    started = time.process_time()
    diff(old, new)
    # The promise is one second on an idle machine; the factor is for busy ones.
    assert time.process_time() - started < 3


def test_few_edits_in_a_long_text_stay_few() -> None:
    random_ = random.Random(3)
    old = made(random_, "的一是不了人我在有他这中大来上国", True)
    new = old[:5000] + "新" + old[5000:20000] + old[20001:]
    changed = [run for run in diff(old, new) if run.op != "same"]
    assert sum(len(run.text) for run in changed) < 20
