"""The parts of reading English: marks, sentences, subjects, ends of indirect speech, names."""

from __future__ import annotations

import pytest

from cunzhao.said.context import Context
from cunzhao.said.en import read
from cunzhao.said.en.quotes import mark_quotes
from cunzhao.said.en.tokens import Tokens, tokenise, units


def marked(text: str) -> Tokens:
    tokens = tokenise(text)
    mark_quotes(tokens)
    return tokens


def quoted(text: str) -> list[str]:
    """What stands between quotation marks, the marks included."""
    tokens = marked(text)
    return [tokens.said(a, b + 1) for a, b in sorted(tokens.closes.items())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “yes” and ''no'' and \"so\".", ["“yes”", "''no''", '"so"']),
        ("“He said “no” to me,” she said.", ["“He said “no” to me,”"]),
        ('“Mixed marks," she said.', ['“Mixed marks,"']),
        ("”Turned round,” she said.", ["”Turned round,”"]),
        ("‘It wasn’t me,’ he said.", ["‘It wasn’t me,’"]),
        ("The workers' party and the '90s.", []),
        ('A 6" nail and a 4" screw.', []),
        ("“No end here\n\nNext.", ["“No end here"]),
    ],
)
def test_quotation_marks(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Mr. Lee of the U.S. Treasury met Sen. Roy. He left.", 2),
        ("“Is it so? I think not.” He left.", 2),
        ("“Is it so?” he asked. She nodded!", 2),
        ("It cost $2,500.50 at 3 p.m. on a day", 1),
        ("One line\nAnother line", 2),
        ("TARN, May 1 (Northern Wire) — It rained.", 1),
        ("", 0),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len(list(units(marked(text)))) == count


def one(text: str) -> tuple[str | None, str]:
    """Speaker and content of the only statement."""
    (statement,) = read(text, Context())
    return statement.speaker, text[statement.start : statement.end]


@pytest.mark.parametrize(
    ("text", "speaker", "content"),
    [
        ("Ann Lee (R-Ohio) has repeatedly said the law is bad.", "Ann Lee", "the law is bad"),
        ("Ann Lee on Tuesday said the law is bad.", "Ann Lee", "the law is bad"),
        ("Ann Lee, who has read it, said the law is bad.", "Ann Lee", "the law is bad"),
        ("Her deputy, Ann Lee, said the law is bad.", "Ann Lee", "the law is bad"),
        ("The 34-year-old mother of three said the law is bad.", "34-year-old mother of three", "the law is bad"),
        ("The minister is warning voters that the law is bad.", "minister", "that the law is bad"),
        ("When Ann Lee said the law was bad, the room fell silent.", "Ann Lee", "the law was bad"),
        ("The law is bad, Ann Lee said in a statement on Monday.", "Ann Lee", "The law is bad"),
        ("The law, said Ann Lee, is bad.", "Ann Lee", "The law, said Ann Lee, is bad"),
        ("The law is bad, according to Ann Lee, a lawyer.", "Ann Lee", "The law is bad"),
        ("Ann Lee accused the board of hiding the bill.", "Ann Lee", "hiding the bill"),
        ("Ann Lee called for a new law in an interview with Radio Tarn.", "Ann Lee", "a new law"),
        ("Ann Lee went on to say that the law is bad.", "Ann Lee", "that the law is bad"),
    ],
)
def test_speaker_and_content(text: str, speaker: str, content: str) -> None:
    assert one(text) == (speaker, content)


@pytest.mark.parametrize(
    "tail",
    [
        "; few agreed",
        ", though few agreed",
        ", speaking in Tarn",
        ", according to the paper",
        " — a view that few share",
        " (and few agreed)",
        ", but offered no proof",
    ],
)
def test_tails_of_the_narrator_are_not_content(tail: str) -> None:
    found = read(f"Ann Lee said the law is bad{tail}.", Context())
    text = f"Ann Lee said the law is bad{tail}."
    assert "the law is bad" in [text[s.start : s.end] for s in found if s.speaker == "Ann Lee"]


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee did not say why.",
        "Nobody said that the law is bad.",
        "The claims, charges and remarks of states were filed.",
        "The law is said to be bad.",
        "It is worth noting that the law is bad.",
        "The United States came first.",
        "They called in to the show.",
        "Ann Lee told the story of her life.",
        "Ann Lee issued a statement.",
        "Everything Ann Lee says is a lie.",
    ],
)
def test_look_alikes(text: str) -> None:
    assert read(text, Context()) == ()


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ann Lee and Tom Roy came. Roy said it was late.", "Tom Roy"),
        ("President Ann Lee came. Tom stayed. She said it was late.", "Ann Lee"),
        ("The ministry was open. It said it was late.", None),
        ("She said it was late.", None),
        ("Secretary of State Ann Lee said it was late.", "Ann Lee"),
        ("Ann van der Lee came. Ms. Lee said it was late.", "Ann van der Lee"),
    ],
)
def test_the_fullest_name(text: str, speaker: str | None) -> None:
    assert one(text)[0] == speaker
