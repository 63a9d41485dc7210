"""Lazy images, ad slots, promotions: what is taken out and, as important, what is not."""

from __future__ import annotations

import pytest

from cunzhao.extract import clean, dom, lazy

BASE = "https://news.example.com/a/b.html"


def image(markup: str) -> list[str]:
    tree = dom.fragment(markup).tree
    lazy.resolve_images(tree, BASE)
    return [str(img.get("src")) for img in tree.iter("img")]


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        ('<img src="p.jpg">', "https://news.example.com/a/p.jpg"),
        ('<img src="data:image/gif;base64,AA" data-src="//cdn.example/p.jpg">', "https://cdn.example/p.jpg"),
        ('<img src="/img/placeholder.png" data-original="/p.jpg">', "https://news.example.com/p.jpg"),
        ('<img src="s.jpg" srcset="s.jpg 300w, l.jpg 1200w, m.jpg 600w">', "https://news.example.com/a/s.jpg"),
        ('<img data-srcset="s.jpg 1x, l.jpg 2x">', "https://news.example.com/a/l.jpg"),
        ('<picture><source srcset="w.webp 900w"><img alt="x"></picture>', "https://news.example.com/a/w.webp"),
        ('<img src="/blank.gif"><noscript><img src="/real.jpg"></noscript>', "https://news.example.com/real.jpg"),
    ],
)
def test_the_real_address_of_a_lazy_image(markup: str, url: str) -> None:
    assert image(markup) == [url]


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="https://t.example/x.gif" width="1" height="1">',
        '<img src="data:image/png;base64,AAAA">',
        '<img src="/static/lazyload.gif">',
        '<img src="/i/loading-spinner.svg">',
        '<img src="/p.jpg?blur=50&w=20">',
        '<img src="javascript:alert(1)">',
        "<img>",
    ],
)
def test_placeholders_are_dropped_and_named(markup: str) -> None:
    tree = dom.fragment(f"<p>text {markup} tail</p>").tree
    dropped = lazy.resolve_images(tree, BASE)
    assert [*tree.iter("img")] == []
    assert dropped[0].startswith("placeholder image: ")
    assert "tail" in tree.text_content()


def cleaned(markup: str) -> tuple[str, tuple[str, ...]]:
    tree = dom.fragment(markup).tree
    removed = clean.clean(tree, BASE)
    return tree.text_content(), removed


@pytest.mark.parametrize(
    "name",
    [
        'id="dfp-ad-1"',
        'class="adBox"',
        'class="google_ads"',
        'class="advert large"',
        'id="sponsored-box"',
        'class="AdSlot"',
    ],
)
def test_ad_slots_go_and_are_named(name: str) -> None:
    text, removed = cleaned(f"<p>before</p><div {name}>Buy now</div><p>after</p>")
    assert "Buy now" not in text
    assert removed[0].startswith("ad slot: <div")


@pytest.mark.parametrize(
    "name",
    [
        "header",
        "shadow",
        "download",
        "loading",
        "reading",
        "badge",
        "no-ads",
        "has-ad",
        "thread",
        "gradient",
        "adventure",
    ],
)
def test_words_that_only_look_like_ads_stay(name: str) -> None:
    text, removed = cleaned(f'<div class="{name}">kept text</div>')
    assert "kept text" in text
    assert removed == ()


def test_an_article_inside_a_box_named_like_an_ad_stays() -> None:
    text, _ = cleaned(f'<div class="ad"><p>{"A long report about bridges. " * 40}</p></div>')
    assert "report about bridges" in text


def test_a_promotion_that_stands_alone_goes_and_a_link_in_a_sentence_stays() -> None:
    target = "https://shop.example.org/subscribe?utm_source=a"
    text, removed = cleaned(f'<p>We <a href="{target}">subscribed</a> to it.</p><p><a href="{target}">Join now</a></p>')
    assert "subscribed" in text
    assert "Join now" not in text
    assert removed == ("promotion link: https://shop.example.org/subscribe",)


def test_a_list_of_related_links_goes_but_a_related_report_stays() -> None:
    links = '<ul class="related"><li><a href="/1">One thing</a></li></ul>'
    text, _ = cleaned(links + '<div class="related">A related report.</div>')
    assert "One thing" not in text
    assert "A related report." in text


def test_many_equal_removals_are_counted() -> None:
    _, removed = cleaned('<div class="ad">x</div>' * 3)
    assert removed == ("ad slot: <div.ad> (3 times)",)
    _, many = cleaned("".join(f'<div class="ad" id="n{i}">x</div>' for i in range(100)))
    assert len(many) == clean.MAX_NAMED + 1
    assert many[-1] == "and 40 more"
