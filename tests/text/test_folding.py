"""Folding and the way back to the original."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cunzhao.text import Folded, fold, fold_version

# Letters that change length or join when folded, invisible characters, both Chinese scripts, kana, Hangul and its parts.
MIXED = st.text(
    "aA1İßﬁΣ…½㈱①ｶﾞﾊﾟがかﾞ\u3099\u0301\u0315é\u00ad\u200b\ufe0f\ufeff選选舉举裏里薴苧臺　，Ａ가각ᄀ\u1161\u11a8ﾡￂ\n 😀𝐀\ud800𠮷"
)


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("選舉", "选举"),
        ("選舉結果", "选举结果"),
        ("乾隆", "干隆"),
        ("ＡＢＣ１２３", "abc123"),
        ("STRASSE straße", "strasse strasse"),
        ("ｶﾞｷﾞ", "ガギ"),
        ("㈱", "(株)"),
        ("選\u200b舉\ufeff", "选举"),
        ("co\u00adoperate", "cooperate"),
        ("臺灣", "台湾"),
        ("豈", "岂"),  # a compatibility ideograph whose ordinary form is traditional
        ("", ""),
    ],
)
def test_folds(raw: str, folded: str) -> None:
    assert fold(raw) == folded


def test_a_piece_folds_as_it_does_inside_its_text() -> None:
    assert fold("乾隆皇帝").startswith(fold("乾"))


@given(st.text() | MIXED)
def test_folding_comes_to_rest(s: str) -> None:
    assert fold(fold(s)) == fold(s)


def test_every_character_comes_to_rest() -> None:
    text = [chr(code) for code in range(0x32400) if not 0xD800 <= code < 0xE000]
    assert [ch for ch in text if fold(fold(ch)) != fold(ch)] == []


@given(st.text() | MIXED)
def test_folded_has_the_folded_text_and_a_way_back(s: str) -> None:
    folded = Folded.of(s)
    assert folded.text == fold(s)
    assert len(folded.starts) == len(folded.ends) == len(folded.text)
    assert list(folded.starts) == sorted(folded.starts)
    assert folded.offset(len(folded.text)) == len(s)
    assert folded.span(0, len(folded.text)) == (folded.offset(0), len(s)) or not folded.text or s != fold(s)


@given(MIXED, st.integers(0, 50), st.integers(0, 50))
def test_the_original_behind_a_hit_folds_to_the_hit_or_more(s: str, a: int, b: int) -> None:
    folded = Folded.of(s)
    start, end = sorted((min(a, len(folded.text)), min(b, len(folded.text))))
    begin, stop = folded.span(start, end)
    assert 0 <= begin <= stop <= len(s)
    assert folded.text[start:end] in fold(s[begin:stop])


def test_maps_across_characters_that_grow_and_shrink() -> None:
    original = "㈱…ｶﾞ選舉"
    folded = Folded.of(original)
    at = folded.text.index("选举")
    assert original[slice(*folded.span(at, at + 2))] == "選舉"
    at = folded.text.index("ガ")
    assert original[slice(*folded.span(at, at + 1))] == "ｶﾞ"


@pytest.mark.parametrize(
    "hostile",
    [
        "a" + "\u0315\u0300" * 200_000,
        "a" + "\u200d\u0315\u0300" * 100_000,
        "ﾞ\u0315" * 200_000,
        "\u200b" * 400_000,
        "".join(map(chr, range(0xE000, 0x40000))),
    ],
)
def test_hostile_text_takes_linear_time(hostile: str) -> None:
    # Normalisation alone takes minutes for the first of these.
    begun = time.process_time()
    Folded.of(hostile)
    assert time.process_time() - begun < 20


def test_version_names_what_folding_depends_on() -> None:
    assert fold_version().count("/") == 2
