"""A wrapper is learned from a few pages, mends its teacher's slips, and says when a page is not its own."""

from __future__ import annotations

import json

import pytest

from cunzhao.errors import InputError
from cunzhao.extract.wrapper import Miss, Wrapper, agreement, apply, corrected, from_json, is_selector, learn
from cunzhao.types import Extraction
from tests.extract.wrapper_pages import (
    TEASER,
    lessons,
    new_layout,
    old_layout,
    page,
    paragraphs,
    taught,
    title,
)

FURNITURE = "Quay News is free to read. Tell your friends about us."


@pytest.fixture(scope="module")
def wrapper() -> Wrapper:
    made = learn("quay", lessons(range(8)))
    assert made is not None
    return made


def read(wrapper: Wrapper, n: int, markup: str | None = None) -> Extraction:
    made = apply(wrapper, page(n, markup or old_layout(n)))
    assert isinstance(made, Extraction), made
    return made


def test_it_reads_the_next_page_as_its_teacher_would(wrapper: Wrapper) -> None:
    made = read(wrapper, 30)
    assert [b.kind for b in made.blocks] == ["figure", *["paragraph"] * 4, "heading", "list"]
    assert [b.text for b in made.blocks if b.kind == "paragraph"] == paragraphs(30)
    assert agreement(made, taught(30)) == 1.0


def test_blocks_keep_links_levels_items_and_captions(wrapper: Wrapper) -> None:
    figure, *_, heading, listed = read(wrapper, 30).blocks
    assert (figure.url, figure.text) == ("https://quay.example/img/30.jpg", "A view of pier 30")
    assert heading.level == 2
    assert [(heading.text[k.start : k.end], k.url) for k in heading.links] == [("law", "https://quay.example/law")]
    assert listed.items == ("Rule 30 of the port", "Rule 80 of the town")


def test_metadata_come_from_the_same_places(wrapper: Wrapper) -> None:
    made = read(wrapper, 31)
    assert made.title == title(31)
    assert made.authors == ("Bo Marsh",)
    assert made.language == "en"
    assert [c.raw for c in made.claims if c.kind == "json-ld"] == ["2026-03-05T08:00:00Z"]
    assert made.extractor == wrapper.version


def test_it_was_tried_on_pages_left_out_and_is_used(wrapper: Wrapper) -> None:
    assert wrapper.used
    assert wrapper.trial is not None
    assert wrapper.trial.hits == wrapper.trial.pages == 8
    assert wrapper.trial.agreement > 0.99
    assert wrapper.containers == ("div.story",)


def test_what_the_teacher_got_wrong_on_some_pages_is_mended() -> None:
    wrong = {"c2": taught(2, extra=[FURNITURE]), "c5": taught(5, without=3), "c6": taught(6, extra=[FURNITURE])}
    made = learn("quay", lessons(range(8), **wrong))
    assert made is not None
    for n in (2, 5, 6, 30):
        assert read(made, n).text.split("\n")[:4] == paragraphs(n)
        assert FURNITURE not in read(made, n).text


def test_what_recurs_is_furniture_even_where_the_teacher_always_kept_it() -> None:
    every = {f"c{n}": taught(n, extra=[FURNITURE]) for n in range(8)}
    made = learn("quay", lessons(range(8), **every))
    assert made is not None
    assert FURNITURE not in read(made, 30).text


def test_what_was_left_out_can_be_seen(wrapper: Wrapper) -> None:
    assert any(FURNITURE in line for line in read(wrapper, 30).removed)


@pytest.mark.parametrize(
    ("markup", "code"),
    [
        (new_layout(30), "wrapper-no-container"),
        (old_layout(30, ["Soon more."]), "wrapper-short"),
        (old_layout(30, ["<b>"] * 3 + ["word " * 1_000]), "wrapper-long"),
        (f"<p {'a ' * 25_000}>", "wrapper-size"),
        ("<b id=x>y<p>" * 9_000, "wrapper-size"),
        ("\x00\x01\x02\x03" * 500, "wrapper-binary"),
    ],
)
def test_a_page_that_is_not_its_own_is_a_miss(wrapper: Wrapper, markup: str, code: str) -> None:
    made = apply(wrapper, page(30, markup))
    assert isinstance(made, Miss)
    assert made.code == code


def test_text_in_places_that_nobody_saw_is_a_miss(wrapper: Wrapper) -> None:
    lines = "".join(f'<section class="new"><p>{p}</p></section>' for p in paragraphs(30))
    made = apply(wrapper, page(30, old_layout(30, ["x"]).replace("<p>x</p>", lines)))
    assert isinstance(made, Miss)
    assert made.code == "wrapper-unsure"


def test_too_few_pages_or_one_article_at_many_addresses_teach_nothing() -> None:
    assert learn("quay", lessons(range(2))) is None
    same = lessons([1, 1, 1, 1, 1])
    assert learn("quay", same) is None


def test_pages_without_a_common_layout_make_no_wrapper_that_is_used() -> None:
    odd = [
        type(lesson)(
            lesson.name, page(n, f"<html><body><div class=a{'bcdefgh'[n]}>{n}</div></body></html>"), lesson.read
        )
        for n, lesson in enumerate(lessons(range(6)))
    ]
    made = learn("quay", odd)
    assert made is None or not made.used


def test_two_layouts_in_one_lesson_make_two_containers() -> None:
    mixed = lessons(range(6)) + [
        type(lesson)(lesson.name, page(n, new_layout(n)), taught(n))
        for n, lesson in zip(range(10, 16), lessons(range(10, 16)), strict=True)
    ]
    made = learn("quay", mixed)
    assert made is not None
    assert read(made, 40, new_layout(40)).text.split("\n") == paragraphs(40)
    assert read(made, 30).text.split("\n")[:4] == paragraphs(30)
    assert TEASER not in read(made, 40, new_layout(40)).text


def test_a_person_outranks_what_was_learned(wrapper: Wrapper) -> None:
    dropped = corrected(wrapper, drop="div.story ul")
    assert "Rule 30" not in read(dropped, 30).text
    kept = corrected(wrapper, keep="div.promo")
    assert title(31) in read(kept, 30).text
    assert corrected(dropped, keep="div.story ul").drop == ()
    assert len({wrapper.version, dropped.version, kept.version}) == 3


def test_selectors_are_checked() -> None:
    assert is_selector("div.a > p#b")
    assert not any(map(is_selector, ("div..", ">", "", "a[", " ")))


def test_it_is_plain_data_and_the_same_from_the_same_pages(wrapper: Wrapper) -> None:
    again = learn("quay", lessons(range(8)))
    assert again is not None
    assert again.digest == wrapper.digest
    back = from_json(json.loads(json.dumps(wrapper.to_json())))
    assert back == wrapper
    assert back.version == wrapper.version
    with pytest.raises(InputError, match="no wrapper"):
        from_json({"source": "quay"})
