"""How values are written."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cunzhao.publish import words
from cunzhao.publish.chart import MOST, months_svg
from cunzhao.publish.files import picture_ending
from cunzhao.publish.formats import (
    clean,
    interval_words,
    language_tag,
    machine_time,
    moment_words,
    one_line,
    size_words,
    web_address,
)
from cunzhao.publish.lists import article_path, safe
from cunzhao.publish.page import json_for_html
from cunzhao.types import Precision, Published
from tests.publish.fakes import png

AT = datetime(2026, 11, 2, 6, 16, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("precision", "english", "chinese", "machine"),
    [
        ("second", "2 November 2026, 06:16 UTC", "2026年11月2日 06:16 UTC", "2026-11-02T06:16:13Z"),
        ("day", "2 November 2026", "2026年11月2日", "2026-11-02"),
        ("month", "November 2026", "2026年11月", "2026-11"),
        ("year", "2026", "2026年", "2026"),
    ],
)
def test_no_more_is_said_than_is_known(precision: Precision, english: str, chinese: str, machine: str) -> None:
    assert moment_words(AT, words("en"), precision) == english
    assert moment_words(AT, words("zh-Hans"), precision) == chinese
    assert machine_time(AT, precision) == machine


def test_intervals() -> None:
    w = words("en")
    day = "2 November 2026, 06:16 UTC"
    assert interval_words(Published(AT, None, AT, ""), w) == f"at or before {day}"
    assert interval_words(Published(AT, AT, None, ""), w) == f"at or after {day}"
    assert interval_words(Published(AT, AT, AT, ""), w) == f"between {day} and {day}"
    assert interval_words(Published(None, None, None, ""), w) == ""


@given(st.text())
def test_cleaned_text_can_be_written(text: str) -> None:
    clean(text).encode()
    assert len(one_line(text, 20)) <= 20
    assert "\n" not in one_line(text)


@pytest.mark.parametrize(
    ("tag", "shown"), [("zh", "zh-Hans"), ("zh-TW", "zh-Hant"), ("en-GB", "en-GB"), (None, ""), ('"', ""), ("", "")]
)
def test_language_tags(tag: str | None, shown: str) -> None:
    assert language_tag(tag) == shown


@pytest.mark.parametrize(
    "url", ["javascript:x", "ftp://a", "https://a b", "https://a\n", "", None, "https://" + "a" * 5000, 'https://a"']
)
def test_what_is_no_web_address(url: str | None) -> None:
    assert web_address(url) == ""


@pytest.mark.parametrize(("octets", "text"), [(0, "0 B"), (999, "999 B"), (14_200, "14.2 kB"), (3_100_000, "3.1 MB")])
def test_sizes(octets: int, text: str) -> None:
    assert size_words(octets) == text


@pytest.mark.parametrize("name", ["../../etc/passwd", "", ".", "a/b", "A", "标题", "a" * 200, "\ud800", "con.html"])
def test_ids_that_are_not_safe_are_hashed(name: str) -> None:
    assert re.fullmatch(r"x[0-9a-f]{16}", safe(name))
    assert article_path("abc2345") == "a/abc2345.html"


def test_json_cannot_end_its_element() -> None:
    made = json_for_html({"a": "</script><!--\u2028&"})
    assert "<" not in made
    assert "\u2028" not in made


@pytest.mark.parametrize(
    ("data", "ending"),
    [(png(1, 2, 3), "png"), (b"\xff\xd8\xff\xe0", "jpg"), (b"GIF89a", "gif"), (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"),
     (b"\x00\x00\x00\x20ftypavif", "avif"), (b"<svg>", None), (b"", None), (b"<html>", None), (b"%PDF-1.7", None)],
)  # fmt: skip
def test_pictures_are_known_by_their_bytes(data: bytes, ending: str | None) -> None:
    assert picture_ending(data) == ending


def test_the_chart_shows_gaps() -> None:
    made = months_svg([("2025-11", 4), ("2026-02", 2)], "x")
    assert made.count("<rect") == 4
    assert "2025-12: 0" in made
    assert months_svg([("2026-01", 4)], "x") == ""
    assert months_svg([], "x") == ""
    assert months_svg([("0001-01", 1), ("2026-01", 1)], "x").count("<rect") == MOST
