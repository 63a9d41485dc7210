"""Hostile and odd text: nothing is raised, offsets stay inside, and time grows with length only."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cunzhao.said.context import Context
from cunzhao.said.en import read
from cunzhao.said.en.tokens import tokenise

CONTEXT = Context(published=datetime(2024, 5, 2, 12, tzinfo=UTC), zone=timedelta(hours=-5))
PARTS = [
    "“",
    "”",
    '"',
    "''",
    "'",
    "‘",
    "’",
    ",",
    ".",
    "\n",
    "—",
    "(",
    ")",
    ";",
    ":",
    " and ",
    " said ",
    " that ",
    " he ",
    " Ann Lee ",
]
PARTS += [
    " according to ",
    " saying ",
    " who ",
    " Mr. ",
    " on Tuesday ",
    " in a statement ",
    "İ",
    "ß",
    "2,500",
    " the minister ",
    "\x1c",
]


@given(st.lists(st.sampled_from(PARTS), max_size=60).map("".join))
@settings(max_examples=300, deadline=None)
def test_any_arrangement_is_read_and_every_offset_lies_in_the_text(text: str) -> None:
    for statement in read(text, CONTEXT):
        assert 0 <= statement.start < statement.end <= len(text)
        assert statement.speaker_start is not None
        assert statement.speaker_end is not None
        assert 0 <= statement.speaker_start <= statement.speaker_end <= len(text)
        assert statement.cue is not None
        assert statement.cue in text
        assert 0 < statement.confidence < 1


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_tokens_stand_where_they_say(text: str) -> None:
    tokens = tokenise(text)
    assert len(tokens.words) == len(tokens.lows)
    for i, word in enumerate(tokens.words):
        assert text[tokens.starts[i] : tokens.end(i)] == word


HOSTILE = {
    "cues": "he said ",
    "cues with commas": "Ann, he said, ",
    "opened quotations": "“ ",
    "single marks": " ‘a",
    "brackets": "said (",
    "dashes": "he said — ",
    "capitals": "Ann Lee ",
    "one last name": "",
    "according": "according to X, ",
    "semicolons": "a; b said ",
    "no blanks": "said,",
    "letters": "a",
    "quoted paragraphs": "“A b c d e f g.\n\n",
    "pronouns": "Ann Lee said x. She said y. ",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_length_only(name: str) -> None:
    piece = HOSTILE[name]
    short, long = (_text(name, piece, n) for n in (12_000, 48_000))
    assert _seconds(long) < 16 * max(_seconds(short), 0.02), "four times the text took more than sixteen times as long"


def _text(name: str, piece: str, size: int) -> str:
    if name == "one last name":
        return " and ".join(
            f"Aa{chr(97 + n % 26)}{chr(97 + n // 26 % 26)} Lee said x. Lee said y" for n in range(size // 30)
        )
    return piece * (size // len(piece))


def _seconds(text: str) -> float:
    before = time.process_time()
    read(text, CONTEXT)
    return time.process_time() - before


def test_a_text_without_words_has_no_statements() -> None:
    assert read("", CONTEXT) == ()
    assert read(" \n\t\n", CONTEXT) == ()
    assert read("。「」", CONTEXT) == ()


def test_reading_twice_gives_the_same() -> None:
    text = "“It is late,” said Ann Lee. She added that the road was shut."
    assert read(text, CONTEXT) == read(text, CONTEXT)
    assert len(read(text, CONTEXT)) == 2
