"""Posts of community archives."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cunzhao.extract import derive_published, extract_post, hostile, is_binary
from tests.shared import shared_path

HEAD = """---
layout: post
title: "桥：修复"
date: 2021-06-04T06:16:13.671Z
author: 某报
from: https://news.example.com/story20210604-1
tags: [ 某报, 桥 ]
categories: [ 某报 ]
comments: True
---
"""
BODY = """<!--1622830560000-->
[桥：修复](https://news.example.com/story20210604-1)
------

<div>
<p>第一段。</p><div id="dfp-ad-1"> </div><p>第二段有<a href="/x">链接</a>。</p><img data-src="/i.jpg" src="/blank.gif">
</div>
"""


def test_a_post_is_read_whole() -> None:
    post = extract_post((HEAD + BODY).encode(), "2021-06-04-桥.md")
    assert (post.title, post.author, post.url) == ("桥：修复", "某报", "https://news.example.com/story20210604-1")
    assert (post.tags, post.categories, post.layout) == (("某报", "桥"), ("某报",), "post")
    assert post.extra == {"comments": "true"}
    assert post.extraction.text == "第一段。\n第二段有链接。"
    assert [i.url for i in post.images] == ["https://news.example.com/i.jpg"]
    assert post.removed == ("ad slot: <div#dfp-ad-1>",)
    assert post.odd == ()
    assert (post.extraction.extractor, post.extraction.language) == ("post/1", "zh-Hans")


def test_a_feed_date_in_the_future_makes_the_post_s_date_the_first_sight() -> None:
    post = extract_post((HEAD + BODY).encode(), "2021-06-04-桥.md")
    kinds = {claim.kind: claim for claim in post.claims}
    assert kinds["feed"].at == datetime(2021, 6, 4, 18, 16, tzinfo=UTC)
    assert kinds["feed"].raw == "1622830560000"
    assert kinds["first-seen"].raw == "2021-06-04T06:16:13.671Z"
    assert kinds["url"].precision == "day"
    published = derive_published(post.claims, datetime(2026, 1, 1, tzinfo=UTC))
    assert published.not_after == kinds["first-seen"].at


def test_an_ordinary_date_is_the_post_s_claim() -> None:
    head = HEAD.replace("2021-06-04T06:16:13.671Z", "2021-06-04T18:16:00.000Z")
    post = extract_post((head + BODY).encode(), "x.md")
    assert {claim.kind for claim in post.claims} == {"feed", "post", "url"}
    assert derive_published(post.claims, datetime(2026, 1, 1, tzinfo=UTC)).by == "feed"


def test_plain_text_keeps_its_lines_as_paragraphs_and_its_addresses_as_links() -> None:
    post = extract_post(
        (HEAD + "<!--1622830560000-->\n<div>\n第一行 & more\n\n第二行 https://a.example/x。\n</div>").encode(), "x.md"
    )
    assert [b.text for b in post.blocks][-2:] == ["第一行 & more", "第二行 https://a.example/x。"]
    assert post.blocks[-1].links[0].url == "https://a.example/x"


def test_an_empty_body_is_said() -> None:
    post = extract_post(
        (HEAD + "<!--1622830560000-->\n[t](https://a.example)\n------\n\n<div>\n</div>").encode(), "x.md"
    )
    assert post.blocks == ()
    assert post.odd == ("empty body",)


def test_broken_front_matter_is_read_line_by_line_and_said() -> None:
    head = '---\ntitle: "a "quoted" title"\nfrom: https://a.example/1\ntags: [ x, y ]\nbad: [\n---\n'
    post = extract_post((head + "text").encode(), "2021-06-04-name.md")
    assert post.title == 'a "quoted" title'
    assert (post.url, post.tags) == ("https://a.example/1", ("x", "y"))
    assert "not YAML" in post.odd[0]
    assert post.claims[-1].where == "file name"


def test_yaml_is_1_2_and_an_alias_bomb_does_not_expand() -> None:
    assert extract_post(b"---\ntitle: no\n---\nx", "a.md").title == "no"
    bomb = "a: &a [x,x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9)
    )
    post = extract_post(f"---\ntitle: t\n{bomb}---\nx".encode(), "a.md")
    assert "aliases" in post.odd[0]
    assert sum(map(len, post.extra.values())) < 10_000


def test_no_front_matter_at_all() -> None:
    post = extract_post(b"just text", "2021-06-04-桥.md")
    assert post.title == "桥"
    assert post.odd == ("no front matter", "no address of the original ('from')")


@given(st.binary(max_size=400), st.text(max_size=30))
def test_reading_never_fails(content: bytes, name: str) -> None:
    post = extract_post(content, name)
    assert ("no text, a binary file" in post.odd) is is_binary(content)
    extract_post(b"---\n" + content + b"\n---\n" + content, name)


def test_binary_content_is_called_odd_and_gives_no_text() -> None:
    post = extract_post(bytes(range(256)) * 20, "2021-06-04-r.html")
    assert post.odd[0] == post.extraction.partial[0] == "no text, a binary file"
    assert post.extraction.text == ""


def test_a_post_that_is_too_long_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hostile, "MAX_SIZE", 400)
    post = extract_post((HEAD + BODY + "<p>more</p>" * 100).encode(), "2021-06-04-桥.md")
    length = len(HEAD + BODY) + 1_100
    assert post.extraction.partial[0] == f"only the first 400 of {length:,} characters were read"
    assert post.odd == (post.extraction.partial[0],)
    assert extract_post((HEAD + BODY)[:400].encode(), "2021-06-04-桥.md").extraction.partial == ()


def test_a_day_in_the_file_name_that_is_none_is_kept_as_it_stands() -> None:
    post = extract_post(b"<p>text</p>", "2021-13-45-bridge.md")
    assert [(c.raw, c.at, c.where) for c in post.claims] == [("2021-13-45", None, "file name")]


def test_a_real_post_with_ads_and_a_promotion() -> None:
    folder = shared_path("eval/jekyll/_posts")
    path = next(folder.glob("2021-06-04-王毅*"))
    post = extract_post(path.read_bytes(), path.name)
    assert [b.kind for b in post.blocks] == ["paragraph"] * 7
    assert post.images == ()
    assert sum(line.startswith("ad slot") for line in post.removed) == 3
    assert "promotion link" in post.removed[-1]
    published = derive_published(post.claims, datetime(2026, 1, 1, tzinfo=UTC))
    assert published.not_before == datetime(2021, 6, 3, 10, tzinfo=UTC)
    assert published.at == published.not_after == datetime(2021, 6, 4, 6, 16, 13, 671000, tzinfo=UTC)


@pytest.mark.parametrize("part", range(4))
def test_every_real_post_is_an_article(part: int) -> None:
    paths = sorted(shared_path("eval/jekyll/_posts").iterdir())[part::16]
    for path in paths:
        post = extract_post(path.read_bytes(), path.name)
        assert post.title, path.name
        assert post.url, path.name
        assert post.claims, path.name
        assert post.blocks or post.odd == ("empty body",), path.name
