"""Corrections find their place again, and a model's proposals stand in the text letter by letter or not at all."""

from __future__ import annotations

import json

import pytest

from cunzhao.said.anchor import anchored, proposed
from cunzhao.said.corrected import corrected, digest_of, noted
from cunzhao.types import Correction, CorrectionKind, Statement
from tests.press_archive import Clock

TEXT = "林知远说，船到了。德雷克说：“船沉了。”"
FIRST = Statement(5, 8, "indirect", "林知远", 0, 3)
SECOND = Statement(15, 19, "direct", "德雷克", 9, 12)
READ = (noted(TEXT, FIRST), noted(TEXT, SECOND))


def say(what: CorrectionKind, start: int, end: int, speaker: str | None = None, text: str = TEXT) -> Correction:
    return Correction("j1", Clock()(), "a", "a.1", what, start, end, digest_of(text[start:end]), speaker)


def test_the_fixture_is_what_it_says() -> None:
    assert (TEXT[5:8], TEXT[15:19]) == ("船到了", "船沉了。")


def test_another_speaker_and_nobody() -> None:
    found = corrected(TEXT, READ, [say("speaker", 5, 8, "德雷克"), say("none", 15, 19)])
    assert [(n.statement.speaker, n.statement.confidence, n.by) for n in found] == [("德雷克", 1.0, "j1")]
    assert TEXT[found[0].statement.speaker_start or 0 : found[0].statement.speaker_end] == "德雷克"


def test_a_missing_one_is_added_in_its_place_and_a_quotation_is_one() -> None:
    found = corrected(TEXT, READ[:1], [say("missing", 15, 19, "德雷克")])
    assert [(n.statement.start, n.statement.kind, n.text) for n in found] == [
        (5, "indirect", "船到了"),
        (15, "direct", "船沉了。"),
    ]


def test_it_follows_the_words_into_another_revision() -> None:
    moved = "更新：" + TEXT
    read = (noted(moved, Statement(8, 11, "indirect", "林知远", 3, 6)),)
    assert corrected(moved, read, [say("none", 5, 8)]) == ()


def test_words_that_are_not_there_say_nothing() -> None:
    assert corrected("全文已改写。", (), [say("missing", 5, 8, "德雷克")]) == ()
    assert corrected(TEXT, READ, [Correction("j", Clock()(), "a", "a.1", "none", 5, 8, "00")]) == READ


@pytest.mark.parametrize("start", [0, 10_000])
def test_places_beyond_the_text_say_nothing(start: int) -> None:
    assert corrected(TEXT, READ, [Correction("j", Clock()(), "a", "a.1", "none", start, start + 10_000, "00")]) == READ


def answer(*entries: object) -> str:
    return "Here you are:\n```json\n" + json.dumps(list(entries), ensure_ascii=False) + "\n```"


def test_a_proposal_stands_where_its_words_stand() -> None:
    (one,) = anchored(TEXT, answer({"quote": "船沉了。", "speaker": "德雷克", "cue": "说", "start": 999}))
    assert (one.start, one.end, one.kind, one.speaker_start, one.cue) == (15, 19, "direct", 9, "说")
    assert one.confidence < 0.7


@pytest.mark.parametrize(
    "entry",
    [
        {"quote": "船沉没了。", "speaker": "德雷克"},
        {"quote": "船沉了。", "speaker": "德·雷克"},
        {"quote": "船", "speaker": "德雷克"},
        {"quote": "说", "speaker": "德雷克"},
        {"quote": "", "speaker": ""},
        {"quote": ["船沉了。"], "speaker": {}},
        {"quote": "船沉了。"},
        "船沉了。",
        None,
    ],
)
def test_a_proposal_that_is_not_in_the_text_is_dropped(entry: object) -> None:
    assert anchored(TEXT, answer(entry)) == ()


@pytest.mark.parametrize(
    "said", ["", "no", "[", "]", "[" * 100_000, '{"a": [1]}', "[1, 2", '[{"quote": 3}]', "\ud800[]"]
)
def test_an_answer_that_is_none_proposes_nothing(said: str) -> None:
    assert anchored(TEXT, said) == ()


def test_the_text_is_sent_as_material() -> None:
    sent: list[tuple[str, str]] = []

    def ask(instructions: str, text: str) -> str:
        sent.append((instructions, text))
        return answer({"quote": "船到了", "speaker": "林知远"})

    assert [TEXT[s.start : s.end] for s in proposed(TEXT, ask)] == ["船到了"]
    assert sent[0][1] == TEXT
    assert TEXT not in sent[0][0]
