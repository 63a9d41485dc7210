"""The block model: the arithmetic of its trees, features that do not depend on script, and what must survive a reading."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cunzhao.extract import GenericExtractor, Page, choose, context, dom, features, forest, hostile, lines, model, odds
from cunzhao.extract.generic import body_from

SEEN = datetime(2024, 5, 1, tzinfo=UTC)
LATIN = "The harbour master said on Monday that the ferry will sail again when the storm has passed. "
HAN = "港口负责人星期一表示，风暴过去之后渡轮将恢复航行，请旅客留意最新通告。"


def read(markup: str) -> str:
    return (
        GenericExtractor()
        .extract(Page("https://news.example/a", markup.encode(), "text/html; charset=utf-8", SEEN))
        .text
    )


def walked(markup: str) -> lines.Walked:
    return lines.walk(dom.fragment(markup).tree)


def test_a_forest_gives_what_walking_its_trees_gives() -> None:
    rng = np.random.default_rng(7)
    trees, depth, columns = 9, 4, 6
    made = forest.Forest(
        rng.integers(0, columns, (trees, depth)).astype(np.int16),
        rng.normal(size=(trees, depth)).astype(np.float32),
        rng.integers(-900, 900, (trees, 1 << depth)).astype(np.int16),
        -0.25,
    )
    rows = rng.normal(size=(1_500, columns)).astype(np.float32)
    expected = []
    for row in rows:
        total = 0
        for t in range(trees):
            leaf = sum(int(row[made.feature[t, k]] > made.border[t, k]) << k for k in range(depth))
            total += int(made.leaves[t, leaf])
        expected.append(1 / (1 + np.exp(-(total / forest.LEAF_SCALE - 0.25))))
    assert np.allclose(made.probability(rows), expected, atol=1e-5)
    assert len(made.probability(rows[:0])) == 0


def test_a_model_file_is_small_and_comes_back_the_same(tmp_path: Path) -> None:
    shipped = model.shipped()
    again, twice = tmp_path / "a.npz", tmp_path / "b.npz"
    model.save(shipped, again)
    model.save(model.load(again), twice)
    assert again.read_bytes() == twice.read_bytes()
    assert again.stat().st_size < 1_000_000


@pytest.mark.parametrize("text", [LATIN, HAN])
def test_lengths_mean_the_same_in_every_script(text: str) -> None:
    page = walked(f"<p>{text}</p><ul><li><a href=/x>{text[:12]}</a></li></ul>")
    rows, names, layout = features.static(page, features.Hints())
    assert rows.shape == (2, len(names))
    assert 70 < layout.size[0] < 90
    assert layout.linked.tolist() == [0.0, 1.0]
    assert rows[0, names.index("finished")] == 1
    assert rows[:, names.index("is p")].tolist() == [1, 0]


def test_a_block_knows_the_lines_and_blocks_inside_it() -> None:
    page = walked("<div class=a><p>one</p><p>two<br>three</p></div><p>four</p>")
    a = page.names.index("a")
    assert [line.text for line in page.lines[page.first[a] : page.last[a]]] == ["one", "two", "three"]
    assert [page.tags[b] for b in range(a, page.ends[a])] == ["div", "p", "p"]
    assert page.lines[page.first[a]].block == a + 1


@pytest.mark.parametrize(
    "markup", ["", "<p>x", "<img src=/a.jpg>", "<table><tr><td>1</table>", "<p>\U0001f600\ud800</p>"]
)
def test_the_smallest_pages_have_scores(markup: str) -> None:
    page = walked(markup)
    scores = model.shipped().scores(page, features.Hints())
    assert len(scores) == len(page.lines)
    assert all(0 <= score <= 1 for score in scores)


def test_the_second_look_is_finite_where_nothing_is_likely() -> None:
    page = walked("<p>a</p>" * 5)
    layout = features.static(page, features.Hints())[2]
    columns, names = context.columns(layout, np.zeros(5, np.float32))
    assert columns.shape == (5, len(names))
    assert np.isfinite(columns).all()


def test_names_and_cues_are_buckets_and_digits_are_alike() -> None:
    assert odds.name_buckets("articleBody main") == odds.name_buckets("main articleBody")
    assert odds.cue_buckets("Updated 12:40") == odds.cue_buckets("updated 09:15")
    tables = odds.Tables(np.zeros(odds.NAME_BUCKETS, np.int8), np.zeros(odds.CUE_BUCKETS, np.int8))
    tables.names[list(odds.name_buckets("share"))] = -32
    assert tables.weigh("share") == (-2.0, -2.0, -2.0)
    assert tables.weigh("") == (0.0, 0.0, 0.0)


@given(st.text(alphabet="<>/'\"=&; scriptabdp!-\n", max_size=300))
def test_the_ordinary_look_agrees_with_the_scan_or_leaves_it_the_page(markup: str) -> None:
    estimate = hostile.ordinary(markup)
    assert estimate is None or abs(estimate - hostile.scan(markup).text_characters) <= len(markup)


@pytest.mark.parametrize(
    "markup", ["<!-- open " + LATIN, "<script>x" + LATIN, "<p " + "a=1 " * 1_500 + ">", "=" * 30_000]
)
def test_what_is_not_ordinary_is_scanned(markup: str) -> None:
    assert hostile.ordinary(markup) is None


def test_verse_an_interview_and_a_long_list_survive() -> None:
    verse = "<br>".join(f"And line {n} of the song goes on" for n in range(12))
    talk = "".join(f"<p><b>Was it hard, {n}?</b></p><p>{LATIN * 2}</p>" for n in range(4))
    listed = (
        "<ol>" + "".join(f"<li>Runner {n} of the harbour club, in {n + 30} minutes</li>" for n in range(12)) + "</ol>"
    )
    menu = "<nav>" + "".join(f"<a href=/{n}>Section {n}</a>" for n in range(9)) + "</nav>"
    text = read(
        f"<html><body>{menu}<article><h1>T</h1><p>{LATIN * 3}</p><p>{verse}</p>{talk}{listed}<p>{LATIN * 2}</p></article>"
    )
    assert text.count("of the song goes on") == 12
    assert text.count("Was it hard") == 4
    assert text.count("of the harbour club") == 12
    assert "Section" not in text


def test_what_was_left_out_of_the_article_is_named_once() -> None:
    page = walked(
        f"<article><p>{LATIN}</p><div class=ad-slot>Buy<p>now</p></div><aside>Elsewhere</aside><p>{LATIN}</p></article>"
    )
    keep = [line.text.startswith("The harbour") for line in page.lines]
    removed = body_from(page, keep, "https://news.example/").removed
    assert removed == ("ad slot: <div.ad-slot>", "left out: <aside> Elsewhere")


def test_pieces_far_from_the_article_must_be_sure() -> None:
    scores = np.array([0.9] * 3 + [0.0] * 20 + [0.6] * 2 + [0.0] * 20 + [0.95], np.float32)
    kept = choose.without_strays(scores >= 0.5, scores, np.full(len(scores), 100.0))
    assert np.flatnonzero(kept).tolist() == [0, 1, 2, 45]
    near = np.array([0.9, 0.9, 0.0, 0.6], np.float32)
    assert choose.without_strays(near >= 0.5, near, np.full(4, 100.0)).tolist() == [True, True, False, True]
