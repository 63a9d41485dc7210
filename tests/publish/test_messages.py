"""Every word in all three languages."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

import cunzhao.publish as package
from cunzhao.compare import GRADES
from cunzhao.publish import words
from cunzhao.publish.messages import LANGUAGES, MESSAGES, NAMES, nearest
from cunzhao.publish.report_words import REPORT
from cunzhao.types import ClaimKind, PageKind


def fields(text: str) -> list[set[str]]:
    return [{name for _, name, _, _ in Formatter().parse(form) if name} for form in text.split("|")]


@pytest.mark.parametrize("key", MESSAGES)
def test_every_key_has_all_languages_with_the_same_fields(key: str) -> None:
    forms = MESSAGES[key]
    assert len(forms) == len(LANGUAGES)
    assert all(form.strip() for form in forms)
    assert len({frozenset(part) for form in forms for part in fields(form)}) == 1


def test_simplified_and_traditional_are_not_mixed() -> None:
    import opencc

    to_simplified = opencc.OpenCC("t2s")
    for key, (_, hans, _) in MESSAGES.items():
        assert to_simplified.convert(hans) == hans, key


def test_plurals_and_fields() -> None:
    assert words("en")("n-articles", n=1) == "1 article"
    assert words("en")("n-articles", n=0) == "0 articles"
    assert words("zh-Hans")("n-articles", n=1) == "1 篇文章"
    assert words("en")("no such key", n=1) == "no such key"
    assert words("en")("from", who="{x}") == "From"


def test_a_mapping() -> None:
    w = words("zh-Hant")
    assert w["sources"] == "來源"
    assert w.get("no such key") is None
    assert set(w) == set(MESSAGES)
    assert len(w) == len(MESSAGES)


@pytest.mark.parametrize(
    ("tag", "language"),
    [("zh", "zh-Hans"), ("zh-CN", "zh-Hans"), ("zh_TW", "zh-Hant"), ("zh-HK", "zh-Hant"), ("yue", "zh-Hant"),
     ("zh-Hans-HK", "zh-Hans"),
     ("zh-Hant", "zh-Hant"), ("en-GB", "en"), ("fr", "en"), ("", "en")],
)  # fmt: skip
def test_the_nearest_language(tag: str, language: str) -> None:
    assert nearest(tag) == language
    assert language in NAMES


def test_the_values_of_types_have_words() -> None:
    assert {f"kind-{kind}" for kind in get_args(PageKind)} <= MESSAGES.keys()
    assert {f"claim-{kind}" for kind in get_args(ClaimKind)} <= MESSAGES.keys()
    assert {f"grade-{grade}" for grade in GRADES} <= MESSAGES.keys()


def test_templates_use_known_keys() -> None:
    folder = Path(package.__file__).parent / "templates"
    used = {
        key
        for path in folder.iterdir()
        if path.name != "report.html"
        for key in re.findall(r"""\bw[\[(]"([a-z0-9-]+)"[,)\]]""", path.read_text("utf-8"))
    }
    assert len(used) > 50
    assert used <= MESSAGES.keys()
    report = re.findall(r"""\bw[\[(]"([a-z0-9-]+)"[,)\]]""", (folder / "report.html").read_text("utf-8"))
    assert set(report) <= MESSAGES.keys() | REPORT.keys()
