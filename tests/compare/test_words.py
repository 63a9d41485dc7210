"""Why a capture is of its kind is kept in English, and said in the reader's language."""

from __future__ import annotations

import re
from string import Formatter

import opencc
import pytest

from cunzhao.compare import answer, classify
from cunzhao.reasons import ENGLISH, PHRASES, SIMPLIFIED, TRADITIONAL, phrase, said

HAN = re.compile("[\u4e00-\u9fff]")
TEXT = "The council voted to close the bridge after an inspection found cracks in two of its piers. " * 12


@pytest.mark.parametrize("code", PHRASES)
def test_every_phrase_is_known_again_with_its_arguments(code: str) -> None:
    fields = [{name for _, name, _, _ in Formatter().parse(form) if name} for form in PHRASES[code]]
    assert fields[0] == fields[1] == fields[2]
    values = [f"“{n} {{0}} x”" for n in range(len(fields[0]))]
    english = phrase(code, *values)
    assert said(english, ENGLISH) == english
    for column in (SIMPLIFIED, TRADITIONAL):
        assert said(english, column) == PHRASES[code][column].format(*values)
    assert opencc.OpenCC("t2s").convert(PHRASES[code][SIMPLIFIED]) == PHRASES[code][SIMPLIFIED]


def test_a_phrase_in_a_phrase() -> None:
    assert said("ad slot: <div.ad> (3 times)", SIMPLIFIED) == "广告位：<div.ad>（3 次）"
    assert said("placeholder image: no address", TRADITIONAL) == "佔位圖片：無網址"


@pytest.mark.parametrize("text", ["", "datePublished", "http://n.example/feed.xml published", "<time>", "x" * 5_000])
def test_what_is_no_phrase_is_said_as_it_is(text: str) -> None:
    assert said(text, SIMPLIFIED) == text


@pytest.mark.parametrize(
    ("status", "html", "text"),
    [(404, "", ""), (403, "", ""), (402, "", ""), (451, "", ""), (418, "", ""), (301, "", ""), (200, "", ""),
     (200, "<title>Page not found</title>", ""), (200, "<script></script>", ""),
     (200, "<noscript>Please enable JavaScript</noscript>", ""), (200, f"<p>{TEXT}</p>", TEXT),
     (200, "<meta property='og:type' content='article'>" + TEXT, TEXT),
     (200, "<p>Checking your browser before accessing</p>", ""),
     (200, "<p>Subscribe to continue reading this article</p>" * 3, "")],
)  # fmt: skip
def test_no_reason_is_left_in_english(status: int, html: str, text: str) -> None:
    verdict = classify(answer("https://n.example/story/1", status, html=html, text=text))
    assert verdict.reasons
    for reason in verdict.reasons:
        assert HAN.search(said(reason, SIMPLIFIED)), reason
        assert HAN.search(said(reason, TRADITIONAL)), reason


def test_a_phrase_costs_no_more_than_its_length() -> None:
    for text in ("status " * 140, "line : " * 140, "the page says " * 70):
        assert said(text, SIMPLIFIED)
