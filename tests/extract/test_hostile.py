"""Hostile markup: every page ends in seconds, with its text kept or with a word about what is missing."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cunzhao.extract import GenericExtractor, Page, dom, hostile
from cunzhao.types import Extraction

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SENTENCE = "The council decided on Tuesday that the old bridge will be repaired before the winter comes. "
ARTICLE = "".join(f"<p>{number}. {SENTENCE * 3}</p>" for number in range(8))
SECONDS = 45  # generous: other work may share the machine; alone each takes 1 to 5 s


def read(markup: str) -> Extraction:
    started = time.process_time()
    extraction = GenericExtractor().extract(Page("https://news.example/a", markup.encode(), "text/html", NOW))
    assert time.process_time() - started < SECONDS
    return extraction


def test_an_article_inside_five_thousand_divs_is_kept_and_the_nesting_is_said() -> None:
    extraction = read("<div>" * 5_000 + ARTICLE + "</div>" * 5_000)
    assert all(f"{number}. The council" in extraction.text for number in range(8))
    assert "nested 5,000 deep" in extraction.partial[0]


def test_nesting_within_what_parsers_bear_is_not_suspect() -> None:
    extraction = read("<div>" * 150 + ARTICLE + "</div>" * 150)
    assert "7. The council" in extraction.text
    assert extraction.partial == ()


def test_a_text_node_of_ten_megabytes_is_kept_whole() -> None:
    extraction = read("<p>" + "wort " * 2_000_000 + "</p>")
    assert extraction.text.count("wort") >= 1_999_000
    assert any("10,000,000 characters" in said for said in extraction.partial)


def test_two_hundred_thousand_attributes() -> None:
    extraction = read("<p " + " ".join(f"a{i}=1" for i in range(200_000)) + f">{SENTENCE}</p>" + ARTICLE)
    assert "7. The council" in extraction.text
    assert any("200,000 attributes" in said for said in extraction.partial)


@pytest.mark.parametrize(
    "markup",
    [
        "",
        "\x00\x00\x00",
        "<" * 200_000,
        "<!--" * 100_000,
        "<a '" * 200_000,
        '<a b="' * 200_000,
        "<script>" * 50_000,
        "<b><i>" * 20_000 + "x",
        "<table><tr><td>" * 5_000 + "x",
        "</div>" * 200_000 + "x",
        "&" * 500_000,
        "<svg><![CDATA[" * 10_000,
        "<a href=x>" * 20_000,
    ],
    ids=lambda markup: repr(markup[:12]),
)
def test_broken_markup_ends_without_an_exception(markup: str) -> None:
    read(markup)


def test_a_page_beyond_the_limit_is_cut_and_that_is_said() -> None:
    parsed = dom.parse("<p>" + "a b " * 5_500_000)
    assert "only the first 20,000,000 of 22,000,003 characters were read" in parsed.partial


def test_json_ld_nested_too_deep_is_left_out() -> None:
    deep = "[" * 100_000
    assert "7. The council" in read(f'<script type="application/ld+json">{deep}</script>{ARTICLE}').text


def test_flattening_keeps_all_text_apart_and_in_order() -> None:
    inner = "<div>one</div><div>two &amp; three</div><script>no()</script><p class=x onclick=y>four"
    markup = "<div>" * 300 + inner + "</div>" * 300
    flat = hostile.flatten(markup)
    text = " ".join(dom.parse(flat).tree.text_content().split())
    assert text.replace("<br>", " ") in ("one two & three four", "onetwo & threefour")
    assert "no()" not in flat
    assert "onclick" not in flat
    assert hostile.scan(flat).depth < 100


def test_text_of_scripts_styles_and_comments_does_not_count() -> None:
    measured = hostile.scan("<p>ab c</p><script>'<p>x</p>'</script><style>y</style><!-- z --><p title='a>b'>d&amp;</p>")
    assert measured.text_characters == 5
    assert measured.reasons == ()


@given(st.text(alphabet="<>/'\"=&; abdivp!-\n", max_size=200))
def test_the_scanner_and_the_parser_never_fail(markup: str) -> None:
    parsed = dom.parse(markup)
    assert parsed.tree.tag == "html"
    hostile.flatten(markup)
