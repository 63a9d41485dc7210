"""Statements in English, on articles written for this: every kind of evidence, and what must not be taken for a statement."""

from __future__ import annotations

import pytest

from cunzhao.said.context import Context
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


def test_who_passed_it_on_is_kept() -> None:
    told = {a.name: [s.relay for s in read(a.text, a.context)] for a in ARTICLES}
    assert told["relay"] == ["Morning Ledger"]
    assert told["quoted by another"] == ["State television"]
    assert told["passed on at the end"] == ["newspaper", None]
    assert told["pronouns"] == [None, None]


def test_how_the_speaker_is_known_is_kept() -> None:
    told = {a.name: [s.why for s in read(a.text, a.context)] for a in ARTICLES}
    assert told["pronouns"] == ["pronoun", "pronoun"]
    assert told["one of several"] == ["named", "unnamed"]


def test_the_quoted_part_has_its_own_place() -> None:
    text = "The bank said it was “not concerned” about prices."
    (statement,) = read(text, Context())
    assert statement.quote_start is not None
    assert text[statement.quote_start : statement.quote_end] == "not concerned"


def test_better_evidence_gives_more_confidence() -> None:
    texts = (
        "“The road is shut and will stay shut,” said Ann Lee.",
        "Ann Lee said the road was shut.",
        "In the hills Ann Lee argued the road, which is old, was shut.",
        "She argued the road, which is old, was shut.",
    )
    values = [read(text, Context())[0].confidence for text in texts]
    assert values == sorted(values, reverse=True)
    assert len(set(values)) == len(values)
