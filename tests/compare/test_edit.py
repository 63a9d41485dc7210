"""What an edit is called."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cunzhao.compare import GRADES, compare
from cunzhao.compare.numbers import figures
from cunzhao.types import Block, Extraction


@dataclass(frozen=True)
class Read:
    """A title and a text."""

    title: str | None
    text: str


def grades(old: str, new: str, language: str | None = None) -> tuple[str, ...]:
    edit = compare(Read("Title", old), Read("Title", new), language)
    return edit.grades if edit else ()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Police said 12 died.", "Police said 15 died.", ("number",)),
        ("警方说十二人死亡。", "警方说十五人死亡。", ("number",)),
        ("警方说12人死亡。", "警方说十五人死亡。", ("number",)),
        ("死者三人，伤者不详。", "死者四人，伤者不详。", ("number",)),
        ("Three dead in the fire.", "Four dead in the fire.", ("number",)),
        ("It cost 1.2万 yuan.", "It cost 12000 yuan.", ("wording",)),
        ("警方说十二人死亡。", "警方说12人死亡。", ("wording",)),
        ("这是一些人的看法。", "这是有些人的看法。", ("wording",)),
        ("He wrote to President Miller on Monday.", "He wrote to President Becker on Monday.", ("name",)),
        ("会见弗拉基米尔·伊万诺夫先生", "会见弗拉基米尔·彼得罗夫先生", ("name",)),
        ("Ministers lied. People left.", "Critics lied. People left.", ("wording",)),
        ("The goverment fell on Monday.", "The government fell on Monday.", ("typo",)),
        ("The recieved wisdom is old.", "The received wisdom is old.", ("typo",)),
        ("“Yes”, he said.", '"Yes", he said.', ("typo",)),
        ("The step was legal then.", "The step was illegal then.", ("wording",)),
        ("He denied the report.", "He defied the report.", ("wording",)),
        ("It is now true.", "It is not true.", ("wording",)),
        ("示威是和平的。", "示威是暴力的。", ("wording",)),
        ("他做在椅子上。", "他坐在椅子上。", ("wording",)),
        ("A. The minister had promised help by 12 May. B.", "A. B.", ("removed",)),
        ("A. B.", "A. The minister had promised help by 12 May. B.", ("added",)),
        ("第一段。\n部长曾经承诺五月之前提供帮助。\n第三段。", "第一段。\n第三段。", ("removed",)),
        (
            "The first paragraph is here.\nThe second is not short.",
            "The second is not short.\nThe first paragraph is here.",
            ("wording",),
        ),
        (
            "x said 3 people came. He denied it.",
            "x said 5 people came. He confirmed everything to us.",
            ("number", "wording"),
        ),
    ],
)
def test_grades(old: str, new: str, expected: tuple[str, ...]) -> None:
    assert grades(old, new) == expected


def test_german_nouns_are_not_names() -> None:
    assert grades("Der Mann fuhr mit dem Auto heim.", "Der Mann fuhr mit dem Rad heim.", "de") == ("wording",)


@pytest.mark.parametrize(
    ("old", "new"), [("a  b\n\nc", "a b\nc"), ("a\u200bb", "ab"), ("a ", " a"), ("", "\n"), ("a\u3000b", "a b")]
)
def test_white_space_is_no_edit(old: str, new: str) -> None:
    assert grades(old, new) == ()


def test_headline() -> None:
    edit = compare(Read("Old words", "same"), Read("New words", "same"))
    assert edit is not None
    assert edit.grades == ("headline",)
    assert [run.op for run in edit.text] == ["same"]
    numbers = compare(Read("12 die", "same"), Read("15 die", "same"))
    assert numbers is not None
    assert numbers.grades == ("headline", "number")
    assert compare(Read(None, "same"), Read("", "same")) is None


def test_extractions_can_be_compared() -> None:
    old = Extraction(url="https://a.example/", extractor="x", title="T", blocks=(Block("paragraph", "It was so."),))
    new = Extraction(url="https://a.example/", extractor="x", title="T", blocks=(Block("paragraph", "It was not so."),))
    edit = compare(old, new)
    assert edit is not None
    assert edit.grades == ("wording",)
    assert "".join(run.text for run in edit.text if run.op != "gone") == "It was not so."


@given(st.text(max_size=150), st.text(max_size=150), st.text(max_size=20), st.text(max_size=20))
def test_any_texts_have_grades_in_order(old: str, new: str, title: str, other: str) -> None:
    edit = compare(Read(title, old), Read(other, new))
    if edit:
        assert edit.grades
        assert sorted(edit.grades, key=GRADES.index) == list(edit.grades)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1,200 and 1200", ["1200", "1200"]),
        ("１２人", ["12"]),
        ("12,5 per cent", ["12.5"]),
        ("1.2万", ["12000"]),
        ("3亿", ["300000000"]),
        ("一百二十三", ["123"]),
        ("二〇二六年", ["2026"]),
        ("三万五千", ["35000"]),
        ("一亿二千万", ["120000000"]),
        ("两名", ["2"]),
        ("十分高兴", []),
        ("一些", []),
        ("万一", []),
        ("two dozen", ["2", "12"]),
        ("someone", []),
        ("1.2.3.4", ["1.2.3.4"]),
        ("٣٤", ["34"]),
        ("十五", ["15"]),
    ],
)
def test_figures_are_read_as_values(text: str, values: list[str]) -> None:
    assert [value for _, _, value in figures(text)] == values


@given(st.text(alphabet="0123456789,.一二十百千万亿零 人²½", max_size=60))
def test_figures_read_anything(text: str) -> None:
    for start, end, value in figures(text):
        assert 0 <= start < end <= len(text)
        assert value


@given(st.integers(0, 10**12))
def test_digits_are_read_as_they_are(number: int) -> None:
    assert [Decimal(v) for _, _, v in figures(f"{number:,}")] == [Decimal(number)]
