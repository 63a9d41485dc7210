"""Blocks and comparisons as HTML that cannot do harm."""

from __future__ import annotations

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cunzhao.compare import diff
from cunzhao.publish import blocks_html, diff_html, words
from cunzhao.types import Block, BlockKind, DiffRun, Link
from tests.publish.fakes import linked

W = words("en")
KINDS: tuple[BlockKind, ...] = ("paragraph", "heading", "list", "quotation", "table", "figure", "code")
EVIL = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "</div></article>",
    "<svg/onload=x>",
    '<math><mtext></table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    "&lt;b&gt;",
    "\x00a\ud800",
]


def none(url: str) -> str | None:
    return None


def html(*blocks: Block, held: dict[str, str] | None = None) -> str:
    return str(blocks_html(blocks, (held or {}).get, W, "en"))


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (Block("paragraph", "a < b & c\nd"), "<p>a &lt; b &amp; c<br>d</p>"),
        (Block("heading", "One", 1), "<h2>One</h2>"),
        (Block("heading", "Three", 3), "<h3>Three</h3>"),
        (Block("list", "a\nb", 0, ("a", "b")), "<ul><li>a</li><li>b</li></ul>"),
        (Block("list", "a\nb", 1, ("a", "b")), "<ol><li>a</li><li>b</li></ol>"),
        (Block("quotation", "a\nb"), "<blockquote><p>a</p><p>b</p></blockquote>"),
        (
            Block("table", "", rows=(("a", "b"),)),
            '<div class="table"><table><tbody><tr><td>a</td><td>b</td></tr></tbody></table></div>',
        ),
        (Block("code", "x < 1"), "<pre><code>x &lt; 1</code></pre>"),
    ],
)
def test_kinds(block: Block, expected: str) -> None:
    assert html(block) == f'<div class="text" lang="en">\n{expected}\n</div>'


def test_links_carry_rel_and_stand_where_they_were() -> None:
    made = html(linked("See the report now.", "report", "https://a.example/?a=1&b=2"))
    assert '<a href="https://a.example/?a=1&amp;b=2" rel="noopener nofollow ugc">report</a>' in made


def test_links_in_list_items() -> None:
    text = "one\ntwo"
    made = html(Block("list", text, 0, ("one", "two"), links=(Link(4, 7, "https://a.example/"),)))
    assert made.count("<a ") == 1
    assert '">two</a>' in made


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//a.example", "/relative", "https://a.example/\n", "", "file:///x"],
)
def test_other_addresses_are_no_links(url: str) -> None:
    assert "<a" not in html(linked("See the report.", "report", url))


@pytest.mark.parametrize(
    "links",
    [(Link(2, 1, "https://a.example/"),), (Link(0, 99, "https://a.example/"),), (Link(-3, 2, "https://a.example/"),)],
)
def test_impossible_offsets_are_left_out(links: tuple[Link, ...]) -> None:
    assert "<p>text</p>" in html(Block("paragraph", "text", links=links))


def test_images_are_ours_or_named() -> None:
    figure = Block("figure", "A bridge", url="https://n.example/1.jpg", credit="Anna")
    made = html(figure, held={"https://n.example/1.jpg": "../img/ab/ab.jpg"})
    assert '<img src="../img/ab/ab.jpg" alt="A bridge" loading="lazy">' in made
    assert "Credit: Anna" in made
    missing = html(figure)
    assert "<img" not in missing
    assert "Image not held" in missing
    assert 'href="https://n.example/1.jpg"' in missing


@pytest.mark.parametrize("place", ["javascript:x", "data:image/svg+xml,<svg onload=x>", 'x" onerror="y'])
def test_no_image_from_an_odd_place(place: str) -> None:
    assert "<img" not in html(
        Block("figure", "", url="https://n.example/1.jpg"), held={"https://n.example/1.jpg": place}
    )


@pytest.mark.parametrize("text", EVIL)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_escapes(kind: BlockKind, text: str) -> None:
    made = html(Block(kind, text, items=(text,), rows=((text,),), url=text, credit=text, links=(Link(0, 3, text),)))
    tree = lxml.html.fragment_fromstring(made)
    tags = {element.tag for element in tree.iter()}
    assert not tags & {"script", "svg", "style", "math", "iframe", "object"}
    for element in tree.iter():
        assert not any(name.startswith("on") for name in element.attrib)
        assert not element.get("href", "").lower().startswith(("javascript:", "data:"))
    assert made.count("</div>") == made.count("<div")


@given(
    st.lists(
        st.builds(
            Block,
            st.sampled_from(KINDS),
            st.text(max_size=40),
            st.integers(-2, 9),
            url=st.text(max_size=20) | st.none(),
        )
    )
)
def test_any_blocks_render(blocks: list[Block]) -> None:
    made = html(*blocks)
    assert made.startswith("<div")
    made.encode()


def test_a_language_that_is_none_is_left_out() -> None:
    assert str(blocks_html((), none, W, 'x" onload="y')) == '<div class="text">\n\n</div>'
    assert 'lang="zh-Hant"' in blocks_html((), none, W, "zh-TW")


def test_comparisons_are_marked() -> None:
    made = diff_html(diff("one two\nthree", "one <b>\nthree\nfour"), W)
    first, second, third = made.removeprefix('<div class="diff">').removesuffix("</div>").split("\n")
    assert first == "<p>one <del>two</del><ins>&lt;b&gt;</ins></p>"
    assert second == "<p>three</p>"
    assert third == "<p><ins>four</ins></p>"


def test_long_unchanged_text_is_left_out() -> None:
    runs = [
        DiffRun("same", "a" * 500),
        DiffRun("gone", "x"),
        DiffRun("new", "y"),
        DiffRun("same", "b" * 500),
        DiffRun("new", "z"),
    ]
    made = str(diff_html(runs, W, context=50))
    assert made.count("a" * 50) == 1
    assert "a" * 60 not in made
    assert made.count('class="skip"') == 2
    assert str(diff_html(runs, W)).count("a" * 500) == 1
