"""Which of a page's titles is its headline, and what becomes of the headings that are not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cunzhao.extract import GenericExtractor, Page
from cunzhao.extract.title import without_site
from cunzhao.types import Extraction

SEEN = datetime(2026, 1, 1, tzinfo=UTC)
HEADLINE = "石头城的新桥今天通车"
TEXT = "<p>石头城的新桥全长三百米，今天上午十时正式通车，市民纷纷前来参观，市长出席了仪式。</p>" * 12


def read(head: str, before: str) -> Extraction:
    page = f"<html><head><meta charset=utf-8>{head}</head><body><article>{before}{TEXT}</article></body></html>"
    return GenericExtractor().extract(Page("https://press.example/1.html", page.encode(), None, SEEN))


def headings(found: Extraction) -> list[str]:
    return [block.text for block in found.blocks if block.kind == "heading"]


@pytest.mark.parametrize("title", ["新闻中心", "石头", "首页", "要闻 - 新闻中心"])
def test_the_one_heading_at_the_text_is_the_headline_where_the_only_title_is_a_shorter_name(title: str) -> None:
    found = read(f"<title>{title}</title>", f"<h1>{HEADLINE}</h1>")
    assert (found.title, headings(found)) == (HEADLINE, [])


def test_a_heading_with_the_site_s_logo_above_is_still_the_one_heading() -> None:
    found = read("<title>新闻中心</title>", f"<h1><a href=/>日报新闻中心网站</a></h1><h1>{HEADLINE}</h1>")
    assert found.title == HEADLINE


@pytest.mark.parametrize(
    "head",
    [
        '<title>新闻中心</title><meta property="og:title" content="新桥启用">',  # a title that the page states with care
        "<title>石头城大桥启用仪式上午举行，市长和数千名市民出席</title>",  # a title that says more
    ],
)
def test_the_one_heading_above_the_text_is_believed_against_what_the_page_says_for_machines(head: str) -> None:
    found = read(head, f"<h1>{HEADLINE}</h1>")
    assert (found.title, headings(found)) == (HEADLINE, [])
    assert next(one.where for one in found.stated if one.field == "title").startswith("<h1>")


@pytest.mark.parametrize(
    ("stated", "bare"),
    [
        ("準備年菜 | 生活 | 即時新聞 | 聯石新聞網", "準備年菜"),
        ("Stone Gazette : The old bridge", "The old bridge"),
        ("The old bridge - Stone Gazette", "The old bridge"),
        ("«Rotkäppchen»!", "«Rotkäppchen»!"),
        ("Interview: why the bridge fell", "Interview: why the bridge fell"),
        ("Alpha | Betas", "Alpha"),
    ],
)
def test_the_name_of_the_site_and_its_sections_are_no_part_of_a_title(stated: str, bare: str) -> None:
    assert without_site(stated, frozenset(("stonegazette",))) == bare


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("The old bridge closes | Opinion", "The old bridge closes"),
        ("Dec 18 2025 The old bridge closes", "The old bridge closes"),
        ("The old bridge closes – and the new one opens", "The old bridge closes – and the new one opens"),
    ],
)
def test_a_date_or_section_beside_the_headline_is_no_part_of_it(heading: str, title: str) -> None:
    head = '<meta property="og:title" content="The old bridge closes">'
    assert read(head, f"<h1>{heading}</h1>").title == title


def test_a_line_that_is_a_whole_part_of_the_document_s_title_is_the_headline() -> None:
    found = read(f"<title>{HEADLINE} | 生活 | 即時新聞 | 石城聯合新聞網</title>", f"<div class=bt>{HEADLINE}</div>")
    assert found.title == HEADLINE


def test_of_two_headings_neither_is_guessed_and_both_are_kept() -> None:
    found = read("<title>新闻中心</title>", f"<h1>{HEADLINE}</h1><h1>渡轮的最后一班</h1>")
    assert (found.title, headings(found)) == ("新闻中心", [HEADLINE, "渡轮的最后一班"])


def test_a_heading_that_is_the_title_or_a_part_of_it_is_not_repeated() -> None:
    found = read(f"<title>{HEADLINE}_石头城日报</title>", f"<h1>{HEADLINE}</h1>")
    assert (found.title, headings(found)) == (HEADLINE, [])
