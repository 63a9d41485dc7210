"""An article, its evidence, its revisions; and text that attacks whoever shows it."""

from __future__ import annotations

import re

import pytest
from lxml import html
from starlette.testclient import TestClient

from cunzhao.reasons import SIMPLIFIED, said
from tests.web.samples import HOSTILE

HOSTILE_PATHS = [
    "/", "/tags", "/sources", "/article/hostile", "/article/hostile/revision/1", "/article/hostile/compare/1/2",
    "/capture/hostile-c1", "/search?q=script", "/day/2026-11-13", "/tag/%3Cscript%3E", "/search?q=%3Cscript%3E%22",
    "/article/%3Cscript%3Ealert(1)%3C/script%3E", "/source/%22%3E%3Cscript%3E", "/?only=%3Cscript%3E", "/day/%3Cscript%3E",
]  # fmt: skip


def test_the_evidence_is_said_in_plain_words(client: TestClient) -> None:
    text = client.get("/article/flood?lang=en").text
    for words in (
        "We hold these bytes, unaltered, since 22 November 2026, 09:04 UTC.",
        "All claims about the date (5)",
        "the feed and the page agree",
        "at or before 22 November 2026, 09:04 UTC",
        "2026-11-22T17:00:00+08:00",
        "zone assumed",
        "not readable as a time",
        "Log position 4,101",
        "Image not held",
    ):
        assert words in text, words
    assert "tamper" not in text


def test_times_are_machine_readable_and_state_their_zone(client: TestClient) -> None:
    text = client.get("/article/flood?lang=zh-Hans").text
    assert '<time datetime="2026-11-22T09:00:00Z">2026年11月22日 09:00 UTC</time>' in text


def test_a_day_is_not_shown_as_midnight(client: TestClient) -> None:
    text = client.get("/article/dayonly?lang=en").text
    assert '<time datetime="2026-11-20">20 November 2026</time>' in text
    assert "00:00 UTC</time>" not in text.split("evidence", 1)[0]


def test_an_article_without_a_date_says_when_it_was_captured(client: TestClient) -> None:
    assert "captured 21 November 2026, 00:04 UTC" in client.get("/article/undated?lang=en").text


def test_languages_are_marked_for_the_right_glyphs(client: TestClient) -> None:
    for article, tag in {
        "flood": "zh-Hans",
        "election": "zh-Hant",
        "typhoon": "ja",
        "dayonly": "en-GB",
        "hostile": "",
    }.items():
        assert f'<div class="body" lang="{tag}">' in client.get(f"/article/{article}").text


def test_a_removed_article_says_since_when(client: TestClient) -> None:
    assert "found missing on 22 November 2026, 13:00 UTC" in client.get("/article/removed?lang=en").text


def test_an_earlier_revision_shows_its_text_and_the_way_to_the_newest(client: TestClient) -> None:
    text = client.get("/article/flood/revision/1?lang=en").text
    assert "已确认12人失联" in text
    assert "You are reading revision 1 of 3" in text
    assert 'href="/article/flood?lang=en"' in text


def test_two_revisions_side_by_side(client: TestClient) -> None:
    text = client.get("/article/flood/compare/1/2?lang=en").text
    assert "<del>12</del>" in text
    assert "<ins>7</ins>" in text
    assert '<span class="label label-edited">wording</span>' in text
    assert "1 unchanged paragraph" in text or "2 unchanged paragraphs" in text


@pytest.mark.parametrize("pair", ["1/1"])
def test_a_revision_is_not_compared_with_itself(client: TestClient, pair: str) -> None:
    assert client.get(f"/article/flood/compare/{pair}").status_code == 400


@pytest.mark.parametrize(
    "path", ["compare/1/9", "compare/a/b", "compare/0/1", "compare/-1/1", "revision/0", "revision/01", "revision/x"]
)
def test_unknown_revisions_are_not_found(client: TestClient, path: str) -> None:
    assert client.get(f"/article/flood/{path}").status_code == 404


def test_one_capture(client: TestClient) -> None:
    text = client.get("/capture/flood-c1?lang=en").text
    for words in (
        "SHA-256 of the payload",
        "203.0.113.7:443",
        "evidence-0001.warc.gz, byte 91,822, 12,004 long",
        "Save the bytes",
    ):
        assert words in text


def test_citations_are_downloads(client: TestClient) -> None:
    for form, kind in {"bib": "application/x-bibtex", "json": "application/vnd.citationstyles.csl+json"}.items():
        headers = client.get(f"/article/flood/cite.{form}").headers
        assert headers["content-type"].startswith(kind)
        assert headers["content-disposition"] == f'attachment; filename="cunzhao.{form}"'


@pytest.mark.parametrize("path", HOSTILE_PATHS)
def test_hostile_text_is_only_text(client: TestClient, path: str) -> None:
    response = client.get(path)
    root = html.fromstring(response.text)
    assert {script.get("src", "")[:8] for script in root.iter("script")} == {"/static/"}
    for element in root.iter("*"):
        names = {str(name).lower() for name in element.attrib}
        assert not [name for name in names if name.startswith("on") or name == "style"], element
        for name in ("href", "src", "action"):
            assert str(element.get(name) or "/").startswith(("/", "#", "http://", "https://")), element.attrib
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]", response.text)


def test_text_that_turns_the_reading_direction_stays_in_its_box(client: TestClient) -> None:
    text = client.get("/article/hostile").text
    for place in [found.start() for found in re.finditer("\u202e", text)]:
        before = text[:place]
        boxed = before.rfind("<bdi") > before.rfind("</bdi>") or before.rfind('class="body"') > before.rfind("<aside")
        in_title = before.rfind("<title>") > before.rfind("</title>")
        assert boxed or in_title, text[place - 80 : place + 20]


def test_hostile_text_as_data_is_intact_and_valid(client: TestClient) -> None:
    found = client.get("/article/hostile.json").json()
    assert found["title"] == HOSTILE.replace("\ud800", "?") + "!"


@pytest.mark.parametrize("tag", ["en", "zh-Hans", "zh-Hant"])
def test_the_evidence_report_is_one_link_away_in_the_language_of_the_reader(client: TestClient, tag: str) -> None:
    heading = {"en": "Evidence report", "zh-Hans": "证据报告", "zh-Hant": "證據報告"}[tag]
    for path in ("/article/flood", "/capture/flood-c1"):
        assert f'<a href="{path}/report?lang={tag}">{heading}</a>' in client.get(f"{path}?lang={tag}").text
        report = client.get(f"{path}/report?lang={tag}")
        assert f"<h1>{heading}</h1>" in report.text
        assert f'<html lang="{tag}">' in report.text
    assert client.get("/article/nothing/report").status_code == 404


def test_a_report_on_hostile_text_is_text(client: TestClient) -> None:
    report = client.get("/article/hostile/report").text
    assert "<script" not in report
    assert "<img" not in report


def test_why_a_capture_is_of_its_kind_is_said_in_the_language_of_the_reader(client: TestClient) -> None:
    english = client.get("/capture/flood-c1?lang=en").text
    chinese = client.get("/capture/flood-c1?lang=zh-Hans").text
    assert "the page calls itself an article" in english
    assert said("the page calls itself an article", SIMPLIFIED) in chinese
    assert "the page calls itself" not in chinese
