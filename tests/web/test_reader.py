"""Language, theme, addresses, words."""

from __future__ import annotations

import re
import string
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import cunzhao.web
from cunzhao.publish.messages import LANGUAGES, MESSAGES, Language
from cunzhao.types import Published
from cunzhao.web.health import bar_of
from cunzhao.web.reader import Reader, path_to, preferred_language
from cunzhao.web.show import Show, printable
from cunzhao.web.words import ROOM, say

TEMPLATES = Path(cunzhao.web.__file__).parent / "templates"


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("", "en"), ("zh", "zh-Hans"), ("zh-CN,zh;q=0.9", "zh-Hans"), ("zh-TW", "zh-Hant"), ("zh-HK,en;q=0.8", "zh-Hant"),
        ("zh-Hant-MO", "zh-Hant"), ("fr,de;q=0.9", "en"), ("fr, zh-TW;q=0.5, en;q=0.4", "zh-Hant"),
        ("en;q=0.2,zh;q=0.8", "zh-Hans"),
        ("en;q=abc,zh-CN;q=0.1", "zh-Hans"), ("," * 5_000, "en"), ("x" * 100_000, "en"), ("zh;q=0, en", "en"), ("*", "en"),
    ],
)  # fmt: skip
def test_the_browsers_preference(accept: str, language: str) -> None:
    assert preferred_language(accept) == language


def test_choices_are_kept_in_links() -> None:
    reader = Reader("en", "dark", (("lang", "en"), ("theme", "dark")))
    assert reader.href("/days") == "/days?lang=en&theme=dark"
    assert (
        reader.href("/search", q="选举 & 结果", page=None)
        == "/search?q=%E9%80%89%E4%B8%BE+%26+%E7%BB%93%E6%9E%9C&lang=en&theme=dark"
    )
    assert reader.href("/", lang="zh-Hans") == "/?lang=zh-Hans&theme=dark"
    assert Reader("en", None, ()).href("/") == "/"


def test_a_path_is_encoded_by_segment() -> None:
    assert path_to("tag", "a/b?c#d e") == "/tag/a%2Fb%3Fc%23d%20e"
    assert path_to("tag", "\ud800") == "/tag/%3F"


def test_the_page_keeps_its_place_when_the_language_changes(client: TestClient) -> None:
    text = client.get("/search?q=%E9%80%89%E4%B8%BE&order=newest&lang=en&theme=dark").text
    assert 'href="/search?q=%E9%80%89%E4%B8%BE&amp;order=newest&amp;lang=zh-Hant&amp;theme=dark"' in text
    assert '<html lang="en" data-theme="dark">' in text


def test_theme_can_be_given_back_to_the_system(client: TestClient) -> None:
    assert 'href="/settings?lang=en"' in client.get("/settings?lang=en&theme=dark").text


@pytest.mark.parametrize("query", ["lang=xx", "theme=pink", "lang=%22%3E", "lang=en&lang=xx"])
def test_words_that_are_no_choice_are_ignored(client: TestClient, query: str) -> None:
    response = client.get(f"/?{query}")
    assert response.status_code == 200
    assert "pink" not in response.text.split("<main")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_speaks_each_language(client: TestClient, language: Language) -> None:
    for path in (
        "/",
        "/days",
        "/sources",
        "/tags",
        "/search",
        "/settings",
        "/article/flood",
        "/capture/flood-c1",
        "/nope",
    ):
        text = client.get(f"{path}?lang={language}").text
        assert f'<html lang="{language}"' in text
        assert say(language, "search") in text
        visible = re.sub(r"<[^>]+>", " ", text.split("<main")[1])
        unknown = {
            word for word in re.findall(r"\b[a-z]+(?:-[a-z0-9]+)+\b", visible) if word in ROOM or word in MESSAGES
        }
        assert not unknown, f"a key stands where words should be: {unknown}"


def test_all_words_exist_in_three_languages_with_the_same_fields() -> None:
    for key, forms in ROOM.items():
        fields = [{name for _, name, _, _ in string.Formatter().parse(form) if name} for form in forms]
        assert all(form.strip() for form in forms), key
        assert fields[0] == fields[1] == fields[2], key
        assert key not in MESSAGES, f"{key} would hide the shared word"


def test_every_key_in_a_template_has_words() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.iterdir())
    keys = {key for key in re.findall(r'say\("([^"]+)"', text) if not key.endswith("-")}
    assert keys - ROOM.keys() - MESSAGES.keys() == set()


def test_every_word_of_the_room_is_used() -> None:
    files = [
        path
        for path in TEMPLATES.parent.rglob("*")
        if path.suffix in {".html", ".py", ".atom"} and path.name != "words.py"
    ]
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    made = ("purpose-", "origin-", "channel-", "order-", "theme-", "only-", "zone-", "state-", "key-", "said-")
    unused = [key for key in ROOM if f'"{key}"' not in text and not key.startswith(made) and not key.endswith("-words")]
    assert unused == []


def test_no_template_has_inline_style_or_script() -> None:
    for path in TEMPLATES.iterdir():
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|<style|<script(?! src=)|\son[a-z]+=|javascript:|\|\s*safe\b", text), path.name


@pytest.mark.parametrize(
    ("length", "words"),
    [(timedelta(seconds=59), "less than a minute"), (timedelta(minutes=1), "1 minute"), (timedelta(minutes=119), "119 minutes"),
     (timedelta(hours=2), "2 hours"), (timedelta(hours=47), "47 hours"), (timedelta(days=386), "386 days"),
     (timedelta(days=-3), "less than a minute")],
)  # fmt: skip
def test_spans(length: timedelta, words: str) -> None:
    assert Show("en").span(length) == words


def test_days_in_three_languages() -> None:
    day = date(2026, 11, 22)
    assert Show("en").day(day, weekday=True) == "Sunday, 22 November 2026"
    assert Show("zh-Hant").day(day, weekday=True) == "2026年11月22日 星期日"
    assert Show("zh-Hans").month(day) == "2026年11月"


def test_a_time_is_shown_only_as_exactly_as_it_is_known() -> None:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    shown = [
        Show("en").published(Published(at, None, None, "", precision), at)
        for precision in ("year", "month", "day", "minute")
    ]
    assert [str(one.striptags()) for one in shown] == [
        "2026",
        "November 2026",
        "1 November 2026",
        "1 November 2026, 00:00 UTC",
    ]


def test_what_is_printed_has_no_control_characters() -> None:
    assert printable("a\x00\x1b[31m\nb\ud800") == "a[31m\nb"
    assert printable(None) == ""
    assert printable(0) == 0


def test_the_bar_of_answers() -> None:
    assert bar_of({}) == ""
    assert 'bar-good" width="150"' in bar_of({"article": 2, "listing": 1, "blocked": 1})
