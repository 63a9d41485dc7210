"""What a page says about its article, each statement with its place."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cunzhao.extract import GenericExtractor, Page
from cunzhao.extract.language import language_of
from cunzhao.types import Extraction, Stated

SEEN = datetime(2026, 1, 1, tzinfo=UTC)
LONG = (
    "The council of the town decided on Tuesday that the old bridge will be repaired before the winter comes, it said. "
)
PAGE = f"""<html lang=en><head><title>Old bridge closes | Stone Gazette</title>
<script type="application/ld+json">[{{"@type":"NewsArticle","headline":"Old bridge closes","articleSection":["Town"],
"author":{{"@type":"Person","name":"Ann Walker","image":"/ann.jpg"}},
"publisher":{{"@type":"Organization","name":"Stone Gazette","logo":{{"@type":"ImageObject","url":"/logo.png"}}}}}},
{{"@type":"BreadcrumbList","itemListElement":[{{"name":"Home"}},{{"item":{{"name":"Bridges"}}}},
{{"name":"Old bridge closes"}}]}}]
</script><meta property="og:url" content="/bridge"></head><body><article><h1>Old bridge closes</h1>
<p class=standfirst>Nobody knows when it will be open again, the mayor said.</p><p>By Ann Walker</p>
<p>STONETOWN (Reuters) - {LONG}</p>{f"<p>{LONG * 2}</p>" * 5}
<p>Correction: an earlier version gave the bridge another name.</p></article></body></html>"""


@pytest.fixture(scope="module")
def found() -> Extraction:
    return GenericExtractor().extract(Page("https://gazette.example/bridge?x=1", PAGE.encode(), None, SEEN))


def test_the_values(found: Extraction) -> None:
    assert (found.title, found.authors, found.desks) == ("Old bridge closes", ("Ann Walker",), ())
    assert (found.section, found.wires) == ("Town", ("Reuters",))
    assert found.standfirst == "Nobody knows when it will be open again, the mayor said."
    assert found.notices == ("Correction: an earlier version gave the bridge another name.",)
    assert found.extra["wires"] == '["Reuters"]'


def test_every_statement_is_kept_with_its_place(found: Extraction) -> None:
    for one in (
        Stated("authors", "Ann Walker", "JSON-LD author"),
        Stated("section", "Bridges", "JSON-LD breadcrumb"),
        Stated("wire", "Reuters", "dateline"),
        Stated("canonical", "https://gazette.example/bridge", "meta og:url"),
        Stated("logo", "https://gazette.example/logo.png", "JSON-LD logo"),
        Stated("author-image", "https://gazette.example/ann.jpg", "JSON-LD image"),
    ):
        assert one in found.stated
    first = {one.field: one.value for one in reversed(found.stated)}
    assert (first["title"], first["section"]) == (found.title, found.section)


def test_a_page_that_says_nothing_has_nothing() -> None:
    found = GenericExtractor().extract(Page("", b"<p>x</p>", None, SEEN))
    assert (found.authors, found.wires, found.notices, found.section, found.standfirst, found.extra) == (
        (), (), (), None, None, {},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "declared", "tongue"),
    [
        (LONG * 2, "en-US", "en"),
        (LONG * 2, "de", "en"),
        (
            "Der Rat der Stadt hat beschlossen, dass die alte Brücke vor dem Winter repariert wird, und das ist gut. "
            * 3,
            None,
            "de",
        ),
        ("Η παλιά γέφυρα θα επισκευαστεί πριν από τον χειμώνα.", None, "el"),
        ("石桥今天开始修复，工程预计入冬前完成。", "zh-TW", "zh-Hans"),
        ("石橋今天開始修復，工程預計入冬前完成。", "zh-CN", "zh-Hant"),
        ("", "sv", "sv"),
    ],
)
def test_languages(text: str, declared: str | None, tongue: str) -> None:
    assert language_of(text, declared) == tongue
