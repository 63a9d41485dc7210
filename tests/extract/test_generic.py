"""The generic extractor on a page of our own making that has what real pages have."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime
from time import process_time

import pytest

from cunzhao.extract import GenericExtractor, Page, blocks, derive_published, dom
from cunzhao.extract.lines import lines_of
from cunzhao.types import Block, Extraction

SEEN = datetime(2021, 6, 5, 12, 0, tzinfo=UTC)
URL = "https://news.example.com/2021/06/04/bridge.html"
LONG = (
    "The council of the town decided on Tuesday that the old bridge will be repaired before the winter comes, it said. "
)
PAGE = f"""<!doctype html><html lang="en"><head><title>Old bridge to be repaired | Example News</title>
<meta property="og:site_name" content="Example News"><meta property="og:image" content="/i/lead.jpg">
<meta name="keywords" content="bridge, council"><link rel="canonical" href="/2021/06/04/bridge.html">
<meta property="og:description" content="A bridge is repaired.">
<script type="application/ld+json">{{"@context":"https://schema.org","@graph":[{{"@type":"WebSite","name":"Example News"}},
{{"@type":"NewsArticle","headline":"Old bridge to be repaired","datePublished":"2021-06-04T14:16:00+08:00",
"author":[{{"@type":"Person","name":"Ann Walker"}},{{"@id":"#bo"}}],}},
{{"@type":"Person","@id":"#bo","name":"Bo Scribe"}}]}}</script>
</head><body><nav><a href="/">Home</a> <a href="/w">World</a></nav><article>
<h1>Old bridge to be repaired</h1><p class="byline">By Ann Walker and Bo Scribe</p>
<time datetime="2021-06-04 14:16">today</time>
<p>First. {LONG}<a href="/plan">The plan</a> was voted on twice.</p>
<div id="dfp-ad-1"><p>Advertisement</p></div>
<figure><img src="data:image/gif;base64,R0lGOD" data-src="/i/bridge.jpg" alt="A bridge">
<figcaption>The old bridge in May. <span class="credit">Photo: C. Lens</span></figcaption></figure>
<h2>What it costs</h2><p>Second. {LONG * 2}</p><ul><li>Stone: 3 million</li><li>Work: <a href="w">4 million</a></li></ul>
<blockquote><p>“We are glad that the work begins,” said the mayor, who had asked for it for years.</p></blockquote>
<table><tr><th>Year</th><th>Cost</th></tr><tr><td>2021</td><td>3</td></tr><tr><td>2022</td><td>4</td></tr></table>
<p>Third. {LONG * 2}</p><a href="https://shop.example.org/subscribe/offer?utm_source=x"><img src="/i/offer.jpg"></a>
<p>Fourth. {LONG * 2}</p><img class="lazy" src="/img/loading.gif"><noscript><img src="/i/second.jpg"></noscript>
<p>Fifth. {LONG * 2}</p><h3>Related articles</h3><ul><li><a href="/x">Another bridge falls into the river</a></li></ul>
<div class="share-bar"><a href="#">Share</a></div></article><footer>© Example News</footer></body></html>"""


@pytest.fixture(scope="module")
def extraction() -> Extraction:
    return GenericExtractor().extract(Page(URL, PAGE.encode(), "text/html; charset=utf-8", SEEN))


def kinds(extraction: Extraction, kind: str) -> list[Block]:
    return [block for block in extraction.blocks if block.kind == kind]


def test_metadata(extraction: Extraction) -> None:
    assert extraction.title == "Old bridge to be repaired"
    assert extraction.authors == ("Ann Walker", "Bo Scribe")
    assert (extraction.site_name, extraction.language) == ("Example News", "en")
    assert extraction.canonical == URL
    assert extraction.tags == ("bridge", "council")
    assert extraction.description == "A bridge is repaired."
    assert extraction.charset == "utf-8 (header)"
    assert extraction.partial == ()


def test_the_body_has_its_paragraphs_in_order_and_nothing_of_the_page(extraction: Extraction) -> None:
    starts = [block.text.split(".")[0] for block in kinds(extraction, "paragraph")]
    assert starts == ["First", "Second", "Third", "Fourth", "Fifth"]
    for foreign in ("Advertisement", "Related", "Another bridge", "Share", "Home", "By Ann", "©"):
        assert foreign not in extraction.text


def test_blocks_keep_their_form(extraction: Extraction) -> None:
    assert [(b.text, b.level) for b in kinds(extraction, "heading")] == [("What it costs", 2)]
    (listed,) = kinds(extraction, "list")
    assert listed.items == ("Stone: 3 million", "Work: 4 million")
    assert kinds(extraction, "quotation")[0].text.startswith("“We are glad")
    assert kinds(extraction, "table")[0].rows == (("Year", "Cost"), ("2021", "3"), ("2022", "4"))


def test_links_point_at_their_words(extraction: Extraction) -> None:
    linked = {b.text[k.start : k.end]: k.url for b in extraction.blocks for k in b.links}
    assert linked == {
        "The plan": "https://news.example.com/plan",
        "4 million": "https://news.example.com/2021/06/04/w",
    }


def test_figures_stand_in_place_with_caption_and_credit(extraction: Extraction) -> None:
    first, second = kinds(extraction, "figure")
    assert (first.url, first.text) == ("https://news.example.com/i/bridge.jpg", "The old bridge in May.")
    assert first.credit == "Photo: C. Lens"
    assert second.url == "https://news.example.com/i/second.jpg"
    assert extraction.blocks.index(first) == 1


def test_images_have_the_lead_first_and_no_placeholder(extraction: Extraction) -> None:
    assert [(i.url.rsplit("/", 1)[1], i.role) for i in extraction.images] == [
        ("lead.jpg", "lead"),
        ("bridge.jpg", "body"),
        ("second.jpg", "body"),
    ]


def test_what_was_removed_is_named(extraction: Extraction) -> None:
    removed = "\n".join(extraction.removed)
    assert "ad slot: <div#dfp-ad-1>" in removed
    assert "promotion link: https://shop.example.org/subscribe/offer" in removed
    assert "share bar: <div.share-bar>" in removed


def test_claims_are_kept_raw_with_their_place(extraction: Extraction) -> None:
    found = {(c.kind, c.raw, c.precision) for c in extraction.claims}
    assert ("json-ld", "2021-06-04T14:16:00+08:00", "second") in found
    assert ("url", "2021/06/04", "day") in found
    timed = next(c for c in extraction.claims if c.kind == "time")
    assert (timed.at, timed.zone) == (datetime(2021, 6, 4, 6, 16, tzinfo=UTC), "assumed")
    assert derive_published(extraction.claims, SEEN).at == datetime(2021, 6, 4, 6, 16, tzinfo=UTC)


def test_the_extractor_is_a_pure_function_and_can_be_sent_to_another_process(extraction: Extraction) -> None:
    again: GenericExtractor = pickle.loads(pickle.dumps(GenericExtractor()))
    assert again.extract(Page(URL, PAGE.encode(), "text/html; charset=utf-8", SEEN)) == extraction
    assert again.version.startswith("generic/2+blocks-")


def test_a_page_whose_text_is_only_in_its_json_ld() -> None:
    body = "First line of the article, which is long enough to be one.\\n\\n" * 5
    script = f'<script type="application/ld+json">{{"@type":"Article","articleBody":"{body}"}}</script>'
    page = f"<title>T</title>{script}<div id=app></div>"
    found = GenericExtractor().extract(Page(URL, page.encode(), None, SEEN))
    assert len(found.blocks) == 5
    assert found.partial == ("the text is that of the page's JSON-LD",)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("这座城市的议会决定在冬天之前修复旧桥，记者发来报道。", "zh-Hans"),
        ("這座城市的議會決定在冬天之前修復舊橋，記者發來報導。", "zh-Hant"),
    ],
)
def test_chinese_is_simplified_or_traditional_by_its_characters(text: str, language: str) -> None:
    page = f"<html lang=zh><title>桥</title><article><p>{text * 5}</p><p>{text * 4}</p></article>"
    assert GenericExtractor().extract(Page(URL, page.encode(), None, SEEN)).language == language


def test_lines_without_any_markup_are_paragraphs() -> None:
    page = "<pre>" + "\n".join(f"{n}. {LONG}" for n in range(4)) + "</pre>"
    found = GenericExtractor().extract(Page("", page.encode(), None, SEEN))
    assert found.text.count("The council") == 4


def test_a_large_table_is_looked_through_once() -> None:
    """Once for each of its lines cost 11 s at 400 rows."""
    rows = "".join(f"<tr><td>{i}</td><td>Tide of the day {i}</td><td>{i * 7}</td></tr>" for i in range(1_500))
    tree = dom.parse(f"<html><body><article><p>{LONG * 4}</p><table>{rows}</table></article></body></html>").tree
    lines = lines_of(tree)
    started = process_time()
    found = blocks.blocks_of(lines, [True] * len(lines), (), URL)
    assert process_time() - started < 2
    assert [block.kind for block in found] == ["paragraph", "table"]
