"""How values are written."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from string import Formatter
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cunzhao.extract import derive_published
from cunzhao.publish import LANGUAGES, words
from cunzhao.publish.chart import MOST, months_svg
from cunzhao.publish.files import picture_ending
from cunzhao.publish.formats import (
    clean,
    failure_words,
    interval_words,
    language_tag,
    machine_time,
    moment_words,
    one_line,
    size_words,
    web_address,
    why_words,
)
from cunzhao.publish.lists import article_path, safe
from cunzhao.publish.page import json_for_html
from cunzhao.reasons import REASONS, SAID_BY, kept, read, sentence
from cunzhao.types import Claim, ClaimKind, FailureKind, Precision, Published, Source, SourceHealth
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
    later = AT + timedelta(hours=2)
    assert interval_words(Published(AT, AT, later, ""), w) == f"between {day} and {moment_words(later, w)}"
    assert interval_words(Published(AT, AT, AT, "", "day"), w) == f"at {day}"
    assert interval_words(Published(AT, AT, AT, "", "minute"), w) == ""
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


EXAMPLE = derive_published(
    [
        Claim("feed", "x", datetime(2026, 6, 4, 18, 16, tzinfo=UTC), "comment"),
        Claim("url", "x", datetime(2026, 6, 4, tzinfo=UTC), "address", "day", "assumed"),
    ],
    datetime(2026, 6, 4, 6, 16, 13, tzinfo=UTC),
)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "claimed 2026-06-04T18:16:00Z by the feed; impossible, because it was seen at 2026-06-04T06:16:13Z"),
        ("zh-Hans", "订阅源称 2026-06-04T18:16:00Z；这不可能，因为 2026-06-04T06:16:13Z 已见到此文；故发表不晚于"),
        ("zh-Hant", "訂閱源稱 2026-06-04T18:16:00Z；這不可能，因為 2026-06-04T06:16:13Z 已見到此文；故發表不晚於"),
    ],
)
def test_the_reasons_of_a_time_in_three_languages(language: str, said: str) -> None:
    assert why_words(EXAMPLE, words(language)).startswith(said)
    assert why_words(replace(EXAMPLE, reasons=()), words(language)) == EXAMPLE.why


@pytest.mark.parametrize("code", REASONS)
def test_every_reason_has_all_languages_with_the_same_arguments(code: str) -> None:
    used = [{name.removeprefix("by") for _, name, _, _ in Formatter().parse(form) if name} for form in REASONS[code]]
    assert used[0] == used[1] == used[2]
    assert set(SAID_BY) == set(get_args(ClaimKind))


def test_reasons_are_kept_and_read_again() -> None:
    assert read(kept(EXAMPLE.reasons, EXAMPLE.why)) == (EXAMPLE.reasons, EXAMPLE.why)
    assert read(kept((), "said so")) == ((), "said so")


def test_a_code_that_is_not_known_is_said_as_it_is() -> None:
    assert sentence([("claimed", "x", "feed"), ("odd", "y")]) == "claimed x by the feed; odd y"


HEALTH = SourceHealth(Source("s", "S", "", (), AT), 0, 0, 0, 0, 0, {}, AT, AT, "x: [Errno -2] not known", 0)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [*get_args(FailureKind), "content", "status 503", None, "new"])
def test_what_went_wrong_is_said_in_words(language: str, kind: str | None) -> None:
    w = words(language)
    said = failure_words(replace(HEALTH, error_kind=kind), w)
    assert said
    assert "Errno" not in said
    assert (said == w["failure"]) == (kind in (None, "new"))
    assert ("503" in said) == (kind == "status 503")
    assert failure_words(replace(HEALTH, last_error=None), w) == ""
