"""Statements in English, on articles written for this: every kind of evidence, and what must not be taken for a statement."""

from __future__ import annotations

import pytest

from cunzhao.said.en import read
from cunzhao.types import Statement
from tests.said.english import Article, articles

ARTICLES = articles()
EDGE = " \n,.;:!?\"'“”‘’"


def bare(text: str) -> str:
    """Without the marks around it."""
    return text.strip(EDGE)


@pytest.mark.parametrize("article", ARTICLES, ids=[a.name for a in ARTICLES])
def test_exactly_its_statements_are_found(article: Article) -> None:
    found = read(article.text, article.context)
    assert [bare(article.text[s.start : s.end]) for s in found] == [bare(content) for content, _ in article.expected]


@pytest.mark.parametrize("article", ARTICLES, ids=[a.name for a in ARTICLES])
def test_each_has_its_speaker_cue_time_and_place(article: Article) -> None:
    for statement, (_, expected) in zip(read(article.text, article.context), article.expected, strict=True):
        shown = seen(article.text, statement)
        assert {k: v for k, v in shown.items() if expected[k] != "*"} == {k: v for k, v in expected.items() if v != "*"}


def seen(text: str, statement: Statement) -> dict[str, str | None]:
    """A statement as a row of the file."""
    assert statement.speaker_start is not None
    return {
        "kind": statement.kind,
        "speaker": statement.speaker,
        "mention": text[statement.speaker_start : statement.speaker_end],
        "cue": statement.cue,
        "said_on": statement.said_on,
        "title": statement.title,
        "occasion": statement.occasion,
        "place": statement.place,
    }
